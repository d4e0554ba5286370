"""What a quantity should be, given the quantities it is computed from."""

from dataclasses import dataclass

import numpy as np

from nnviz.core.operation import Phase
from nnviz.core.trace import Trace
from nnviz.core.types import Floats

_ROUNDINGS = 64
"""The roundings allowed in an operation, besides those of the terms of a sum."""


@dataclass(frozen=True, slots=True, eq=False)
class Expectation:
    """A quantity as the program left it, and as it should be.

    Attributes
    ----------
    got, want
        The two, in the same shape. ``want`` is computed in float64 from the quantities
        before it as the program left them, so that a mistake shows where it is made and
        not in everything that follows.
    size
        The sum of the magnitudes that were added up, which bounds the rounding; in the
        shape of ``want``, or a number.
    terms
        The number of terms that were added up.
    blur
        The possible error of ``want`` itself; infinite where it is not known.
    """

    quantity: str
    phase: Phase
    layer: int
    got: Floats
    want: Floats
    size: Floats | float
    terms: int = 1
    blur: Floats | float = 0.0


@dataclass(frozen=True, slots=True)
class WrongQuantity:
    """A quantity that is not what it should be.

    Attributes
    ----------
    quantity, phase, layer
        Those of the operation that computed it; for the data, of the one that reads it.
    place
        The index of the worst of its numbers.
    got, want
        That number, and what it should be.
    error
        Their difference, relative to the larger of the two.
    wrong, count
        How many of its numbers are wrong, and how many there are.
    """

    quantity: str
    phase: Phase
    layer: int
    place: tuple[int, ...]
    got: float
    want: float
    error: float
    wrong: int
    count: int


def judge_quantity(expected: Expectation) -> WrongQuantity | None:
    """Compare a quantity with what it should be, with a tolerance for rounding.

    Returns what is wrong, or None if nothing is.
    """
    got, precision = np.asarray(expected.got), expected.got.dtype
    limits = np.finfo(precision)
    roundings = _ROUNDINGS + 2 * expected.terms
    with np.errstate(all="ignore"):
        want = np.asarray(expected.want, np.float64).reshape(got.shape)
        room = limits.eps * roundings * np.asarray(expected.size) + expected.blur
        room = np.broadcast_to(room + _ROUNDINGS * limits.tiny, want.shape)
        difference = np.abs(got - want)
        # A value too large for the precision is no mistake, nor is a NaN that follows.
        lost = ~np.isfinite(got) & ~np.isfinite(want.astype(precision))
        wrong = ~(lost | (difference <= room) | np.isinf(room))
        if not wrong.any():
            return None
        error = difference / np.maximum(np.abs(got), np.abs(want))
    error = np.where(wrong, np.nan_to_num(error, nan=np.inf), -1.0)
    place = np.unravel_index(int(np.argmax(error)), error.shape)
    return WrongQuantity(
        expected.quantity,
        expected.phase,
        expected.layer,
        tuple(int(i) for i in place),
        float(got[place]),
        float(want[place]),
        float(error[place]),
        int(np.count_nonzero(wrong)),
        wrong.size,
    )


class Quantities:
    """The quantities of a trace, converted to float64 when first asked for."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._known: dict[str, Floats] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._trace

    def __getitem__(self, name: str) -> Floats:
        if name not in self._known:
            self._known[name] = np.asarray(self._trace[name], np.float64)
        return self._known[name]

    def inputs_of(self, layer: int) -> Floats:
        """Return the inputs of a layer, (N, I)."""
        return self["inputs"] if layer == 1 else self[f"a{layer - 1}"]

    def expect(
        self,
        quantity: str,
        phase: Phase,
        layer: int,
        want: Floats,
        size: Floats | float,
    ) -> Expectation:
        """Return what a quantity should be; ``want`` and ``size`` have its shape."""
        return Expectation(quantity, phase, layer, self._trace[quantity], want, size)

"""What a quantity should be, given the quantities it is made of."""

from dataclasses import dataclass

import numpy as np

from nnviz.core.operation import Phase
from nnviz.core.trace import Trace
from nnviz.core.types import Floats

_ROUNDINGS = 64
"""So many roundings an operation may take besides one for each term of a sum."""


@dataclass(frozen=True, slots=True, eq=False)
class Expectation:
    """A quantity as the program left it, and as it should be.

    Attributes
    ----------
    got, want
        In the same shape; ``want`` is worked out in float64 from what the program
        left of the quantities before it, so that a mistake shows where it sits and
        not in all that follows from it.
    size
        The sum of the magnitudes that were added up, which bounds the rounding.
    terms
        How many they were.
    blur
        What ``want`` itself may be off by; infinite where it is not known.
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
class Finding:
    """A quantity that is not what it should be.

    Attributes
    ----------
    quantity, phase, layer
        As in the operation that made it; for the data, those of what reads them.
    place
        Where the worst of its numbers is, as an index.
    got, want
        That number, and what it should be.
    error
        Their difference, relative to the larger of the two.
    wrong, count
        How many of its numbers are wrong, and how many it has.
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


def judge_quantity(expected: Expectation) -> Finding | None:
    """Compare, with room for rounding; return what is wrong, if anything."""
    got, precision = np.asarray(expected.got), expected.got.dtype
    limits = np.finfo(precision)
    roundings = _ROUNDINGS + 2 * expected.terms
    with np.errstate(all="ignore"):
        want = np.asarray(expected.want, np.float64).reshape(got.shape)
        room = limits.eps * roundings * np.asarray(expected.size) + expected.blur
        room = np.broadcast_to(room + _ROUNDINGS * limits.tiny, want.shape)
        difference = np.abs(got - want)
        # Too large for the precision is not wrong, nor is what it then leads to.
        lost = ~np.isfinite(got) & ~np.isfinite(want.astype(precision))
        wrong = ~(lost | (difference <= room) | np.isinf(room))
        if not wrong.any():
            return None
        error = difference / np.maximum(np.abs(got), np.abs(want))
    error = np.where(wrong, np.nan_to_num(error, nan=np.inf), -1.0)
    place = np.unravel_index(int(np.argmax(error)), error.shape)
    return Finding(
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
    """The quantities of a trace in float64."""

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
        """Return what a layer takes in, (N, I)."""
        return self["inputs"] if layer == 1 else self[f"a{layer - 1}"]

    def expect(
        self,
        quantity: str,
        phase: Phase,
        layer: int,
        want: Floats,
        size: Floats | float,
    ) -> Expectation:
        """Say what a quantity should be; see `Expectation`."""
        return Expectation(quantity, phase, layer, self._trace[quantity], want, size)

"""The first difference of two contenders: which number differs first, and when."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnviz.core.operation import Phase
from nnviz.core.types import Floats
from nnviz.core.writing.layer_names import layer_name
from nnviz.core.writing.number_text import compact
from nnviz.session.comparison.number_words import quantity_title

_DIGITS = (4, 6, 8, 10, 12, 17)
"""Numbers of significant digits to try, one after the other."""


@dataclass(frozen=True, slots=True)
class FirstDifference:
    """The first quantity in which two runs differ by more than a tolerance.

    Attributes
    ----------
    names
        The names of the two contenders.
    iteration
        The iteration, counted from 1; 0 is before the first.
    quantity, phase, layer
        Those of the operation that computed it; the layer counts from 1, 0 is none. The
        initial parameters have the phase "start".
    last
        The number of the output layer.
    where
        The index of the largest difference in the quantity.
    place
        The same in words, counted from 1: ``neuron 3 and sample 5 of the batch``.
    neuron, sample
        The neuron and the training sample there, counted from 0, if it has one.
    values, difference
        The two numbers there, and their difference.
    tolerance
        The tolerance that the difference exceeds.
    """

    names: tuple[str, str]
    iteration: int
    quantity: str
    phase: Phase | Literal["start"]
    layer: int
    last: int
    where: tuple[int, ...]
    place: str
    neuron: int | None
    sample: int | None
    values: tuple[float, float]
    difference: float
    tolerance: float

    def words(self) -> str:
        """Return a sentence that says so."""
        one, other = self.names
        when = f"in iteration {self.iteration:,}, in the {_PASSES[self.phase]}"
        if self.phase == "start":
            when = "before the first iteration"
        layer = f" of {layer_name(self.layer, self.last)}" if self.layer else ""
        place = f" for {self.place}" if self.place else ""
        first, second = _apart(*self.values)
        quantity = quantity_title(self.quantity)
        return (
            f"{one} and {other} first differ by more than {compact(self.tolerance)} "
            f"{when}, in {quantity}{layer}: {first} and {second}{place}, a "
            f"difference of {compact(self.difference)}"
        )


_PASSES = {
    "start": "",
    "forward": "forward pass",
    "loss": "loss",
    "backward": "backward pass",
    "update": "update",
}


def _apart(first: float, second: float) -> tuple[str, str]:
    """Write two numbers with enough digits to tell them apart."""
    for digits in _DIGITS[:-1]:
        one, other = compact(first, digits), compact(second, digits)
        if one != other:
            return one, other
    return compact(first, _DIGITS[-1]), compact(second, _DIGITS[-1])


def furthest(
    x: Floats, y: Floats, tolerance: float
) -> tuple[tuple[int, ...], float] | None:
    """Return where two arrays of one shape differ most, if by more than a tolerance.

    The result is the index and the difference. NaN differs infinitely from any number,
    but not from NaN.
    """
    difference = np.abs(np.subtract(x, y, dtype=np.float64))
    # Nearly all calls end here. A NaN makes this false, and is dealt with below.
    if difference.max() <= tolerance:
        return None
    alike = (x == y) | (np.isnan(x) & np.isnan(y))
    difference = np.where(np.isnan(difference), np.inf, difference)
    difference = np.where(alike, 0.0, difference)
    place = np.unravel_index(int(np.argmax(difference)), difference.shape)
    worst = float(difference[place])
    return (tuple(map(int, place)), worst) if worst > tolerance else None

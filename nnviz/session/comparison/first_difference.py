"""Where two contenders part: the first number that differs, and when."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnviz.core.operation import Phase
from nnviz.core.types import Floats

_DIGITS = (4, 6, 8, 10, 12, 17)
"""Significant digits to try, one after the other."""


@dataclass(frozen=True, slots=True)
class FirstDifference:
    """The first quantity in which two runs differ by more than a tolerance.

    Attributes
    ----------
    names
        What the two are called.
    iteration
        In which iteration, counted from 1; 0 is before the first.
    quantity, phase, layer
        As in the operation that made it, the layer counted from 1, 0 for none. What
        the runs begin with has the phase "start".
    where
        The place of the largest difference in the quantity, as an index.
    place
        That place in words, counted from 1: ``neuron 3 and sample 5 of the batch``.
    neuron, sample
        Its neuron and its training sample, counted from 0, where it has one.
    values, difference
        The two numbers there, and how far apart they are.
    tolerance
        What the difference was to exceed.
    """

    names: tuple[str, str]
    iteration: int
    quantity: str
    phase: Phase | Literal["start"]
    layer: int
    where: tuple[int, ...]
    place: str
    neuron: int | None
    sample: int | None
    values: tuple[float, float]
    difference: float
    tolerance: float

    def words(self) -> str:
        """Say it in a sentence."""
        one, other = self.names
        when = f"in iteration {self.iteration:,}, on the way {_WAYS[self.phase]}"
        if self.phase == "start":
            when = "before the first iteration"
        layer = f" of layer {self.layer}" if self.layer else ""
        place = f" for {self.place}" if self.place else ""
        first, second = _apart(*self.values)
        return (
            f"{one} and {other} first differ by more than {self.tolerance:g} {when}, "
            f"in {self.quantity}{layer}: {first} and {second}{place}, a difference of "
            f"{self.difference:.4g}"
        )


_WAYS = {
    "start": "",
    "forward": "forward",
    "loss": "to the loss",
    "backward": "back",
    "update": "to the update",
}


def _apart(first: float, second: float) -> tuple[str, str]:
    """Write two numbers with as many digits as it takes to tell them apart."""
    for digits in _DIGITS:
        if f"{first:.{digits}g}" != f"{second:.{digits}g}":
            break
    # Adding 0 makes a plain 0 of a negative one.
    return f"{first + 0.0:.{digits}g}", f"{second + 0.0:.{digits}g}"


def furthest(
    x: Floats, y: Floats, tolerance: float
) -> tuple[tuple[int, ...], float] | None:
    """Return where two arrays of one shape differ most, if by more than a tolerance.

    A number differs without bound from what is no number; two of the latter are alike.
    """
    difference = np.abs(np.subtract(x, y, dtype=np.float64))
    if difference.max() <= tolerance:
        return None
    alike = (x == y) | (np.isnan(x) & np.isnan(y))
    difference = np.where(np.isnan(difference), np.inf, difference)
    difference = np.where(alike, 0.0, difference)
    place = np.unravel_index(int(np.argmax(difference)), difference.shape)
    worst = float(difference[place])
    return (tuple(map(int, place)), worst) if worst > tolerance else None

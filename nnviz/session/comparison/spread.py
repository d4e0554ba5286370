"""The spread of a number over several runs: its median and quartiles."""

from collections.abc import Iterable
from typing import Self

import msgspec
import numpy as np
from numpy.typing import ArrayLike

QUARTILES_FROM = 4
"""The fewest values for which quartiles say more than the smallest and the largest."""


class Spread(msgspec.Struct, frozen=True):
    """The median of ``count`` values, and the range of the middle ones.

    ``low`` and ``high`` are the quartiles (25 % and 75 %, interpolated linearly between
    values) of four or more values, and the smallest and largest of fewer. ``values``
    are those of all runs, None where a run has none.
    """

    median: float
    low: float
    high: float
    count: int
    values: tuple[float | None, ...] = ()

    @classmethod
    def of(cls, values: Iterable[float | None]) -> Self | None:
        """Return the spread of the values that are not None; None if there are none."""
        every = tuple(values)
        found = [value for value in every if value is not None]
        return cls(*middle(found), len(found), every) if found else None


def middle(values: ArrayLike) -> tuple[float, float, float]:
    """Return the median, low and high of values (n,), n > 0; see ``Spread``."""
    found = np.asarray(values, float)
    ends = (0.25, 0.75) if found.size >= QUARTILES_FROM else (0.0, 1.0)
    median, low, high = np.quantile(found, (0.5, *ends)).tolist()
    return median, low, high

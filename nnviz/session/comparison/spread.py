"""How the numbers of several runs lie: their median, and the middle of them."""

from collections.abc import Iterable
from typing import Self

import msgspec
import numpy as np
from numpy.typing import ArrayLike

QUARTILES_FROM = 4
"""From so many values on, quartiles say more than the smallest and the largest."""


class Spread(msgspec.Struct, frozen=True):
    """The median of ``count`` values, and where the middle of them lies.

    ``low`` and ``high`` are the quartiles (25 % and 75 %, between two values by linear
    interpolation) of four values or more, and the smallest and largest of fewer.
    """

    median: float
    low: float
    high: float
    count: int

    @classmethod
    def of(cls, values: Iterable[float | None]) -> Self | None:
        """Return the spread of the values that there are, or None without any."""
        found = [value for value in values if value is not None]
        return cls(*middle(found), len(found)) if found else None

    def overlaps(self, other: "Spread") -> bool:
        """Tell whether the two have values between low and high in common."""
        return self.low <= other.high and other.low <= self.high


def middle(values: ArrayLike) -> tuple[float, float, float]:
    """Return the median, low and high of some values, one at least; see ``Spread``."""
    found = np.asarray(values, float)
    ends = (0.25, 0.75) if found.size >= QUARTILES_FROM else (0.0, 1.0)
    median, low, high = np.quantile(found, (0.5, *ends)).tolist()
    return median, low, high

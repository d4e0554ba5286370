"""Cost curves: the costs of a long run, reduced to a few hundred numbers."""

from collections.abc import Sequence
from typing import Self

import msgspec
import numpy as np

from nnviz.core.types import Floats
from nnviz.session.comparison.spread import middle

MOST_POINTS = 250
"""The most points of a curve."""


class CostCurve(msgspec.Struct, frozen=True):
    """Costs of batches: mean, lowest and highest of ``every`` iterations each.

    Point k stands for the iterations from k x every on, counted from 0. Runs planned to
    the same length have their points at the same iterations. From the first cost that
    is not finite on, all are left out.
    """

    every: int
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    @classmethod
    def of(cls, costs: Floats, planned: int) -> Self:
        """Reduce the costs (n,) of a run that was to do ``planned`` iterations."""
        finite = np.isfinite(costs)
        sound = costs if finite.all() else costs[: int(np.argmin(finite))]
        every = max(1, -(-max(planned, len(sound)) // MOST_POINTS))
        starts = np.arange(0, len(sound), every)
        if not starts.size:
            return cls(every, (), (), ())
        counts = np.diff(np.append(starts, len(sound)))
        return cls(
            every,
            tuple((np.add.reduceat(sound, starts) / counts).tolist()),
            tuple(np.minimum.reduceat(sound, starts).tolist()),
            tuple(np.maximum.reduceat(sound, starts).tolist()),
        )

    @property
    def iterations(self) -> tuple[float, ...]:
        """The iteration in the middle of each point, counted from 1."""
        half = (self.every + 1) / 2
        return tuple(k * self.every + half for k in range(len(self.mean)))


class CostBand(msgspec.Struct, frozen=True):
    """The curves of several seeds together: at each point the median and quartiles.

    If fewer than four curves go that far, ``low`` and ``high`` are the smallest and the
    largest value.
    """

    iterations: tuple[float, ...]
    median: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    @classmethod
    def of(cls, curves: Sequence[CostCurve]) -> Self:
        """Combine curves whose points are at the same iterations."""
        longest = max(curves, key=lambda curve: len(curve.mean), default=None)
        if longest is None:
            return cls((), (), (), ())
        found = [
            middle([curve.mean[k] for curve in curves if k < len(curve.mean)])
            for k in range(len(longest.mean))
        ]
        median, low, high = np.array(found).reshape(-1, 3).T.tolist()
        return cls(longest.iterations, tuple(median), tuple(low), tuple(high))

"""Histograms, means and deviations of values that come in several pieces."""

import numpy as np

from nnviz.core.types import Floats
from nnviz.session.health.layer_health import Distribution

BINS = 48
"""The number of bins of every histogram."""

_RARE = 0.005
"""The share of the values at either end that does not stretch a histogram."""

_MARGIN = 0.05
_LARGEST = 1e300


def reach(values: Floats) -> tuple[float, float]:
    """Return the ends of a histogram of these values, of any shape.

    Nearly all of them are within, with a margin at both ends; a few outliers do not
    stretch it.
    """
    finite = values[np.isfinite(values)]
    if not finite.size:
        return -1.0, 1.0
    # A quarter of each, since quantiles take differences, which may overflow.
    ends = 4.0 * np.quantile(0.25 * finite, (_RARE, 1.0 - _RARE)).astype(np.float64)
    # Clipped, so that the width of the histogram cannot overflow.
    most = min(_LARGEST, 0.25 * float(np.finfo(finite.dtype).max))
    low, high = np.clip(ends, -most, most).tolist()
    if high - low <= 1e-6 * max(abs(low), abs(high)):
        half = max(0.5, 0.1 * abs(high))
        return low - half, high + half
    margin = _MARGIN * (high - low)
    return low - margin, high + margin


class HistogramSums:
    """A growing histogram, with the mean and deviation of the values added.

    Finite values beyond ``low`` or ``high`` are counted in the bin at that end.
    """

    def __init__(self, low: float, high: float) -> None:
        self._low, self._high = low, high
        self._counts = np.zeros(BINS, np.intp)
        self._outside = 0
        self._count, self._mean, self._squares = 0, 0.0, 0.0

    def add(self, values: Floats) -> None:
        """Add values, of any shape."""
        finite = values.ravel()
        sound = np.isfinite(finite)
        if not sound.all():
            finite = finite[sound]
            self._outside += values.size - finite.size
        if finite.size:
            self._count_in_bins(finite)
            self._take_moments(finite)

    def distribution(self) -> Distribution:
        """Return the distribution of all values added."""
        nothing = self._count == 0
        variance = float("nan") if nothing else self._squares / self._count
        return Distribution(
            np.linspace(self._low, self._high, BINS + 1),
            self._counts.copy(),
            float("nan") if nothing else self._mean,
            float(np.sqrt(variance)),
            self._outside,
        )

    def _count_in_bins(self, finite: Floats) -> None:
        places = finite - finite.dtype.type(self._low)
        places *= BINS / (self._high - self._low)
        np.clip(places, 0.0, BINS - 1, out=places)
        self._counts += np.bincount(places.astype(np.intp), minlength=BINS)

    def _take_moments(self, finite: Floats) -> None:
        """Combine mean and squared deviations with those of earlier pieces.

        Chan, Golub & LeVeque (1979), "Updating formulae and a pairwise algorithm for
        computing sample variances".
        """
        count, mean = finite.size, float(finite.mean(dtype=np.float64))
        apart = finite - finite.dtype.type(mean)
        squares = float(np.square(apart, out=apart).sum(dtype=np.float64))
        total, shift = self._count + count, mean - self._mean
        self._squares += squares + shift * shift * self._count * count / total
        self._mean += shift * count / total
        self._count = total

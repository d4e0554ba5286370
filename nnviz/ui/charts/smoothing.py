"""The exponential mean of a series, computed as the series grows."""

import numpy as np

from nnviz.ui.charts.growable_array import Numbers

SMOOTHINGS = {"off": 0.0, "light": 0.95, "strong": 0.995}
"""How much of the mean so far stays at each step: about 20 and 200 steps long."""

CHUNK = 512


class ExponentialMean:
    """``m = d m + (1 - d) x`` over what is finite, beginning at the first value."""

    def __init__(self, decay: float) -> None:
        self._mean: float | None = None
        powers = decay ** np.arange(1.0, CHUNK + 1.0)
        self._powers = powers
        self._weights = (1.0 - decay) / powers

    def restart(self, mean: float | None) -> None:
        """Go on from a mean that was reached before, or from nothing."""
        self._mean = mean

    def extend(self, values: Numbers) -> Numbers:
        """Return the mean after each of the values; a missing one stays missing."""
        smooth = np.full(len(values), np.nan)
        finite = np.isfinite(values)
        smooth[finite] = self._means(values[finite])
        return smooth

    def _means(self, values: Numbers) -> Numbers:
        means = np.empty_like(values)
        for start in range(0, len(values), CHUNK):
            piece = values[start : start + CHUNK]
            if self._mean is None:
                self._mean = float(piece[0])
            powers, weights = self._powers[: len(piece)], self._weights[: len(piece)]
            mean = powers * (self._mean + np.cumsum(piece * weights))
            means[start : start + CHUNK] = mean
            self._mean = float(mean[-1])
        return means

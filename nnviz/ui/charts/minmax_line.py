"""The line through what a stretch of a series has at its lowest and highest."""

import numpy as np

from nnviz.ui.charts.growable_array import Numbers
from nnviz.ui.charts.pyramid import Ranges

Line = tuple[Numbers, Numbers]
"""Iterations and values to connect, (points,) each; a gap is not a number."""


def zigzag(ranges: Ranges) -> Line:
    """Return the line through the extremes of every bucket, two for each.

    Where a smooth line falls the high comes first, so that it has no saw teeth. In a
    noisy one the low always comes first, which fills the band.
    """
    if ranges.step == 1:
        return ranges.starts, ranges.lows
    places = np.repeat(ranges.starts, 2)
    places[1::2] += ranges.step / 2
    first, second = ranges.lows, ranges.highs
    moves = np.diff(first + second) / 2
    if np.nansum(second - first) < 1.2 * np.nansum(np.abs(moves)):
        falls = np.append(moves, moves[-1:]) < 0.0
        first, second = (
            np.where(falls, second, first),
            np.where(falls, first, second),
        )
    values = np.empty(len(places))
    values[::2], values[1::2] = first, second
    return places, values

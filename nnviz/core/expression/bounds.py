"""Estimates the range of a function by sampling it."""

import math

import numpy as np

from nnviz.core.expression.filled_gaps import Evaluated
from nnviz.core.expression.kinks import REACH
from nnviz.core.types import Floats

_POINTS = 6001
_FAR = np.outer((1e2, 1e3, 1e4, 1e8, 1e16), (1.0, 1.3, 1.7, 2.1, 2.9)).ravel()
"""Distant x at which a function is sampled; the factors keep waves from repeating."""

_GROWN = 3.0
"""A function that grows beyond this many times its size within reach is unbounded."""

_HUGE = 1e6
"""A function this large within reach counts as unbounded: a pole, a steep power."""


def bounds_of(value: Evaluated) -> tuple[float, float]:
    """Return the smallest and largest values, infinite where it keeps growing."""
    x = np.linspace(-REACH, REACH, _POINTS)
    near = _values(value, x)
    far = _values(value, np.concatenate((-_FAR, _FAR)))
    limit = _GROWN * max(1.0, float(np.abs(near).max()))
    low, high = -_peak(value, x, near, -1.0), _peak(value, x, near, 1.0)
    far = np.where(np.isnan(far), 0.0, far)
    low, high = min(low, float(far.min())), max(high, float(far.max()))
    # Adding 0 turns a -0.0 into 0.0.
    return (
        -math.inf if far.min() < -limit or low < -_HUGE else low + 0.0,
        math.inf if far.max() > limit or high > _HUGE else high + 0.0,
    )


def _peak(value: Evaluated, x: Floats, near: Floats, sign: float) -> float:
    """Return the largest ``sign`` times value, refined between the points (n,)."""
    best = int(np.argmax(sign * near))
    places, gap = x[best : best + 1], float(x[1] - x[0])
    found = float(sign * near[best])
    # Each round samples one gap to either side of the best point, 20 times as densely.
    for _ in range(6):
        places = np.linspace(float(places[0]) - gap, float(places[0]) + gap, 41)
        values = sign * _values(value, places)
        best, gap = int(np.argmax(values)), gap / 20.0
        places, found = places[best : best + 1], max(found, float(values[best]))
    return found


def _values(value: Evaluated, x: Floats) -> Floats:
    values = np.empty_like(x)
    value.run(values, x)
    return values

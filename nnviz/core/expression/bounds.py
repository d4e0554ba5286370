"""Between which values a function lies, as far as looking at it tells."""

import math

import numpy as np

from nnviz.core.expression.kinks import REACH
from nnviz.core.expression.sequence import Sequence
from nnviz.core.types import Floats

_POINTS = 6001
_FAR = np.outer((1e2, 1e3, 1e4, 1e8, 1e16), (1.0, 1.3, 1.7, 2.1, 2.9)).ravel()
"""How far out a function is looked at, at places where no wave repeats."""

_GROWN = 3.0
"""Beyond so many times what it is within reach, a function grows without limit."""


_HUGE = 1e6
"""What comes to this within reach is taken for unlimited: a pole, a steep power."""


def bounds_of(value: Sequence) -> tuple[float, float]:
    """Return the smallest and largest values, infinite where it goes on growing."""
    x = np.linspace(-REACH, REACH, _POINTS)
    near = _values(value, x)
    far = _values(value, np.concatenate((-_FAR, _FAR)))
    limit = _GROWN * max(1.0, float(np.abs(near).max()))
    low, high = -_peak(value, x, near, -1.0), _peak(value, x, near, 1.0)
    far = np.where(np.isnan(far), 0.0, far)
    low, high = min(low, float(far.min())), max(high, float(far.max()))
    return (
        -math.inf if far.min() < -limit or low < -_HUGE else low + 0.0,
        math.inf if far.max() > limit or high > _HUGE else high + 0.0,
    )


def _peak(value: Sequence, x: Floats, near: Floats, sign: float) -> float:
    """Return the largest value times ``sign``, between the points as well."""
    best = int(np.argmax(sign * near))
    places, gap = x[best : best + 1], float(x[1] - x[0])
    found = float(sign * near[best])
    for _ in range(6):
        places = np.linspace(float(places[0]) - gap, float(places[0]) + gap, 41)
        values = sign * _values(value, places)
        best, gap = int(np.argmax(values)), gap / 20.0
        places, found = places[best : best + 1], max(found, float(values[best]))
    return found


def _values(value: Sequence, x: Floats) -> Floats:
    values = np.empty_like(x)
    value.run(values, x)
    return values

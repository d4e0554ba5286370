"""Values and slopes of activation functions at chosen z."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nnviz.core.functions.activation import Activation
from nnviz.core.types import Floats
from nnviz.session.health.units import curves, slopes


@dataclass(frozen=True, slots=True, eq=False)
class FunctionCurve:
    """A function and its slope at many z, each of shape (n,)."""

    z: Floats
    value: Floats
    slope: Floats


@lru_cache(maxsize=256)
def sampled_curve(activation: Activation, reach: float, points: int) -> FunctionCurve:
    """Return f and f' at ``points`` evenly spaced z from minus to plus ``reach``.

    Where neurons share their activation, as in softmax, it is that of one of two, the
    other having z = 0.
    """
    z = np.linspace(-reach, reach, points)
    with np.errstate(all="ignore"):
        return FunctionCurve(z, *curves(activation, z))


@np.errstate(all="ignore")
def function_curve(activation: Activation, z: Floats) -> FunctionCurve:
    """Return f(z) and f'(z) at z (n,) of an elementwise activation.

    Softmax has no such curve: its slope is a matrix; see ``Activation.elementwise``.
    """
    row = np.asarray(z, float)[np.newaxis]
    value = np.empty_like(row)
    activation.evaluate(row, value)
    return FunctionCurve(row[0], value[0], slopes(activation, row, value)[0])


def function_at(activation: Activation, z: float) -> tuple[float, float]:
    """Return f(z) and f'(z) at one z."""
    curve = function_curve(activation, np.array([z]))
    return float(curve.value[0]), float(curve.slope[0])

"""Recognises an activation by its values, however it was written."""

import re

import numpy as np

from nnviz.core.activation_lookup import find_activation
from nnviz.core.activations import ACTIVATIONS
from nnviz.core.errors import InputError
from nnviz.core.expression.error import ExpressionError
from nnviz.core.types import Floats

_POINTS = np.concatenate((np.linspace(-30, 30, 1201), np.linspace(-2, 2, 401)))

_ALIKE = {"float32": 2e-7, "float64": 2e-15}
"""How far values may be apart, as a share of those above 1."""


def function_named(text: str, precision: str) -> str:
    """Return the name of the activation that a function of x is, or its own text.

    Raises
    ------
    InputError
        If it cannot be an activation.
    """
    if text in ACTIVATIONS:
        return text
    values = _values(text)
    if values is None:
        raise InputError(f"'{text}' cannot be an activation: it has no finite values")
    for name, activation in ACTIVATIONS.items():
        if not activation.elementwise or activation.surrogate:
            continue
        known = _values(name)
        if known is not None and _is_alike(values, known, precision):
            return name
    return text


def line_of(text: str) -> tuple[float, float] | None:
    """Return the value at 0 and the slope of a function that is a straight line."""
    if "x" not in re.findall(r"[a-z]+", text) or text in ACTIVATIONS:
        return None
    values = _values(text)
    if values is None:
        return None
    start = float(values[_POINTS == 0.0][0])
    slope = float(values[_POINTS == 1.0][0]) - start
    straight = start + slope * _POINTS
    return (start, slope) if _is_alike(values, straight, "float32") else None


def _is_alike(values: Floats, known: Floats, precision: str) -> bool:
    apart = np.abs(values - known) / np.maximum(1.0, np.abs(known))
    return bool(apart.max() <= _ALIKE[precision])


@np.errstate(all="ignore")
def _values(text: str) -> Floats | None:
    a = np.empty_like(_POINTS)
    try:
        find_activation(text).evaluate(_POINTS, a)
    except ExpressionError as error:
        raise InputError(f"cannot be opened: {error}") from error
    return a if np.isfinite(a).all() else None

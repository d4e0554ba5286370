"""The functions an expression can use.

They take arrays of one shape, or numbers, and return an array of that shape.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

from nnviz.core.functions.erf import erf

MANY = 8
"""The most arguments of max and min."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function of arrays.

    Attributes
    ----------
    evaluate
        Takes arrays of one shape, or numbers, and returns an array.
    least, most
        How many arguments it takes.
    """

    evaluate: Callable[..., Any]
    least: int = 1
    most: int = 1


def sigmoid(u: Any) -> Any:  # noqa: ANN401
    """Return 1 / (1 + exp(-u)); where exp overflows the result is 0, which is right."""
    return np.reciprocal(np.exp(np.negative(u)) + 1.0)


def softplus(u: Any) -> Any:  # noqa: ANN401
    """Return log(1 + exp(u)) without overflow."""
    return np.logaddexp(u, 0.0)


def error_function(u: Any) -> Any:  # noqa: ANN401
    """Return the Gauss error function of an array or a single number."""
    return erf(np.atleast_1d(u))


def cube(u: Any) -> Any:  # noqa: ANN401
    """Return u * u * u, which is much faster than a power."""
    return u * u * u


def step(u: Any) -> Any:  # noqa: ANN401
    """Return 1 where u > 0, else 0."""
    return np.heaviside(u, 0.0)


def relu(u: Any) -> Any:  # noqa: ANN401
    """Return u where u > 0, else 0."""
    return np.maximum(u, 0.0)


def largest(*args: Any) -> Any:  # noqa: ANN401
    """Return the largest of several."""
    return reduce(np.maximum, args)


def smallest(*args: Any) -> Any:  # noqa: ANN401
    """Return the smallest of several."""
    return reduce(np.minimum, args)


def above(u: Any, v: Any, p: Any, q: Any) -> Any:  # noqa: ANN401
    """Return p where u > v, else q."""
    return np.where(u > v, p, q)


def pick_max(u: Any, v: Any, p: Any, q: Any) -> Any:  # noqa: ANN401
    """Return the slope of max(u, v), given the slopes p of u and q of v.

    Where u and v are equal, it is the slope to the left: there, the one that rises less
    is the larger.
    """
    return np.where(u > v, p, np.where(u < v, q, np.minimum(p, q)))


def pick_min(u: Any, v: Any, p: Any, q: Any) -> Any:  # noqa: ANN401
    """Return the slope of min(u, v), given the slopes p of u and q of v."""
    return np.where(u < v, p, np.where(u > v, q, np.maximum(p, q)))


FUNCTIONS: dict[str, Function] = {
    "exp": Function(np.exp),
    "log": Function(np.log),
    "ln": Function(np.log),
    "log1p": Function(np.log1p),
    "expm1": Function(np.expm1),
    "sqrt": Function(np.sqrt),
    "abs": Function(np.absolute),
    "sign": Function(np.sign),
    "step": Function(step),
    "heaviside": Function(step),
    "sin": Function(np.sin),
    "cos": Function(np.cos),
    "tan": Function(np.tan),
    "atan": Function(np.arctan),
    "sinh": Function(np.sinh),
    "cosh": Function(np.cosh),
    "tanh": Function(np.tanh),
    "asinh": Function(np.arcsinh),
    "sigmoid": Function(sigmoid),
    "softplus": Function(softplus),
    "relu": Function(relu),
    "erf": Function(error_function),
    "max": Function(largest, 2, MANY),
    "min": Function(smallest, 2, MANY),
    "clip": Function(np.clip, 3, 3),
}
"""Every function a user can write, by its name."""

SAME = {"ln": "log", "heaviside": "step"}
"""Synonyms, and the names they stand for."""

OPERATIONS: dict[str, Callable[..., Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "^": np.power,
    "neg": np.negative,
    "square": np.square,
    "cube": cube,
    "reciprocal": np.reciprocal,
    "above": above,
    "pick_max": pick_max,
    "pick_min": pick_min,
    **{name: function.evaluate for name, function in FUNCTIONS.items()},
}
"""The evaluation of each kind of node."""

"""Interval arithmetic: bounds on an expression's values while x is within a box.

A bound holds for every x of the box and not just for some that were tried (Moore 1966,
Interval Analysis).
"""

import math
from collections.abc import Callable

import numpy as np

from nnviz.core.expression.functions import OPERATIONS
from nnviz.core.expression.node import Node
from nnviz.core.types import Floats

Box = tuple[Floats, Floats]
"""Lower and upper bounds, (n,) each."""

_ROUNDINGS = 8.0
"""By how many units of rounding a bound is moved outwards after an operation."""

_PERIOD = 2.0 * math.pi


def enclosure(tree: Node, low: Floats, high: Floats) -> Box:
    """Return bounds on the values of a tree for x from ``low`` to ``high``, (n,).

    Where the tree has no value, the bounds are those of the values it has.
    """
    with np.errstate(all="ignore"):
        return _enclosed(tree, (low, high), {})


def _enclosed(node: Node, x: Box, known: dict[Node, Box]) -> Box:
    if node.kind == "x":
        return x
    if node.is_number:
        value = np.full_like(x[0], node.value)
        return value, value
    if node not in known:
        args = [_enclosed(arg, x, known) for arg in node.args]
        known[node] = _outwards(*_operate(node, args))
    return known[node]


def _outwards(low: Floats, high: Floats) -> Box:
    """Move bounds outwards by a few roundings; NaN is no bound at all."""
    slack = _ROUNDINGS * np.finfo(np.float64).eps
    low, high = low - slack * np.abs(low) - 1e-300, high + slack * np.abs(high) + 1e-300
    return np.where(np.isnan(low), -np.inf, low), np.where(np.isnan(high), np.inf, high)


def _operate(node: Node, args: list[Box]) -> Box:
    if node.kind == "^":
        return _power(node, *args)
    rule = _RULES.get(node.kind)
    if rule is not None:
        return rule(*args)
    # All other functions rise with their argument.
    rising = OPERATIONS[node.kind]
    ((low, high),) = args
    return rising(low), rising(high)


def _sum(a: Box, b: Box) -> Box:
    return a[0] + b[0], a[1] + b[1]


def _difference(a: Box, b: Box) -> Box:
    return a[0] - b[1], a[1] - b[0]


def _opposite(a: Box) -> Box:
    return -a[1], -a[0]


def _product(a: Box, b: Box) -> Box:
    products = np.array([p * q for p in a for q in b])
    # Values are finite, and so 0 times what has no bound is 0.
    products = np.where(np.isnan(products), 0.0, products)
    return products.min(axis=0), products.max(axis=0)


def _quotient(a: Box, b: Box) -> Box:
    low, high = _product(a, (1.0 / b[1], 1.0 / b[0]))
    any_size = (b[0] <= 0.0) & (b[1] >= 0.0)
    return np.where(any_size, -np.inf, low), np.where(any_size, np.inf, high)


def _power(node: Node, base: Box, exponent: Box) -> Box:
    of = node.args[1]
    if not of.is_number:
        logarithm = _outwards(np.log(base[0]), np.log(base[1]))
        low, high = _outwards(*_product(exponent, logarithm))
        # Only positive numbers have all powers; negative ones have some, of any sign.
        negative = base[0] < 0.0
        return (
            np.where(negative, -np.inf, np.exp(low)),
            np.where(negative, np.inf, np.exp(high)),
        )
    if of.value < 0.0:
        positive = _positive_power(base, -of.value)
        one = np.ones_like(base[0])
        return _quotient((one, one), positive)
    return _positive_power(base, of.value)


def _positive_power(base: Box, exponent: float) -> Box:
    low, high = base
    if exponent % 2.0 == 1.0:
        return low**exponent, high**exponent
    if exponent % 2.0 == 0.0:
        low, high = _size(base)
    return np.maximum(low, 0.0) ** exponent, np.maximum(high, 0.0) ** exponent


def _size(a: Box) -> Box:
    least, most = np.sort(np.abs(a), axis=0)
    return np.where((a[0] <= 0.0) & (a[1] >= 0.0), 0.0, least), most


def _cosh(a: Box) -> Box:
    least, most = _size(a)
    return np.cosh(least), np.cosh(most)


def _sine(a: Box) -> Box:
    ends = np.sort(np.sin(a), axis=0)
    # A crest lies within where a whole period more begins after it than before it.
    crest, trough = (
        np.floor((a[1] - at) / _PERIOD) > np.floor((a[0] - at) / _PERIOD)
        for at in (0.5 * math.pi, -0.5 * math.pi)
    )
    anywhere = ~(a[1] - a[0] < _PERIOD)
    return (
        np.where(trough | anywhere, -1.0, ends[0]),
        np.where(crest | anywhere, 1.0, ends[1]),
    )


def _cosine(a: Box) -> Box:
    return _sine((a[0] + 0.5 * math.pi, a[1] + 0.5 * math.pi))


def _tangent(a: Box) -> Box:
    return _quotient(_sine(a), _cosine(a))


def _root(a: Box) -> Box:
    return np.sqrt(np.maximum(a[0], 0.0)), np.sqrt(np.maximum(a[1], 0.0))


def _largest(a: Box, b: Box) -> Box:
    return np.maximum(a[0], b[0]), np.maximum(a[1], b[1])


def _smallest(a: Box, b: Box) -> Box:
    return np.minimum(a[0], b[0]), np.minimum(a[1], b[1])


def _either(_u: Box, _v: Box, p: Box, q: Box) -> Box:
    return np.minimum(p[0], q[0]), np.maximum(p[1], q[1])


_RULES: dict[str, Callable[..., Box]] = {
    "+": _sum,
    "-": _difference,
    "neg": _opposite,
    "*": _product,
    "/": _quotient,
    "abs": _size,
    "cosh": _cosh,
    "sin": _sine,
    "cos": _cosine,
    "tan": _tangent,
    "sqrt": _root,
    "max": _largest,
    "min": _smallest,
    "above": _either,
    "pick_max": _either,
    "pick_min": _either,
}

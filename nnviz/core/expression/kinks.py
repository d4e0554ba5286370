"""Finds the corners of a function: those of abs, max, min, sign and step."""

from collections.abc import Iterator

import numpy as np

from nnviz.core.expression.building import subtract
from nnviz.core.expression.derivative import derivative
from nnviz.core.expression.node import Node
from nnviz.core.expression.sequence import sequence_of
from nnviz.core.types import Floats

REACH = 30.0
"""Corners are searched and values checked for x from -REACH to REACH."""

_POINTS = 12_001
_HALVINGS = 60


def kinks_of(tree: Node) -> tuple[float, ...]:
    """Return the x at which a tree that ``stable`` returned may bend, in order.

    Where the argument of abs, say, is a straight line, its zero is exact and may lie
    beyond REACH.
    """
    # Adding 0 turns a -0.0 into 0.0.
    found = {0.0 + zero for switch in set(_switches(tree)) for zero in _zeros(switch)}
    # A corner that several parts share may be found with different rounding.
    apart: list[float] = []
    for zero in sorted(found):
        if not apart or zero - apart[-1] > 1e-9 * max(1.0, abs(zero)):
            apart.append(zero)
    return tuple(apart)


def _switches(node: Node) -> Iterator[Node]:
    """Yield the subtrees at whose zeros the function bends."""
    if node.kind in ("abs", "sign", "step"):
        yield node.args[0]
    elif node.kind in ("max", "min"):
        yield subtract(*node.args)
    for arg in node.args:
        yield from _switches(arg)


def _zeros(tree: Node) -> list[float]:
    slope = derivative(tree)
    if slope.is_number and slope.value:
        zero = -float(_values(tree, np.zeros(1))[0]) / slope.value
        return [zero] if np.isfinite(zero) else []
    x = np.linspace(-REACH, REACH, _POINTS)
    side = np.sign(_values(tree, x))
    changes = np.flatnonzero(side[1:] != side[:-1])
    # Where a sampled point is itself a zero, the change of sign beside it is no other.
    on_point = (side[changes] == 0.0) | (side[changes + 1] == 0.0)
    points = np.where(side[changes] == 0.0, x[changes], x[changes + 1])[on_point]
    between = changes[~on_point & np.isfinite(side[changes] + side[changes + 1])]
    return [*points.tolist(), *_halved(tree, x[between], x[between + 1]).tolist()]


def _halved(tree: Node, low: Floats, high: Floats) -> Floats:
    """Bisect the changes of sign between ``low`` and ``high``, all arrays (K,)."""
    left = np.sign(_values(tree, low))
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        same = np.sign(_values(tree, middle)) == left
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    zeros: Floats = 0.5 * (low + high)
    return zeros


def _values(tree: Node, x: Floats) -> Floats:
    values = np.empty_like(x)
    sequence_of(tree).run(values, x)
    return values

"""Finds the x at which a function may have no finite value: a divisor is 0 there."""

from collections.abc import Iterator
from itertools import islice

import numpy as np

from nnviz.core.expression.building import ONE, add, call
from nnviz.core.expression.intervals import enclosure
from nnviz.core.expression.kinks import REACH
from nnviz.core.expression.node import Node
from nnviz.core.expression.sequence import sequence_of
from nnviz.core.types import Floats

MOST_PLACES = 64
"""The most places without a value that a formula may have."""

_BOXES, _MOST_BOXES = 600, 2400
_NARROW = 1e-9
"""The width of a box [x] that is narrow enough to look for a zero in it."""

_HALVINGS = 60
_NOTHING = 1e-13
"""What is this small beside its size nearby is 0 but for rounding."""

_NEARBY = 0.05


def singular_places(tree: Node) -> tuple[float, ...]:
    """Return the x within reach at which a divisor is 0 or a logarithm is taken of 0.

    Of more than ``MOST_PLACES`` zeros of one divisor, only the first are returned.

    Parameters
    ----------
    tree
        A tree that ``stable`` or ``derivative`` returned.
    """
    # With more than are allowed, it does not matter how many more.
    found = (islice(_zeros(part), MOST_PLACES + 1) for part in set(_hazards(tree)))
    return tuple(together([place for places in found for place in places]))


def together(places: list[float]) -> list[float]:
    """Return places in order, those that differ by rounding only once."""
    apart: list[float] = []
    for place in sorted(places):
        if not apart or place - apart[-1] > 1e-7 * max(1.0, abs(place)):
            apart.append(place)
    return apart


def _hazards(node: Node) -> Iterator[Node]:
    """Yield the parts whose zeros are dangerous."""
    match node.kind:
        case "/":
            yield from _factors(node.args[1])
        case "^" if not node.args[1].is_number or node.args[1].value < 0.0:
            yield from _factors(node.args[0])
        case "log":
            yield from _factors(node.args[0])
        case "log1p":
            yield add(ONE, node.args[0])
        case "tan":
            yield call("cos", node.args[0])
    for arg in node.args:
        yield from _hazards(arg)


def _factors(node: Node) -> Iterator[Node]:
    """Yield the parts at whose zeros a product or a power is 0."""
    if node.kind == "*":
        for arg in node.args:
            yield from _factors(arg)
    elif node.kind in _ZERO_AT_ZERO or _is_positive_power(node):
        yield from _factors(node.args[0])
    elif not node.is_number:
        yield node


_ZERO_AT_ZERO = ("neg", "abs", "sqrt", "sinh", "tanh", "atan", "asinh", "expm1", "erf")
"""Functions that are 0 where their argument is, and nowhere else."""


def _is_positive_power(node: Node) -> bool:
    return node.kind == "^" and node.args[1].is_number and node.args[1].value > 0.0


def _zeros(tree: Node) -> Iterator[float]:
    """Yield the zeros of a tree within reach.

    What interval arithmetic rules out has none, however fast the function turns there.
    """
    edges = np.linspace(-REACH, REACH, _BOXES + 1)
    low, high = edges[:-1], edges[1:]
    while True:
        least, most = enclosure(tree, low, high)
        possible = (least <= 0.0) & (most >= 0.0)
        low, high = low[possible], high[possible]
        if not low.size:
            return
        if low.size > _MOST_BOXES or (high - low).max() < _NARROW:
            break
        middle = 0.5 * (low + high)
        low, high = (
            np.column_stack((low, middle)).ravel(),
            np.column_stack((middle, high)).ravel(),
        )
    gap = float((high - low).max())
    begins = np.flatnonzero(np.diff(low, prepend=-np.inf) > 1.5 * gap)
    ends = np.append(begins[1:], low.size) - 1
    for begin, end in zip(low[begins].tolist(), high[ends].tolist(), strict=True):
        yield from _zeros_between(tree, begin, end)


def _zeros_between(tree: Node, begin: float, end: float) -> Iterator[float]:
    """Yield the changes of sign, or else the place where the tree is almost 0."""
    x = np.linspace(begin, end, 257)
    values = _values(tree, x)
    if not values.all():
        yield float(x[np.flatnonzero(values == 0.0)[0]])
        return
    sides = np.sign(values)
    changes = np.flatnonzero(sides[1:] * sides[:-1] < 0.0)
    for change in changes.tolist():
        yield _halved(tree, float(x[change]), float(x[change + 1]))
    if changes.size:
        return
    place, least = _smallest(tree, x)
    around = _values(tree, place + np.linspace(-_NEARBY, _NEARBY, 41))
    if least <= _NOTHING * np.nanmax(np.abs(around), initial=0.0):
        yield place


def _halved(tree: Node, low: float, high: float) -> float:
    side = np.sign(_value(tree, low))
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        value = _value(tree, middle)
        if value == 0.0:
            return middle
        low, high = (middle, high) if np.sign(value) == side else (low, middle)
    return low


def _smallest(tree: Node, x: Floats) -> tuple[float, float]:
    """Return where the size of a tree is least near these points, and that size."""
    gap = max(float(x[1] - x[0]), 1e-12)
    place, least = float(x[0]), np.inf
    for _ in range(12):
        sizes = np.abs(_values(tree, x))
        if not np.isfinite(sizes).any():
            break
        best = int(np.nanargmin(sizes))
        place, least = float(x[best]), float(sizes[best])
        x, gap = np.linspace(place - gap, place + gap, 41), gap / 20.0
    return place, least


def _value(tree: Node, x: float) -> float:
    return float(_values(tree, np.array([x]))[0])


def _values(tree: Node, x: Floats) -> Floats:
    values = np.empty_like(x)
    sequence_of(tree).run(values, x)
    return values

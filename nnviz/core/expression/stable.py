"""Rewrites a function so that it neither overflows nor cancels.

``log(1 + exp(u))`` is infinite in floating point from u = 710 on, and its slope is then
not a number; as ``softplus(u)`` both are right everywhere.
"""

import math
from collections.abc import Callable

import numpy as np

from nnviz.core.expression.building import (
    ZERO,
    add,
    divide,
    multiply,
    negate,
    power,
    subtract,
)
from nnviz.core.expression.functions import OPERATIONS
from nnviz.core.expression.node import Node, number

_BUILD: dict[str, Callable[[Node, Node], Node]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "^": power,
}


class NoNumberError(ValueError):
    """A part without x has no finite value; ``at`` is its position in the text."""

    def __init__(self, at: int) -> None:
        super().__init__("no finite number")
        self.at = at


def stable(node: Node) -> Node:
    """Rewrite a tree from its leaves up.

    Raises
    ------
    NoNumberError
        For a part without x whose value is not finite, or a division by 0.
    """
    if not node.args:
        return node
    args = tuple(stable(arg) for arg in node.args)
    if node.kind == "/" and args[1].equals(0.0):
        raise NoNumberError(node.at)
    if all(arg.is_number for arg in args):
        return _worked_out(node, args)
    return _build(node.kind, args)


def _worked_out(node: Node, args: tuple[Node, ...]) -> Node:
    """Evaluate a function of numbers."""
    value = value_of_numbers(node.kind, [arg.value for arg in args])
    if not math.isfinite(value):
        raise NoNumberError(node.at)
    return number(value)


def value_of_numbers(kind: str, values: list[float]) -> float:
    """Evaluate one operation on numbers; NaN or infinite if it has no value."""
    arrays = [np.array([value]) for value in values]
    with np.errstate(all="ignore"):
        return float(OPERATIONS[kind](*arrays)[0])


def _build(kind: str, args: tuple[Node, ...]) -> Node:
    if kind in ("+", "-", "/"):
        found = _RULES[kind](*args)
        return _BUILD[kind](*args) if found is None else found
    if kind in _BUILD:
        return _BUILD[kind](*args)
    rule = _REWRITTEN.get(kind)
    return Node(kind, args) if rule is None else rule(*args)


def _sum(a: Node, b: Node) -> Node | None:
    """Return ``exp(u) + -1`` as expm1(u)."""
    for one, other in ((a, b), (b, a)):
        if one.kind == "exp" and other.equals(-1.0):
            return Node("expm1", one.args)
    return None


def _difference(a: Node, b: Node) -> Node | None:
    """Return ``exp(u) - 1`` as expm1(u), and ``1 - exp(u)`` as its negative."""
    if a.kind == "exp" and b.equals(1.0):
        return Node("expm1", a.args)
    if a.equals(1.0) and b.kind == "exp":
        return negate(Node("expm1", b.args))
    return None


def _quotient(a: Node, b: Node) -> Node | None:
    """Return p sigmoid(-u) for ``p / (1 + exp(u))``, and tanh for its exponentials."""
    u = _one_plus_exponential(b)
    if u is not None:
        if a.kind == "exp" and a.args[0] == u:
            return Node("sigmoid", (u,))
        return _times_sigmoid(a, u)
    if (a.kind, b.kind) == ("sinh", "cosh") and a.args == b.args:
        return Node("tanh", a.args)
    if (a.kind, b.kind) == ("-", "+") and a.args == b.args:
        first, second = a.args
        if first.kind == second.kind == "exp":
            # (e^p - e^q) / (e^p + e^q) is tanh((p - q) / 2).
            twice = subtract(first.args[0], second.args[0])
            opposite = negate(first.args[0]) == second.args[0]
            u = first.args[0] if opposite else multiply(number(0.5), twice)
            return Node("tanh", (u,))
    return None


def _times_sigmoid(a: Node, u: Node) -> Node:
    """Return a / (1 + exp(u)); a factor exp(u) of a makes it sigmoid(u)."""
    exponential = Node("exp", (u,))
    if a.kind == "*" and exponential in a.args:
        other = a.args[0] if a.args[1] == exponential else a.args[1]
        return multiply(other, Node("sigmoid", (u,)))
    return multiply(a, Node("sigmoid", (negate(u),)))


def _logarithm(u: Node) -> Node:
    """Return ``log(1 + exp(v))`` as softplus(v), and ``log(1 + v)`` as log1p(v)."""
    inner = _one_plus_exponential(u)
    if inner is not None:
        return Node("softplus", (inner,))
    if u.kind == "exp":
        return u.args[0]
    if u.kind == "+":
        for one, other in (u.args, u.args[::-1]):
            if one.equals(1.0):
                return Node("log1p", (other,))
    return Node("log", (u,))


def _logarithm_of_one_more(u: Node) -> Node:
    return Node("softplus", u.args) if u.kind == "exp" else Node("log1p", (u,))


def _one_plus_exponential(node: Node) -> Node | None:
    """Return u if a node is ``1 + exp(u)``, else None."""
    if node.kind == "+":
        for one, other in (node.args, node.args[::-1]):
            if one.equals(1.0) and other.kind == "exp":
                return other.args[0]
    return None


def _largest(*args: Node) -> Node:
    return _nested("max", args)


def _smallest(*args: Node) -> Node:
    return _nested("min", args)


def _nested(kind: str, args: tuple[Node, ...]) -> Node:
    first, *others = args
    for other in others:
        first = first if first == other else Node(kind, (first, other))
    return first


def _clipped(u: Node, low: Node, high: Node) -> Node:
    return Node("min", (Node("max", (u, low)), high))


def _positive_part(u: Node) -> Node:
    return Node("max", (u, ZERO))


_RULES: dict[str, Callable[[Node, Node], Node | None]] = {
    "+": _sum,
    "-": _difference,
    "/": _quotient,
}

_REWRITTEN: dict[str, Callable[..., Node]] = {
    "neg": negate,
    "log": _logarithm,
    "log1p": _logarithm_of_one_more,
    "max": _largest,
    "min": _smallest,
    "clip": _clipped,
    "relu": _positive_part,
}

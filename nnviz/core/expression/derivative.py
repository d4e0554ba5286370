"""Differentiates an expression by the rules of calculus."""

import math
from collections.abc import Callable

from nnviz.core.expression.building import (
    ONE,
    ZERO,
    add,
    call,
    divide,
    multiply,
    negate,
    power,
    subtract,
)
from nnviz.core.expression.node import Node, number

_TWO = number(2.0)


def derivative(node: Node) -> Node:
    """Differentiate a tree that ``stable`` returned.

    At a corner (of max or min) the slope is the one to the left of it; for abs it is 0.
    """
    if node.kind == "x":
        return ONE
    if not node.args:
        return ZERO
    slopes = tuple(derivative(arg) for arg in node.args)
    if all(slope.equals(0.0) for slope in slopes):
        return ZERO
    rule = _RULES.get(node.kind)
    if rule is not None:
        return rule(node, slopes)
    u = node.args[0]
    if node.kind in _BELOW:
        return divide(slopes[0], _BELOW[node.kind](u, node))
    return multiply(_OUTER[node.kind](u, node), slopes[0])


def _sum(_: Node, slopes: tuple[Node, ...]) -> Node:
    return add(*slopes)


def _difference(_: Node, slopes: tuple[Node, ...]) -> Node:
    return subtract(*slopes)


def _opposite(_: Node, slopes: tuple[Node, ...]) -> Node:
    return negate(slopes[0])


def _product(node: Node, slopes: tuple[Node, ...]) -> Node:
    (u, v), (p, q) = node.args, slopes
    return add(multiply(p, v), multiply(u, q))


def _quotient(node: Node, slopes: tuple[Node, ...]) -> Node:
    (u, v), (p, q) = node.args, slopes
    if q.equals(0.0):
        return divide(p, v)
    if p.equals(0.0):
        return negate(divide(multiply(u, q), power(v, _TWO)))
    return divide(subtract(multiply(p, v), multiply(u, q)), power(v, _TWO))


def _power(node: Node, slopes: tuple[Node, ...]) -> Node:
    (u, v), (p, q) = node.args, slopes
    # The rules for u^c and c^u avoid the logarithm of u, which may be negative.
    if q.equals(0.0):
        return multiply(multiply(v, power(u, subtract(v, ONE))), p)
    if u.is_number:
        return multiply(multiply(_logarithm(u), node), q)
    grown = add(multiply(q, call("log", u)), divide(multiply(v, p), u))
    return multiply(node, grown)


def _logarithm(u: Node) -> Node:
    return number(math.log(u.value)) if u.value > 0.0 else call("log", u)


def _bend(node: Node, slopes: tuple[Node, ...]) -> Node:
    if slopes[0] == slopes[1]:
        return slopes[0]
    if slopes[0].is_number and slopes[1].is_number:
        return _corner(node, *slopes)
    return call(f"pick_{node.kind}", *node.args, *slopes)


def _corner(node: Node, p: Node, q: Node) -> Node:
    """Return the slope of max or min of two lines, whose slopes p and q are numbers."""
    u, v = node.args
    # Where the lines meet, the left slope of max is the smaller one and that of min the
    # larger: with p > q both are given by "above", which is strict.
    if p.value < q.value:
        u, v, p, q = v, u, q, p
    if node.kind == "max":
        return call("above", u, v, p, q)
    return call("above", u, v, q, p)


_RULES: dict[str, Callable[[Node, tuple[Node, ...]], Node]] = {
    "+": _sum,
    "-": _difference,
    "neg": _opposite,
    "*": _product,
    "/": _quotient,
    "^": _power,
    "max": _bend,
    "min": _bend,
}

_BELOW: dict[str, Callable[[Node, Node], Node]] = {
    "log": lambda u, f: u,
    "log1p": lambda u, f: add(ONE, u),
    "sqrt": lambda u, f: multiply(_TWO, f),
    "atan": lambda u, f: add(ONE, power(u, _TWO)),
    "asinh": lambda u, f: call("sqrt", add(ONE, power(u, _TWO))),
}
"""Functions whose slope is u' divided by this."""

_OUTER: dict[str, Callable[[Node, Node], Node]] = {
    "exp": lambda u, f: f,
    "expm1": lambda u, f: call("exp", u),
    "abs": lambda u, f: call("sign", u),
    "sign": lambda u, f: ZERO,
    "step": lambda u, f: ZERO,
    "sin": lambda u, f: call("cos", u),
    "cos": lambda u, f: negate(call("sin", u)),
    "tan": lambda u, f: add(ONE, power(f, _TWO)),
    "sinh": lambda u, f: call("cosh", u),
    "cosh": lambda u, f: call("sinh", u),
    "tanh": lambda u, f: subtract(ONE, power(f, _TWO)),
    "sigmoid": lambda u, f: multiply(f, subtract(ONE, f)),
    "softplus": lambda u, f: call("sigmoid", u),
    "erf": lambda u, f: multiply(
        number(2.0 / math.sqrt(math.pi)), call("exp", negate(power(u, _TWO)))
    ),
}
"""Functions whose slope is u' times this."""

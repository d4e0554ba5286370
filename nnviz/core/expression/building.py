"""Builds trees and simplifies them on the way: 0 + u is u."""

import math

from nnviz.core.expression.node import Node, number

ZERO, ONE = number(0.0), number(1.0)

_PLAIN = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "^": math.pow,
}


def add(a: Node, b: Node) -> Node:
    """Return a + b."""
    if a.equals(0.0):
        return b
    if b.equals(0.0):
        return a
    if b.kind == "neg":
        return subtract(a, b.args[0])
    return _folded("+", a, b)


def subtract(a: Node, b: Node) -> Node:
    """Return a - b."""
    if b.equals(0.0):
        return a
    if a.equals(0.0):
        return negate(b)
    if b.kind == "neg":
        return add(a, b.args[0])
    return _folded("-", a, b)


def multiply(a: Node, b: Node) -> Node:
    """Return a * b, with any number and sign moved to the front."""
    if a.equals(0.0) or b.equals(0.0):
        return ZERO
    if b.kind == "neg":
        return negate(multiply(a, b.args[0]))
    if a.kind == "neg":
        return negate(multiply(a.args[0], b))
    if b.is_number:
        a, b = b, a
    if a.is_number:
        return _times_number(a, b)
    for one, other in ((b, a), (a, b)):
        if one.kind == "*" and one.args[0].is_number:
            rest = (other, one.args[1]) if one is b else (one.args[1], other)
            return multiply(one.args[0], multiply(*rest))
    return _folded("*", a, b)


def _times_number(a: Node, b: Node) -> Node:
    """Return a * b for a number a; a number in front of b is multiplied in."""
    if a.equals(1.0):
        return b
    if a.equals(-1.0):
        return negate(b)
    if b.kind == "*" and b.args[0].is_number:
        front = _folded("*", a, b.args[0])
        if front.is_number:
            return multiply(front, b.args[1])
    return _folded("*", a, b)


def divide(a: Node, b: Node) -> Node:
    """Return a / b."""
    if a.equals(0.0):
        return ZERO
    if b.equals(1.0):
        return a
    if a.kind == "neg":
        return negate(divide(a.args[0], b))
    return _folded("/", a, b)


def power(a: Node, b: Node) -> Node:
    """Return a to the power of b."""
    if b.equals(0.0):
        return ONE
    if b.equals(1.0):
        return a
    if a.equals(math.e) and not b.is_number:
        return call("exp", b)
    return _folded("^", a, b)


def negate(a: Node) -> Node:
    """Return -a."""
    if a.is_number:
        return number(-a.value)
    if a.kind == "neg":
        return a.args[0]
    if a.kind == "*" and a.args[0].is_number:
        return Node("*", (number(-a.args[0].value), a.args[1]), at=a.at)
    if a.kind == "-":
        return subtract(a.args[1], a.args[0])
    return Node("neg", (a,), at=a.at)


def call(kind: str, *args: Node, at: int = 0) -> Node:
    """Return a function of its arguments."""
    return Node(kind, args, at=at)


def _folded(kind: str, a: Node, b: Node) -> Node:
    """Evaluate an operation on two numbers, unless its value is not finite."""
    if a.is_number and b.is_number:
        try:
            value = _PLAIN[kind](a.value, b.value)
        except (ArithmeticError, ValueError):
            value = math.nan
        if math.isfinite(value):
            return number(value)
    return Node(kind, (a, b), at=a.at)

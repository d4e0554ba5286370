"""Writes an expression as LaTeX, with as few brackets as possible."""

import math
from collections.abc import Callable

from nnviz.core.expression.node import Node

# How tightly a text holds together: a weaker part needs brackets in a stronger place.
_CHOICE, _SUM, _PRODUCT, _POWER, _ATOM = range(5)

_NAMES = {
    "log": r"\ln",
    "sin": r"\sin",
    "cos": r"\cos",
    "tan": r"\tan",
    "atan": r"\arctan",
    "sinh": r"\sinh",
    "cosh": r"\cosh",
    "tanh": r"\tanh",
    "max": r"\max",
    "min": r"\min",
    "sigmoid": r"\sigma",
}

_LETTERS = {math.e: "e", math.pi: r"\pi"}

_IF = r"{p} \; \mathrm{{if}} \; {u} {sign} {v}, \; {q} \; \mathrm{{otherwise}}"


def latex(node: Node, variable: str = "z") -> str:
    """Write a tree as LaTeX, with a variable, or a number, in place of x."""
    return _Printer(variable).write(node)[0]


class _Printer:
    def __init__(self, variable: str) -> None:
        self._variable = variable
        self._variable_strength = _ATOM
        if _is_signed(variable):
            self._variable_strength = _SUM
        elif r"\cdot" in variable:
            self._variable_strength = _PRODUCT

    def write(self, node: Node) -> tuple[str, int]:
        """Return the LaTeX of a node, and how tightly it holds together."""
        if node.kind == "x":
            return self._variable, self._variable_strength
        if node.is_number:
            return _number(node.value)
        writer = _WRITERS.get(node.kind)
        if writer is not None:
            return writer(self, *node.args)
        inner = ", ".join(self.write(arg)[0] for arg in node.args)
        name = _NAMES.get(node.kind, rf"\mathrm{{{node.kind}}}")
        return f"{name}({inner})", _ATOM

    def _at_least(self, strength: int, node: Node) -> str:
        text, own = self.write(node)
        return text if own >= strength else f"({text})"

    def sum(self, a: Node, b: Node) -> tuple[str, int]:
        """Write a + b."""
        right = self._at_least(_SUM, b)
        right = f"({right})" if _is_signed(right) else right
        return f"{self._at_least(_SUM, a)} + {right}", _SUM

    def difference(self, a: Node, b: Node) -> tuple[str, int]:
        """Write a - b."""
        right = self._at_least(_PRODUCT, b)
        right = f"({right})" if _is_signed(right) else right
        return f"{self._at_least(_SUM, a)} - {right}", _SUM

    def opposite(self, a: Node) -> tuple[str, int]:
        """Write -a."""
        return f"-{self._at_least(_PRODUCT, a)}", _SUM

    def product(self, a: Node, b: Node) -> tuple[str, int]:
        """Write a b, with a dot if the right factor begins with a digit."""
        left, right = self._at_least(_PRODUCT, a), self._at_least(_PRODUCT, b)
        strength = _PRODUCT
        if a.is_number and a.value < 0.0:
            # A sign in front of the whole product needs no brackets.
            left, strength = self.write(a)[0], _SUM
        sign = r" \cdot " if right[:1].isdigit() else r" \, "
        return f"{left}{sign}{right}", strength

    def quotient(self, a: Node, b: Node) -> tuple[str, int]:
        """Write a fraction."""
        return rf"\frac{{{self.write(a)[0]}}}{{{self.write(b)[0]}}}", _PRODUCT

    def power(self, a: Node, b: Node) -> tuple[str, int]:
        """Write a to the power of b."""
        return f"{self._at_least(_ATOM, a)}^{{{self.write(b)[0]}}}", _POWER

    def exponential(self, u: Node) -> tuple[str, int]:
        """Write e to the power of u."""
        return f"e^{{{self.write(u)[0]}}}", _POWER

    def exponential_less_one(self, u: Node) -> tuple[str, int]:
        """Write e to the power of u, minus 1."""
        return f"{self.exponential(u)[0]} - 1", _SUM

    def root(self, u: Node) -> tuple[str, int]:
        """Write a square root."""
        return rf"\sqrt{{{self.write(u)[0]}}}", _ATOM

    def size(self, u: Node) -> tuple[str, int]:
        """Write the absolute value."""
        return f"|{self.write(u)[0]}|", _ATOM

    def softplus(self, u: Node) -> tuple[str, int]:
        """Write the logarithm of 1 plus an exponential."""
        return rf"\ln(1 + {self.exponential(u)[0]})", _ATOM

    def logarithm_of_one_more(self, u: Node) -> tuple[str, int]:
        """Write the logarithm of 1 plus u."""
        return rf"\ln({self.sum(_ONE, u)[0]})", _ATOM

    def relu(self, u: Node) -> tuple[str, int]:
        """Write the larger of 0 and u."""
        return rf"\max(0, {self.write(u)[0]})", _ATOM

    def pick_of_max(self, *args: Node) -> tuple[str, int]:
        """Write the slope of the larger of two."""
        return self._pick(">", args)

    def pick_of_min(self, *args: Node) -> tuple[str, int]:
        """Write the slope of the smaller of two."""
        return self._pick("<", args)

    def _pick(self, sign: str, args: tuple[Node, ...]) -> tuple[str, int]:
        u, v, p, q = (self._at_least(_SUM, arg) for arg in args)
        return _IF.format(p=p, q=q, u=u, v=v, sign=sign), _CHOICE


_ONE = Node("number", (), 1.0)

_WRITERS: dict[str, Callable[..., tuple[str, int]]] = {
    "+": _Printer.sum,
    "-": _Printer.difference,
    "neg": _Printer.opposite,
    "*": _Printer.product,
    "/": _Printer.quotient,
    "^": _Printer.power,
    "exp": _Printer.exponential,
    "expm1": _Printer.exponential_less_one,
    "sqrt": _Printer.root,
    "abs": _Printer.size,
    "softplus": _Printer.softplus,
    "log1p": _Printer.logarithm_of_one_more,
    "relu": _Printer.relu,
    "above": _Printer.pick_of_max,
    "pick_max": _Printer.pick_of_max,
    "pick_min": _Printer.pick_of_min,
}


def _is_signed(text: str) -> bool:
    """Tell whether LaTeX begins with a minus, be it an operation or a sign."""
    return text.startswith(("-", "{-}"))


def _number(value: float) -> tuple[str, int]:
    """Write a number, with an exponent as a power of ten."""
    if value in _LETTERS:
        return _LETTERS[value], _ATOM
    text = f"{value:.6g}"
    if "e" in text:
        digits, _, exponent = text.partition("e")
        return rf"{digits} \cdot 10^{{{int(exponent)}}}", _PRODUCT
    return text, _SUM if value < 0.0 else _ATOM

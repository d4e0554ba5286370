"""Writes an expression as a line of Python that needs only ``math``."""

from nnviz.core.expression.node import Node

_WRITTEN = {
    "+": "({0} + {1})",
    "-": "({0} - {1})",
    "*": "({0} * {1})",
    "/": "({0} / {1})",
    "^": "({0} ** {1})",
    "neg": "(-{0})",
    "abs": "abs({0})",
    "sign": "(({0} > 0) - ({0} < 0))",
    "step": "float({0} > 0)",
    "max": "max({0}, {1})",
    "min": "min({0}, {1})",
    "sigmoid": "(1 / (1 + math.exp(-{0})))",
    "softplus": "(max({0}, 0.0) + math.log1p(math.exp(-abs({0}))))",
    "above": "({2} if {0} > {1} else {3})",
    "pick_max": "({2} if {0} > {1} else {3} if {0} < {1} else min({2}, {3}))",
    "pick_min": "({2} if {0} < {1} else {3} if {0} > {1} else max({2}, {3}))",
}
"""Templates by kind; any other kind is a function of the same name in ``math``."""


def python_text(node: Node) -> str:
    """Write a tree from ``stable`` or ``derivative`` as a Python expression of z."""
    text = _written(node)
    return text[1:-1] if _bracketed(text) else text


def _written(node: Node) -> str:
    if node.kind == "x":
        return "z"
    if node.is_number:
        return repr(node.value) if node.value >= 0.0 else f"({node.value!r})"
    args = [_written(arg) for arg in node.args]
    return _WRITTEN.get(node.kind, f"math.{node.kind}({{0}})").format(*args)


def _bracketed(text: str) -> bool:
    """Tell whether one pair of brackets encloses the whole text."""
    if not text.startswith("("):
        return False
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return place == len(text) - 1
    return False

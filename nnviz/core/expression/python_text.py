"""Writes an expression as a line of code: Python that needs only ``math``, or other."""

from collections.abc import Mapping

from nnviz.core.expression.node import Node

ARITHMETIC = {
    "+": "({0} + {1})",
    "-": "({0} - {1})",
    "*": "({0} * {1})",
    "/": "({0} / {1})",
    "^": "({0} ** {1})",
    "neg": "(-{0})",
}
"""How nodes are written in every language like Python; the rest differs."""

_WRITTEN = {
    **ARITHMETIC,
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


def python_text(
    node: Node, templates: Mapping[str, str] = _WRITTEN, call: str = "math.{name}"
) -> str:
    """Write a tree from ``stable`` or ``derivative`` as an expression of z.

    Parameters
    ----------
    node
        The tree.
    templates
        How each kind of node is written, by default in Python.
    call
        How a function is called that has no template, such as ``math.{name}``.
    """
    text = _written(node, templates, call)
    # A template that begins with a bracket ends with the one that closes it.
    return text[1:-1] if text.startswith("(") else text


def _written(node: Node, templates: Mapping[str, str], call: str) -> str:
    if node.kind == "x":
        return "z"
    if node.is_number:
        return repr(node.value) if node.value >= 0.0 else f"({node.value!r})"
    args = [_written(arg, templates, call) for arg in node.args]
    other = f"{call.format(name=node.kind)}({{0}})"
    return templates.get(node.kind, other).format(*args)

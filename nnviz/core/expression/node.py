"""The tree of an expression: what a text such as ``x * tanh(x)`` means."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Node:
    """A number, the variable, or an operation on other nodes.

    Attributes
    ----------
    kind
        ``number``, ``x``, an operator (``+ - * / ^``, ``neg``), or a name in
        ``FUNCTIONS``.
    args
        What it operates on.
    value
        Of a number.
    at
        Where in the text it was written, from 0; it makes no difference to what a
        node is.
    """

    kind: str
    args: tuple["Node", ...] = ()
    value: float = 0.0
    at: int = field(default=0, compare=False)

    @property
    def is_number(self) -> bool:
        """Whether it is written as a number."""
        return self.kind == "number"

    def equals(self, value: float) -> bool:
        """Tell whether it is this number."""
        return self.kind == "number" and self.value == value


X = Node("x")
"""The variable."""


def number(value: float) -> Node:
    """Make a number."""
    return Node("number", (), float(value))

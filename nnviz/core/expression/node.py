"""The tree of an expression such as ``x * tanh(x)``."""

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
        The nodes it operates on.
    value
        The value of a number.
    at
        Its position in the text, from 0; nodes that differ in it alone are equal.
    """

    kind: str
    args: tuple["Node", ...] = ()
    value: float = 0.0
    at: int = field(default=0, compare=False)

    @property
    def is_number(self) -> bool:
        """Whether it is a number."""
        return self.kind == "number"

    def equals(self, value: float) -> bool:
        """Tell whether it is this number."""
        return self.kind == "number" and self.value == value


X = Node("x")
"""The variable."""


def number(value: float) -> Node:
    """Make a number."""
    return Node("number", (), float(value))

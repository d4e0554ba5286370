"""The error for a text that is not a function; it points at the character."""

from nnviz.core.errors import InputError

_ROOM = 60
"""The most characters of a text that a message repeats."""


class ExpressionError(InputError):
    """A text that cannot be used as a function.

    Attributes
    ----------
    reason
        What is wrong and what to do about it, without the text.
    text, position
        The text, and the index of the character at fault, from 0; the position after
        the last character means that something is missing there.
    """

    def __init__(
        self, reason: str, text: str, position: int, kind: str = "activation"
    ) -> None:
        self.reason = reason
        self.text = "".join(c if c.isprintable() else " " for c in text)
        self.position = max(0, min(position, len(text)))
        shown = self.text if len(text) <= _ROOM else f"{self.text[: _ROOM - 1]}…"
        super().__init__(f"{kind} '{shown}', character {self.position + 1}: {reason}")

    def called(self, kind: str) -> "ExpressionError":
        """Return the same error for a setting of another name."""
        return ExpressionError(self.reason, self.text, self.position, kind)

    def pointed(self) -> str:
        """Return two lines: the text around the character, and a caret below it."""
        first = max(0, min(self.position - _ROOM // 2, len(self.text) - _ROOM))
        shown = self.text[first : first + _ROOM]
        return f"{shown}\n{' ' * (self.position - first)}^"


def pointing(error: BaseException | None) -> ExpressionError | None:
    """Return the error that points at a character and caused this one, if any."""
    while error is not None and not isinstance(error, ExpressionError):
        error = error.__cause__
    return error

"""The error for a text that is no function, which points at the character."""

from nnviz.core.errors import InputError

_ROOM = 60
"""So much of a text is repeated in a message."""


class ExpressionError(InputError):
    """A text that cannot be used as a function.

    Attributes
    ----------
    reason
        What is wrong, and what to do, without the text.
    text, position
        What was written, and which of its characters is meant, from 0; the position
        behind the last character means that something is missing there.
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
        """Return the error for a setting of another name."""
        return ExpressionError(self.reason, self.text, self.position, kind)

    def pointed(self) -> str:
        """Return two lines: the text around the place, and a caret below the place."""
        first = max(0, min(self.position - _ROOM // 2, len(self.text) - _ROOM))
        shown = self.text[first : first + _ROOM]
        return f"{shown}\n{' ' * (self.position - first)}^"


def pointing(error: BaseException | None) -> ExpressionError | None:
    """Return the error that points at a character, if that is what led to this one."""
    while error is not None and not isinstance(error, ExpressionError):
        error = error.__cause__
    return error

"""The error for input that cannot be used."""

import difflib
from collections.abc import Iterable
from unicodedata import category

_LONGEST, _LAST = 300, 100
"""The most characters of a message, and how many of them are the last of a longer one.

The advice is usually at the end.
"""

_JOINERS = "\u200c\u200d"
"""Seen in what they join: words of some languages, and emoji."""


class InputError(ValueError):
    """Something the user gave is wrong.

    The message is one line that names the thing (file, row, column or option) and
    says what would be right; it is shown as it is, without a traceback. Whatever files
    have in it, it has at most 300 characters, each of them visible.
    """

    def __init__(self, message: str) -> None:
        super().__init__(_one_line(message))


def error_of_file(file: object, error: InputError) -> InputError:
    """Return an error whose message names the file that it is about."""
    text = str(error)
    return InputError(text if str(file) in text else f"{file}: {text}")


def visible(text: str) -> str:
    r"""Return a text with what cannot be seen written out, as \u001b.

    That is what would control a terminal or turn the direction of writing, halves of
    pairs, and characters without a meaning.
    """
    if text.isprintable():
        return text
    return "".join(c if _is_seen(c) else _escaped(c) for c in text)


def _is_seen(character: str) -> bool:
    return (
        character.isprintable()
        or character in _JOINERS
        or category(character) == "Zs"  # spaces of other widths
    )


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _one_line(text: str) -> str:
    line = visible(" ".join(text.split()))
    if len(line) <= _LONGEST:
        return line
    return f"{line[: _LONGEST - _LAST - 3]} … {line[-_LAST:]}"


def unknown_name(kind: str, name: str, known: Iterable[str]) -> InputError:
    """Build the error for a name in no table; it suggests the nearest known name."""
    names = list(known)
    if not names:
        return InputError(f"unknown {kind} '{name}': there is none, leave it out")
    nearest = difflib.get_close_matches(name.lower(), names, n=1, cutoff=0.5)
    hint = f"did you mean '{nearest[0]}'? " if nearest else ""
    return InputError(f"unknown {kind} '{name}': {hint}choose from {', '.join(names)}")

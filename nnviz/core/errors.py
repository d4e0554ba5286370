"""The error for input that cannot be used."""

import difflib
from collections.abc import Iterable


class InputError(ValueError):
    """Something the user gave is wrong.

    The message is one line that names the thing (file, row, column or option) and
    says what would be right; it is shown as it is, without a traceback.
    """


def unknown_name(kind: str, name: str, known: Iterable[str]) -> InputError:
    """Build the error for a name in no table; it suggests the nearest known name."""
    names = list(known)
    nearest = difflib.get_close_matches(name.lower(), names, n=1, cutoff=0.5)
    hint = f"did you mean '{nearest[0]}'? " if nearest else ""
    return InputError(f"unknown {kind} '{name}': {hint}choose from {', '.join(names)}")

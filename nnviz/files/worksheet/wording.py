"""How numbers are written in the text of a worksheet."""

import re

from nnviz.explain.notation import short

_MINUS = "\N{MINUS SIGN}"


def plain(value: float) -> str:
    """Write a number that is given, with six significant digits at most."""
    return f"{value + 0.0:.6g}".replace("-", _MINUS)


def answer(value: float) -> str:
    """Write a number that was asked for, as formulas have it."""
    return short(value).replace("-", _MINUS)


def printed(words: str) -> str:
    """Write a sentence as it is printed: minus signs, and names without underlines."""
    return re.sub(r"(?<!\w)-(?=\d)", _MINUS, words).replace("_", " ")

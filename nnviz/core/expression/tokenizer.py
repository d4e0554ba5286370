"""A text cut into numbers, names and signs."""

import math
import re
from typing import NamedTuple

from nnviz.core.expression.error import ExpressionError

LONGEST = 200
"""A function has at most so many characters."""

_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+)"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z_0-9]*)"
    r"|(?P<sign>\*\*|[-+*/^(),])"
)

_INSTEAD = {
    "−": "write -",
    "–": "write -",
    "·": "write *",
    "×": "write *",
    "÷": "write /",
    "π": "write pi",
    "²": "write ^2",
    "³": "write ^3",
    "√": "write sqrt(x)",
    "|": "write abs(x)",
    "[": "write (",
    "]": "write )",
    "{": "write (",
    "}": "write )",
    ".": "numbers are written as 0.5, and nothing else has a point",
    ";": "write , between the arguments of a function",
    "=": "a name and = go in front of the whole function",
    "<": "nothing is compared here; step(x) is 1 above 0",
    ">": "nothing is compared here; step(x) is 1 above 0",
}


class Token(NamedTuple):
    """A piece of the text: what it is, what it says, and where it begins."""

    kind: str
    text: str
    at: int


def tokens_of(text: str) -> list[Token]:
    """Cut a text into tokens, with an ``end`` behind the last.

    Raises
    ------
    ExpressionError
        For a text that is empty or too long, or a character that means nothing.
    """
    if len(text) > LONGEST:
        raise ExpressionError(
            f"a function has at most {LONGEST} characters, this has {len(text):,}",
            text[: LONGEST + 1],
            LONGEST,
        )
    found, place = [], 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise _unknown(text, place)
        if match.lastgroup != "space":
            found.append(_token(match, text))
        place = match.end()
    if not found:
        raise ExpressionError("there is nothing: write a function of x", text, 0)
    return [*found, Token("end", "", len(text.rstrip()))]


def _token(match: re.Match[str], text: str) -> Token:
    kind, word = str(match.lastgroup), match.group()
    if kind == "number" and not math.isfinite(float(word)):
        raise ExpressionError("this number is too large", text, match.start())
    return Token(kind, "^" if word == "**" else word, match.start())


def _unknown(text: str, place: int) -> ExpressionError:
    sign = text[place]
    hint = _INSTEAD.get(sign, "write numbers, x, + - * / ^ ( ) and functions")
    shown = f"'{sign}'" if sign.isprintable() else f"U+{ord(sign):04X}"
    return ExpressionError(f"{shown} means nothing here: {hint}", text, place)

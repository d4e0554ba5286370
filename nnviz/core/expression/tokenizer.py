"""Splits a text into numbers, names and signs."""

import math
import re
from typing import NamedTuple

from nnviz.core.expression.error import ExpressionError

LONGEST = 200
"""The most characters of a function."""

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
    ".": "a point can only be part of a number, such as 0.5",
    ";": "separate the arguments of a function with ,",
    "=": "a name and = can only precede the whole function",
    "<": "there are no comparisons; step(x) is 1 for x > 0",
    ">": "there are no comparisons; step(x) is 1 for x > 0",
}


class Token(NamedTuple):
    """A piece of the text: its kind, its characters, and its position."""

    kind: str
    text: str
    at: int


def tokens_of(text: str) -> list[Token]:
    """Split a text into tokens, followed by one of kind ``end``.

    Raises
    ------
    ExpressionError
        For a text that is empty or too long, or an unknown character.
    """
    if len(text) > LONGEST:
        raise ExpressionError(
            f"a function has at most {LONGEST} characters, this one has {len(text):,}",
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
        raise ExpressionError("the text is empty: write a function of x", text, 0)
    return [*found, Token("end", "", len(text.rstrip()))]


def _token(match: re.Match[str], text: str) -> Token:
    kind, word = str(match.lastgroup), match.group()
    if kind == "number" and not math.isfinite(float(word)):
        raise ExpressionError("this number is too large", text, match.start())
    return Token(kind, "^" if word == "**" else word, match.start())


def _unknown(text: str, place: int) -> ExpressionError:
    sign = text[place]
    hint = _INSTEAD.get(sign, "use numbers, x, + - * / ^ ( ) and functions")
    shown = f"'{sign}'" if sign.isprintable() else f"U+{ord(sign):04X}"
    return ExpressionError(f"{shown} cannot be used here: {hint}", text, place)

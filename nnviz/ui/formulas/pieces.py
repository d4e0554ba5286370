"""A formula taken apart: what stays the same, and the numbers that change."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|-?\\infty|\\mathrm\{nan\}")
_BREAK = re.compile(r"\s(\+|-|=|\\approx|\\leftarrow)\s")


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a formula: LaTeX to be typeset, or a number to be written.

    ``breaks`` tells whether a line may end before it.
    """

    text: str
    is_number: bool = False
    breaks: bool = False


@lru_cache(maxsize=2048)
def take_apart(latex: str) -> tuple[Piece, ...]:
    """Split LaTeX at its numbers and operators, where it is not inside braces.

    What lies between repeats from one step to the next and is typeset once; numbers
    are written, which is a thousand times as fast.
    """
    depths = _depths(latex)
    cuts = {0, len(latex)}
    numbers = set()
    for found in _NUMBER.finditer(latex):
        start, stop = found.span()
        if depths[start] == 0 and not _is_index(latex, start):
            start += _is_difference(latex, start)
            cuts |= {start, stop}
            numbers.add(start)
    breaks = {f.start() for f in _BREAK.finditer(latex) if depths[f.start()] == 0}
    cuts |= breaks | {latex.index(" ", place + 1) for place in breaks}
    pieces = (
        Piece(latex[start:stop].strip(), start in numbers, start in breaks)
        for start, stop in pairwise(sorted(cuts))
    )
    return tuple(piece for piece in pieces if piece.text)


def _depths(latex: str) -> list[int]:
    """Return how many braces are open at each character."""
    depths, depth = [], 0
    for character in latex:
        depth -= character == "}"
        depths.append(depth)
        depth += character == "{"
    return depths


def _is_index(latex: str, start: int) -> bool:
    """Tell whether a number is part of a name: an index, a power, x1."""
    before = latex[:start].rstrip(" ")[-1:]
    return before in ("_", "^", "\\") or latex[start - 1 : start].isalpha()


def _is_difference(latex: str, start: int) -> bool:
    """Tell whether the minus in front of a number stands between two terms."""
    before = latex[:start].rstrip()[-1:]
    return latex[start] == "-" and (before.isalnum() or before in ("}", ")"))

"""A formula taken apart: symbols that stay the same, and numbers that change."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Literal

_NUMBER = re.compile(
    r"(?:\{-\}|-)?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|\\infty)"
    r"|\\mathrm\{(?:nan|NaN)\}|\\bullet"
)
_BREAK = re.compile(r"\s(\+|-|=|\\approx|\\leftarrow)\s")
_TIMES = re.compile(r"\\cdot(?![A-Za-z])")
_GROUP = re.compile(r"\\frac\{|\\sqrt\{|\^\{|\\begin\{pmatrix\}")
_END = r"\end{pmatrix}"
_INDEXED = re.compile(
    r"(?P<base>\\[A-Za-z]+|[A-Za-z])"
    r"(?:\^\{(?P<high>\(\d+\))\}(?:_(?:\{(?P<low>[\d,k]+)\}|(?P<letter>k)))?"
    r"|_\{(?P<alone>[\d,k]*\d[\d,k]*)\})"
)
_LAYER = re.compile(r"\([\d,k]+\)")

Form = Literal["fraction", "power", "root", "matrix", "index"]
_FORMS: dict[str, Form] = {r"\frac{": "fraction", r"\sqrt{": "root", "^{": "power"}


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a formula: LaTeX to be typeset, or a number to be written.

    A line may end before a piece that ``breaks``. A fraction, power, root or matrix
    with numbers in it has a ``form`` and ``parts``; a matrix has its cells row by row,
    in ``columns`` columns. A name with an index has the form "index", and as parts the
    letter and the signs above and below.
    """

    text: str
    is_number: bool = False
    breaks: bool = False
    form: Form | None = None
    parts: tuple[tuple["Piece", ...], ...] = ()
    columns: int = 0


@lru_cache(maxsize=2048)
def take_apart(latex: str) -> tuple[Piece, ...]:
    """Split LaTeX at its numbers and operators, where it is not inside braces.

    Fractions, powers, roots and matrices with numbers in them are taken apart in turn.
    The symbols between are the same from one step to the next and are typeset once;
    numbers are drawn as text, which is a thousand times as fast.
    """
    pieces: list[Piece] = []
    start = 0
    for group, first, last in _groups(latex):
        pieces += _plain(latex, start, first)
        if group.form == "matrix" and pieces and pieces[-1].form == "matrix":
            group = replace(group, breaks=True)
        pieces.append(group)
        start = last
    pieces += _plain(latex, start, len(latex))
    return tuple(pieces)


def has_numbers(pieces: tuple[Piece, ...]) -> bool:
    """Return whether anything in pieces can change from one step to the next."""
    return any(piece.is_number or piece.form for piece in pieces)


def _groups(latex: str) -> Iterator[tuple[Piece, int, int]]:
    """Yield the outermost groups with numbers in them, and where they lie."""
    depths, end = _depths(latex), 0
    starts = [*_GROUP.finditer(latex), *_INDEXED.finditer(latex)]
    for found in sorted(starts, key=re.Match.start):
        if found.start() < end or depths[found.start()]:
            continue
        if found.re is _INDEXED:
            end = found.end()
            yield _indexed(found), found.start(), end
            continue
        if found.group() not in _FORMS:
            end = latex.index(_END, found.end()) + len(_END)
            yield _matrix(latex[found.start() : end]), found.start(), end
            continue
        form = _FORMS[found.group()]
        bodies = [_body(latex, found.end())]
        if form == "fraction":
            bodies.append(_body(latex, found.end() + len(bodies[0]) + 2))
        stop = found.end() + sum(len(body) + 2 for body in bodies) - 1
        parts = tuple(take_apart(body) for body in bodies)
        fixed = form == "power" and _LAYER.fullmatch(bodies[0])
        if fixed or not any(has_numbers(part) for part in parts):
            continue
        end = stop
        yield (
            Piece(latex[found.start() : stop], form=form, parts=parts),
            found.start(),
            stop,
        )


def _indexed(found: re.Match[str]) -> Piece:
    low = found["low"] or found["letter"] or found["alone"] or ""
    parts = (found["base"],), tuple(found["high"] or ""), tuple(low)
    signs = tuple(tuple(Piece(sign) for sign in part) for part in parts)
    return Piece(found.group(), form="index", parts=signs)


def _matrix(latex: str) -> Piece:
    inside = latex.removeprefix(r"\begin{pmatrix}").removesuffix(_END)
    rows = [row.split("&") for row in inside.split(r"\\")]
    parts = tuple(take_apart(cell.strip()) for row in rows for cell in row)
    return Piece(latex, form="matrix", parts=parts, columns=len(rows[0]))


def _body(latex: str, start: int) -> str:
    """Return the text between braces, the first of which is just before ``start``."""
    depth = 1
    for place in range(start, len(latex)):
        depth += (latex[place] == "{") - (latex[place] == "}")
        if depth == 0:
            return latex[start:place]
    return latex[start:]


def _plain(latex: str, first: int, last: int) -> Iterator[Piece]:
    """Yield the pieces of a stretch of LaTeX in which no group has numbers."""
    depths = _depths(latex)
    cuts = {first, last}
    numbers = set()
    for found in _NUMBER.finditer(latex, first, last):
        start, stop = found.span()
        if depths[start] == 0 and not _is_index(latex, start):
            start += _is_difference(latex, start)
            cuts |= {start, stop}
            numbers.add(start)
    for found in _TIMES.finditer(latex, first, last):
        if depths[found.start()] == 0:
            # Else there would be no room between a bracket and the dot.
            cuts |= set(found.span())
    brackets = _open(latex, "(", ")")
    operators = (f.start() for f in _BREAK.finditer(latex, first) if f.start() < last)
    breaks = {
        place for place in operators if depths[place] == 0 and brackets[place] == 0
    }
    cuts |= breaks | {min(latex.index(" ", place + 1), last) for place in breaks}
    for start, stop in pairwise(sorted(cuts)):
        text = latex[start:stop].strip()
        if text:
            yield Piece(text, start in numbers, start in breaks)


def _depths(latex: str) -> list[int]:
    """Return how many braces are open at each character."""
    return _open(latex, "{", "}")


@lru_cache(maxsize=64)
def _open(latex: str, opening: str, closing: str) -> list[int]:
    """Return how many brackets are open at each character; to be read only."""
    depths, depth = [], 0
    for character in latex:
        depth -= character == closing
        depths.append(depth)
        depth += character == opening
    return depths


def _is_index(latex: str, start: int) -> bool:
    """Return whether a number is part of a name: an index, a power, x1."""
    before = latex[:start].rstrip(" ")[-1:]
    return before in ("_", "^", "\\") or latex[start - 1 : start].isalpha()


def _is_difference(latex: str, start: int) -> bool:
    """Return whether the minus before a number subtracts it from another term."""
    before = latex[:start].rstrip()[-1:]
    return latex[start] == "-" and (before.isalnum() or before in ("}", ")"))

"""What single cells are: numbers as they are written, words, or nothing."""

import re
from collections.abc import Sequence

import numpy as np

from nnviz.core.types import Floats

_MARKS = (
    "? - -- --- \N{EN DASH} \N{EM DASH} . .. ... … na n/a n.a. n.a n/d nan null none "
    "nil nat (null) \\n <na> <none> #n/a #na #div/0! #value! #ref! #name? #num! #null! "
    "-nan 1.#ind -1.#ind 1.#qnan"
)
MISSING = frozenset(("", "#n/a n/a", *_MARKS.split()))
"""The ways to write a missing value, in lower case; some of them may be words."""

MAY_BE_WORDS = frozenset(("na", "nan", "null", "none", "nil", "nat"))
"""Those that are words in some columns: sodium, Namibia, a surname, a grandmother."""

NUMBER = re.compile(r"[+-]?(\d+(?:\.\d*)?|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
INFINITE = re.compile(r"[+-]?inf(inity)?", re.IGNORECASE)
DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)

_NUMERIC = re.compile(
    r"[+-]?(\d{1,3}([ .,'’_]\d{3})+|\d+)?([.,]\d*)?(e[+-]?\d+)?%?",
    re.ASCII | re.IGNORECASE,
)


_FEWEST_DIGITS = 3
"""Fewer are rather a month or a day than a code."""

_FEW_CELLS, _FEW_ROWS = 20_000, 20


def few_rows(width: int) -> int:
    """Return how many rows of so many cells are looked at to know what they are."""
    return max(_FEW_ROWS, _FEW_CELLS // max(1, width))


def only_digits(cell: str) -> bool:
    """Tell whether a cell is a plain whole number, as most cells of images are."""
    return cell.isdigit() and cell.isascii()


def is_number(cell: str) -> bool:
    """Tell whether a cell is a number as programs write it, including infinity."""
    if only_digits(cell):
        return True
    return bool(NUMBER.fullmatch(cell) or INFINITE.fullmatch(cell))


def looks_numeric(cell: str) -> bool:
    """Tell whether a cell may be a number, with any decimal mark and thousands."""
    is_one = NUMBER.fullmatch(cell) or _NUMERIC.fullmatch(cell)
    return bool(is_one) and any(map(str.isdigit, cell)) and cell[-1] != ","


def without_case(word: str) -> str:
    """Return what words have in common that differ in capitals or spaces alone."""
    return "".join(word.split()).casefold()


def is_missing(cell: str) -> bool:
    """Tell whether a cell stands for a missing value."""
    return cell.lower() in MISSING


def first_code(cells: Sequence[str]) -> str | None:
    """Return the first of cells that begins with a zero, where all look like codes.

    They have nothing but digits, all as many, and at least three: 02139, 10001.
    """
    if not cells or len(cells[0]) < _FEWEST_DIGITS:
        return None
    length, text = len(cells[0]), "".join(cells)
    if not (text.isascii() and text.isdigit()) or set(map(len, cells)) != {length}:
        return None
    found = next((cell for cell in cells if cell[0] == "0"), None)
    return None if found is None or len(set(cells)) == 1 else found


def plain_numbers(cells: Sequence[str]) -> Floats | None:
    """Return finite numbers (N,), or None if a cell is anything else."""
    text = "".join(cells)
    # float() also accepts 1_000 and digits of other scripts, which are no numbers here.
    if "_" in text or not text.isascii():
        return None
    try:
        values = np.fromiter(map(float, cells), np.float64, len(cells))
    except ValueError:
        return None
    return values if np.isfinite(values).all() else None

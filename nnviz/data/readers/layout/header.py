"""Decides whether the first row of a table has the names of its columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import numpy as np

from nnviz.data.readers.values.cells import few_rows, is_missing, is_number
from nnviz.data.readers.values.number_forms import is_value, is_value_among, plainly

MOST_ROWS = 2000
"""The rows below the first that are compared with it."""

FEWEST_ROWS = 3
"""The rows below that it takes to doubt that a row of numbers is a sample."""

_ENOUGH = 2
"""How much must speak for names where a cell of the first row reads as a number."""

_CERTAIN = 4
"""As many numbers hardly count up by chance."""

_WRITTEN_OTHERWISE = 1
"""What speaks for names where a whole number stands above decimals, or vice versa."""

_SAMPLE = 50
"""The rows by which it is seen that a column has numbers in another form."""

_OFTEN, _MOSTLY = 0.2, 0.6
"""The shares of samples that count up from which a row of names hardly does."""

_FIRST_YEAR, _LAST_YEAR = 1500, 2200


@dataclass(frozen=True, slots=True)
class HeaderVerdict:
    """Whether there are names, and whether that may be wrong."""

    is_there: bool
    in_doubt: bool = False


def find_header(first: Sequence[str], below: Sequence[Sequence[str]]) -> HeaderVerdict:
    """Compare the first row with the columns below it.

    Where none of its cells is a number, it has the names if there is a number below
    or, in a table of words, none of its cells occurs again in its own column. Where one
    is, each column speaks for names or for a sample, and so does whether they count up.
    """
    if not any(first):
        return HeaderVerdict(False)
    below = list(islice(below, min(MOST_ROWS, few_rows(len(first)))))
    first, below = _in_plain_numbers(first, below)
    if not any(map(is_number, first)):
        return _of_words(first, below)
    columns = [[row[k] for row in below if k < len(row)] for k in range(len(first))]
    numbers = [cell for cell in first if is_number(cell)]
    counts_up = _counts_up(numbers)
    if len(below) < FEWEST_ROWS:
        return HeaderVerdict(False, counts_up)
    alike = _rows_count_up(below, numbers)
    in_doubt = counts_up and alike <= _MOSTLY
    counts_up = counts_up and alike <= _OFTEN
    if counts_up and len(numbers) >= _CERTAIN:
        return HeaderVerdict(True, True)
    for_names = sum(map(_for_names, first, columns)) + (_ENOUGH if counts_up else 0)
    is_there = for_names >= _ENOUGH
    return HeaderVerdict(is_there, is_there or in_doubt)


def _in_plain_numbers(
    first: Sequence[str], below: Sequence[Sequence[str]]
) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """Write columns of amounts, dates and the like as plain numbers."""
    first, rows = list(first), [list(row) for row in below]
    for k in range(len(first)):
        sample = [row[k] for row in below[:_SAMPLE] if k < len(row)]
        present = [cell for cell in sample if not is_missing(cell)]
        if not all(map(is_value, present)):
            continue
        if all(map(is_number, present)) and not _has_their_marks(first[k], present):
            continue
        if is_value_among(first[k], present):
            first[k] = plainly(first[k])
        for row in rows:
            if k < len(row):
                row[k] = plainly(row[k])
    return first, rows


def _has_their_marks(cell: str, numbers: Sequence[str]) -> bool:
    """Tell whether a cell has nothing but digits and the marks that numbers have.

    A point that seems to be a decimal one may divide thousands, as in "1.234.567".
    """
    marks = set("".join(numbers)) - set("+-")
    return not is_number(cell) and all(c.isdigit() or c in marks for c in cell)


def _of_words(first: Sequence[str], below: Sequence[Sequence[str]]) -> HeaderVerdict:
    """Decide about a first row without numbers: names if numbers stand below them."""
    columns = [[row[k] for row in below if k < len(row)] for k in range(len(first))]
    numeric = [k for k, column in enumerate(columns) if any(map(is_number, column))]
    if any(not is_missing(first[k]) for k in numeric):
        return HeaderVerdict(True)
    others = [row for row in below if list(row) != list(first)]
    recurs = any(
        a == b and a for row in others for a, b in zip(first, row, strict=False)
    )
    if recurs:
        return HeaderVerdict(False)
    if numeric:
        return HeaderVerdict(True, True)
    # Where a column has few words, one that is not among them is hardly a value.
    certain = any(3 * len(set(column)) <= len(column) for column in columns)
    return HeaderVerdict(True, not certain)


def _for_names(cell: str, below: Sequence[str]) -> float:
    """Return how much one column speaks for names, or below 0 for a sample."""
    present = [word for word in below if not is_missing(word)]
    if not cell or is_missing(cell) or not present:
        return 0
    numbers = [word for word in present if is_number(word)]
    if not is_number(cell):
        if len(numbers) == len(present):
            return 2
        return -2 if cell in present else 0
    if not numbers:
        return 1
    if len(numbers) < len(present):
        return -1
    return _number_for_names(cell, numbers)


def _number_for_names(cell: str, numbers: Sequence[str]) -> float:
    """Compare a number with the numbers below it: how it is written, how large it is.

    What is near them without being among them says nothing: rows may be sorted.
    """
    values = np.array([float(word) for word in numbers])
    value = float(cell)
    if not np.isfinite(value):
        return 2
    is_within = values.min() <= value <= values.max()
    if all(_is_whole(word) != _is_whole(cell) for word in numbers):
        return _WRITTEN_OTHERWISE / 2 if is_within else _WRITTEN_OTHERWISE
    return -1 if is_within else 0


def _is_whole(number: str) -> bool:
    return number.lstrip("+-").isdigit()


def _counts_up(cells: Sequence[str]) -> bool:
    """Tell whether numbers are those of columns, from 0 or 1, or years."""
    if len(cells) < 2 or not all(map(str.isdigit, cells)):
        return False
    numbers = [int(cell[:9]) for cell in cells]
    steps = {b - a for a, b in pairwise(numbers)}
    if len(steps) > 1 or min(steps) < 1:
        return False
    is_numbered = numbers[0] in (0, 1) and steps == {1}
    return is_numbered or (numbers[0] >= _FIRST_YEAR and numbers[-1] <= _LAST_YEAR)


def _rows_count_up(below: Sequence[Sequence[str]], first: Sequence[str]) -> float:
    """Return the share of samples that count up as the numbers of the first row do.

    Others may go up as well, as years from which and to which something lasted do.
    """
    few = below[:_SAMPLE]
    numbers = ([cell for cell in row if is_number(cell)] for row in few)
    rows = (row for row in numbers if len(row) >= len(first))
    alike = (_is_progression(row) or _counts_likewise(row, first) for row in rows)
    return sum(alike) / len(few)


def _counts_likewise(row: Sequence[str], first: Sequence[str]) -> bool:
    """Tell whether two rows count up by the same step, from 0 or 1 or from a year."""
    if not (_counts_up(row) and _counts_up(first)):
        return False
    (a, b), (c, d) = row[:2], first[:2]
    same_step = int(b) - int(a) == int(d) - int(c)
    return same_step and (int(a) < _FIRST_YEAR) == (int(c) < _FIRST_YEAR)


def _is_progression(cells: Sequence[str]) -> bool:
    """Tell whether three numbers or more go up by equal steps."""
    steps = {float(b) - float(a) for a, b in pairwise(cells)}
    return len(cells) > 2 and len(steps) == 1 and min(steps) > 0

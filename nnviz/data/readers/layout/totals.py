"""Passes over rows that sum up others."""

import re
from collections.abc import Sequence

import numpy as np

from nnviz.data.readers.layout.sorted_rows import FEWEST_ROWS, SortedRows
from nnviz.data.readers.raw_table import shown
from nnviz.data.readers.values.cells import is_missing
from nnviz.data.readers.values.number_forms import is_value, is_value_among, plainly

_TOTAL = re.compile(
    r"(grand[ -]?)?(sub-?)?(totals?|sums?|averages?|avg|means?|median|count|"
    r"gesamt|summe|mittelwert|durchschnitt|insgesamt|somme|moyenne|suma|promedio|"
    r"totale|media|toplam|итого|всего|合计|总计|合計|σ|∑)(?!\w).*|"
    r"(dar|davon|darunter|of which|dont|di cui|de los cuales)(?!\w).*",
    re.IGNORECASE,
)

_FEWEST_SUMMED, _MOST_SUMMED = 4, 2000
"""Fewer numbers may have another as their sum by chance; more are no report."""

_SUBTOTAL = re.compile(
    r"sub-?\s?totals?\b.*|.*\bsub-?\s?totals?|zwischensumme\b.*|sous-total\b.*|"
    r"totals?|.+ totals?",
    re.IGNORECASE,
)


def is_total(word: str) -> bool:
    """Tell whether a word says that its row sums up others."""
    return bool(_TOTAL.fullmatch(word))


def leave_out_totals(grid: SortedRows) -> None:
    """Pass over last lines that sum up the rows above them, or a first one.

    Whatever it is called: "Germany" above its states is as much a total.
    """
    while len(grid.rows) > FEWEST_ROWS:
        cells = grid.rows[-1][1]
        word = next(filter(None, cells), "")
        above = [row for _, row in grid.rows[:-1]]
        if not _is_alien(cells, above):
            break
        if not (is_total(word) or _sums_up(cells, above)):
            break
        _pass_over(grid, -1, f"{shown(word)} sums up the rows above")
    if len(grid.rows) <= FEWEST_ROWS:
        return
    cells = grid.rows[0][1]
    below = [row for _, row in grid.rows[1:]]
    if _is_alien(cells, below) and _sums_up(cells, below):
        word = next(filter(None, cells), "")
        _pass_over(grid, 0, f"{shown(word)} sums up the rows below")


def _pass_over(grid: SortedRows, place: int, what: str) -> None:
    done = f"{what} and is no sample: passed over"
    grid.remark("total-line", done, line=grid.rows[place][0])
    del grid.rows[place]


def _sums_up(cells: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """Tell whether the numbers of a row with a word are the sums of all others.

    Shares and means beside them are within the range of the others.
    """
    if not _FEWEST_SUMMED <= len(others) <= _MOST_SUMMED or is_value(cells[0]):
        return False
    sums = 0
    for k, cell in enumerate(cells):
        column = [row[k] for row in others if k < len(row) and not is_missing(row[k])]
        # One look at the first cells, as most tables have no such row.
        if not cell or is_missing(cell) or not all(map(is_value, column[:2])):
            continue
        if not is_value_among(cell, column) or not all(map(is_value, column)):
            return False
        values = np.array([float(plainly(value)) for value in column])
        total = float(plainly(cell))
        if total > max(values.max(), 99.0) and np.isclose(total, values.sum(), 1e-9):
            sums += 1
        elif not values.min() <= total <= values.max():
            return False
    return sums > 0


def leave_out_subtotals(grid: SortedRows) -> None:
    """Pass over rows that sum up a part of the table."""
    found = [
        line
        for line, cells in grid.rows
        if not cells[0][:1].isdigit()
        and _SUBTOTAL.fullmatch(next(filter(None, cells), ""))
    ]
    if not found or 3 * len(found) > len(grid.rows):
        return
    listed = ", ".join(map(str, found[:4])) + (", …" if found[4:] else "")
    grid.remark(
        "total-line",
        f"line {listed} sums up rows above and is no sample: passed over",
    )
    grid.rows = [row for row in grid.rows if row[0] not in {*found}]


def _is_alien(cells: Sequence[str], above: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first word of a row does not occur above it."""
    place = next((k for k, cell in enumerate(cells) if cell), None)
    return place is not None and all(
        cells[place] != row[place] for row in above if place < len(row)
    )

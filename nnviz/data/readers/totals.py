"""Passes over rows that sum up others."""

import re
from collections.abc import Sequence

from nnviz.data.readers.raw_table import shown
from nnviz.data.readers.sorted_rows import FEWEST_ROWS, SortedRows

_TOTAL = re.compile(
    r"(grand[ -]?)?(sub-?)?(totals?|sums?|averages?|avg|means?|median|count|"
    r"gesamt|summe|mittelwert|insgesamt|somme|moyenne|suma|promedio|totale|media|"
    r"σ|∑)\b.*",
    re.IGNORECASE,
)

_SUBTOTAL = re.compile(
    r"sub-?\s?totals?\b.*|.*\bsub-?\s?totals?|zwischensumme\b.*|sous-total\b.*|"
    r"totals?|.+ totals?",
    re.IGNORECASE,
)


def is_total(word: str) -> bool:
    """Tell whether a word says that its row sums up others."""
    return bool(_TOTAL.fullmatch(word))


def leave_out_totals(grid: SortedRows) -> None:
    """Pass over a last line that sums up the rows above it."""
    while len(grid.rows) > FEWEST_ROWS:
        line, cells = grid.rows[-1]
        word = next(filter(None, cells), "")
        above = [row for _, row in grid.rows[:-1]]
        if not is_total(word) or not _is_alien(cells, above):
            return
        grid.remark(
            "total-line",
            f"{shown(word)} sums up the rows above and is no sample: passed over",
            line=line,
        )
        del grid.rows[-1]


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
    place = next(k for k, cell in enumerate(cells) if cell)
    return all(cells[place] != row[place] for row in above if place < len(row))

"""The rows of a table while they are sorted out, and what their cells tell."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nnviz.data.readers.layout.header import MOST_ROWS
from nnviz.data.readers.layout.rows import Row
from nnviz.data.readers.raw_table import shown
from nnviz.data.readers.values.cells import is_missing
from nnviz.data.readers.values.number_forms import is_value, is_value_among
from nnviz.data.remark import Remark

FEWEST_ROWS = 3
"""Fewer rows tell nothing about what is usual in a table."""

_MOST_HEADERS = 4


@dataclass(slots=True)
class SortedRows:
    """The rows of a table as they are sorted out.

    Attributes
    ----------
    path
        The file, for messages.
    rows
        The rows that are left, at last the samples alone.
    names
        The names of the columns.
    header
        Whether the file has them.
    remarks
        What was done.
    places
        Which cells of a row are left, if not the first ones.
    """

    path: Path
    rows: list[Row]
    names: list[str] = field(default_factory=list)
    header: bool = False
    remarks: list[Remark] = field(default_factory=list)
    places: tuple[int, ...] | None = None

    def remark(self, kind: str, done: str, **more: object) -> None:
        """Note what was done."""
        self.remarks.append(Remark(kind=kind, done=done, **more))  # type: ignore[arg-type]


def usual_width(rows: Sequence[Row]) -> int:
    """Return how many cells most rows have; of two as frequent ones the larger.

    The first rows tell, of tables of any length.
    """
    widths = Counter(len(cells) for _, cells in rows[:MOST_ROWS])
    return max(widths.items(), key=lambda item: (item[1], item[0]))[0]


def filled_cells(cells: Sequence[str]) -> int:
    """Return how many cells of a row are not empty."""
    return sum(map(bool, cells))


def are_names(rows: Sequence[Row]) -> bool:
    """Tell whether the first of two rows has no number, but the second has one.

    Nor a mark of a missing value, which is no name.
    """
    if len(rows) < 2:
        return False
    (_, first), (_, second) = rows
    if any(cell and is_missing(cell) for cell in first):
        return False
    above = (is_value_among(cell, second) for cell in first)
    return not any(above) and any(map(is_value, second))


def rows_of_names(rows: Sequence[Row]) -> int:
    """Return how many of the first rows are above samples, to the last with a word.

    Only columns that have nothing but numbers below can tell.
    """
    # Not the last one, which may be a total.
    cells = [cells for _, cells in rows[: min(len(rows) - 1, MOST_ROWS)]]
    for count in range(min(_MOST_HEADERS, len(cells) + 1 - FEWEST_ROWS), 0, -1):
        if word_columns(cells[count - 1], cells[count:]):
            return count
    return 0


def word_columns(row: Sequence[str], below: Sequence[Sequence[str]]) -> list[int]:
    """Return where a row has a word above numbers alone; [] if it has any number."""
    numeric = []
    for k, cell in enumerate(row):
        column = [cells[k] for cells in below if k < len(cells)]
        present = [value for value in column if not is_missing(value)]
        if not present or not all(map(is_value, present)):
            continue
        if is_value_among(cell, present):
            return []
        if not is_missing(cell):
            numeric.append(k)
    return numeric


def pass_over(grid: SortedRows, rows: Sequence[Row], where: str) -> None:
    """Say of each row that is no sample what it is: where it stands."""
    for line, cells in rows:
        text = " ".join(filter(None, cells))
        grid.remark(
            "lines-skipped", f"{shown(text)} {where}, and was passed over", line=line
        )

"""The rows of a table as they are written in its file, cell by cell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from nnviz.core.errors import InputError
from nnviz.data.readers.formats.table_formats import rows_again
from nnviz.data.readers.raw_table import RawTable
from nnviz.data.readers.source import check_file, outer, read_bytes
from nnviz.data.table_choices import TableChoices


@dataclass(frozen=True, slots=True)
class Written:
    """The rows of a table as they are written in its file, which is read again.

    Attributes
    ----------
    path, names
        The file, and the names of its columns.
    lines
        The line on which each row begins, counted from 1.
    stamp
        Size and time of the file, by which it is known again.
    is_lone
        Whether the file has a single column, and so nothing between cells.
    read_by
        How it was read.
    places
        Where the cells of the columns are in a line, if they are not its first ones.
    """

    path: Path
    names: tuple[str, ...]
    lines: Sequence[int]
    stamp: tuple[int, int]
    read_by: TableChoices
    is_lone: bool = False
    places: tuple[int, ...] | None = None

    @classmethod
    def of(cls, table: RawTable) -> "Written":
        """Return the rows of a table that has just been read."""
        stamp, is_lone = _stamp(table.path), len(table.columns) == 1
        named = table.path, table.names, table.lines
        return cls(*named, stamp, table.read_by, is_lone, table.places)

    def rows(self) -> Iterator[list[str]]:
        """Yield the cells of each row.

        Raises
        ------
        InputError
            If the file is gone, or has changed since its rows were read.
        """
        check_file(self.path)
        if _stamp(self.path) != self.stamp:
            raise InputError(
                f"{self.path}: has changed since its rows were read: open it again"
            )
        if self.is_lone:
            yield from ([cell] for _, cell in lone_cells(self.path, self.names[0]))
            return
        wanted = iter(self.lines)
        line = next(wanted, None)
        for place, cells in rows_again(self.path, self.read_by):
            if place == line:
                yield [cells[k] for k in self._places(cells)]
                line = next(wanted, None)

    def _places(self, cells: Sequence[str]) -> Sequence[int]:
        """Return which cells of a line are those of the columns."""
        return self.places or range(min(len(self.names), len(cells)))

    def cells(self, rows: Sequence[int]) -> dict[int, list[str]]:
        """Return the cells of some rows, by their places from 0."""
        wanted = set(rows)
        if not wanted:
            return {}
        read = enumerate(islice(self.rows(), max(wanted) + 1))
        return {row: cells for row, cells in read if row in wanted}


def lone_cells(path: Path, name: str) -> list[tuple[int, str]]:
    """Return line and cell of each row below a single name; [] in another file."""
    text = read_bytes(path).decode("utf-8-sig", "replace")
    found = [
        (number, line.strip().strip('"'))
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    ]
    if found and found[0][1] == name:
        return found[1:]
    is_plain = name == "column 1" and all(
        np.isfinite(_number(cell)) for _, cell in found
    )
    return found if is_plain else []


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return np.nan


def _stamp(path: Path) -> tuple[int, int]:
    found = outer(path).stat()
    return found.st_size, found.st_mtime_ns

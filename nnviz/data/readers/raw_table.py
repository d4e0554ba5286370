"""A table as it is in the file: named columns of numbers or of words."""

import difflib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError, unknown_name
from nnviz.data.remark import Remark
from nnviz.data.table_choices import AS_IT_SEEMS_BEST, TableChoices

Kind = Literal["number", "category"]

MANY_COLUMNS = 20
"""The most columns whose names a message lists."""

LONGEST_WORD = 40
"""The most characters of a cell that a message shows."""


@dataclass(frozen=True, slots=True)
class Problem:
    """The first fault in a column, which therefore cannot be used.

    Attributes
    ----------
    line, message
        Where it is, and what.
    cells
        All different cells of the column that are at fault, as they are written.
    """

    line: int
    message: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class RawColumn:
    """One column of N cells.

    Parameters
    ----------
    name
        Its name in the header, or "column 3" if there is none.
    kind
        "number" if at least half of its cells are numbers, otherwise "category".
    values
        Shape (N,): numbers (NaN for a cell that is not a number), or words.
    problem
        A word among numbers; None if there is no fault.
    gaps
        Shape (N,): where a value is missing; None if none is.
    """

    name: str
    kind: Kind
    values: NDArray[Any]
    problem: Problem | None = None
    gaps: NDArray[np.bool_] | None = None

    @cached_property
    def words(self) -> frozenset[str]:
        """The different words that are there; none in a column of numbers."""
        if self.kind == "number":
            return frozenset()
        return frozenset(self.present.tolist())

    @property
    def present(self) -> NDArray[Any]:
        """The values that are not missing, (n,) of the N rows."""
        return self.values if self.gaps is None else self.values[~self.gaps]

    @property
    def is_whole(self) -> bool:
        """Whether it has neither a faulty cell nor a gap."""
        return self.problem is None and self.gaps is None

    def of_rows(self, rows: NDArray[Any]) -> "RawColumn":
        """Return the column with some of its rows: a mask (N,) or numbers."""
        gaps = None if self.gaps is None else self.gaps[rows]
        gaps = None if gaps is None or not gaps.any() else gaps
        return replace(self, values=self.values[rows], gaps=gaps)


@dataclass(frozen=True, slots=True, eq=False)
class RawTable:
    """The columns of a file, before it is decided which are inputs and targets.

    Parameters
    ----------
    path
        The file it was read from.
    columns
        The columns, in the order of the file.
    lines
        The line of the file on which each row begins, counted from 1.
    matrix
        All columns together, shape (N, columns), if all are numbers without faults.
    read_by
        The choices about reading that were made, or found out.
    remarks
        What is to be said about reading it.
    test_rows
        The number of last rows that are from a test file.
    marks
        What stands for missing values in it, beside empty cells.
    places
        Where the cells of the columns are in a row of the file, from 0; None if they
        are its first ones.
    """

    path: Path
    columns: tuple[RawColumn, ...]
    lines: Sequence[int]
    matrix: NDArray[Any] | None = None
    read_by: TableChoices = AS_IT_SEEMS_BEST
    remarks: tuple[Remark, ...] = ()
    test_rows: int = 0
    marks: tuple[str, ...] = ()
    places: tuple[int, ...] | None = None

    @property
    def rows(self) -> int:
        """N, the number of rows below the header."""
        return len(self.lines)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all columns."""
        return tuple(column.name for column in self.columns)

    def of_rows(self, kept: NDArray[np.bool_]) -> "RawTable":
        """Return the table with the rows of a mask (N,)."""
        return replace(
            self,
            columns=tuple(column.of_rows(kept) for column in self.columns),
            lines=[self.lines[k] for k in np.flatnonzero(kept).tolist()],
            matrix=None if self.matrix is None else self.matrix[kept],
            test_rows=int(kept[len(kept) - self.test_rows :].sum()),
        )

    def preview(self, count: int = 10) -> list[tuple[Any, ...]]:
        """Return the cells of the first rows."""
        shown = range(min(count, self.rows))
        return [tuple(column.values[row] for column in self.columns) for row in shown]

    def find(self, column: str) -> int:
        """Return the index of a column, given by its name or its number from 1.

        Raises
        ------
        InputError
            If there is none; the message suggests the nearest name.
        """
        names = self.names
        if column in names:
            return names.index(column)
        folded = [name.casefold() for name in names]
        if folded.count(column.casefold()) == 1:
            return folded.index(column.casefold())
        if column.isascii() and column.isdigit():
            number = int(column[:9])
            if 1 <= number <= len(names):
                return number - 1
            raise InputError(
                f"{self.path}: unknown column {shown(column)}: the columns are "
                f"numbered from 1 to {len(names)}"
            )
        raise self._unknown(column)

    def _unknown(self, column: str) -> InputError:
        if len(self.columns) <= MANY_COLUMNS:
            return InputError(
                f"{self.path}: {unknown_name('column', column, self.names)}"
            )
        nearest = difflib.get_close_matches(column, self.names, n=1, cutoff=0.5)
        hint = f"did you mean '{nearest[0]}'? " if nearest else ""
        return InputError(
            f"{self.path}: unknown column {shown(column)}: {hint}there are "
            f"{len(self.columns)} columns, '{self.names[0]}' to '{self.names[-1]}'"
        )


def shown(cell: str) -> str:
    """Return a cell in quotes for a message, on one line and not too long."""
    if len(cell) > LONGEST_WORD:
        cell = cell[: LONGEST_WORD - 3] + "..."
    return repr(cell)


@contextmanager
def located(path: Path, column: str = "") -> Iterator[None]:
    """Add the file and the column to the message of any InputError raised inside."""
    place = f"{path}, column {shown(column)}" if column else str(path)
    try:
        yield
    except InputError as error:
        raise InputError(f"{place}: {error}") from error


def check_names(path: Path, names: Sequence[str]) -> None:
    """Check that no two columns have the same name.

    Raises
    ------
    InputError
        If two do.
    """
    places: dict[str, int] = {}
    for number, name in enumerate(names, start=1):
        if name in places:
            raise InputError(
                f"{path}: columns {places[name]} and {number} are both named "
                f"{shown(name)}: give each a different name"
            )
        places[name] = number


def matrix_table(
    path: Path, names: Sequence[str], matrix: NDArray[Any], lines: Sequence[int]
) -> RawTable:
    """Return a table of valid numbers, shape (N, columns), without copying them."""
    columns = tuple(
        RawColumn(name, "number", matrix[:, k]) for k, name in enumerate(names)
    )
    return RawTable(path, columns, lines, np.asarray(matrix))

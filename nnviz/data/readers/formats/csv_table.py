"""Reads a text file into a table: fast if all cells are numbers, else cell by cell."""

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.data.readers.layout.arrangement import arrange
from nnviz.data.readers.layout.dialect import SAMPLE_ROWS, find_dialect
from nnviz.data.readers.layout.pixels import looks_like_pixels
from nnviz.data.readers.layout.rows import Dialect, Row, read_rows
from nnviz.data.readers.layout.sorted_rows import SortedRows
from nnviz.data.readers.raw_table import RawTable, matrix_table, shown
from nnviz.data.readers.source import read_bytes
from nnviz.data.readers.text import text_of
from nnviz.data.readers.values.cells import is_number
from nnviz.data.readers.values.kinds import Cells, make_columns
from nnviz.data.readers.watch import tell_first, text_stream
from nnviz.data.remark import Remark, Way
from nnviz.data.table_choices import AS_IT_SEEMS_BEST, SPACES, TableChoices


def read_table(path: Path, choices: TableChoices = AS_IT_SEEMS_BEST) -> RawTable:
    """Read a table of text, plain or compressed.

    A fault within a column is stored with the column; a fault of the whole file is
    raised. What was not obvious is in the table's remarks.

    Parameters
    ----------
    path
        The file.
    choices
        How to read it; what is None is found out.

    Raises
    ------
    InputError
        If the file is missing, empty or not text, a row does not have as many cells as
        the others, or two columns have the same name.
    """
    text = text_of(path, read_bytes(path), choices)
    found = find_dialect(path, text.data, choices)
    rows = read_rows(path, text.data, found.dialect)
    sample = list(islice(rows, SAMPLE_ROWS))
    tell_first(
        len(text.data), lambda: table_of_cells(arrange(path, sample, choices), choices)
    )
    table = None
    if choices.missing is None and choices.words is None and _are_plain(choices):
        table = _read_numbers(arrange(path, sample, choices), text.data, found.dialect)
    if table is None:
        table = table_of_cells(arrange(path, [*sample, *rows], choices), choices)
    read_by = msgspec.structs.replace(
        choices.chosen(),
        delimiter=found.dialect.delimiter,
        comment=found.dialect.comment,
        encoding=text.encoding,
        header=table.read_by.header,
        decimal=choices.decimal or table.read_by.decimal,
    )
    doubts: tuple[Remark, ...] = ()
    if found.dialect.delimiter == ";" and table.read_by.decimal is None:
        doubts = _on_points(table, choices, sample)
    remarks = (*text.remarks, *found.remarks, *table.remarks, *doubts)
    return replace(table, read_by=read_by, remarks=remarks)


def _on_points(
    table: RawTable, choices: TableChoices, sample: Sequence[Row]
) -> tuple[Remark, ...]:
    """Doubt points with three digits behind them where semicolons divide cells.

    In countries with a decimal comma, 50.678 is more than fifty thousand.
    """
    if choices.decimal is not None or choices.thousands is not None:
        return ()
    rows = [cells for _, cells in sample if len(cells) == len(table.names)]
    for k, name in enumerate(table.names):
        cells = [row[k] for row in rows[1:] if any(map(str.isdigit, row[k]))]
        if len(cells) < _FEWEST_POINTS or not all(map(_WITH_POINT.fullmatch, cells)):
            continue
        done = (
            f"the point in {shown(cells[0])} is taken for a decimal one, although all "
            "numbers have three digits after it"
        )
        way = Way("take it for one of thousands", "decimal", "comma")
        return (Remark(kind="decimal", column=name, done=done, ways=(way,)),)
    return ()


_WITH_POINT = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+", re.ASCII)
_FEWEST_POINTS = 5


def _are_plain(choices: TableChoices) -> bool:
    """Tell whether numbers may be written as programs write them."""
    return choices.thousands is None and choices.decimal in (None, ".")


def rows_as_written(path: Path, read_by: TableChoices) -> Iterator[Row]:
    """Yield the rows of a file again, as they are written, and their lines.

    They are read on the way, and what the table leaves out is among them.

    Raises
    ------
    InputError
        If the file is no longer there, or no longer the same.
    """
    text = text_of(path, read_bytes(path), read_by)
    dialect = find_dialect(path, text.data, read_by).dialect
    yield from read_rows(path, text.data, dialect)


def _read_numbers(grid: SortedRows, data: bytes, dialect: Dialect) -> RawTable | None:
    """Return a table of finite numbers, or None if there is anything else in it.

    ``grid`` are its first rows, sorted out: the table begins with the first of them.
    """
    names, body = grid.names, grid.rows
    whole = len(body[0][1]) == len(names)
    if not whole or not all(is_number(cell) for _, cells in body for cell in cells):
        return None
    if not looks_like_pixels(names) and _may_have_codes(data, dialect):
        return None
    skip = body[0][0] - 1
    matrix = None
    if looks_like_pixels(names):
        matrix = _load(data, dialect, skip, np.uint8)
    if matrix is None:
        matrix = _load(data, dialect, skip, np.float64)
    if matrix is None or not np.isfinite(matrix).all():
        return None
    # NumPy skips blank lines and quoted cells may span several: unless there is one row
    # a line, the numbers of lines in messages would be wrong.
    line_count = data.rstrip().count(b"\n") + 1
    if matrix.shape != (line_count - skip, len(names)):
        return None
    table = matrix_table(grid.path, names, matrix, range(skip + 1, line_count + 1))
    read_by = TableChoices(header=grid.header)
    return replace(table, read_by=read_by, remarks=tuple(grid.remarks))


def _may_have_codes(data: bytes, dialect: Dialect) -> bool:
    """Tell whether a number with zeros in front is anywhere in the text."""
    between = re.escape(dialect.delimiter.encode())
    return re.search(rb"(?:" + between + rb'|\n)"?0\d\d', data) is not None


def _load(
    data: bytes, dialect: Dialect, skip: int, dtype: type[np.generic]
) -> NDArray[Any] | None:
    """Return all cells as an array (N, columns) of one type, or None if one is not.

    The table begins after ``skip`` lines.
    """
    text = text_stream(data)
    with warnings.catch_warnings():
        # NumPy 1 only warns if a number does not fit the type, and truncates it.
        warnings.simplefilter("error", DeprecationWarning)
        try:
            return np.loadtxt(
                text,
                dtype,
                comments=None,
                delimiter=None if dialect.delimiter == SPACES else dialect.delimiter,
                skiprows=skip,
                ndmin=2,
                quotechar='"',
            )
        except (ValueError, DeprecationWarning):
            return None


def table_of_cells(grid: SortedRows, choices: TableChoices) -> RawTable:
    """Read a table cell by cell, so that an error can name the cell."""
    lines = [line for line, _ in grid.rows]
    cells = [
        Cells(grid.path, name, [row[k] for _, row in grid.rows], lines)
        for k, name in enumerate(grid.names)
    ]
    made = make_columns(cells, choices)
    return RawTable(
        grid.path,
        made.columns,
        lines,
        read_by=msgspec.structs.replace(made.found, header=grid.header),
        remarks=(*grid.remarks, *made.remarks),
        marks=made.marks,
        places=grid.places,
    )

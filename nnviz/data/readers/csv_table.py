"""Reads a CSV file into a table: fast if all cells are numbers, else cell by cell."""

import io
import warnings
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.data.readers.cells import is_number, make_column
from nnviz.data.readers.csv_text import (
    SAMPLE_ROWS,
    Row,
    check_text,
    check_width,
    find_delimiter,
    has_header,
    read_rows,
)
from nnviz.data.readers.pixels import looks_like_pixels, pixel_names
from nnviz.data.readers.raw_table import RawTable, check_names, matrix_table
from nnviz.data.readers.source import read_bytes


def read_table(path: Path, header: bool | None = None) -> RawTable:
    """Read a CSV file, plain or compressed with gzip.

    Cells are separated by commas, semicolons or tabs and may be quoted; the text is
    UTF-8. A fault within a column is stored with the column; a fault of the whole file
    is raised.

    Parameters
    ----------
    path
        The file.
    header
        Whether the first row has the names; by default this is detected.

    Raises
    ------
    InputError
        If the file is missing, empty or not UTF-8 text, a row does not have as many
        cells as the first, or two columns have the same name.
    """
    data = read_bytes(path)
    check_text(path, data)
    delimiter = find_delimiter(path, data)
    rows = read_rows(path, data, delimiter)
    sample = list(islice(rows, SAMPLE_ROWS))
    first_line, first = sample[0]
    if header is None:
        header = has_header(first, chain(sample[1:], rows))
    if header and len(sample) == 1:
        raise InputError(
            f"{path}: line {first_line} has the names of the columns, but no rows of "
            f"samples follow"
        )
    names = _names(first, header)
    check_names(path, names)
    body = sample[1:] if header else sample
    if all(is_number(cell) for _, cells in body for cell in cells):
        skip = body[0][0] - 1
        table = _read_numbers(path, data, (delimiter, skip), names)
        if table is not None:
            return table
    return _read_cells(path, read_rows(path, data, delimiter), names, header)


def _names(first: list[str], header: bool) -> list[str]:
    """Return the names of the columns, from the first row if it has them."""
    numbered = [f"column {k}" for k in range(1, len(first) + 1)]
    if header:
        words = (" ".join(name.split()) for name in first)
        return [name or number for name, number in zip(words, numbered, strict=True)]
    return pixel_names(len(first)) or numbered


def _read_numbers(
    path: Path, data: bytes, layout: tuple[str, int], names: list[str]
) -> RawTable | None:
    """Return a table of finite numbers, or None if there is anything else in it.

    The layout is the delimiter and the number of lines before the first sample.
    """
    matrix = None
    if looks_like_pixels(names):
        matrix = _load(data, layout, np.uint8)
    if matrix is None:
        matrix = _load(data, layout, np.float64)
    if matrix is None or not np.isfinite(matrix).all():
        return None
    skip = layout[1]
    # NumPy skips blank lines and quoted cells may span several: unless there is one row
    # a line, the numbers of lines in messages would be wrong.
    line_count = data.rstrip().count(b"\n") + 1
    if matrix.shape != (line_count - skip, len(names)):
        return None
    return matrix_table(path, names, matrix, range(skip + 1, line_count + 1))


def _load(
    data: bytes, layout: tuple[str, int], dtype: type[np.generic]
) -> NDArray[Any] | None:
    """Return all cells as an array (N, columns) of one type, or None if one is not."""
    delimiter, skip = layout
    text = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig")
    with warnings.catch_warnings():
        # NumPy 1 only warns if a number does not fit the type, and truncates it.
        warnings.simplefilter("error", DeprecationWarning)
        try:
            return np.loadtxt(
                text,
                dtype,
                comments=None,
                delimiter=delimiter,
                skiprows=skip,
                ndmin=2,
                quotechar='"',
            )
        except (ValueError, DeprecationWarning):
            return None


def _read_cells(
    path: Path, rows: Iterator[Row], names: list[str], header: bool
) -> RawTable:
    """Read a table cell by cell, so that an error can name the cell."""
    lines, cells = [], []
    for row in rows:
        check_width(path, row, len(names))
        lines.append(row[0])
        cells.append(row[1])
    if header:
        del lines[0], cells[0]
    columns = tuple(
        make_column(path, name, [row[k] for row in cells], lines)
        for k, name in enumerate(names)
    )
    return RawTable(path, columns, lines)

"""A single array of rows and columns as a table."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.core.types import Floats
from nnviz.data.readers.formats.csv_table import table_of_cells
from nnviz.data.readers.formats.npz import array_headers, read_array
from nnviz.data.readers.layout.arrangement import arrange
from nnviz.data.readers.layout.rows import MOST_COLUMNS
from nnviz.data.readers.raw_table import (
    Problem,
    RawColumn,
    RawTable,
    matrix_table,
    shown,
)
from nnviz.data.remark import Remark, Way
from nnviz.data.table_choices import TableChoices


def read_matrix(path: Path, choices: TableChoices) -> RawTable:
    """Read the array of an NPY file, or the only one of an NPZ file.

    It has a row for each sample, or fields with names.

    Raises
    ------
    InputError
        If it cannot be read, or has neither numbers nor words.
    """
    values = read_array(path, array_headers(path)[0].name)
    fields = values.dtype.names
    width = (
        values.shape[1] if fields is None and values.ndim == 2 else len(fields or ())
    )
    if not values.size or not 0 < width <= MOST_COLUMNS:
        raise InputError(
            f"{path}: its array has the shape {values.shape}, but needs rows of "
            f"samples and from 1 to {MOST_COLUMNS:,} columns"
        )
    if fields is not None:
        return _table_of_fields(path, np.atleast_1d(values.squeeze()), fields)
    if values.dtype.kind in "US":
        rows = [(k, row) for k, row in enumerate(values.astype(str).tolist(), start=1)]
        return table_of_cells(arrange(path, rows, choices), choices)
    if values.dtype.kind not in "buif":
        raise InputError(
            f"{path}: its array has the type {values.dtype}, but must have numbers"
        )
    names = [f"column {k}" for k in range(1, width + 1)]
    said = Remark(
        kind="arrays",
        done=f"one array of {len(values):,} rows and {width:,} columns was taken for a "
        "table",
        ways=(Way("learn another column than the last", "target", names[0]),),
    )
    lines = range(1, len(values) + 1)
    if np.isfinite(values).all():
        table = matrix_table(path, names, values.astype(np.float64), lines)
        return RawTable(path, table.columns, lines, table.matrix, remarks=(said,))
    columns = [number_column(path, names[k], values[:, k]) for k in range(width)]
    return RawTable(path, tuple(columns), lines, remarks=(said,))


def number_column(path: Path, name: str, values: NDArray[Any]) -> RawColumn:
    """Return numbers (N,) as a column; what is not a number is a gap."""
    numbers: Floats = np.asarray(values, np.float64)
    gaps = np.isnan(numbers)
    problem = None
    if np.isinf(numbers).any():
        line = int(np.isinf(numbers).argmax()) + 1
        place = f"{path}, row {line}, column {shown(name)}"
        problem = Problem(line, f"{place}: {numbers[line - 1]} is not a finite number")
    return RawColumn(name, "number", numbers, problem, gaps if gaps.any() else None)


def _table_of_fields(
    path: Path, values: NDArray[Any], fields: tuple[str, ...]
) -> RawTable:
    columns = []
    for name in fields:
        field = values[name]
        if field.ndim != 1 or field.dtype.kind not in "buifUS":
            raise InputError(
                f"{path}: the field {shown(name)} has the type {field.dtype}, but must "
                "be numbers or words"
            )
        if field.dtype.kind in "US":
            words = field.astype(str).astype(object)
            columns.append(RawColumn(name, "category", words))
        else:
            columns.append(number_column(path, name, field))
    return RawTable(path, tuple(columns), range(1, len(values) + 1))

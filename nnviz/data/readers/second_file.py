"""Rows of a second file as the test set of a table."""

from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np

from nnviz.core.errors import InputError
from nnviz.data.readers.formats.table_formats import read_any_table
from nnviz.data.readers.layout.pixels import label_place
from nnviz.data.readers.raw_table import RawColumn, RawTable, shown
from nnviz.data.table_choices import TableChoices


def followed_by(table: RawTable, path: Path, choices: TableChoices) -> RawTable:
    """Return a table followed by the rows of another file, which are for testing.

    Its columns may be in another order, if it has names.

    Raises
    ------
    InputError
        If the file cannot be read, or a column is missing or of another kind.
    """
    like = table.read_by
    how = msgspec.structs.replace(
        choices.chosen(), header=like.header, decimal=like.decimal
    )
    label = label_place(table.names)
    if label is not None:
        # Without names it is the values that say where the label is.
        how = msgspec.structs.replace(how, target=str(label + 1))
    other = read_any_table(path, how)
    others = {column.name: k for k, column in enumerate(other.columns)}
    columns = tuple(
        _joined(column, others.get(column.name), other) for column in table.columns
    )
    matrix = None
    if table.matrix is not None and other.matrix is not None:
        places = [others[name] for name in table.names]
        matrix = np.vstack([table.matrix, other.matrix[:, places]])
    return replace(
        table,
        columns=columns,
        lines=[*table.lines, *other.lines],
        matrix=matrix,
        test_rows=other.rows,
        remarks=(*table.remarks, *other.remarks),
    )


def _joined(column: RawColumn, place: int | None, other: RawTable) -> RawColumn:
    """Return a column with the values of its place in another table below."""
    if place is None:
        raise InputError(
            f"{other.path}: there is no column {shown(column.name)}: a test file needs "
            "the columns of the data"
        )
    more = other.columns[place]
    if more.kind != column.kind:
        raise InputError(
            f"{other.path}: column {shown(column.name)} is of another kind than in the "
            "data: numbers in one file, words in the other"
        )
    gaps = [
        np.zeros(len(part.values), dtype=bool) if part.gaps is None else part.gaps
        for part in (column, more)
    ]
    both = np.concatenate(gaps)
    return replace(
        column,
        values=np.concatenate([column.values, more.values]),
        problem=column.problem or more.problem,
        gaps=both if both.any() else None,
    )

"""Reads the rows of a file that has the inputs of a data set."""

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.core.types import Indices
from nnviz.data.classes import class_name
from nnviz.data.dataset import row_blocks
from nnviz.data.new_rows.array_rows import Samples, read_samples
from nnviz.data.new_rows.other_rows import Columns, OtherRows
from nnviz.data.new_rows.table_rows import TableReader, classes_encoded, missing_input
from nnviz.data.new_rows.written_rows import Written, lone_cells
from nnviz.data.readers.any_file import is_table
from nnviz.data.readers.formats.table_formats import read_any_table
from nnviz.data.readers.raw_table import RawColumn, RawTable
from nnviz.data.readers.several_files import place_of
from nnviz.data.readers.values.kinds import Cells, make_column
from nnviz.data.table_choices import AS_IT_SEEMS_BEST, TableChoices


def read_rows(
    path: Path, like: Columns, choices: TableChoices = AS_IT_SEEMS_BEST
) -> OtherRows:
    """Read the rows of a CSV, NPZ or IDX file that has the inputs of a data set.

    A table needs a column for each input, in any order; other columns are no matter. A
    row with a gap, a word among numbers or a word that the data set does not have is
    left out, and its fault noted. The target may be missing; that of a regression is
    found by its name, classes as the only column that has their names, or as the last
    one. Of the ``choices`` made for the data set, those count that say how cells are
    written; how lines are divided into cells is found out.

    Raises
    ------
    InputError
        If the file cannot be read, an input is missing, or no row is left.
    """
    path = place_of(path.expanduser()).path
    if is_table(path):
        how = _of_cells(choices, like)
        return _rows_of_table(_table(path, like, how), like, how)
    return _rows_of_samples(path, read_samples(path), like)


def _of_cells(choices: TableChoices, like: Columns) -> TableChoices:
    """Return the choices about how numbers, dates and gaps are written."""
    return TableChoices(
        # A point is one of thousands where the data have a decimal comma.
        decimal=choices.decimal or ("," if like.decimal == "," else None),
        thousands=choices.thousands,
        missing=choices.missing,
        dates=choices.dates,
        ignore_case=choices.ignore_case,
        sheet=choices.sheet,
        words=choices.words,
    )


def _table(path: Path, like: Columns, choices: TableChoices) -> RawTable:
    """Read a table, with a header if its first row has the names that are needed."""
    if (lone := _lone_table(path, like, choices)) is not None:
        return lone
    table = read_any_table(path, choices)
    if like.image_shape is None and missing_input(table, like):
        named = msgspec.structs.replace(choices, header=True)
        with_header = read_any_table(path, named) if len(table.lines) > 1 else table
        if not missing_input(with_header, like):
            return with_header
    return table


def _lone_table(path: Path, like: Columns, choices: TableChoices) -> RawTable | None:
    """Read a file that has the one column that is needed, and nothing else.

    None if more columns are needed, or the file is another one.
    """
    columns = {name.partition("=")[0] for name in like.input_names}
    name = next(iter(columns))
    cells = lone_cells(path, name) if len(columns) == 1 else []
    if not cells:
        return None
    lines, texts = [line for line, _ in cells], [cell for _, cell in cells]
    if like.input_names == (name,):
        column, remarks = make_column(Cells(path, name, texts, lines), choices)
        if column.kind == "number":
            return RawTable(path, (column,), lines, remarks=remarks)
        unknown = np.full(len(texts), np.nan)
        return RawTable(path, (RawColumn(name, "number", unknown),), lines)
    words = np.array(texts, dtype=object)
    return RawTable(path, (RawColumn(name, "category", words),), lines)


def _rows_of_table(table: RawTable, like: Columns, how: TableChoices) -> OtherRows:
    written = Written.of(table)
    reader = TableReader(table, written, like, how)
    inputs, used = reader.inputs()
    _check_range(table.path, inputs, like)
    targets, target = reader.targets(used)
    faults = reader.faults()
    kept = np.setdiff1d(np.arange(len(inputs)), sorted(faults))
    if not len(kept):
        raise InputError(f"{table.path}: no row can be predicted: {faults[0]}")
    return OtherRows(
        table.path.name,
        like.input_names,
        _of_rows(inputs, kept),
        _of_rows(targets, kept),
        kept,
        faults,
        written,
        target,
        reader.filled,
        table.remarks,
    )


def _of_rows(values: NDArray[Any], kept: Indices) -> NDArray[Any]:
    """Return some rows of an array (N, ...); itself if those are all."""
    return values if len(kept) == len(values) else values[kept]


def _rows_of_samples(path: Path, found: Samples, like: Columns) -> OtherRows:
    """Take the rows of data that have no columns to choose, such as images."""
    needed = len(like.input_names)
    if found.inputs.shape[1] != needed:
        raise InputError(
            f"{path}: its rows have {found.inputs.shape[1]} inputs, those of "
            f"'{like.name}' {needed}"
        )
    _check_range(path, found.inputs, like)
    rows, outputs = len(found.inputs), len(like.output_names)
    targets = np.full((rows, outputs), np.nan)
    values = found.targets
    if values is not None and like.task == "classification":
        targets = classes_encoded(_label_names(values, like), like)
    elif values is not None and values.shape[1] == outputs:
        targets = np.asarray(values, np.float64)
        if like.task == "labels":
            # A label that does not hold may be -1, as it may in the data.
            targets = np.where(np.isnan(targets), np.nan, targets > 0.0)
    known = bool(np.isfinite(targets).all(axis=1).any())
    sound = [np.isfinite(part).all(axis=1) for _, part in row_blocks(found.inputs)]
    bad = np.flatnonzero(~np.concatenate(sound)).tolist()
    faults = {row: f"row {row + 1}: an input is not a finite number" for row in bad}
    kept = np.setdiff1d(np.arange(rows), bad)
    if not len(kept):
        raise InputError(f"{path}: no row can be predicted: {faults.get(0, 'none')}")
    return OtherRows(
        path.name,
        like.input_names,
        _of_rows(found.inputs, kept),
        _of_rows(targets, kept),
        kept,
        faults,
        target="its labels" if known else "",
    )


def _check_range(path: Path, inputs: NDArray[Any], like: Columns) -> None:
    """Raise InputError if pixels go from 0 to 255 where 1 is the highest, or back."""
    if like.image_shape is None or like.input_range is None:
        return
    highest, found = like.input_range[1], float(np.nanmax(inputs, initial=0))
    blocks = row_blocks(inputs)
    fractions = any(((part > 0.0) & (part < 1.0)).any() for _, part in blocks)
    if found > highest or (highest > 1.0 and found <= 1.0 and fractions):
        raise InputError(
            f"{path}: its pixels go up to {found:g}, but those of '{like.name}' from 0 "
            f"to {highest:g}: bring them to the same scale"
        )


def _label_names(values: NDArray[Any], like: Columns) -> list[str]:
    """Return the names of classes for labels (N, 1) or one-hot rows (N, K)."""
    if values.shape[1] == len(like.class_names) > 1:
        return [like.class_names[k] for k in values.argmax(axis=1).tolist()]
    return [class_name(value) for value in values[:, 0].tolist()]

"""Rows of another file with the inputs of a data set: looked at, not trained on."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.core.types import Floats
from nnviz.data.classes import class_name, one_hot
from nnviz.data.dataset import Dataset
from nnviz.data.derived import with_derived
from nnviz.data.prepared import Part, PreparedData
from nnviz.data.readers.any_file import is_table, read_dataset
from nnviz.data.readers.csv_table import read_table
from nnviz.data.readers.pixels import looks_like_pixels
from nnviz.data.readers.raw_table import RawTable, shown


@dataclass(frozen=True, slots=True, eq=False)
class OtherRows:
    """N rows of a file, for a network trained on other data.

    Attributes
    ----------
    name
        The file's.
    input_names
        The G inputs they have: those of the data set they were read for.
    inputs, targets
        In the data set's units, without derived inputs, (N, G) and (N, O); targets that
        the file does not have are NaN.
    """

    name: str
    input_names: tuple[str, ...]
    inputs: NDArray[Any]
    targets: Floats

    def prepared(self, data: PreparedData) -> Part:
        """Scale the rows as those of a run's data.

        Raises
        ------
        InputError
            If a value is too large for the run's precision.
        """
        given = np.asarray(self.inputs, np.float64)
        return data.prepared(with_derived(data.dataset, given), self.targets)


def read_rows(path: Path, like: Dataset) -> OtherRows:
    """Read the rows of a CSV, NPZ or IDX file that has the inputs of a data set.

    A table needs a column for each input, in any order. Its target is found by name or,
    for classes, as the column of their names; it may be missing.

    Raises
    ------
    InputError
        If the file cannot be read, or an input is missing or cannot be used.
    """
    if is_table(path):
        table = read_table(path)
        if like.image_shape is None or not looks_like_pixels(table.names):
            inputs, targets = _inputs(table, like), _targets(table, like)
            return OtherRows(path.name, like.input_names, inputs, targets)
    return _same_shape(path, read_dataset(path), like)


def _inputs(table: RawTable, like: Dataset) -> Floats:
    columns = [_input(table, name) for name in like.input_names]
    missing = [n for n, c in zip(like.input_names, columns, strict=True) if c is None]
    if missing:
        raise InputError(
            f"{table.path}: there is no column {shown(missing[0])}: rows need the "
            f"{like.input_count} inputs of '{like.name}' by the same names"
        )
    return np.column_stack([column for column in columns if column is not None])


def _input(table: RawTable, name: str) -> Floats | None:
    """Return a column of numbers, or that of a category such as "sex=female"."""
    names = table.names
    of, _, word = name.partition("=")
    if name in names:
        column = table.columns[names.index(name)]
        if column.kind == "category":
            raise InputError(
                f"{table.path}: column {shown(name)} has words, but the data set has "
                "numbers there"
            )
    elif word and of in names:
        column = table.columns[names.index(of)]
    else:
        return None
    if column.problem is not None:
        raise InputError(column.problem.message)
    if name in names:
        return np.asarray(column.values, np.float64)
    labels = [class_name(value) for value in column.values.tolist()]
    return np.array([float(label == word) for label in labels])


def _targets(table: RawTable, like: Dataset) -> Floats:
    """Return the targets that a table has, NaN for those it has not."""
    names, unknown = table.names, np.full((len(table.lines), like.output_count), np.nan)
    if like.task == "regression":
        for place, name in enumerate(like.output_names):
            if name in names:
                column = table.columns[names.index(name)]
                if column.kind == "number":
                    unknown[:, place] = column.values
        return unknown
    for column in table.columns:
        if column.name in like.input_names or column.problem is not None:
            continue
        labels = [class_name(value) for value in column.values.tolist()]
        if set(labels) <= set(like.class_names):
            return _encoded(labels, like)
    return unknown


def _encoded(labels: list[str], like: Dataset) -> Floats:
    classes = np.array([like.class_names.index(label) for label in labels], np.intp)
    if like.output_count == 1:
        return classes.astype(np.float64)[:, None]
    return one_hot(classes, like.output_count)


def _same_shape(path: Path, found: Dataset, like: Dataset) -> OtherRows:
    """Take the rows of data that have no columns to choose, such as images."""
    if found.input_count != like.input_count:
        raise InputError(
            f"{path}: its rows have {found.input_count} inputs, those of "
            f"'{like.name}' {like.input_count}"
        )
    targets = np.full((found.samples, like.output_count), np.nan)
    if found.task == like.task == "classification":
        labels = [found.class_names[k] for k in found.class_indices().tolist()]
        if set(labels) <= set(like.class_names):
            targets = _encoded(labels, like)
    elif found.task == like.task and found.output_count == like.output_count:
        targets = np.asarray(found.targets, np.float64)
    return OtherRows(path.name, like.input_names, found.inputs, targets)

"""Turns a table into a data set: chooses the input and target columns."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.core.types import Floats
from nnviz.data.dataset import Dataset, Task
from nnviz.data.readers.pixels import (
    check_has_label,
    looks_like_pixels,
    pixels_dataset,
)
from nnviz.data.readers.raw_table import RawColumn, RawTable, located, shown
from nnviz.data.readers.target_columns import make_targets

MOST_CATEGORIES = 200
"""The most distinct words of an input column that becomes one-hot columns."""


def to_dataset(
    table: RawTable,
    *,
    target: str | None = None,
    inputs: Sequence[str] | None = None,
    task: Task | None = None,
) -> Dataset:
    """Return the samples of a table.

    Columns of words among the inputs become one-hot columns, named "sex=female".
    A table of a label and the pixels of square images becomes images, unless columns
    are chosen. `make_targets` says how targets become classes or values.

    Parameters
    ----------
    table
        The table.
    target
        The name of the target column or its number from 1; several are separated by
        commas. The last column by default.
    inputs
        Names or numbers of the input columns; by default all but the targets.
    task
        Whether the targets are classes or values; by default it depends on them.

    Raises
    ------
    InputError
        If a column is unknown, has a faulty cell, or cannot be used as requested.
    """
    if inputs is None and _wants_images(table, target, task):
        _check_sound(table.columns)
        return pixels_dataset(table)
    targets = _target_places(table, target)
    places = _input_places(table, inputs, targets)
    used = [table.columns[k] for k in sorted({*places, *targets})]
    _check_sound(used)
    values, names = _input_columns(table, places)
    target_names = [table.names[k] for k in targets]
    with located(table.path, ", ".join(target_names)):
        made = make_targets(_stacked(table, targets), target_names, task)
    return Dataset(
        name=table.path.name,
        task=made.task,
        inputs=values,
        targets=made.values,
        input_names=names,
        output_names=made.output_names,
        class_names=made.class_names,
        title=table.path.name,
        source=str(table.path),
    )


def _wants_images(table: RawTable, target: str | None, task: Task | None) -> bool:
    """Tell whether the table holds images and no other columns are chosen."""
    if not looks_like_pixels(table.names):
        if target is None:
            check_has_label(table)
        return False
    return task != "regression" and (target is None or table.find(target) == 0)


def _target_places(table: RawTable, target: str | None) -> list[int]:
    """Return the indices of the target columns."""
    if target is None:
        return [len(table.columns) - 1]
    # The whole text first: the name of a column may itself contain a comma.
    try:
        return [table.find(target.strip())]
    except InputError:
        names = [name.strip() for name in target.split(",")]
        if len(names) == 1:
            raise
    return list(dict.fromkeys(table.find(name) for name in names))


def _input_places(
    table: RawTable, inputs: Sequence[str] | None, targets: Sequence[int]
) -> list[int]:
    """Return the indices of the input columns."""
    if inputs is None:
        places = [k for k in range(len(table.columns)) if k not in targets]
    else:
        places = list(dict.fromkeys(table.find(name) for name in inputs))
    for place in set(places) & set(targets):
        raise InputError(
            f"{table.path}: column {shown(table.names[place])} cannot be both an input "
            f"and a target"
        )
    if not places:
        raise InputError(f"{table.path}: no columns are left for the inputs")
    return places


def _check_sound(columns: Sequence[RawColumn]) -> None:
    """Raise InputError for the first fault of the columns in the file, if any."""
    problems = [column.problem for column in columns if column.problem]
    if problems:
        raise InputError(min(problems, key=lambda problem: problem.line).message)


def _stacked(table: RawTable, places: Sequence[int]) -> NDArray[Any]:
    """Return columns side by side, shape (N, number of columns)."""
    if table.matrix is not None:
        return table.matrix[:, places]
    return np.column_stack([table.columns[k].values for k in places])


def _input_columns(
    table: RawTable, places: Sequence[int]
) -> tuple[Floats, tuple[str, ...]]:
    """Return the inputs as numbers, shape (N, I), and their I names."""
    columns = [table.columns[k] for k in places]
    if all(column.kind == "number" for column in columns):
        return _stacked(table, places), tuple(column.name for column in columns)
    blocks: list[Floats] = []
    names: list[str] = []
    for column in columns:
        if column.kind == "number":
            blocks.append(column.values[:, np.newaxis])
            names.append(column.name)
        else:
            words = _categories(table, column)
            blocks.append(
                np.stack([column.values == word for word in words], axis=1) * 1.0
            )
            names.extend(f"{column.name}={word}" for word in words)
    return np.hstack(blocks), tuple(names)


def _categories(table: RawTable, column: RawColumn) -> list[str]:
    """Return the distinct words of a column in ascending order."""
    words = sorted(set(column.values.tolist()))
    if len(words) > MOST_CATEGORIES:
        raise InputError(
            f"{table.path}: column {shown(column.name)} has {len(words)} different "
            f"words, but an input can have at most {MOST_CATEGORIES}: leave the column "
            f"out"
        )
    return words

"""Decides whether targets are classes or values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.core.types import Floats
from nnviz.data.classes import class_name, encode_classes
from nnviz.data.dataset import Task

MOST_CLASSES = 200
"""The most distinct values that can be classes."""

MOST_WHOLE_CLASSES = 20
"""The most distinct whole numbers that count as classes if no task is given."""

SAMPLES_PER_CLASS = 5
"""The fewest samples per class, on average, for whole numbers to count as classes."""

BINARY_CODES = ({0.0, 1.0}, {-1.0, 1.0})


@dataclass(frozen=True, slots=True, eq=False)
class Targets:
    """The targets of a data set: values of shape (N, O), and their names."""

    task: Task
    values: Floats
    output_names: tuple[str, ...] = ()
    class_names: tuple[str, ...] = ()


def make_targets(
    values: NDArray[Any], names: Sequence[str], task: Task | None = None
) -> Targets:
    """Return the targets in one or several columns, as classes or as numbers.

    Without a `task`, one column holds classes if it has words, or whole numbers
    that `are_class_numbers`; several columns hold classes if they are one-hot.

    Parameters
    ----------
    values
        Shape (N, O): numbers or, in a single column, words.
    names
        The names of the O columns.
    task
        Whether they are classes or values.

    Raises
    ------
    InputError
        If they cannot be used for the task, or never change.
    """
    if values.shape[1] > 1:
        return _several(values, names, task)
    column = values[:, 0]
    words = not np.issubdtype(column.dtype, np.number)
    if task == "regression" and words:
        raise InputError("its values are words, but a regression needs numbers")
    if not words:
        _refuse_constant(column)
    if task is None:
        task = "classification" if words or are_class_numbers(column) else "regression"
    if task == "regression":
        return Targets(task, column.astype(np.float64)[:, np.newaxis], tuple(names))
    different = len(np.unique(column))
    if different > MOST_CLASSES:
        raise InputError(
            f"it has {different} different values, but there can be at most "
            f"{MOST_CLASSES} classes: choose another target"
        )
    encoded, class_names = encode_classes(column)
    return Targets(task, encoded, class_names=class_names)


def are_class_numbers(values: NDArray[Any]) -> bool:
    """Tell whether numbers, shape (N,), name classes rather than measure something.

    They do if they are 0 and 1 or -1 and 1, or whole numbers with at most 20 distinct
    values and on average at least 5 samples of each.
    """
    different = np.unique(values)
    if set(different.tolist()) in BINARY_CODES:
        return True
    return bool(
        len(different) <= MOST_WHOLE_CLASSES
        and len(values) >= SAMPLES_PER_CLASS * len(different)
        and np.equal(np.mod(different, 1), 0).all()
    )


def _refuse_constant(column: NDArray[Any]) -> None:
    """Raise InputError if all values are the same: there is nothing to learn."""
    if len(np.unique(column)) == 1:
        raise InputError(
            f"there is nothing to learn: it is {class_name(column[0])} in every row: "
            f"choose another target"
        )


def _several(values: NDArray[Any], names: Sequence[str], task: Task | None) -> Targets:
    if not np.issubdtype(values.dtype, np.number):
        raise InputError("several targets must be columns of numbers")
    values = values.astype(np.float64)
    if task != "regression" and _is_one_hot(values):
        return Targets("classification", values, class_names=tuple(names))
    if task == "classification":
        raise InputError("several targets are classes only if each row has a single 1")
    return Targets("regression", values, tuple(names))


def _is_one_hot(values: Floats) -> bool:
    binary = ((values == 0) | (values == 1)).all()
    return bool(binary and (values.sum(axis=1) == 1).all())

"""Decides whether targets are classes, labels or values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.core.types import Floats
from nnviz.data.classes import class_name, encode_classes
from nnviz.data.dataset import Task, is_binary
from nnviz.data.remark import Remark, Way

MOST_CLASSES = 200
"""The most distinct values that can be classes."""

MOST_WHOLE_CLASSES = 20
"""The most distinct whole numbers that count as classes if no task is given."""

SAMPLES_PER_CLASS = 5
"""The fewest samples per class, on average, for whole numbers to count as classes."""

BINARY_CODES = ({0.0, 1.0}, {-1.0, 1.0})

_USUAL_CODES = 3
"""As many whole numbers, counted from 0, are hardly anything but classes."""

_FEWEST_PER_VALUE = 2
"""How often whole numbers come, on average, that may be classes."""

_TARGET_NAMES = (
    "target",
    "targets",
    "class",
    "classes",
    "label",
    "labels",
    "y",
    "species",
    "outcome",
    "output",
    "response",
    "diagnosis",
    "survived",
)
"""Names by which a column says that it is to be learned."""

_NO_AND_YES = (
    ("no", "yes"),
    ("n", "y"),
    ("false", "true"),
    ("f", "t"),
    ("off", "on"),
    ("absent", "present"),
    ("negative", "positive"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Targets:
    """The targets of a data set: values of shape (N, O), and their names.

    The remarks say how they were understood, where they could be otherwise.
    """

    task: Task
    values: Floats
    output_names: tuple[str, ...] = ()
    class_names: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


def make_targets(
    columns: Sequence[NDArray[Any]], names: Sequence[str], task: Task | None = None
) -> Targets:
    """Return the targets in one or several columns, as classes, labels or numbers.

    Without a `task`, one column holds classes if it has words, or whole numbers
    that `are_class_numbers`; several columns hold classes if they are one-hot, and
    labels if each says yes or no, by words or by two numbers.

    Parameters
    ----------
    columns
        Numbers or words, (N,) each.
    names
        The names of the O columns.
    task
        What they are.

    Raises
    ------
    InputError
        If they cannot be used for the task, or never change.
    """
    if len(columns) > 1:
        return _several(columns, names, task)
    return _single(columns[0], names[0], task)


def are_class_numbers(values: NDArray[Any]) -> bool:
    """Tell whether numbers, shape (N,), name classes rather than measure something.

    They do if they are 0 and 1 or -1 and 1, or whole numbers with at most 20 distinct
    values and on average at least 5 samples of each.
    """
    different = np.unique(values)
    if are_binary_codes(different):
        return True
    return bool(
        _are_few_whole(different) and len(values) >= SAMPLES_PER_CLASS * len(different)
    )


def are_binary_codes(different: NDArray[Any]) -> bool:
    """Tell whether a column's different values (n,) are 0 and 1, or -1 and 1."""
    # The number first: a set of a million values takes a second.
    return len(different) == 2 and set(different.tolist()) in BINARY_CODES


def names_a_target(name: str) -> bool:
    """Tell whether a column says by its name that it is to be learned."""
    return _plain(name) in _TARGET_NAMES


def are_coordinates(names: Sequence[str]) -> bool:
    """Tell whether y is beside x, and so rather a coordinate than a target."""
    return {"x", "y"} <= {_plain(name) for name in names}


def _plain(name: str) -> str:
    return name.strip().lower()


def yes_or_no(values: NDArray[Any]) -> Floats | None:
    """Return 1 for yes and 0 for no, (N,), by words or numbers; None if it is neither.

    A column that has only one of the two is understood as well.
    """
    if np.issubdtype(values.dtype, np.number):
        known = is_binary(values) or bool((np.abs(values) == 1).all())
        return (values > 0).astype(np.float64) if known else None
    words = np.array([str(word).strip().lower() for word in values.tolist()])
    if set(words.tolist()) <= {"0", "1"}:
        return np.asarray(words == "1", np.float64)
    for pair in _NO_AND_YES:
        if set(words.tolist()) <= set(pair):
            return np.asarray(words == pair[1], np.float64)
    return None


def _are_few_whole(different: NDArray[Any]) -> bool:
    if len(different) > MOST_WHOLE_CLASSES:
        return False
    return bool(np.equal(np.mod(different, 1), 0).all())


def _single(column: NDArray[Any], name: str, task: Task | None) -> Targets:
    words = not np.issubdtype(column.dtype, np.number)
    if not words:
        _refuse_constant(column)
    if task == "labels":
        raise InputError(
            "labels are several targets of yes or no: choose more of them, or use task "
            "classification"
        )
    if task == "regression" and words:
        raise InputError("its values are words, but a regression needs numbers")
    asked = task is not None
    if task is None:
        task = "classification" if words or are_class_numbers(column) else "regression"
    remarks = () if asked or words else _whole_numbers(column, name, task)
    if task == "regression":
        values = column.astype(np.float64)[:, np.newaxis]
        return Targets(task, values, (name,), remarks=remarks)
    different = len(np.unique(column))
    if different > MOST_CLASSES:
        raise InputError(
            f"it has {different} different values, but there can be at most "
            f"{MOST_CLASSES} classes: choose another target"
        )
    encoded, class_names = encode_classes(column)
    return Targets(task, encoded, class_names=class_names, remarks=remarks)


def _whole_numbers(column: NDArray[Any], name: str, task: Task) -> tuple[Remark, ...]:
    """Say how a few whole numbers were understood, which may be classes or values."""
    different = np.unique(column)
    count, last = len(different), different[-1]
    usual = count <= _USUAL_CODES and last == count - 1
    if count <= 2 or usual or not _are_few_whole(different) or names_a_target(name):
        return ()
    if task == "regression" and len(column) < _FEWEST_PER_VALUE * count:
        return ()
    low, high = (class_name(float(end)) for end in (different[0], last))
    said = f"has {count} different whole numbers, {low} to {high}: they were "
    if task == "classification":
        done = f"{said}taken as classes"
        way = Way("learn them as values", "task", "regression")
    else:
        done = f"{said}taken as values, as each has few samples"
        way = Way("learn them as classes", "task", "classification")
    return (Remark(kind="whole-numbers", column=name, done=done, ways=(way,)),)


def _refuse_constant(column: NDArray[Any]) -> None:
    """Raise InputError if all values are the same: there is nothing to learn."""
    if _is_constant(column):
        raise InputError(
            f"there is nothing to learn: it is {class_name(column[0])} in every row: "
            f"choose another target"
        )


def _is_constant(column: NDArray[Any]) -> bool:
    return bool((column == column[0]).all())


def _several(
    columns: Sequence[NDArray[Any]], names: Sequence[str], task: Task | None
) -> Targets:
    constant = [k for k, column in enumerate(columns) if _is_constant(column)]
    if len(constant) == len(columns):
        raise InputError(
            "there is nothing to learn: the targets are the same in every row: choose "
            "others"
        )
    said = tuple(_constant_target(columns[k], names[k]) for k in constant)
    answers = [yes_or_no(column) for column in columns]
    known = [answer for answer in answers if answer is not None]
    if len(known) < len(columns) or task == "regression":
        return _values(columns, names, task, said)
    labels = np.column_stack(known)
    if task != "labels" and bool((labels.sum(axis=1) == 1).all()):
        return Targets("classification", labels, class_names=tuple(names), remarks=said)
    if task == "classification":
        raise InputError(
            "several targets are classes only if each row has a single 1: use task "
            "labels, or choose one of them"
        )
    if task is None:
        said = (_as_labels(columns, names), *said)
    return Targets("labels", labels, tuple(names), remarks=said)


def _values(
    columns: Sequence[NDArray[Any]],
    names: Sequence[str],
    task: Task | None,
    said: tuple[Remark, ...],
) -> Targets:
    """Return several columns of numbers that are not classes or labels together."""
    _refuse_words(columns, names)
    if task == "labels":
        raise InputError(
            "labels are 0 or 1, yes or no, in every row: use task regression, or "
            "choose other targets"
        )
    if task == "classification":
        raise InputError(
            "several targets are classes only if each row has a single 1: choose one "
            "of them"
        )
    return Targets(
        "regression",
        np.column_stack(columns).astype(np.float64),
        tuple(names),
        remarks=said,
    )


def _refuse_words(columns: Sequence[NDArray[Any]], names: Sequence[str]) -> None:
    """Raise InputError for words that cannot be learned beside other targets."""
    words = [
        (column, name)
        for column, name in zip(columns, names, strict=True)
        if not np.issubdtype(column.dtype, np.number)
    ]
    for column, name in words:
        if yes_or_no(column) is None:
            raise InputError(
                f"several targets are numbers, or labels of yes and no, but '{name}' "
                "has other words: learn it alone"
            )
    if words:
        raise InputError(
            f"'{words[0][1]}' says yes and no, but not all of the targets do: learn it "
            "alone"
        )


def _constant_target(column: NDArray[Any], name: str) -> Remark:
    return Remark(
        kind="constant-target",
        column=name,
        done=f"is {class_name(column[0])} in every row: there is nothing to learn "
        "about it, and scores leave it out where it has none",
    )


def _as_labels(columns: Sequence[NDArray[Any]], names: Sequence[str]) -> Remark:
    """Say that several targets of yes or no get a probability each."""
    numbers = all(np.issubdtype(column.dtype, np.number) for column in columns)
    ways = (Way("learn them as values", "task", "regression"),) if numbers else ()
    return Remark(
        kind="labels",
        done=f"the {len(names)} targets say yes or no each, and several may hold at "
        "once: they were taken as labels",
        ways=ways,
    )

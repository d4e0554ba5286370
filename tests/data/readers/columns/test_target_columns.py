"""What targets are: classes, labels or values."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.data.dataset import Task
from nnviz.data.readers.columns.target_columns import make_targets

RED, ROUND = [1, 0, 0, 1, 1, 0], [0, 0, 1, 1, 0, 1]
BOTH = np.column_stack([RED, ROUND]).astype(float)


def made(*columns: Sequence[Any], task: Task | None = None) -> Any:
    """Return what columns come to."""
    names = [f"t{k}" for k in range(1, len(columns) + 1)]
    return make_targets([np.array(column) for column in columns], names, task)


@pytest.mark.parametrize(
    "write",
    [
        lambda one: one,
        lambda one: 2 * one - 1,
        lambda one: ("no", "yes")[one],
        lambda one: ("False", "TRUE")[one],
        lambda one: ("n", "Y")[one],
        lambda one: ("absent", "present")[one],
    ],
)
def test_columns_of_yes_and_no_are_labels(write: Any) -> None:
    found = made([write(k) for k in RED], [write(k) for k in ROUND])
    assert (found.task, found.output_names) == ("labels", ("t1", "t2"))
    np.testing.assert_array_equal(found.values, BOTH)
    assert [remark.kind for remark in found.remarks] == ["labels"]


def test_a_column_of_words_goes_with_one_of_numbers() -> None:
    found = made(["no", "yes", "no", "yes", "no", "no"], ROUND)
    assert found.task == "labels"
    assert found.values[:, 0].tolist() == [0, 1, 0, 1, 0, 0]


def test_labels_can_be_learned_as_values() -> None:
    found = made(RED, ROUND, task="regression")
    assert (found.task, found.remarks) == ("regression", ())
    (way,) = made(RED, ROUND).remarks[0].ways
    assert way.option == "--task regression"


def test_one_hot_columns_are_classes_unless_labels_are_asked_for() -> None:
    others = [1 - k for k in RED]
    assert made(RED, others).task == "classification"
    assert made(RED, others, task="labels").task == "labels"


@pytest.mark.parametrize(
    ("columns", "task", "why"),
    [
        ((RED,), "labels", "choose more of them"),
        ((RED, [0.5, 1, 0, 1, 0, 1]), "labels", "0 or 1, yes or no"),
        ((RED, ROUND), "classification", "use task labels"),
        ((list("abcabc"), ROUND), None, "'t1' has other words: learn it alone"),
        ((["yes", "no"] * 3, list("aabbcc")), None, "'t2' has other words"),
        ((["yes", "no"] * 3, [1.5, 2, 3, 4, 5, 6]), None, "not all of the targets do"),
        ((["no"] * 6, ["yes"] * 6), None, "the same in every row"),
        (([4.0] * 6, [60.0] * 6), None, "the same in every row"),
    ],
)
def test_what_cannot_be_learned_so_is_refused(
    columns: tuple[list[Any], ...], task: Task | None, why: str
) -> None:
    with pytest.raises(InputError, match=why):
        made(*columns, task=task)


@pytest.mark.parametrize(
    "columns",
    [
        ([60.0] * 6, [1.5, 2, 3, 4, 5, 6]),
        ([1] * 6, RED, ROUND),
        (["no"] * 6, RED, ROUND),
    ],
)
def test_a_target_that_never_changes_is_named(columns: tuple[list[Any], ...]) -> None:
    remarks = {remark.kind: remark for remark in made(*columns).remarks}
    assert remarks["constant-target"].column == "t1"
    assert "constant-target" not in [r.kind for r in made(RED, ROUND).remarks]


@pytest.mark.parametrize(
    ("values", "task", "other"),
    [
        ([1, 2, 3, 4, 5] * 6, "classification", "regression"),
        ([3, 4, 5, 6, 7, 8] * 5, "classification", "regression"),
        ([1, 2, 3, 4, 5] * 3, "regression", "classification"),
    ],
)
def test_ratings_are_what_they_seem_and_may_be_otherwise(
    values: list[int], task: Task, other: Task
) -> None:
    found = made(values)
    assert found.task == task
    (remark,) = found.remarks
    assert (remark.kind, remark.ways[0].value) == ("whole-numbers", other)
    assert made(values, task=other).remarks == ()


@pytest.mark.parametrize(
    "values", [[0, 1] * 9, [-1, 1] * 9, [0, 1, 2] * 9, [1.5, 2.5] * 9, range(18)]
)
def test_what_is_hardly_anything_else_needs_no_word(values: Sequence[Any]) -> None:
    assert made(values).remarks == ()

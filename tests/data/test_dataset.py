"""What a data set is, and what it refuses to be."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.data.dataset import Dataset
from nnviz.data.fill import Fill

BINARY = np.array([0.0, 1.0, 1.0, 0.0])


def build(**fields: Any) -> Dataset:
    """Build a sound set of four samples, with some fields changed."""
    sound: dict[str, Any] = {
        "name": "mine",
        "task": "classification",
        "inputs": np.arange(8.0).reshape(4, 2),
        "targets": BINARY,
    }
    return Dataset(**{**sound, **fields})


def test_two_classes_in_one_column_get_names() -> None:
    dataset = build()
    assert dataset.targets.shape == (4, 1)
    assert dataset.input_names == ("x1", "x2")
    assert dataset.class_names == ("class 0", "class 1")
    assert dataset.output_names == ("P(class 1)",)


def test_one_hot_outputs_are_named_after_the_classes() -> None:
    dataset = build(targets=np.eye(3)[[0, 1, 2, 0]], class_names=("a", "b", "c"))
    assert dataset.output_names == ("a", "b", "c")
    assert dataset.class_indices().tolist() == [0, 1, 2, 0]


def test_a_regression_set_has_outputs_and_no_classes() -> None:
    dataset = build(task="regression", targets=np.arange(8.0).reshape(4, 2))
    assert (dataset.output_names, dataset.class_names) == (("y1", "y2"), ())


def test_the_counts_are_those_of_the_arrays() -> None:
    dataset = build()
    assert (dataset.samples, dataset.input_count, dataset.output_count) == (4, 2, 1)


def test_pixels_are_named_by_row_and_column() -> None:
    images = build(inputs=np.zeros((4, 6), np.uint8), image_shape=(2, 3))
    assert images.input_names[4] == "pixel 1,1"
    assert images.inputs.dtype == np.uint8


def test_lists_of_numbers_will_do() -> None:
    assert build(inputs=[[1, 2], [3, 4], [5, 6], [7, 8]]).inputs.dtype == np.float64


def test_the_arrays_are_read_only_and_those_given_are_not() -> None:
    given = np.zeros((4, 2))
    dataset = build(inputs=given)
    with pytest.raises(ValueError, match="read-only"):
        dataset.inputs[0, 0] = 1.0
    given[0, 0] = 1.0


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"task": "clustering"}, "task is 'clustering'"),
        ({"inputs": np.zeros((3, 2))}, "3 rows of inputs, but 4 of targets"),
        ({"inputs": np.zeros((4, 2, 2))}, r"shape \(4, 2, 2\)"),
        ({"inputs": np.zeros((4, 0))}, "at least one column"),
        ({"inputs": [["a"], ["b"], ["c"], ["d"]]}, "table of numbers"),
        ({"inputs": np.zeros((1, 2)), "targets": [1.0]}, "at least 2"),
        (
            {"inputs": np.array([[0, 1], [2, np.nan]] * 2)},
            "sample 2, input 'x2' is nan",
        ),
        ({"targets": np.array([0, 1, np.inf, 0])}, "sample 3, target '.*' is inf"),
        ({"targets": np.zeros(4)}, "only one class .'class 0'."),
        ({"targets": np.eye(3)[[1, 1, 1, 1]]}, "only one class .'class 1'."),
        ({"targets": np.array([0, 1, 2, 0])}, r"sample 3 has targets \[2.0\]"),
        ({"targets": np.array([[1, 0], [0, 1], [1, 1], [0, 1]])}, "sample 3"),
        ({"input_names": ("x",)}, "1 input_names, but 2"),
        ({"class_names": ("a", "b", "c")}, "3 class_names, but 2"),
        ({"test_count": 4}, "must leave at least one"),
        ({"test_count": 2, "validation_count": 2}, "validation_count 2 must leave"),
        ({"image_shape": (2, 2)}, "do not make an image"),
    ],
)
def test_what_is_wrong_is_said(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        build(**fields)


def test_a_regression_set_has_no_class_indices() -> None:
    with pytest.raises(InputError, match="no classes"):
        build(task="regression").class_indices()


@pytest.mark.parametrize(
    "wrong",
    [{"rows": (4,)}, {"rows": (-1,)}, {"inputs": ("x3",)}, {"words": ("a", "b")}],
)
def test_fills_must_fit_the_inputs(wrong: dict[str, Any]) -> None:
    sound: dict[str, Any] = {"column": "x1", "rule": "median", "value": 1.0}
    sound["inputs"] = ("x1",)
    assert build(fills=(Fill(**sound),)).fills
    with pytest.raises(InputError, match="what fills the gaps of 'x1' does not fit"):
        build(fills=(Fill(**{**sound, **wrong}),))

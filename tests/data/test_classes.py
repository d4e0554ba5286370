"""Labels as target columns."""

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.data.classes import encode_classes, encode_image_classes


def test_two_classes_become_one_column() -> None:
    targets, names = encode_classes(np.array(["no", "yes", "yes"]))
    assert (targets.tolist(), names) == ([[0], [1], [1]], ("no", "yes"))


def test_three_classes_become_one_hot_columns() -> None:
    targets, names = encode_classes(np.array([7.0, 3.0, 5.0]))
    assert targets.tolist() == [[0, 0, 1], [1, 0, 0], [0, 1, 0]]
    assert names == ("3", "5", "7")


def test_large_numbers_are_named_by_their_size() -> None:
    _, names = encode_classes(np.array([-1.7e308, 2.0**60]))
    assert names == ("-1.7e+308", "1152921504606846976")


def test_two_classes_of_images_are_one_hot_in_single_precision() -> None:
    targets, _ = encode_image_classes(np.array([1, 0]))
    assert targets.tolist() == [[0, 1], [1, 0]]
    assert targets.dtype == np.float32


def test_a_single_class_is_refused() -> None:
    with pytest.raises(InputError, match=r"only one class \('2'\)"):
        encode_classes(np.array([2, 2]))

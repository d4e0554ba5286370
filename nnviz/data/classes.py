"""Classes as numbers: labels in, target columns out."""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from nnviz.core.errors import InputError
from nnviz.core.types import Floats, Indices


def one_hot(indices: Indices, classes: int, dtype: DTypeLike = np.float64) -> Floats:
    """Return rows with a single 1, shape (N, classes), for class numbers (N,)."""
    rows: Floats = np.zeros((len(indices), classes), dtype=dtype)
    rows[np.arange(len(indices)), indices] = 1
    return rows


def encode_classes(labels: NDArray[Any]) -> tuple[Floats, tuple[str, ...]]:
    """Return (targets, class names) for labels of shape (N,), numbers or words.

    Classes are in ascending order. Two become one column of 0 and 1, more become
    one-hot columns.

    Raises
    ------
    InputError
        If all labels are the same.
    """
    indices, names = number_classes(labels)
    if len(names) == 2:
        return indices.astype(np.float64)[:, np.newaxis], names
    return one_hot(indices, len(names)), names


def encode_image_classes(labels: NDArray[Any]) -> tuple[Floats, tuple[str, ...]]:
    """Return (targets, class names) as `encode_classes` does, but for images.

    These are one-hot for two classes too, and float32.
    """
    indices, names = number_classes(labels)
    return one_hot(indices, len(names), np.float32), names


def number_classes(labels: NDArray[Any]) -> tuple[Indices, tuple[str, ...]]:
    """Return the class number of each label, and the names in ascending order."""
    values, indices = np.unique(labels, return_inverse=True)
    names = tuple(class_name(value) for value in values.tolist())
    if len(names) < 2:
        raise InputError(
            f"one class only ({', '.join(map(repr, names))}): samples of at least two "
            f"are needed"
        )
    return indices.reshape(-1), names


def class_name(value: object) -> str:
    """Return how a label is written: ``3.0`` as ``3``, a word as it is."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)

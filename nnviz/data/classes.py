"""Converts labels of classes to target columns."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from nnviz.core.errors import InputError
from nnviz.core.types import Floats, Indices

_LONGEST = 1e21
"""Numbers of 22 digits and more are named by their size: ``1e+300``."""


def one_hot(indices: Indices, classes: int, dtype: DTypeLike = np.float64) -> Floats:
    """Return rows with a single 1, shape (N, classes), for class numbers (N,)."""
    rows: Floats = np.zeros((len(indices), classes), dtype=dtype)
    rows[np.arange(len(indices)), indices] = 1
    return rows


def encode_classes(labels: NDArray[Any]) -> tuple[Floats, tuple[str, ...]]:
    """Return (targets, class names) for labels of shape (N,), numbers or words.

    Classes are in ascending order. Two classes become one column of 0 and 1, (N, 1);
    more become one-hot columns, (N, classes).

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

    The targets are one-hot even for two classes, (N, classes), and float32.

    Raises
    ------
    InputError
        If all labels are the same.
    """
    indices, names = number_classes(labels)
    return one_hot(indices, len(names), np.float32), names


def number_classes(labels: NDArray[Any]) -> tuple[Indices, tuple[str, ...]]:
    """Return the class number of each label, (N,), and the names in ascending order.

    Raises
    ------
    InputError
        If all labels are the same.
    """
    values, indices = np.unique(labels, return_inverse=True)
    names = tuple(class_name(value) for value in values.tolist())
    if len(names) < 2:
        raise InputError(
            f"only one class ({', '.join(map(repr, names))}): give samples of at least "
            f"two"
        )
    return indices.reshape(-1), names


def balanced_weights(counts: Indices) -> tuple[float, ...]:
    """Return a weight for each class, n / (k n_c): all then count alike in a sum.

    ``counts`` (K,) are the samples n_c of each class, n in all of k classes. A class
    without samples has the weight 1.
    """
    seen = counts > 0
    weights = np.ones(len(counts))
    weights[seen] = counts.sum() / (np.count_nonzero(seen) * counts[seen])
    return tuple(weights.tolist())


def class_name(value: object) -> str:
    """Return the name of a label: ``3.0`` as ``3``, a word unchanged."""
    if isinstance(value, float) and value.is_integer() and abs(value) < _LONGEST:
        return str(int(value))
    return str(value)


def labels_text(names: Sequence[str], holds: NDArray[Any]) -> str:
    """Name the labels that hold, given 1 or 0 for each, (O,)."""
    held = [name for name, one in zip(names, holds, strict=False) if one]
    return ", ".join(held) or "none"

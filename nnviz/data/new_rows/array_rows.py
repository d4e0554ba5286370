"""Samples of files that are no tables, with or without targets: NPZ and IDX."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.data.readers.any_file import read_dataset
from nnviz.data.readers.formats.file_kinds import kind_of
from nnviz.data.readers.formats.idx import IMAGES, LABELS, idx_shape, read_idx
from nnviz.data.readers.formats.npz import (
    array_headers,
    file_beside,
    read_array,
    read_arrays,
)


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """N rows of inputs (N, I), and their targets (N, O) if the file has them."""

    inputs: NDArray[Any]
    targets: NDArray[Any] | None = None


def read_samples(path: Path) -> Samples:
    """Read all samples of an NPZ or IDX file, in its order.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    kind = kind_of(path)
    if kind == "arrays":
        return _arrays(path)
    if kind == "idx" and "labels" not in path.name.lower():
        return _images(path)
    # It says what else could be read.
    found = read_dataset(path)
    return Samples(found.inputs, found.targets)


def _arrays(path: Path) -> Samples:
    headers = array_headers(path)
    if len(headers) == 1 and file_beside(path) is None:
        return Samples(_flat(path, read_array(path, headers[0].name)))
    found = read_arrays(path)
    targets = found.targets
    columns = targets[:, None] if targets.ndim == 1 else targets
    return Samples(_flat(path, found.inputs), columns)


def _flat(path: Path, values: NDArray[Any]) -> NDArray[Any]:
    """Return numbers (N, ...) as rows (N, I).

    Raises
    ------
    InputError
        If they are no numbers, or none at all.
    """
    if values.dtype.kind not in "buif" or values.ndim < 2 or not values.size:
        raise InputError(
            f"{path}: the inputs have the type {values.dtype} and the shape "
            f"{values.shape}, but must be a row of numbers for each sample"
        )
    return values.reshape(len(values), -1)


def _images(path: Path) -> Samples:
    """Read the images of one file, and the labels beside it if they are there."""
    shape = idx_shape(path, IMAGES)
    inputs = np.empty((shape[0], shape[1] * shape[2]), np.uint8)
    read_idx(path, IMAGES, inputs)
    name = path.name.replace("images", "labels").replace("idx3", "idx1")
    beside = path.with_name(name)
    if beside == path or not beside.is_file():
        return Samples(inputs)
    if idx_shape(beside, LABELS)[0] != shape[0]:
        return Samples(inputs)
    labels = np.empty(shape[0], np.uint8)
    read_idx(beside, LABELS, labels)
    return Samples(inputs, labels[:, None])

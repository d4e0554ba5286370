"""Turns the arrays of an NPZ file into a data set."""

import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.data.classes import encode_image_classes
from nnviz.data.dataset import Dataset, Task
from nnviz.data.readers.columns.target_columns import Targets, make_targets
from nnviz.data.readers.formats.npz import Arrays, followed_by_arrays, read_arrays
from nnviz.data.readers.raw_table import located
from nnviz.data.remark import Remark

SMALLEST_SIDE = 8
"""Rows of bytes count as square images from this height and width [px]."""


def read_npz(
    path: Path, task: Task | None = None, test_file: Path | None = None
) -> Dataset:
    """Return the samples of an NPZ or NPY file; those of a second one are for testing.

    Inputs of shape (N, rows, columns) are images, and so are bytes of shape (N, I) if I
    is a square number of at least 64. `make_targets` says how targets become classes,
    labels or values.

    Raises
    ------
    InputError
        If the file cannot be read, or its arrays are not samples with targets.
    """
    arrays = _arrays(path, test_file)
    if len(arrays.inputs) != len(arrays.targets):
        raise InputError(
            f"{path}: {len(arrays.inputs)} samples of inputs, but "
            f"{len(arrays.targets)} of targets: the samples must come first in both, "
            "(samples, inputs) and (samples, outputs)"
        )
    if not len(arrays.inputs):
        raise InputError(f"{path}: its arrays are empty: they need samples")
    inputs, shape = _inputs(path, arrays.inputs)
    said = (Remark(kind="arrays", done=arrays.said),) if arrays.said else ()
    with located(path):
        targets = _targets(arrays.targets, shape is not None, task)
        return Dataset(
            name=path.name,
            task=targets.task,
            inputs=inputs,
            targets=targets.values,
            output_names=targets.output_names,
            class_names=targets.class_names,
            remarks=(*said, *targets.remarks),
            test_count=arrays.test_count,
            validation_count=arrays.validation_count,
            image_shape=shape,
            input_range=_known_range(inputs) if shape else None,
            title=path.name,
            source=str(path),
        )


def _arrays(path: Path, test_file: Path | None) -> Arrays:
    """Return the arrays of a file, followed by those of a test file if one is given."""
    found = read_arrays(path)
    if test_file is None:
        return found
    if found.test_count:
        raise InputError(f"{path}: has samples for testing already: leave out --test")
    names = ("the inputs", "the targets")
    return followed_by_arrays(test_file, found, read_arrays(test_file), (names, names))


def _inputs(
    path: Path, values: NDArray[Any]
) -> tuple[NDArray[Any], tuple[int, int] | None]:
    """Return inputs of shape (N, I), and the size of an image if they are images."""
    if values.dtype.kind not in "buif":
        raise InputError(
            f"{path}: the inputs have the type {values.dtype}, but must be numbers"
        )
    if 0 in values.shape:
        raise InputError(f"{path}: the inputs have shape {values.shape}: none at all")
    if values.ndim == 4 and 1 in (values.shape[1], values.shape[3]):
        values = values.squeeze(3 if values.shape[3] == 1 else 1)
    if values.ndim == 3:
        _, height, width = values.shape
        return _as_bytes(values.reshape(len(values), -1)), (height, width)
    if values.ndim > 2:
        raise InputError(
            f"{path}: the inputs have shape {values.shape}, but must have (samples, "
            f"inputs), or (samples, rows, columns) for grey images"
        )
    side = math.isqrt(values.shape[1]) if values.ndim == 2 else 0
    square = side >= SMALLEST_SIDE and side * side == values.shape[1]
    if values.dtype == np.uint8 and square:
        return values, (side, side)
    return values.astype(np.float64) if values.dtype == np.uint8 else values, None


def _as_bytes(values: NDArray[Any]) -> NDArray[Any]:
    """Return whole grey values from 0 to 255 as uint8, anything else unchanged."""
    if values.dtype.kind in "ui" and values.min() >= 0 and values.max() <= 255:
        return values.astype(np.uint8, copy=False)
    return values


def _targets(values: NDArray[Any], images: bool, task: Task | None) -> Targets:
    """Return the targets; whole numbers beside images are always classes."""
    columns = _target_columns(values)
    one_label = columns.shape[1] == 1 and columns.dtype.kind in "uiU"
    if images and one_label and task is None:
        task = "classification"
    names = [f"y{k}" for k in range(1, columns.shape[1] + 1)]
    made = make_targets(list(columns.T), names, task)
    if images and made.task == "classification" and columns.shape[1] == 1:
        one_hot, class_names = encode_image_classes(columns[:, 0])
        return Targets(made.task, one_hot, class_names=class_names)
    return made


def _target_columns(values: NDArray[Any]) -> NDArray[Any]:
    """Return targets of shape (N, O): whole or finite numbers, or words."""
    if values.dtype.kind == "S":
        values = np.char.decode(values, "utf-8", "replace")
    if values.dtype.kind == "b":
        values = values.astype(np.uint8)
    if values.dtype.kind == "U" and not values.dtype.itemsize:
        raise InputError("the targets are words without any letters")
    if values.dtype.kind not in "uifU":
        raise InputError(
            f"the targets have the type {values.dtype}, but must be numbers or words"
        )
    columns = values[:, np.newaxis] if values.ndim == 1 else values
    if columns.ndim > 2 or columns.shape[1] == 0:
        raise InputError(
            f"the targets have shape {values.shape}, but must have (samples,) or "
            f"(samples, outputs)"
        )
    if columns.dtype.kind == "f" and not np.isfinite(columns).all():
        row = int(np.argwhere(~np.isfinite(columns))[0, 0])
        raise InputError(
            f"the target of sample {row + 1} is {columns[row].tolist()}: all numbers "
            f"must be finite"
        )
    return columns


def _known_range(values: NDArray[Any]) -> tuple[float, float] | None:
    """Return the range of grey values: that of bytes, that of fractions, or None."""
    if values.dtype == np.uint8:
        return 0.0, 255.0
    if values.size and values.min() >= 0 and values.max() <= 1:
        return 0.0, 1.0
    return None

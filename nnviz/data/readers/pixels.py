"""Turns tables of square images into a data set: a label, then a column per pixel."""

import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.data.classes import encode_image_classes
from nnviz.data.dataset import Dataset
from nnviz.data.readers.raw_table import RawTable, located, shown

PIXEL = re.compile(r"pixel_?\d+|\d+x\d+", re.IGNORECASE)
LABEL = "label"
SMALLEST_SIDE = 4
MNIST_COLUMNS = 785


def looks_like_pixels(names: Sequence[str]) -> bool:
    """Tell whether columns hold a label and the pixels of a square image."""
    if names[0].lower() != LABEL:
        return False
    pixels = len(names) - 1
    side = math.isqrt(pixels)
    return (
        side >= SMALLEST_SIDE
        and side * side == pixels
        and all(PIXEL.fullmatch(name) for name in names[1:])
    )


def pixel_names(columns: int) -> list[str]:
    """Return names for a table without a header that is as wide as MNIST's, or []."""
    if columns != MNIST_COLUMNS:
        return []
    return [LABEL, *(f"pixel{k}" for k in range(columns - 1))]


def check_has_label(table: RawTable) -> None:
    """Check that a table does not hold pixels alone, as a contest's test file does.

    Raises
    ------
    InputError
        If it does.
    """
    names = table.names
    if len(names) > SMALLEST_SIDE and all(PIXEL.fullmatch(name) for name in names):
        raise InputError(
            f"{table.path}: has columns of pixels but no column '{LABEL}': choose a "
            f"file that has the labels too"
        )


def pixels_dataset(table: RawTable) -> Dataset:
    """Return the images of a table that `looks_like_pixels`.

    Pixels are whole numbers from 0 to 255, or all of them fractions from 0 to 1.

    Raises
    ------
    InputError
        If a pixel is anything else, or there is only one class.
    """
    pixels, highest = _pixels(table)
    with located(table.path, table.names[0]):
        targets, class_names = encode_image_classes(table.columns[0].values)
    side = math.isqrt(pixels.shape[1])
    return Dataset(
        name=table.path.name,
        task="classification",
        inputs=pixels,
        targets=targets,
        class_names=class_names,
        image_shape=(side, side),
        input_range=(0.0, highest),
        title=table.path.name,
        source=str(table.path),
    )


def _pixels(table: RawTable) -> tuple[NDArray[Any], float]:
    """Return the pixels, shape (N, I), and the highest possible value."""
    if table.matrix is not None:
        values = table.matrix[:, 1:]
    else:
        values = np.column_stack([column.values for column in table.columns[1:]])
    if values.dtype == np.uint8:
        return np.ascontiguousarray(values), 255.0
    if values.min() >= 0 and values.max() <= 1 and (values % 1).any():
        return np.ascontiguousarray(values), 1.0
    wrong = (values < 0) | (values > 255) | (values % 1 != 0)
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        raise InputError(
            f"{table.path}, line {table.lines[row]}, column "
            f"{shown(table.names[column + 1])}: {values[row, column]:.12g} is not a "
            f"pixel: give whole numbers from 0 to 255, or all from 0 to 1"
        )
    return values.astype(np.uint8, order="C"), 255.0

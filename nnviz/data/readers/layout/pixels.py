"""Turns tables of square images into a data set: labels, and a column per pixel."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.data.classes import encode_image_classes
from nnviz.data.dataset import Dataset
from nnviz.data.readers.raw_table import RawTable, located, shown
from nnviz.data.readers.values.cells import is_number
from nnviz.data.remark import Remark, Way

PIXEL = re.compile(
    r"(pixel|pix|px)[_ ]?\d+([_x,]\d+)?|\d+x\d+", re.ASCII | re.IGNORECASE
)
LABEL = "label"
LABELS = (LABEL, "labels", "class", "target", "digit", "letter", "category", "y")
SMALLEST_SIDE = 4

SIDE_OF_DIGITS, MOST_OF_DIGITS = 8, 16.0
_MNIST_COLUMNS = 785
_FEWEST_COLUMNS = 65
_MOST_CLASSES = 100
_ENOUGH_ROWS = 500
"""Rows that say which column has the labels."""


def looks_like_pixels(names: Sequence[str]) -> bool:
    """Tell whether columns hold a label and the pixels of a square image."""
    return label_place(names) is not None


def label_place(names: Sequence[str]) -> int | None:
    """Return the place of the label, the first or the last; None if no images."""
    pixels = len(names) - 1
    side = math.isqrt(pixels)
    if side < SMALLEST_SIDE or side * side != pixels:
        return None
    for place, others in ((0, names[1:]), (pixels, names[:-1])):
        if names[place].lower() in LABELS and all(map(PIXEL.fullmatch, others)):
            return place
    return None


@dataclass(frozen=True, slots=True)
class PixelNames:
    """Names for the columns of images without any, and what is to be said of them."""

    names: list[str]
    remark: Remark


def pixel_names(rows: Sequence[Sequence[str]], target: str | None) -> PixelNames | None:
    """Return names for a table without any, if it looks like images and their labels.

    Its width is that of a square image and one more, and one of the columns at the ends
    has few whole numbers or words, where the others are pixels. ``target`` is the
    column that was chosen.
    """
    width = len(rows[0]) if rows else 0
    side = math.isqrt(max(width - 1, 0))
    if width < _FEWEST_COLUMNS or side * side != width - 1:
        return None
    some = [row for row in rows[:_ENOUGH_ROWS] if len(row) == width]
    if not _are_pixels([row[1:-1] for row in some], width):
        return None
    first, last = ([row[end] for row in some] for end in (0, -1))
    place = {"1": 0, "column 1": 0, str(width): -1, f"column {width}": -1}.get(
        str(target)
    )
    if place is None:
        shares = [_commonest(cells) for cells in (first, last)]
        if min(shares) == 1 and width != _MNIST_COLUMNS:
            return None
        place = 0 if shares[0] <= shares[1] else -1
    pixels = [f"pixel{k}" for k in range(width - 1)]
    names = [LABEL, *pixels] if place == 0 else [*pixels, LABEL]
    taken, other = ("first", "last") if place == 0 else ("last", "first")
    number = str(width) if place == 0 else "1"
    remark = Remark(
        kind="images",
        done=f"nothing names the columns: the {taken} was taken for the label, the "
        f"others for pixels of {side} × {side}",
        ways=(Way(f"take the {other} for the label", "target", number),),
    )
    return PixelNames(names, remark)


def _are_pixels(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Tell whether cells are grey values: whole ones with 0 among them, to 255.

    In a table as wide as MNIST's anything may be, so that what is wrong is named.
    """
    if width == _MNIST_COLUMNS:
        return True
    try:
        values = np.array(rows, np.float64)
    except ValueError:
        return False
    whole = bool((values % 1 == 0).all())
    return whole and values.min() == 0 and 1 < values.max() <= 255


def _commonest(cells: Sequence[str]) -> float:
    """Return the share of the commonest label; 1 if they are none, or all the same.

    The pixels of a corner are nearly all the same, labels are not.
    """
    counts = Counter(cells)
    if len(counts) > _MOST_CLASSES or any(
        is_number(cell) and float(cell) % 1 for cell in counts
    ):
        return 1.0
    return max(counts.values()) / len(cells)


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
    place = label_place(table.names) or 0
    pixels, highest = _pixels(table, place)
    with located(table.path, table.names[place]):
        targets, class_names = encode_image_classes(table.columns[place].values)
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


def _pixels(table: RawTable, label: int) -> tuple[NDArray[Any], float]:
    """Return the pixels, shape (N, I), and the highest possible value."""
    kept = slice(1, None) if label == 0 else slice(None, -1)
    if table.matrix is not None:
        values = table.matrix[:, kept]
    else:
        values = np.column_stack([column.values for column in table.columns[kept]])
    if values.dtype == np.uint8:
        return np.ascontiguousarray(values), _highest(values)
    if values.min() >= 0 and values.max() <= 1 and (values % 1).any():
        return np.ascontiguousarray(values), 1.0
    wrong = (values < 0) | (values > 255) | (values % 1 != 0)
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        raise InputError(
            f"{table.path}, line {table.lines[row]}, column "
            f"{shown(table.names[kept][column])}: {values[row, column]:.12g} is not a "
            f"pixel: give whole numbers from 0 to 255, or all from 0 to 1"
        )
    return values.astype(np.uint8, order="C"), _highest(values)


def _highest(values: NDArray[Any]) -> float:
    """Return the value of full ink: 8 x 8 pixels of digits are counted up to 16."""
    small = values.shape[1] == SIDE_OF_DIGITS**2 and 1 < values.max() <= MOST_OF_DIGITS
    return MOST_OF_DIGITS if small else 255.0

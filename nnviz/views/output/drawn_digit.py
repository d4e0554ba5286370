"""A drawing brought to the shape of the digits of a data set.

Those of MNIST, as described at yann.lecun.com/exdb/mnist: the digit is fitted into a
box of 20 x 20 pixels with its proportions kept, antialiased, and placed in 28 x 28
pixels so that its centre of mass is in the middle. Those of 8 x 8 pixels fill all rows.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.types import Floats

BOXES = {28: 20, 8: 8}
"""By the side of a picture in pixels, the side of the box that its digit fills."""


def centred_digit(ink: NDArray[Any], side: int = 28) -> Floats:
    """Return the pixels (side * side,) of a drawing (height, width), both in 0..255.

    A drawing without ink gives zeros.
    """
    field = np.zeros((side, side))
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return field.ravel()
    cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    small = fitted(np.asarray(cut, np.float64), BOXES[side])
    top, left = _corner(small, side)
    height, width = small.shape
    # A mean of the brightest pixels can come out a rounding error above them.
    field[top : top + height, left : left + width] = np.minimum(small, 255.0)
    return field.ravel()


def fitted(picture: Floats, box: int) -> Floats:
    """Return a picture whose longer side is `box` pixels, each the mean of its area."""
    height, width = picture.shape
    longer = max(height, width)
    rows = max(1, round(height * box / longer))
    columns = max(1, round(width * box / longer))
    result: Floats = _means(height, rows) @ picture @ _means(width, columns).T
    return result


def _means(size: int, wanted: int) -> Floats:
    """Return the matrix (wanted, size) that averages a line of pixels by area."""
    edges = np.arange(wanted + 1) * (size / wanted)
    cells = np.arange(size)
    low = np.maximum(edges[:-1, None], cells)
    high = np.minimum(edges[1:, None], cells + 1)
    overlap: Floats = np.maximum(high - low, 0.0) * (wanted / size)
    return overlap


def _corner(small: Floats, side: int) -> tuple[int, int]:
    """Return where to put a picture so that its centre of mass is in the middle."""
    total = small.sum()
    corner = []
    for axis, size in enumerate(small.shape):
        mass = small.sum(axis=1 - axis)
        centre = float((mass * (np.arange(size) + 0.5)).sum() / total)
        corner.append(int(np.clip(round(side / 2 - centre), 0, side - size)))
    return corner[0], corner[1]

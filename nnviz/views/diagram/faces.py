"""The faces of a layer's neurons as pixels: pictures, bars or spots, all in one go.

Colours are 0xffrrggbb; a face is a square of so many pixels.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nnviz.core.types import Floats, Indices

Pixels = NDArray[np.uint32]
Levels = NDArray[np.uint8]

ZERO, REACH = 128, 127
"""The entry of zero in a table of 256 colours, and how far its ends are from it."""

BAR_INSET = 0.24
"""What is left free at each side of a bar, as a share of its face."""


@np.errstate(all="ignore")
def levels_of(values: Floats, limit: Floats | float) -> Levels:
    """Return the place of each value in a table of 256 colours.

    Parameters
    ----------
    values
        Any shape. What is not a number gets the entry 0.
    limit
        The magnitude with the strongest colour, which larger ones get too; 0 where
        all values are.
    """
    return _whole(_graded(values, limit))


@np.errstate(all="ignore")
def picture_faces(pictures: Floats, limit: float, table: Pixels, side: int) -> Pixels:
    """Return pictures (N, H, W) with soft pixels as faces (N, side, side).

    A ``limit`` of 0 measures each picture by its own largest magnitude. What is not a
    number spoils the pixels next to it, too.
    """
    limits: Floats | float = limit
    if not limit:
        limits = np.abs(pictures).max(axis=(1, 2), initial=0.0)[:, None, None]
    soft = _graded(pictures, limits)
    for axis in (1, 2):
        low, high, share = _between(pictures.shape[axis], side)
        near, far = soft.take(low, axis), soft.take(high, axis)
        far -= near
        far *= share[:, None] if axis == 1 else share
        far += near
        soft = far
    return table.take(_whole(soft))


def _graded(values: Floats, limit: Floats | float) -> Floats:
    """Return levels from 1 to 255, with halves to be cut off, or not a number."""
    scale = np.where(np.asarray(limit) > 0.0, np.divide(REACH, limit), 0.0)
    level = np.multiply(values, scale, dtype=np.float32)
    level += ZERO + 0.5
    np.minimum(level, 255.0, out=level)
    np.maximum(level, 1.0, out=level)
    return level


def _whole(level: Floats) -> Levels:
    """Return levels as places in a table."""
    # The other one of 0 and what is not a number is 0.
    return np.fmax(level, 0.0).astype(np.uint8)


@lru_cache(maxsize=64)
def _between(count: int, side: int) -> tuple[Indices, Indices, Floats]:
    """Return the two of ``count`` cells that each pixel is between, and how far."""
    at = np.clip((np.arange(side) + 0.5) * count / side - 0.5, 0.0, count - 1.0)
    low = at.astype(np.intp)
    return low, np.minimum(low + 1, count - 1), (at - low).astype(np.float32)


@np.errstate(all="ignore")
def bar_faces(values: Floats, largest: float, side: int, inks: Sequence[int]) -> Pixels:
    """Return values (N,) as bars from the middle, zero, up or down: (N, side, side).

    Parameters
    ----------
    values
        What is not a finite number has no bar.
    largest
        The value of a full bar.
    inks
        The colours of the ground, of what is positive, negative and zero, and of the
        line at zero.
    """
    ground, *signs, line = inks
    middle, inset = side // 2, round(side * BAR_INSET)
    share = np.minimum(np.abs(values) / largest, 1.0)
    lengths = np.rint((side / 2 - 3) * np.where(np.isfinite(values), share, 0.0))
    tops = np.where(values > 0, middle - lengths, middle)
    rows = np.arange(side)
    filled = (rows >= tops[:, None]) & (rows < (tops + lengths)[:, None])
    tones = np.array(signs, np.uint32)[np.select([values > 0, values < 0], [0, 1], 2)]
    faces = np.full((len(values), side, side), ground, np.uint32)
    bars = np.where(filled, tones[:, None], np.uint32(ground))
    faces[:, :, inset : side - inset] = bars[:, :, None]
    faces[:, middle, inset // 2 : side - inset // 2] = line
    return faces


def spot_faces(values: Floats, side: int, table: Pixels) -> Pixels:
    """Return values (N,) as spots (N, side, side) of one colour each."""
    tones = table.take(levels_of(values, 1.0))
    return np.broadcast_to(tones[:, None, None], (len(values), side, side))


def stacked(faces: Pixels, tops: Indices, height: int) -> Pixels:
    """Return a strip (height, side) with each face (N, side, side) at its top (N,)."""
    side = faces.shape[1]
    strip = np.zeros((height, side), np.uint32)
    strip[tops[:, None] + np.arange(side)] = faces
    return strip

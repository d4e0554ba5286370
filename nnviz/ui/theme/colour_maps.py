"""Arrays of values as pictures, by one gather from a table of colours.

A table holds 256 colours as 0xffrrggbb. Entry 0 is for what is not a number, 1 is
the negative limit, 128 exactly zero and 255 the positive limit.
"""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from nnviz.core.types import Floats
from nnviz.ui.theme.tokens import Theme, channels
from nnviz.views.diagram.faces import REACH, ZERO, levels_of

ColourTable = NDArray[np.uint32]
"""256 colours, 0xffrrggbb each."""


@lru_cache(maxsize=16)
def diverging_table(theme: Theme, strength: float = 1.0) -> ColourTable:
    """Return the table from negative over the panel's tone to positive.

    Parameters
    ----------
    theme
        Whose colours to use.
    strength
        How far the ends go from the panel's tone: 1 all the way, 0.4 for a surface
        on which data points shall stand out.
    """
    panel = np.array(channels(theme.panel), dtype=float)
    ends = [np.array(channels(c)) for c in (theme.negative, theme.positive)]
    low, high = (panel + strength * (end - panel) for end in ends)
    position = (np.arange(256) - ZERO) / REACH
    end = np.where(position[:, None] < 0.0, low, high)
    colours = panel + np.abs(position[:, None]) * (end - panel)
    return _packed(colours, theme)


@lru_cache(maxsize=16)
def sequential_table(theme: Theme) -> ColourTable:
    """Return the table for images: zero has the panel's tone, both ends the text's."""
    panel, text = (np.array(channels(c)) for c in (theme.panel, theme.text))
    position = np.abs(np.arange(256) - ZERO) / REACH
    return _packed(panel + position[:, None] * (text - panel), theme)


@lru_cache(maxsize=4)
def spot_table(theme: Theme) -> ColourTable:
    """Return the table for neurons that are too small for a picture or a bar."""
    field = np.array(channels(theme.field), dtype=float)
    ends = [np.array(channels(c)) for c in (theme.negative, theme.positive)]
    position = (np.arange(256) - ZERO) / REACH
    end = np.where(position[:, None] < 0.0, *ends)
    colours = field + (0.25 + 0.75 * np.abs(position[:, None])) * (end - field)
    # What is not a number has no size.
    colours[0] = colours[ZERO]
    return _frozen(_words(colours))


def values_to_image(values: Floats, limit: float, table: ColourTable) -> QImage:
    """Colour an array of values (H, W), one pixel each, row 0 on top.

    Parameters
    ----------
    values
        What to show; what is not a number gets the table's entry 0.
    limit
        The magnitude with the strongest colour; larger ones are shown as it.
    table
        256 colours.
    """
    return indices_to_image(levels_of(values, limit), table)


def indices_to_image(indices: NDArray[np.integer[Any]], table: ColourTable) -> QImage:
    """Colour an array of places in a table (H, W), one pixel each."""
    height, width = indices.shape
    image = QImage(width, height, QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.bits(), dtype=np.uint32).reshape(height, width)
    np.take(table, indices, out=pixels, mode="clip")
    return image


def pixels_to_image(pixels: ColourTable) -> QImage:
    """Return pixels (H, W), 0xffrrggbb or 0 for none, as an image."""
    height, width = pixels.shape
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    np.frombuffer(image.bits(), np.uint32).reshape(height, width)[...] = pixels
    return image


def _packed(colours: NDArray[np.float64], theme: Theme) -> ColourTable:
    """Pack colours (256, 3), with the warning tone for what is not a number."""
    colours[0] = channels(theme.warning)
    return _frozen(_words(colours))


def _words(colours: NDArray[np.float64]) -> ColourTable:
    red, green, blue = np.rint(colours).astype(np.uint32).T
    alpha = np.uint32(0xFF000000)
    return np.asarray(alpha | red << 16 | green << 8 | blue, dtype=np.uint32)


def _frozen(table: ColourTable) -> ColourTable:
    table.flags.writeable = False
    return table

"""Looks at all pixels of a picture at once: asked one by one they take seconds."""

import numpy as np
from PySide6.QtGui import QColor, QImage


def pixels_in(image: QImage) -> np.ndarray:
    """Return what ``pixel`` does of an opaque picture, for all, (height, width)."""
    argb = image.convertToFormat(QImage.Format.Format_ARGB32)
    lines = np.frombuffer(argb.constBits(), np.uint32)
    return lines.reshape(argb.height(), -1)[:, : argb.width()].copy()


def count_colour(image: QImage, colour: str) -> int:
    """Return how many pixels have a colour, wholly opaque."""
    return int((pixels_in(image) == QColor(colour).rgb()).sum())


def colours_of(image: QImage) -> set[str]:
    """Return the names of all colours, whatever their opacity."""
    return {f"#{rgb:06x}" for rgb in np.unique(pixels_in(image) & 0xFFFFFF).tolist()}


def lightness_in(image: QImage) -> np.ndarray:
    """Return what ``lightness`` of each pixel's colour is, (height, width)."""
    rgb = np.stack([pixels_in(image) >> shift & 0xFF for shift in (16, 8, 0)])
    # QColor rounds half the sum of the extremes in parts of 65,535, and that again.
    half = ((rgb.max(axis=0) + rgb.min(axis=0)) * 257 + 1) // 2
    return (half + 128) // 257

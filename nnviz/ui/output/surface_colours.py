"""Outputs over a plane as an image, toned down so that points stand out."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from nnviz.core.types import Floats
from nnviz.ui.painting.canvas import SURFACE_STRENGTH, class_colours, class_strengths
from nnviz.ui.theme.colour_maps import (
    ColourTable,
    diverging_table,
    indices_to_image,
    values_to_image,
)
from nnviz.ui.theme.tokens import Theme, channels
from nnviz.views.diagram.faces import levels_of
from nnviz.views.output.surface_values import SurfacePlan, SurfaceValues

LEVELS = 24
"""Strengths of a class colour, from undecided to certain."""

BANDS = 4
"""Steps from zero to the limit of a discretised regression."""


def surface_image(
    values: SurfaceValues, plan: SurfacePlan, theme: Theme, *, discrete: bool
) -> QImage:
    """Colour a surface, one pixel for each cell."""
    if values.classes is not None:
        return _class_image(values, len(plan.class_names), theme, discrete=discrete)
    table = diverging_table(theme, SURFACE_STRENGTH)
    if plan.class_names:
        towards = np.clip(values.heights - 0.5, -0.5, 0.5)
        if discrete:
            towards = np.copysign(0.5, towards) + 0.0 * towards
        return values_to_image(towards, 0.5, table)
    heights = np.clip(values.heights, -plan.limit, plan.limit)
    if discrete:
        step = plan.limit / BANDS
        heights = np.rint(heights / step) * step
    return values_to_image(heights, plan.limit, table)


def mark_colours(
    plan: SurfacePlan, marks: NDArray[np.generic], theme: Theme
) -> list[str]:
    """Return the full colour of each sample by its class or target."""
    if plan.class_names:
        colours = class_colours(theme, len(plan.class_names))
        return [colours[int(mark)] for mark in marks.tolist()]
    if not len(marks):
        return []
    image = values_to_image(
        np.asarray(marks, np.float64)[None, :], plan.limit, diverging_table(theme)
    )
    return [image.pixelColor(k, 0).name() for k in range(len(marks))]


def scale_image(theme: Theme) -> QImage:
    """Return the colours from the negative to the positive limit, one pixel high."""
    ramp: Floats = np.linspace(-1.0, 1.0, 255)[None, :]
    return values_to_image(ramp, 1.0, diverging_table(theme, SURFACE_STRENGTH))


def _class_image(
    values: SurfaceValues, count: int, theme: Theme, *, discrete: bool
) -> QImage:
    """Colour by class; the more confident the network, the stronger."""
    indices = _class_indices(values, count, discrete=discrete)
    return indices_to_image(indices, _class_table(theme, count))


def surface_levels(values: SurfaceValues, plan: SurfacePlan) -> NDArray[np.uint8]:
    """Return the place of each cell's colour in `surface_table`, (H, W)."""
    if values.classes is not None:
        count = len(plan.class_names)
        return _class_indices(values, count, discrete=False).astype(np.uint8)
    if plan.class_names:
        return levels_of(np.clip(values.heights - 0.5, -0.5, 0.5), 0.5)
    return levels_of(np.clip(values.heights, -plan.limit, plan.limit), plan.limit)


def surface_table(plan: SurfacePlan, theme: Theme) -> ColourTable:
    """Return the colours of a surface, at most 256."""
    several = len(plan.class_names) > 2
    if several:
        return _class_table(theme, len(plan.class_names))
    return diverging_table(theme, SURFACE_STRENGTH)


def _class_indices(
    values: SurfaceValues, count: int, *, discrete: bool
) -> NDArray[np.intp]:
    """Return the places of cells in the table of all strengths of all classes."""
    even = 1.0 / count
    sure = np.clip((values.heights - even) / (1.0 - even), 0.0, 1.0)
    known = np.isfinite(sure)
    strength = np.where(known, 1.0 if discrete else sure, 0.0)
    level = (strength * (LEVELS - 1) + 0.5).astype(np.intp)
    indices = np.asarray(values.classes) * LEVELS + level
    indices[~known] = count * LEVELS
    return indices


@lru_cache(maxsize=8)
def _class_table(theme: Theme, count: int) -> ColourTable:
    """Return all strengths of all classes, and last the colour of not-a-number."""
    colours = [*class_strengths(theme, count, LEVELS), theme.warning]
    words = [QColor(*channels(colour)).rgb() for colour in colours]
    return np.array(words, dtype=np.uint32)

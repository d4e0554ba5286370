"""Where values are in a small picture, and which sample is at a place of it."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from nnviz.core.types import Floats, Indices
from nnviz.ui.comparison.outputs import (
    CurveOutput,
    OutputPicture,
    PairsPicture,
    SurfacePicture,
)
from nnviz.ui.comparison.shared_scale import OutputScale
from nnviz.ui.painting.axes import Axes

NEAR = 7.0
"""A pointer within so many pixels of a point means the point."""


def surface_axes(picture: SurfacePicture, room: QRectF) -> Axes:
    """Return where places of the plane are."""
    return Axes(room, picture.plan.x_span, picture.plan.y_span)


def unit_aspect(picture: SurfacePicture) -> float:
    """Return how many times as wide as high a plane with equal units is, 0.5 to 2."""
    (left, right), (low, high) = picture.plan.x_span, picture.plan.y_span
    return min(max((right - left) / (high - low), 0.5), 2.0)


def curve_axes(picture: CurveOutput, room: QRectF, scale: OutputScale) -> Axes:
    """Return where the input is, across, and the output on the shared scale."""
    x = picture.plan.x
    return Axes(room, (float(x[0]), float(x[-1])), (scale.low, scale.high))


def pairs_axes(room: QRectF, scale: OutputScale) -> Axes:
    """Return where values are that have the shared scale both ways."""
    span = scale.low, scale.high
    return Axes(room, span, span)


def axes_of(picture: OutputPicture, room: QRectF, scale: OutputScale) -> Axes | None:
    """Return where values are in a picture; None where it has no axes."""
    if isinstance(picture, SurfacePicture):
        return surface_axes(picture, room)
    if isinstance(picture, CurveOutput):
        return curve_axes(picture, room, scale)
    return pairs_axes(room, scale) if isinstance(picture, PairsPicture) else None


def row_at(
    picture: OutputPicture, room: QRectF, scale: OutputScale, place: QPointF
) -> int | None:
    """Return the data set's row of the sample at a place, None if none is near."""
    axes = axes_of(picture, room, scale)
    if axes is None:
        return None
    best, found = NEAR, None
    for x, y, rows in _samples(picture):
        across, down = axes.pixels(x, y)
        away = np.nan_to_num(np.hypot(across - place.x(), down - place.y()), nan=np.inf)
        if len(away) and away.min() < best:
            best, found = float(away.min()), int(rows[away.argmin()])
    return found


def _samples(picture: OutputPicture) -> list[tuple[Floats, Floats, Indices]]:
    if isinstance(picture, PairsPicture):
        return [(picture.wanted, picture.predicted, picture.rows)]
    if isinstance(picture, SurfacePicture | CurveOutput):
        parts = picture.plan.train, picture.plan.test
        return [(points.x, points.y, points.rows) for points in parts]
    return []

"""Pictures on tiles: curves of functions, samples of data sets, words."""

from collections.abc import Callable
from functools import cache, lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from nnviz.core.functions.activation import Activation
from nnviz.core.types import Floats
from nnviz.data.dataset import Dataset
from nnviz.explain.exploring.function_curves import sampled_curve
from nnviz.ui.painting.canvas import class_colours
from nnviz.ui.theme.fonts import text_font
from nnviz.ui.theme.tokens import Theme, blend

Picture = Callable[[QPainter, QRectF, Theme, bool], None]
"""Paints into a rectangle; the last argument tells whether the tile is chosen."""

REACH = 3.0
"""Curves are shown for z from -REACH to REACH."""

_POINTS = 97

_SHADES = 12
"""Of each sign, in points of two pixels: each is a call of the painter's."""


@lru_cache(maxsize=256)
def drawn(
    picture: Picture,
    place: tuple[float, float, float, float],
    pixels: tuple[int, int],
    scale: float,
    theme: Theme,
    chosen: bool,
) -> QPixmap:
    """Return a picture at its place on a tile, and nothing around it.

    Tiles are painted again whenever the pointer passes over them, every window has the
    same, and some take hundreds of strokes.

    Parameters
    ----------
    place
        Where the picture is, and its size, in the pixels of the design.
    pixels
        The size of the tile on the screen.
    scale
        How many of these are one of the design.
    """
    found = QPixmap(*pixels)
    found.fill(Qt.GlobalColor.transparent)
    painter = QPainter(found)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    picture(painter, QRectF(*place), theme, chosen)
    painter.end()
    return found


@cache
def curve_picture(activation: Activation) -> Picture:
    """Return the painter of an activation's curve with the line a = 0."""
    curve = sampled_curve(activation, REACH, _POINTS)
    z, a = curve.z, curve.value
    top = max(float(a.max()), 1.2)
    bottom = min(float(a.min()), -1.2)
    across = (z + REACH) / (2 * REACH)
    down = (top - a) / (top - bottom)
    zero = top / (top - bottom)

    def paint(painter: QPainter, area: QRectF, theme: Theme, chosen: bool) -> None:
        level = area.top() + zero * area.height()
        painter.setPen(QPen(QColor(theme.line), 1.0))
        painter.drawLine(QPointF(area.left(), level), QPointF(area.right(), level))
        colour = QColor(theme.text if chosen else theme.muted)
        cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter.setPen(QPen(colour, 1.6, Qt.PenStyle.SolidLine, cap, join))
        painter.drawPolyline(_polygon(area, across, down))

    return paint


def data_picture(load: Callable[[], Dataset]) -> Picture:
    """Return the painter of a generated set's samples, loaded when first painted."""

    def paint(painter: QPainter, area: QRectF, theme: Theme, _chosen: bool) -> None:
        dataset = load()
        x, y = _places(dataset)
        width = max(area.width() / 17.0, 1.8)
        colours = np.array(_colours(dataset, theme))
        # A call for each colour: one for each point takes four times as long.
        for colour in dict.fromkeys(colours.tolist()):
            here = colours == colour
            solid, cap = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap
            painter.setPen(QPen(QColor(colour), width, solid, cap))
            painter.drawPoints(_polygon(area, x[here], 1.0 - y[here]))

    return paint


def word_picture(word: str) -> Picture:
    """Return the painter of a word."""

    def paint(painter: QPainter, area: QRectF, theme: Theme, chosen: bool) -> None:
        painter.setPen(QColor(theme.text if chosen else theme.muted))
        painter.setFont(text_font(11))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(area, int(flags), word)

    return paint


def _polygon(area: QRectF, across: Floats, down: Floats) -> QPolygonF:
    """Place shares of an area's width and height, shape (N,) each."""
    x = area.left() + across * area.width()
    y = area.top() + down * area.height()
    return QPolygonF([QPointF(*p) for p in zip(x.tolist(), y.tolist(), strict=True)])


def _places(dataset: Dataset) -> tuple[Floats, Floats]:
    """Return where the samples are, from 0 to 1: two inputs, or input and target."""
    inputs = np.asarray(dataset.inputs, dtype=float)
    one = dataset.input_count == 1
    return _share(inputs[:, 0]), _share(dataset.targets[:, 0] if one else inputs[:, 1])


def _share(values: Floats) -> Floats:
    low, high = values.min(), values.max()
    shares: Floats = 0.05 + 0.9 * (values - low) / max(high - low, 1e-12)
    return shares


def _colours(dataset: Dataset, theme: Theme) -> list[str]:
    if dataset.task == "classification":
        colours = class_colours(theme, len(dataset.class_names))
        return [colours[k] for k in dataset.class_indices().tolist()]
    if dataset.input_count == 1:
        return [theme.subject] * dataset.samples
    values = dataset.targets[:, 0] / max(float(np.abs(dataset.targets).max()), 1e-12)
    return [_diverging(theme, value) for value in values.tolist()]


def _diverging(theme: Theme, value: float) -> str:
    share = round(abs(value) * _SHADES) / _SHADES
    return blend(theme.field, theme.positive if value > 0 else theme.negative, share)

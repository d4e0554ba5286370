"""Small pictures for tiles: curves of activations and samples of data sets."""

from collections.abc import Callable
from functools import cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from nnviz.core.activation import Activation
from nnviz.core.types import Floats
from nnviz.data.dataset import Dataset
from nnviz.ui.theme.fonts import text_font
from nnviz.ui.theme.tokens import Theme, blend

Picture = Callable[[QPainter, QRectF, Theme, bool], None]
"""Paints into a rectangle; the last argument tells whether the tile is chosen."""

REACH = 3.0
"""Curves are shown for z from -REACH to REACH."""


def curve_points(activation: Activation, count: int = 97) -> tuple[Floats, Floats]:
    """Return z and a of an activation, shape (count,) each.

    Softmax needs company: it is shown for one of two neurons, the other at z = 0.
    """
    z = np.linspace(-REACH, REACH, count)
    layer = z[np.newaxis] if activation.elementwise else np.stack((z, np.zeros(count)))
    a = np.empty_like(layer)
    activation.evaluate(layer, a)
    return z, a[0]


def curve_picture(activation: Activation) -> Picture:
    """Return the painter of an activation's curve with the line a = 0."""
    z, a = curve_points(activation)
    top = max(float(a.max()), 1.2)
    bottom = min(float(a.min()), -1.2)
    across = (z + REACH) / (2 * REACH)
    down = (top - a) / (top - bottom)
    zero = top / (top - bottom)

    def paint(painter: QPainter, area: QRectF, theme: Theme, chosen: bool) -> None:
        level = area.top() + zero * area.height()
        painter.setPen(QPen(QColor(theme.line), 1.0))
        painter.drawLine(QPointF(area.left(), level), QPointF(area.right(), level))
        colour = QColor(theme.accent if chosen else theme.muted)
        cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter.setPen(QPen(colour, 1.6, Qt.PenStyle.SolidLine, cap, join))
        painter.drawPolyline(_polygon(area, across, down))

    return paint


def data_picture(load: Callable[[], Dataset]) -> Picture:
    """Return the painter of a generated set's samples, loaded when first painted."""
    load = cache(load)

    def paint(painter: QPainter, area: QRectF, theme: Theme, _chosen: bool) -> None:
        dataset = load()
        x, y = _places(dataset)
        radius = max(area.width() / 34.0, 0.9)
        painter.setPen(Qt.PenStyle.NoPen)
        points = _polygon(area, x, 1.0 - y)
        colours = _colours(dataset, theme)
        for point, colour in zip(points.toList(), colours, strict=True):
            painter.setBrush(QColor(colour))
            painter.drawEllipse(point, radius, radius)

    return paint


def word_picture(word: str, big: bool = False) -> Picture:
    """Return the painter of a word, or of one big digit."""

    def paint(painter: QPainter, area: QRectF, theme: Theme, chosen: bool) -> None:
        painter.setPen(QColor(theme.text if big or chosen else theme.muted))
        painter.setFont(text_font(22 if big else 11, bold=big))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(area.adjusted(-3, 0, 3, 0), int(flags), word)

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
        return [theme.classes[k % 10] for k in dataset.class_indices().tolist()]
    if dataset.input_count == 1:
        return [theme.accent] * dataset.samples
    values = dataset.targets[:, 0] / max(float(np.abs(dataset.targets).max()), 1e-12)
    return [_diverging(theme, value) for value in values.tolist()]


def _diverging(theme: Theme, value: float) -> str:
    return blend(
        theme.field, theme.positive if value > 0 else theme.negative, abs(value)
    )

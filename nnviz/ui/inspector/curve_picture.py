"""A neuron's point on the curve of its activation, and the tangent there."""

import math
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.network import find_activation
from nnviz.core.types import Floats
from nnviz.explain.explanation import CurvePoint
from nnviz.ui.inspector.grid_painting import sign_colour
from nnviz.ui.painting.axes import Axes, paint_axes
from nnviz.ui.painting.canvas import CENTRE, LEFT, Canvas, write
from nnviz.ui.painting.numbers import significant
from nnviz.ui.theme.fonts import number_font

HEIGHT = 150
LEAST_REACH = 4.0


class CurvePicture(Canvas):
    """Paints a = f(z) around 0, the point (z, a), and the slope as a dashed line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)
        self._point: CurvePoint | None = None
        self._hidden = False

    def show_point(self, point: CurvePoint, hidden: bool = False) -> None:
        """Show another point, or while it is to be worked out the curve alone."""
        if (point, hidden) == (self._point, self._hidden):
            return
        self._point, self._hidden = point, hidden
        place = "" if hidden else f" at z = {point.z!r}, a = {point.a!r}"
        text = f"The curve of {find_activation(point.activation).label}{place}"
        if point.slope is not None and not hidden:
            text += f", slope {point.slope!r}"
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        point = self._point
        if point is None:
            return
        painter = self.painter()
        if not math.isfinite(point.z) or not math.isfinite(point.a):
            text = "z is not finite: it has no place on the curve"
            write(painter, QRectF(self.rect()), CENTRE, text, self.theme.warning)
            return
        z, a = curve(point.activation, reach_for(point.z))
        axes = self._axes(z, a)
        paint_axes(painter, axes, ("z", axis_name(point.activation)), self.theme)
        self._paint_zeros(painter, axes)
        painter.setClipRect(axes.rect.adjusted(-4.0, -4.0, 4.0, 4.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self.theme.accent), 2.0))
        painter.drawPolyline(axes.line(z, a))
        if not self._hidden:
            self._paint_point(painter, axes, point)
        painter.end()

    def _axes(self, z: Floats, a: Floats) -> Axes:
        rect = QRectF(self.rect()).adjusted(40.0, 20.0, -8.0, -20.0)
        low, high = float(a.min()), float(a.max())
        margin = 0.12 * (high - low or 1.0)
        return Axes(rect, (float(z[0]), float(z[-1])), (low - margin, high + margin))

    def _paint_zeros(self, painter: QPainter, axes: Axes) -> None:
        painter.setPen(QPen(QColor(self.theme.line), 1.0))
        rect, x, y = axes.rect, axes.x_at(0.0), axes.y_at(0.0)
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
        if rect.top() < y < rect.bottom():
            painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))

    def _paint_point(self, painter: QPainter, axes: Axes, point: CurvePoint) -> None:
        theme = self.theme
        place = QPointF(axes.x_at(point.z), axes.y_at(point.a))
        painter.setPen(QPen(QColor(theme.muted), 1.0, Qt.PenStyle.DotLine))
        painter.drawLine(place, QPointF(place.x(), axes.y_at(0.0)))
        painter.drawLine(place, QPointF(axes.x_at(0.0), place.y()))
        if point.slope is not None and math.isfinite(point.slope):
            self._paint_tangent(painter, axes, point)
        painter.setPen(QPen(QColor(theme.panel), 1.5))
        painter.setBrush(QColor(sign_colour(point.a, theme)))
        painter.drawEllipse(place, 5.5, 5.5)

    def _paint_tangent(self, painter: QPainter, axes: Axes, point: CurvePoint) -> None:
        slope = point.slope or 0.0
        unit_x = axes.rect.width() / (axes.x_span[1] - axes.x_span[0])
        unit_y = axes.rect.height() / (axes.y_span[1] - axes.y_span[0])
        half = 60.0 / math.hypot(unit_x, slope * unit_y)
        ends = [
            QPointF(axes.x_at(point.z + d), axes.y_at(point.a + slope * d))
            for d in (-half, half)
        ]
        painter.setPen(QPen(QColor(self.theme.text), 1.4, Qt.PenStyle.DashLine))
        painter.drawLine(*ends)
        painter.setFont(number_font(11))
        label = QRectF(axes.rect.left() + 6.0, axes.rect.top() - 1.0, 150.0, 16.0)
        if point.z < 0.0 and point.a > sum(axes.y_span) / 2.0:
            label.moveTop(axes.rect.bottom() - 18.0)
        text = f"slope {significant(slope)}"
        write(painter, label, LEFT, text, self.theme.text)


def axis_name(name: str) -> str:
    """Return what the axis of the values is called: ``tanh(z)``, or the function."""
    activation = find_activation(name)
    named = activation.short or name in ACTIVATIONS
    return f"{activation.label}(z)" if named else f"f(z): {activation.label}"


def reach_for(z: float) -> float:
    """Return how far the axis of z goes: 4, doubled until z is well inside."""
    reach = LEAST_REACH
    while abs(z) > 0.9 * reach:
        reach *= 2.0
    return reach


@lru_cache(maxsize=64)
def curve(name: str, reach: float) -> tuple[Floats, Floats]:
    """Return z (241,) and f(z) from minus to plus ``reach``."""
    z = np.linspace(-reach, reach, 241)
    a = np.empty_like(z)
    find_activation(name).evaluate(z, a)
    return z, a

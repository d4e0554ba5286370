"""The picture of a function and its slope."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnviz.core.activation import Activation
from nnviz.core.types import Floats
from nnviz.ui.painting.axes import Axes, paint_axes
from nnviz.ui.painting.canvas import CENTRE, Canvas, write

REACH = 5.0
"""Curves are shown for z from -REACH to REACH."""

_HIGHEST = 6.0
"""What grows beyond this is cut off."""

_POINTS = 501


class OwnFunctionPlot(Canvas):
    """Paints f(z), and its slope dashed; while nothing is right, the last is faint."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(170)
        self._curves: tuple[Floats, Floats, Floats] | None = None
        self._faint = False

    def show_function(self, activation: Activation | None) -> None:
        """Show a function, or that what is typed is none."""
        self._faint = activation is None
        if activation is not None:
            self._curves = _curves(activation)
            low, high = (float(bound) for bound in activation.range)
            words = f"{activation.label} and its slope, from {low:.4g} to {high:.4g}"
            self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for the shape of a plot."""
        return QSize(460, 200)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the axes and both curves."""
        painter = self.painter()
        if self._curves is None:
            hint = "the function and its slope appear here"
            write(painter, QRectF(self.rect()), CENTRE, hint, self.theme.muted)
            painter.end()
            return
        z, a, slope = self._curves
        axes = self._axes(a, slope)
        paint_axes(painter, axes, ("z", "f(z), f'(z)"), self.theme)
        self._paint_zeros(painter, axes)
        painter.setClipRect(axes.rect.adjusted(0, -2, 0, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setOpacity(0.25 if self._faint else 1.0)
        painter.setPen(QPen(QColor(self.theme.negative), 1.6, Qt.PenStyle.DashLine))
        painter.drawPolyline(axes.line(z, slope))
        painter.setPen(QPen(QColor(self.theme.accent), 2.2))
        painter.drawPolyline(axes.line(z, a))
        painter.end()

    def _axes(self, a: Floats, slope: Floats) -> Axes:
        rect = QRectF(self.rect()).adjusted(48, 20, -8, -20)
        low = max(min(float(a.min()), float(slope.min()), 0.0), -_HIGHEST)
        high = min(max(float(a.max()), float(slope.max()), 1.0), _HIGHEST)
        margin = 0.08 * (high - low)
        return Axes(rect, (-REACH, REACH), (low - margin, high + margin))

    def _paint_zeros(self, painter: QPainter, axes: Axes) -> None:
        painter.setPen(QPen(QColor(self.theme.line), 1.0))
        rect, x, y = axes.rect, axes.x_at(0.0), axes.y_at(0.0)
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
        painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))


def _curves(activation: Activation) -> tuple[Floats, Floats, Floats]:
    z = np.linspace(-REACH, REACH, _POINTS)
    a, slope = np.empty_like(z), np.empty_like(z)
    activation.evaluate(z, a)
    activation.slope(z, a, slope)
    return z, a, slope

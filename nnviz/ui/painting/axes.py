"""Axes of a small plot: where values are, and their labels."""

import msgspec
import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from nnviz.core.types import Floats
from nnviz.ui.painting.canvas import (
    CENTRE,
    LEFT,
    RIGHT,
    small_font,
    small_numbers,
    write,
)
from nnviz.ui.painting.polylines import polygon
from nnviz.ui.theme.tokens import Theme
from nnviz.views.ticks import value_ticks

Span = tuple[float, float]


class Axes(msgspec.Struct, frozen=True):
    """The rectangle of a plot in pixels, and the values at its edges."""

    rect: QRectF
    x_span: Span
    y_span: Span

    def x_at(self, x: float) -> float:
        """Return where a value is, in pixels from the widget's left."""
        low, high = self.x_span
        return self.rect.left() + (x - low) / (high - low) * self.rect.width()

    def y_at(self, y: float) -> float:
        """Return where a value is, in pixels from the widget's top."""
        low, high = self.y_span
        return self.rect.bottom() - (y - low) / (high - low) * self.rect.height()

    def x_from(self, across: float) -> float:
        """Return the value of x so many pixels from the widget's left."""
        low, high = self.x_span
        return low + (across - self.rect.left()) / self.rect.width() * (high - low)

    def y_from(self, down: float) -> float:
        """Return the value of y so many pixels from the widget's top."""
        low, high = self.y_span
        return low + (self.rect.bottom() - down) / self.rect.height() * (high - low)

    def values_at(self, place: QPointF) -> tuple[float, float] | None:
        """Return the values at a place of the widget, or None outside the plot."""
        if not self.rect.contains(place):
            return None
        return self.x_from(place.x()), self.y_from(place.y())

    def pixels(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Return how far from the left and the top points are, all of shape (N,)."""
        across = self.x_at(0.0) + x * (self.rect.width() / _extent(self.x_span))
        down = self.y_at(0.0) - y * (self.rect.height() / _extent(self.y_span))
        return across, down

    def places(self, x: Floats, y: Floats) -> list[QPointF]:
        """Return where points are, x and y of shape (N,)."""
        across, down = self.pixels(x, y)
        pairs = zip(across.tolist(), down.tolist(), strict=True)
        return [QPointF(left, top) for left, top in pairs]

    def line(self, x: Floats, y: Floats) -> QPolygonF:
        """Return a line through points, x and y of shape (N,)."""
        clipped = np.clip(y, *_widened(self.y_span))
        return polygon(*self.pixels(x, clipped))


def paint_axes(
    painter: QPainter, axes: Axes, names: tuple[str, str], theme: Theme
) -> None:
    """Draw a few grid lines with their numbers, and the names of both axes."""
    rect = axes.rect
    painter.setPen(QPen(QColor(theme.grid), 1))
    for tick in value_ticks(*axes.y_span, _up(axes)):
        place = round(axes.y_at(tick.place)) + 0.5
        painter.drawLine(QPointF(rect.left(), place), QPointF(rect.right(), place))
    paint_labels(painter, axes, names, theme)


def paint_labels(
    painter: QPainter, axes: Axes, names: tuple[str, str], theme: Theme
) -> None:
    """Write numbers below and to the left of a plot, and the names of both axes."""
    end = paint_axis_names(painter, axes, names, theme)
    painter.setFont(small_numbers())
    rect = axes.rect
    for tick in value_ticks(*axes.x_span, max(3, int(rect.width() / 70))):
        place = QRectF(axes.x_at(tick.place) - 30, rect.bottom() + 3, 60, 14)
        if place.center().x() + 14 > end:
            continue
        write(painter, place, CENTRE, tick.label, theme.muted)
    for tick in value_ticks(*axes.y_span, _up(axes)):
        place = QRectF(rect.left() - 46, axes.y_at(tick.place) - 7, 40, 14)
        write(painter, place, RIGHT, tick.label, theme.muted)


def paint_axis_names(
    painter: QPainter, axes: Axes, names: tuple[str, str], theme: Theme
) -> float:
    """Write the name of x below the plot at the right, that of y above its left.

    Returns
    -------
    float
        Where the name of x begins, so that numbers keep clear of it.
    """
    painter.setFont(small_font())
    rect = axes.rect
    below = QRectF(rect.left(), rect.bottom() + 3, rect.width(), 14)
    above = QRectF(rect.left() - 40, rect.top() - 18, rect.width() + 40, 14)
    write(painter, below, RIGHT, names[0], theme.muted)
    write(painter, above, LEFT, names[1], theme.muted)
    return rect.right() - painter.fontMetrics().horizontalAdvance(names[0]) - 6


def _up(axes: Axes) -> int:
    return max(3, int(axes.rect.height() / 50))


def _extent(span: Span) -> float:
    return span[1] - span[0]


def _widened(span: Span) -> Span:
    """Return three times the span: what is beyond need not be drawn exactly."""
    extent = _extent(span)
    return span[0] - extent, span[1] + extent

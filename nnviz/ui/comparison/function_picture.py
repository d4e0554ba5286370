"""A contender's function with its neuron's point, on axes that all contenders share."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from nnviz.explain.explanation import CurvePoint
from nnviz.explain.linked.contender_view import ContenderView
from nnviz.ui.inspector.curve_picture import curve, reach_for
from nnviz.ui.painting.axes import Axes, Span
from nnviz.ui.painting.canvas import (
    CENTRE,
    LEFT,
    RIGHT,
    small_font,
    small_numbers,
    write,
)
from nnviz.ui.painting.numbers import compact
from nnviz.ui.theme.tokens import Theme

Spans = tuple[Span, Span]
"""What z and f(z) range over."""

_MARGIN = 0.08
_FARTHEST = 8.0
_TANGENT = 42.0
_RADIUS = 5.0


def shared_spans(contenders: Sequence[ContenderView]) -> Spans | None:
    """Return ranges of z and f(z) that have room for every contender's curve.

    One whose z is very much farther out than the middle one is left out of account.
    """
    points = [shown.curve for shown in contenders if shown.curve is not None]
    if not points:
        return None
    reaches = sorted(reach_for(point.z) for point in points if math.isfinite(point.z))
    middle = reaches[(len(reaches) - 1) // 2] if reaches else 1.0
    reach = max((r for r in reaches if r <= _FARTHEST * middle), default=middle)
    values = [curve(point.activation, reach)[1] for point in points]
    low = min(float(a.min()) for a in values)
    high = max(float(a.max()) for a in values)
    margin = _MARGIN * (high - low or 1.0)
    return (-reach, reach), (low - margin, high + margin)


def paint_function(
    painter: QPainter,
    rect: QRectF,
    shown: ContenderView,
    spans: Spans | None,
    look: tuple[Theme, str],
) -> None:
    """Paint f, and as far as they are known z, the point (z, a) and the tangent.

    ``look`` is the theme and the contender's colour.
    """
    theme, colour = look
    if shown.curve is None or spans is None:
        painter.setFont(small_font())
        line = QRectF(rect.left(), rect.top(), rect.width(), 16.0)
        write(painter, line, LEFT, "f takes all z at once,", theme.muted)
        write(
            painter, line.translated(0.0, 15.0), LEFT, "so it has no curve", theme.muted
        )
        return
    axes = Axes(rect.adjusted(0.0, 2.0, 0.0, -14.0), *spans)
    _paint_zeros(painter, axes, theme)
    painter.save()
    painter.setClipRect(axes.rect.adjusted(-1.0, -_RADIUS, 1.0, _RADIUS))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colour), 2.0))
    painter.drawPolyline(axes.line(*curve(shown.curve.activation, spans[0][1])))
    _paint_place(painter, axes, shown, look)
    painter.restore()


def _paint_zeros(painter: QPainter, axes: Axes, theme: Theme) -> None:
    rect, (left, right), (low, high) = axes.rect, axes.x_span, axes.y_span
    painter.setPen(QPen(QColor(theme.line), 1.0))
    x, y = round(axes.x_at(0.0)) + 0.5, round(axes.y_at(0.0)) + 0.5
    painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
    if rect.top() < y < rect.bottom():
        painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))
    painter.setFont(small_numbers())
    below = QRectF(rect.left(), rect.bottom() + 1.0, rect.width(), 13.0)
    write(painter, below, LEFT, compact(left), theme.muted)
    write(painter, below, CENTRE, "z", theme.muted)
    write(painter, below, RIGHT, compact(right), theme.muted)
    top = high - (high - low) * _MARGIN / (1.0 + 2.0 * _MARGIN)
    above = QRectF(rect.left(), axes.y_at(top) - 6.0, x - rect.left() - 4.0, 13.0)
    write(painter, above, RIGHT, compact(top, 2), theme.muted)


def _paint_place(
    painter: QPainter, axes: Axes, shown: ContenderView, look: tuple[Theme, str]
) -> None:
    """Paint what is known of the neuron on its curve."""
    theme, colour = look
    point = shown.curve
    if point is None or not _known(shown, "z"):
        return
    x = axes.x_at(point.z)
    painter.setPen(QPen(QColor(theme.muted), 1.0, Qt.PenStyle.DotLine))
    if not _known(shown, "a") or not math.isfinite(point.a):
        painter.drawLine(QPointF(x, axes.rect.top()), QPointF(x, axes.rect.bottom()))
        return
    place = QPointF(x, axes.y_at(point.a))
    painter.drawLine(place, QPointF(x, axes.y_at(0.0)))
    painter.drawLine(place, QPointF(axes.x_at(0.0), place.y()))
    if _known(shown, "f′(z)") and point.slope is not None:
        _paint_tangent(painter, axes, point, theme)
    painter.setPen(QPen(QColor(theme.panel), 1.5))
    painter.setBrush(QColor(colour))
    painter.drawEllipse(place, _RADIUS, _RADIUS)


def _paint_tangent(
    painter: QPainter, axes: Axes, point: CurvePoint, theme: Theme
) -> None:
    slope = point.slope or 0.0
    if not math.isfinite(slope):
        return
    unit_x = axes.rect.width() / (axes.x_span[1] - axes.x_span[0])
    unit_y = axes.rect.height() / (axes.y_span[1] - axes.y_span[0])
    half = _TANGENT / math.hypot(unit_x, slope * unit_y)
    ends = [
        QPointF(axes.x_at(point.z + d), axes.y_at(point.a + slope * d))
        for d in (-half, half)
    ]
    painter.setPen(QPen(QColor(theme.text), 1.4, Qt.PenStyle.DashLine))
    painter.drawLine(*ends)


def _known(shown: ContenderView, words: str) -> bool:
    return any(link.words == words and link.value is not None for link in shown.chain)

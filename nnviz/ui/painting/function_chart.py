"""The picture of an activation function: its curve and slope, and what lies on them.

Every view that shows f over z describes it as a `FunctionChart` and has it painted
here, at any size: with labelled axes, or where there is little room with the ends of
both axes only.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnviz.core.types import Floats, Indices
from nnviz.ui.painting.axes import Axes, Span, paint_axes
from nnviz.ui.painting.canvas import (
    CENTRE,
    LEFT,
    RIGHT,
    Canvas,
    quiet,
    small_numbers,
    write,
)
from nnviz.ui.painting.point_marks import LegendEntry
from nnviz.ui.painting.stamps import Stamps
from nnviz.ui.theme.tokens import Theme
from nnviz.views.numbers import compact, significant

MARGIN = 0.08
"""Room above and below the curves, as a share of what their values range over."""

RADIUS = 5.5
"""Of the point on a curve, in pixels."""

_LABELLED = 48.0, 20.0, -8.0, -20.0
_BARE = 0.0, 2.0, 0.0, -14.0
"""What the labels of the axes take from a picture's left, top, right and bottom."""

_BAR_SHARE = 0.55
"""The highest bar of a histogram takes this share of the plot's height."""

_FAINT = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class ChartLine:
    """A line through values at the chart's z.

    Parameters
    ----------
    values
        (P,), one for each z.
    pen
        Returns what draws the line in a theme.
    """

    values: Floats
    pen: Callable[[Theme], QPen]


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """Where a neuron is on a curve, as far as that is known.

    Parameters
    ----------
    z, a
        The place; without ``a`` only z is marked.
    slope
        Of the tangent, which is not drawn without it.
    ink
        Returns the point's colour in a theme.
    named
        Whether the slope is written as a number too.
    """

    z: float
    a: float | None
    slope: float | None
    ink: Callable[[Theme], str]
    named: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """How often each z occurs: ``edges`` (B + 1,) and ``counts`` (B,)."""

    edges: Floats
    counts: Indices


@dataclass(frozen=True, slots=True, eq=False)
class FunctionChart:
    """Curves over z, and what is shown with them.

    Parameters
    ----------
    z
        Where the lines have their values, (P,), rising.
    lines
        In the order in which they are painted.
    span
        The values at the bottom and the top; see `value_span`.
    names
        Of both axes; without them only the ends of the axes are labelled.
    point, histogram
        Painted over and under the lines.
    faint
        Whether the lines no longer hold.
    room
        Pixels kept free on the right, for what is not painted here.
    """

    z: Floats
    lines: tuple[ChartLine, ...]
    span: Span
    names: tuple[str, str] | None = None
    point: ChartPoint | None = None
    histogram: Histogram | None = None
    faint: bool = False
    room: float = 0.0

    @property
    def look(self) -> tuple[object, ...]:
        """All that axes and lines depend on, besides room and theme."""
        lines = tuple((line.pen, line.values.tobytes()) for line in self.lines)
        return self.z.tobytes(), lines, self.span, self.names, self.faint, self.room

    def axes(self, rect: QRectF) -> Axes:
        """Return where values are in a picture that fills a rectangle."""
        left, top, right, bottom = _LABELLED if self.names else _BARE
        right = -self.room if self.room else right
        area = rect.adjusted(left, top, right, bottom)
        return Axes(area, (float(self.z[0]), float(self.z[-1])), self.span)


def value_span(
    curves: Iterable[Floats],
    least: Span | None = None,
    most: Span = (-math.inf, math.inf),
    margin: float = MARGIN,
) -> Span:
    """Return the values to show of some curves, (P,) each, with a margin.

    Parameters
    ----------
    curves
        What is not finite in them is disregarded.
    least, most
        What is shown in any case, and at most.
    margin
        Room below and above, as a share of the range.
    """
    finite = [curve[np.isfinite(curve)] for curve in curves]
    low = min((float(c.min()) for c in finite if c.size), default=0.0)
    high = max((float(c.max()) for c in finite if c.size), default=1.0)
    if least is not None:
        low, high = min(low, least[0]), max(high, least[1])
    low, high = max(low, most[0]), min(high, most[1])
    room = margin * (high - low or 1.0)
    return low - room, high + room


def function_pen(theme: Theme) -> QPen:
    """Return the pen of a function."""
    return QPen(QColor(theme.subject), 2.2)


def slope_pen(theme: Theme) -> QPen:
    """Return the pen of a slope: of another colour, and dashed."""
    return QPen(QColor(theme.companion), 1.6, Qt.PenStyle.DashLine)


def legend_entries(theme: Theme) -> tuple[LegendEntry, LegendEntry, LegendEntry]:
    """Return what a function, its slope and a histogram of z look like."""
    return (
        LegendEntry("line", theme.subject, "f(z)"),
        LegendEntry("dashes", theme.companion, "slope f'(z)"),
        LegendEntry("area", quiet(theme), "how often each z occurs"),
    )


def paint(
    painter: QPainter,
    rect: QRectF,
    chart: FunctionChart,
    theme: Theme,
    stamps: Stamps | None = None,
) -> None:
    """Paint a chart into a rectangle.

    Curves and axes, which are most of the work, are kept by ``stamps``, if there are
    any, as long as they stay the same.
    """
    axes = chart.axes(rect)
    painter.save()
    if chart.histogram is not None:
        _paint_bars(painter, axes, chart.histogram, theme)
    if stamps is None:
        _paint_curves(painter, axes, chart, theme)
    else:
        look = (rect.getRect(), theme, *chart.look)

        def curves(onto: QPainter) -> None:
            onto.setRenderHint(QPainter.RenderHint.Antialiasing)
            _paint_curves(onto, axes, chart, theme)

        stamps.draw(painter, "curves", look, rect, curves)
    painter.setClipRect(axes.rect.adjusted(-1.0, -RADIUS, 1.0, RADIUS))
    painter.setOpacity(_FAINT if chart.faint else 1.0)
    if chart.point is not None:
        _paint_point(painter, axes, chart.point, theme)
    painter.restore()


def _paint_curves(
    painter: QPainter, axes: Axes, chart: FunctionChart, theme: Theme
) -> None:
    """Paint the axes, and the lines on them."""
    if chart.names is None:
        _paint_ends(painter, axes, theme)
    else:
        paint_axes(painter, axes, chart.names, theme)
    _paint_zeros(painter, axes, theme)
    painter.setClipRect(axes.rect.adjusted(-1.0, -2.0, 1.0, 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setOpacity(_FAINT if chart.faint else 1.0)
    for line in chart.lines:
        painter.setPen(line.pen(theme))
        painter.drawPolyline(axes.line(chart.z, line.values))


class FunctionCanvas(Canvas):
    """Shows one chart, or a hint while there is none."""

    def __init__(self, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint, self._tone = hint, "muted"
        self._chart: FunctionChart | None = None
        self._stamps = Stamps(1.0)

    @property
    def chart(self) -> FunctionChart | None:
        """What is shown."""
        return self._chart

    def show_chart(self, chart: FunctionChart, words: str) -> None:
        """Show another chart; ``words`` say aloud what it shows."""
        self._chart = chart
        self.setAccessibleName(words)
        self.update()

    def show_hint(self, hint: str, tone: str = "muted") -> None:
        """Show words instead of a chart, in a colour of the theme."""
        self._hint, self._tone, self._chart = hint, tone, None
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = self.painter(), QRectF(self.rect())
        if self._chart is None:
            tone = getattr(self.theme, self._tone)
            write(painter, rect, CENTRE, self._hint, tone)
        else:
            stamps = None if self.on_paper else self._kept()
            paint(painter, rect, self._chart, self.theme, stamps)

    def _kept(self) -> Stamps:
        """Return what is kept of the last pictures on this screen."""
        ratio = self.devicePixelRatioF()
        if self._stamps.ratio != ratio:
            self._stamps = Stamps(ratio)
        return self._stamps


def _paint_bars(
    painter: QPainter, axes: Axes, histogram: Histogram, theme: Theme
) -> None:
    largest = max(1, int(histogram.counts.max()))
    unit = axes.rect.height() * _BAR_SHARE / largest
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    colour, bottom = QColor(quiet(theme)), axes.rect.bottom()
    there = np.flatnonzero(histogram.counts)
    lefts = axes.x_at(0.0) + histogram.edges * (axes.x_at(1.0) - axes.x_at(0.0))
    widths = np.maximum(np.diff(lefts) - 1.0, 1.0)
    heights = unit * histogram.counts
    for x, width, height in zip(
        lefts[there].tolist(),
        widths[there].tolist(),
        heights[there].tolist(),
        strict=True,
    ):
        painter.fillRect(QRectF(x, bottom - height, width, height), colour)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _paint_zeros(painter: QPainter, axes: Axes, theme: Theme) -> None:
    """Draw z = 0 and f = 0, a little stronger than the grid."""
    rect = axes.rect
    painter.setPen(QPen(QColor(theme.line), 1.0))
    x, y = round(axes.x_at(0.0)) + 0.5, round(axes.y_at(0.0)) + 0.5
    painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
    if rect.top() < y < rect.bottom():
        painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))


def _paint_ends(painter: QPainter, axes: Axes, theme: Theme) -> None:
    """Label the ends of z and the highest value, in the room of one line below."""
    rect, (left, right), (low, high) = axes.rect, axes.x_span, axes.y_span
    painter.setFont(small_numbers())
    below = QRectF(rect.left(), rect.bottom() + 1.0, rect.width(), 13.0)
    write(painter, below, LEFT, compact(left), theme.muted)
    write(painter, below, CENTRE, "z", theme.muted)
    write(painter, below, RIGHT, compact(right), theme.muted)
    top = high - (high - low) * MARGIN / (1.0 + 2.0 * MARGIN)
    room = axes.x_at(0.0) - rect.left() - 4.0
    above = QRectF(rect.left(), axes.y_at(top) - 6.0, room, 13.0)
    write(painter, above, RIGHT, compact(top, 2), theme.muted)


def _paint_point(
    painter: QPainter, axes: Axes, point: ChartPoint, theme: Theme
) -> None:
    if not math.isfinite(point.z):
        return
    x, rect = axes.x_at(point.z), axes.rect
    painter.setPen(QPen(QColor(theme.muted), 1.0, Qt.PenStyle.DotLine))
    if point.a is None or not math.isfinite(point.a):
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
        return
    place = QPointF(x, axes.y_at(point.a))
    painter.drawLine(place, QPointF(x, axes.y_at(0.0)))
    painter.drawLine(place, QPointF(axes.x_at(0.0), place.y()))
    if point.slope is not None and math.isfinite(point.slope):
        _paint_tangent(painter, axes, place, point.slope, theme)
        if point.named:
            _name_slope(painter, axes, point, theme)
    painter.setPen(QPen(QColor(theme.panel), 1.5))
    painter.setBrush(QColor(point.ink(theme)))
    painter.drawEllipse(place, RADIUS, RADIUS)


def _paint_tangent(
    painter: QPainter, axes: Axes, place: QPointF, slope: float, theme: Theme
) -> None:
    """Draw a dashed line that is as long on the screen whatever its slope."""
    unit_x = axes.rect.width() / (axes.x_span[1] - axes.x_span[0])
    unit_y = axes.rect.height() / (axes.y_span[1] - axes.y_span[0])
    length = 60.0 if axes.rect.width() > 200.0 else 42.0
    across = length / math.hypot(unit_x, slope * unit_y)
    away = QPointF(across * unit_x, -slope * across * unit_y)
    painter.setPen(QPen(QColor(theme.text), 1.4, Qt.PenStyle.DashLine))
    painter.drawLine(place - away, place + away)


def _name_slope(painter: QPainter, axes: Axes, point: ChartPoint, theme: Theme) -> None:
    """Write the slope in the upper left corner, or below where the curve is there."""
    label = QRectF(axes.rect.left() + 6.0, axes.rect.top() - 1.0, 150.0, 16.0)
    if point.z < 0.0 and (point.a or 0.0) > sum(axes.y_span) / 2.0:
        label.moveTop(axes.rect.bottom() - 18.0)
    painter.setFont(small_numbers())
    text = f"slope {significant(point.slope or 0.0)}"
    write(painter, label, LEFT, text, theme.text)

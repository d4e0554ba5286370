"""Paints a chart: grid, lines, bands, marks, names, crosshair and read-out."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from nnviz.ui.charts.chart_frame import (
    ChartFrame,
    ChartReadout,
    Cross,
    EndLabel,
    Marker,
    ShownBand,
    Stroke,
)
from nnviz.ui.painting.axes import Axes
from nnviz.ui.painting.polylines import draw_polyline, draw_segments, polygon
from nnviz.ui.theme.fonts import SMALL_SIZE, number_font, text_font
from nnviz.ui.theme.line_styles import draw_marker
from nnviz.ui.theme.tokens import Theme
from nnviz.views.charts.label_spread import LABEL_HEIGHT, spread
from nnviz.views.ticks import Tick

X_TITLE = "iteration"
ROW_HEIGHT = 16.0
INSIDE = 8.0
SWATCH = 9.0
"""Room for the line's colour before its values in the read-out."""

_DOT, _ARM = 3.2, 4.0
_BEYOND = 8.0
"""Heights of the picture that a line is followed beyond its edges."""

_BAND_STRENGTH = 46
"""How opaque a band is, of 255: several may overlap."""

Flags = Qt.AlignmentFlag
Antialiasing = QPainter.RenderHint.Antialiasing


class ChartPainter:
    """Paints a `ChartFrame` at its `axes` in the colours of a theme.

    On the screen thin lines are sharp; ``smooth`` is for paper. There lines are as wide
    as all else is large, unless they are ``thin``: on the screen, where that is slow,
    and on paper that is painted many times.
    """

    def __init__(
        self,
        frame: ChartFrame,
        area: QRectF,
        theme: Theme,
        *,
        smooth: bool = False,
        thin: bool = True,
    ) -> None:
        self._smooth, self._thin = smooth, thin
        self._frame, self._area, self._theme = frame, area, theme
        self._axes = Axes(area, frame.x, frame.y)
        self._numbers = number_font(SMALL_SIZE)
        self._words = text_font(SMALL_SIZE)

    def paint(self, painter: QPainter) -> None:
        """Paint all of the frame, the grid at the back and the names in front."""
        frame = self._frame
        self._paint_value_ticks(painter)
        self._paint_iteration_ticks(painter)
        painter.save()
        painter.setClipRect(self._area)
        for band in frame.bands:
            self._paint_band(painter, band)
        for stroke in frame.strokes:
            self._paint_stroke(painter, stroke)
        painter.restore()
        painter.setFont(self._words)
        for marker in frame.markers:
            self._paint_marker(painter, marker)
        painter.setRenderHint(Antialiasing, True)
        self._paint_dots(painter)
        self._paint_end_labels(painter)
        self._paint_crosses(painter)
        painter.setRenderHint(Antialiasing, False)

    def paint_upright(self, painter: QPainter, iteration: float, colour: str) -> None:
        """Paint the line of the crosshair, or of the moment that is shown."""
        painter.setPen(QPen(QColor(colour), 1.0))
        self._draw_upright(painter, iteration)

    def paint_read_out(self, painter: QPainter, read_out: ChartReadout) -> None:
        """Paint the values beside the crosshair, on the side that has room."""
        area, lines = self._area, read_out.lines
        rows = max(int((area.height() + 8.0) // ROW_HEIGHT), 2)
        columns = -(-len(lines) // rows)
        rows = -(-len(lines) // columns)
        column = _width([text for text, _ in lines], number_font)
        column += 2 * INSIDE + SWATCH
        width, height = column * columns, rows * ROW_HEIGHT + 8.0
        x = self._axes.x_at(read_out.iteration)
        left = x + 10.0 if x + width + 10.0 < area.right() else x - width - 10.0
        left = max(left, 1.0)
        painter.setPen(QColor(self._theme.line))
        painter.setBrush(QColor(self._theme.raised))
        painter.setRenderHint(Antialiasing, True)
        painter.drawRoundedRect(QRectF(left, area.top(), width, height), 5.0, 5.0)
        painter.setRenderHint(Antialiasing, False)
        painter.setFont(self._numbers)
        for index, (text, colour) in enumerate(lines):
            across, down = divmod(index, rows)
            top = area.top() + 4.0 + ROW_HEIGHT * down
            box = QRectF(left + INSIDE + column * across, top, column, ROW_HEIGHT)
            swatch = QRectF(box.left(), top + 3.0, 3.0, ROW_HEIGHT - 6.0)
            painter.fillRect(swatch, QColor(colour))
            painter.setPen(QColor(self._theme.text))
            box.adjust(SWATCH, 0.0, 0.0, 0.0)
            painter.drawText(box, Flags.AlignVCenter, text)

    def _paint_value_ticks(self, painter: QPainter) -> None:
        area = self._area
        placed = [
            (y, tick.label)
            for tick in self._frame.y_ticks
            if area.top() - 1
            <= (y := round(self._axes.y_at(tick.place)) + 0.5)
            <= area.bottom() + 1
        ]
        painter.setPen(QColor(self._theme.grid))
        painter.drawLines([QLineF(area.left(), y, area.right(), y) for y, _ in placed])
        painter.setFont(self._numbers)
        painter.setPen(QColor(self._theme.muted))
        for y, label in placed:
            box = QRectF(0.0, y - 8.0, area.left() - 8.0, 16.0)
            painter.drawText(box, Flags.AlignRight | Flags.AlignVCenter, label)

    def _paint_iteration_ticks(self, painter: QPainter) -> None:
        area = self._area
        painter.setPen(QColor(self._theme.muted))
        end = area.right() - _width([X_TITLE], text_font) - 12.0
        for tick in self._frame.x_ticks:
            x = self._axes.x_at(tick.place)
            if x + _width([tick.label], number_font) / 2 > end:
                continue
            box = QRectF(x - 40.0, area.bottom() + 5.0, 80.0, 16.0)
            painter.drawText(box, Flags.AlignCenter, tick.label)
        painter.setFont(self._words)
        box = QRectF(area.right() - 120.0, area.bottom() + 5.0, 120.0, 16.0)
        painter.drawText(box, Flags.AlignRight | Flags.AlignVCenter, X_TITLE)

    def _paint_band(self, painter: QPainter, shown: ShownBand) -> None:
        """Fill the area between the edges of a band."""
        band, colour = shown.band, QColor(shown.colour)
        places = np.concatenate((band.iterations, band.iterations[::-1]))
        edges = np.concatenate((band.highs, band.lows[::-1]))
        colour.setAlpha(_BAND_STRENGTH)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(polygon(*self._axes.pixels(places, edges)))

    def _paint_stroke(self, painter: QPainter, stroke: Stroke) -> None:
        across, down = self._axes.pixels(stroke.places, stroke.values)
        # Qt slows down on lines that leave the picture by millions of pixels.
        reach = _BEYOND * self._area.height()
        down = np.clip(down, self._area.top() - reach, self._area.bottom() + reach)
        painter.setRenderHint(Antialiasing, stroke.fine or self._smooth)
        pen = QPen(stroke.pen)
        pen.setCosmetic(self._thin)
        painter.setPen(pen)
        draw = draw_polyline if stroke.fine else draw_segments
        draw(painter, across, down)

    def _draw_upright(self, painter: QPainter, iteration: float) -> None:
        x, area = self._axes.x_at(iteration), self._area
        if area.left() <= x <= area.right():
            painter.drawLine(QLineF(x, area.top(), x, area.bottom()))

    def _paint_marker(self, painter: QPainter, marker: Marker) -> None:
        area, x = self._area, self._axes.x_at(marker.iteration)
        colour = QColor(getattr(self._theme, marker.tone))
        painter.setPen(QPen(colour, 1.0, Qt.PenStyle.DashLine))
        self._draw_upright(painter, marker.iteration)
        if not area.left() <= x <= area.right():
            return
        width = _width([marker.text], text_font)
        fits = x + width + 8.0 < area.right()
        left = x + 6.0 if fits else max(x - width - 6.0, area.left())
        painter.fillRect(
            QRectF(left - 2.0, area.top(), width + 4.0, LABEL_HEIGHT + 2.0),
            QColor(self._theme.panel),
        )
        painter.setPen(colour)
        painter.drawText(QPointF(left, area.top() + 12.0), marker.text)

    def _paint_dots(self, painter: QPainter) -> None:
        for dot in self._frame.dots:
            place = QPointF(self._axes.x_at(dot.iteration), self._axes.y_at(dot.value))
            draw_marker(painter, place, dot.style, _DOT)

    def _paint_end_labels(self, painter: QPainter) -> None:
        labels = labels_that_fit(self._frame, self._area)
        wanted = [self._axes.y_at(label.value) for label in labels]
        for label, y in zip(
            labels, spread(wanted, self._area.top(), self._area.bottom()), strict=True
        ):
            painter.setPen(QColor(label.colour))
            painter.drawText(QPointF(self._area.right() + 8.0, y + 4.0), label.text)

    def _paint_crosses(self, painter: QPainter) -> None:
        """Paint the marks of the lines that end within the picture.

        A line that left the picture before it ended has its mark at the edge. Words
        that would overlap are moved apart, on a background in the panel's tone.
        """
        placed = [(self._place_of(cross), cross) for cross in self._frame.crosses]
        first, last = self._frame.x
        placed = [pair for pair in placed if first <= pair[1].iteration <= last]
        placed.sort(key=lambda pair: (pair[0].y(), pair[1].text))
        top, bottom = self._area.top(), self._area.bottom()
        heights = spread([place.y() for place, _ in placed], top, bottom)
        for (place, cross), y in zip(placed, heights, strict=True):
            self._paint_words(painter, cross, QPointF(place.x(), y))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for place, cross in placed:
            for width, colour in ((4.5, self._theme.panel), (2.5, cross.colour)):
                pen = QPen(QColor(colour), width)
                _paint_mark(painter, place, pen, cross.failed)

    def _place_of(self, cross: Cross) -> QPointF:
        area, y = self._area, self._axes.y_at(cross.value)
        y = min(max(y, area.top() + _ARM + 1.0), area.bottom() - _ARM)
        return QPointF(self._axes.x_at(cross.iteration), y)

    def _paint_words(self, painter: QPainter, cross: Cross, place: QPointF) -> None:
        area, width = self._area, _width([cross.text], text_font)
        fits = place.x() + width + 12.0 < area.right()
        left = place.x() + 10.0 if fits else max(place.x() - width - 10.0, area.left())
        top = place.y() - LABEL_HEIGHT / 2
        box = QRectF(left - 2.0, top, width + 4.0, LABEL_HEIGHT)
        painter.fillRect(box, QColor(self._theme.panel))
        painter.setPen(QColor(cross.text_colour))
        painter.drawText(QPointF(left, place.y() + 4.0), cross.text)


def label_width(frame: ChartFrame) -> float:
    """Return how wide the right margin must be for the names of the lines."""
    texts = [label.text for label in frame.end_labels]
    return _width(texts, text_font) + 16.0


def tick_width(ticks: tuple[Tick, ...]) -> float:
    """Return how wide the left margin must be for the labels of the values."""
    return _width([tick.label for tick in ticks], number_font) + 20.0


def labels_that_fit(frame: ChartFrame, area: QRectF) -> list[EndLabel]:
    """Return the names of lines that end within the picture, the highest first.

    Where there is room for fewer, one below the other, some are left out evenly; the
    legend and the read-out have them all.
    """
    low, high = frame.y
    seen = [label for label in frame.end_labels if low <= label.value <= high]
    seen.sort(key=lambda label: -label.value)
    room = max(int(area.height() // LABEL_HEIGHT), 1)
    if len(seen) <= room:
        return seen
    return [seen[k * len(seen) // room] for k in range(room)]


def _width(texts: list[str], face: Callable[[int], QFont]) -> float:
    return max((_advance(text, face) for text in texts), default=0.0)


@lru_cache(maxsize=1024)
def _advance(text: str, face: Callable[[int], QFont]) -> float:
    """Return how wide a text is in a small face [px]: the same ones come again."""
    return QFontMetricsF(face(SMALL_SIZE)).horizontalAdvance(text)


def _paint_mark(painter: QPainter, place: QPointF, pen: QPen, failed: bool) -> None:
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    if not failed:
        painter.drawEllipse(place, 1.5, 1.5)
        return
    for way in (-1.0, 1.0):
        arm = QPointF(_ARM, way * _ARM)
        painter.drawLine(QLineF(place - arm, place + arm))

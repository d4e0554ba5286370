"""What is painted around and over the curves: grid, labels, markers, crosshair."""

import msgspec
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from nnviz.ui.charts.chart_band import ShownBand, paint_band
from nnviz.ui.charts.chart_mapping import across, down
from nnviz.ui.charts.end_marker import Cross, paint_crosses
from nnviz.ui.painting.label_spread import LABEL_HEIGHT, spread
from nnviz.ui.painting.ticks import Tick
from nnviz.ui.theme.fonts import SMALL_SIZE, number_font, text_font
from nnviz.ui.theme.tokens import Theme

ROW_HEIGHT = 16.0
DOT = 3.0
INSIDE = 8.0
STROKE = 9.0
"""Room for the stroke in the line's colour before its values in the read-out."""

Flags = Qt.AlignmentFlag


class EndLabel(msgspec.Struct, frozen=True):
    """The name of a line, written where it leaves the picture."""

    value: float
    text: str
    colour: str


class Dot(msgspec.Struct, frozen=True):
    """A line's first point, as long as there is no second one."""

    iteration: float
    value: float
    colour: str


class Marker(msgspec.Struct, frozen=True):
    """Something that happened at an iteration."""

    iteration: int
    text: str


class ChartReadout(msgspec.Struct, frozen=True):
    """The exact values at the crosshair: words and their colours, line by line."""

    iteration: int
    lines: tuple[tuple[str, str], ...]


class Decorations(msgspec.Struct, frozen=True):
    """All that is painted besides the curves, in the units of the axes."""

    x: tuple[float, float] = (0.0, 1.0)
    y: tuple[float, float] = (0.0, 1.0)
    x_ticks: tuple[Tick, ...] = ()
    y_ticks: tuple[Tick, ...] = ()
    end_labels: tuple[EndLabel, ...] = ()
    markers: tuple[Marker, ...] = ()
    dots: tuple[Dot, ...] = ()
    x_title: str = "iteration"
    bands: tuple[ShownBand, ...] = ()
    crosses: tuple[Cross, ...] = ()


class DecorationPainter:
    """Paints a `Frame` around a rectangle in pixels."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._numbers = number_font(SMALL_SIZE)
        self._words = text_font(SMALL_SIZE)

    def paint_behind(self, painter: QPainter, frame: Decorations, area: QRectF) -> None:
        """Paint the grid lines and the labels of the axes."""
        painter.setFont(self._numbers)
        for tick in frame.y_ticks:
            y = round(down(tick.place, frame.y, area)) + 0.5
            if not area.top() - 1 <= y <= area.bottom() + 1:
                continue
            painter.setPen(QColor(self.theme.grid))
            painter.drawLine(QLineF(area.left(), y, area.right(), y))
            painter.setPen(QColor(self.theme.muted))
            box = QRectF(0.0, y - 8.0, area.left() - 8.0, 16.0)
            painter.drawText(box, Flags.AlignRight | Flags.AlignVCenter, tick.label)
        self._paint_iterations(painter, frame, area)
        for band in frame.bands:
            paint_band(painter, band, (frame.x, frame.y), area)

    def paint_over(self, painter: QPainter, frame: Decorations, area: QRectF) -> None:
        """Paint the markers and the names at the ends of the lines."""
        painter.setFont(self._words)
        for marker in frame.markers:
            self._paint_marker(painter, marker, frame, area)
        for dot in frame.dots:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(dot.colour))
            x, y = (
                across(dot.iteration, frame.x, area),
                down(dot.value, frame.y, area),
            )
            painter.drawEllipse(QPointF(x, y), DOT, DOT)
        labels = labels_that_fit(frame, area)
        wanted = [down(label.value, frame.y, area) for label in labels]
        for label, y in zip(labels, spread(wanted, area), strict=True):
            painter.setPen(QColor(label.colour))
            place = QPointF(area.right() + 8.0, y + 4.0)
            painter.drawText(place, label.text)
        spans = frame.x, frame.y
        paint_crosses(painter, frame.crosses, spans, area, self.theme.panel)

    def paint_upright(
        self, painter: QPainter, iteration: float, frame: Decorations, area: QRectF
    ) -> None:
        """Paint the line of the crosshair, or of the place in time."""
        x = across(iteration, frame.x, area)
        if area.left() <= x <= area.right():
            painter.drawLine(QLineF(x, area.top(), x, area.bottom()))

    def paint_read_out(
        self,
        painter: QPainter,
        read_out: ChartReadout,
        frame: Decorations,
        area: QRectF,
    ) -> None:
        """Paint the values beside the crosshair, on the side that has room."""
        rows = max(int((area.height() + 8.0) // ROW_HEIGHT), 2)
        columns = -(-len(read_out.lines) // rows)
        rows = -(-len(read_out.lines) // columns)
        texts = [text for text, _ in read_out.lines]
        column = _width(texts, self._numbers) + 2 * INSIDE + STROKE
        width, height = column * columns, rows * ROW_HEIGHT + 8.0
        x = across(read_out.iteration, frame.x, area)
        left = x + 10.0 if x + width + 10.0 < area.right() else x - width - 10.0
        left = max(left, 1.0)
        painter.setPen(QColor(self.theme.line))
        painter.setBrush(QColor(self.theme.raised))
        painter.drawRoundedRect(QRectF(left, area.top(), width, height), 5.0, 5.0)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setFont(self._numbers)
        for index, (text, colour) in enumerate(read_out.lines):
            column_index, row = divmod(index, rows)
            place = QPointF(left + INSIDE + column * column_index, area.top() + 4.0)
            box = QRectF(place.x(), place.y() + ROW_HEIGHT * row, column, ROW_HEIGHT)
            painter.fillRect(
                QRectF(box.left(), box.top() + 3.0, 3.0, ROW_HEIGHT - 6.0),
                QColor(colour),
            )
            painter.setPen(QColor(self.theme.text))
            box.adjust(STROKE, 0.0, 0.0, 0.0)
            painter.drawText(box, Flags.AlignVCenter, text)

    def label_width(self, texts: list[str]) -> float:
        """Return how wide the names of the lines need the right margin to be."""
        return _width(texts, self._words) + 16.0

    def tick_width(self, ticks: tuple[Tick, ...]) -> float:
        """Return how wide the labels of the values need the left margin to be."""
        return _width([tick.label for tick in ticks], self._numbers) + 20.0

    def _paint_iterations(
        self, painter: QPainter, frame: Decorations, area: QRectF
    ) -> None:
        painter.setPen(QColor(self.theme.muted))
        title = QFontMetricsF(self._words).horizontalAdvance(frame.x_title)
        for tick in frame.x_ticks:
            x = across(tick.place, frame.x, area)
            half = QFontMetricsF(self._numbers).horizontalAdvance(tick.label) / 2
            if x + half > area.right() - title - 12.0:
                continue
            box = QRectF(x - 40.0, area.bottom() + 5.0, 80.0, 16.0)
            painter.drawText(box, Flags.AlignCenter, tick.label)
        painter.setFont(self._words)
        box = QRectF(area.right() - 120.0, area.bottom() + 5.0, 120.0, 16.0)
        painter.drawText(box, Flags.AlignRight | Flags.AlignVCenter, frame.x_title)

    def _paint_marker(
        self, painter: QPainter, marker: Marker, frame: Decorations, area: QRectF
    ) -> None:
        colour = QColor(self.theme.bad)
        painter.setPen(QPen(colour, 1.0, Qt.PenStyle.DashLine))
        self.paint_upright(painter, marker.iteration, frame, area)
        x = across(marker.iteration, frame.x, area)
        if not area.left() <= x <= area.right():
            return
        width = QFontMetricsF(self._words).horizontalAdvance(marker.text)
        fits = x + width + 8.0 < area.right()
        left = x + 6.0 if fits else max(x - width - 6.0, area.left())
        painter.fillRect(
            QRectF(left - 2.0, area.top(), width + 4.0, LABEL_HEIGHT + 2.0),
            QColor(self.theme.panel),
        )
        painter.setPen(colour)
        painter.drawText(QPointF(left, area.top() + 12.0), marker.text)


def labels_that_fit(frame: Decorations, area: QRectF) -> list[EndLabel]:
    """Return the names of lines that end within the picture, the highest first.

    Where there are more than find room one below the other, some are left out evenly;
    the legend and the read-out have them all.
    """
    low, high = frame.y
    seen = [label for label in frame.end_labels if low <= label.value <= high]
    seen.sort(key=lambda label: -label.value)
    room = max(int(area.height() // LABEL_HEIGHT), 1)
    if len(seen) <= room:
        return seen
    return [seen[k * len(seen) // room] for k in range(room)]


def _width(texts: list[str], font: QFont) -> float:
    metrics = QFontMetricsF(font)
    return max((metrics.horizontalAdvance(text) for text in texts), default=0.0)

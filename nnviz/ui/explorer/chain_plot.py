"""What is left of a gradient after 1 ... n layers: lines on a logarithmic scale."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnviz.core.types import Floats
from nnviz.explain.exploring.chain import EXPLODED, VANISHED, Decline, decline_of
from nnviz.ui.explorer.function_lines import (
    FunctionLine,
    LineEnd,
    drawing_order,
    paint_line_names,
)
from nnviz.ui.painting.axes import Axes, Span, paint_axis_names
from nnviz.ui.painting.canvas import (
    CENTRE,
    LEFT,
    RIGHT,
    Canvas,
    small_font,
    small_numbers,
    write,
)
from nnviz.ui.theme.enlarging import enlarged, keep_size
from nnviz.views.numbers import compact, significant
from nnviz.views.ticks import value_ticks

NAMES = 384
"""Room for names, numbers and words, in pixels."""

_FARTHEST = 30.0
"""Powers of ten beyond this leave the plot."""

_LEAST = 1.0
_DOTTED = 12
"""Up to this many layers, each has a dot."""

_NAMES = ("layers", "what is left")


_WRITABLE = 300.0
"""Beyond 10 to this power a number is not written in full."""

_STEADY = 1e-9
_CLOSE = 0.02
"""A logarithm this near to 0 is within 5 % of 1."""


class ChainPlot(Canvas):
    """One line per function; where nothing is left it falls off the plot.

    Signals
    -------
    function_touched
        The name of a function whose words were clicked.
    """

    function_touched = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        keep_size(self, least_width=NAMES + 160, least_height=170)
        self.setAccessibleName("What is left of a gradient after this many layers")
        self._series: list[FunctionLine] = []
        self._logs: Mapping[str, Floats] = {}
        self._layers = 1
        self._labels: list[tuple[QRectF, str]] = []

    def show_logs(
        self, series: Sequence[FunctionLine], logs: Mapping[str, Floats], layers: int
    ) -> None:
        """Show logarithms to base 10 by name, (layers,) each; some may be missing."""
        known = [s for s in series if s.activation.name in logs]
        self._series, self._logs, self._layers = drawing_order(known), logs, layers
        self.setAccessibleDescription(
            "; ".join(f"{s.name}: {self.words_of(s.activation.name)}" for s in known)
        )
        self.update()

    def words_of(self, name: str) -> str:
        """Say what becomes of the gradient with the named function."""
        return words_for(decline_of(self._logs[name]))

    def sizeHint(self) -> QSize:
        return enlarged(QSize(NAMES + 320, 260))

    @property
    def axes(self) -> Axes:
        """Where values are on the widget now."""
        rect = QRectF(self.rect()).adjusted(54, 20, -NAMES, -20)
        return Axes(rect, (1.0, max(self._layers, 2)), self._span())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, axes = self.painter(), self.axes
        self._paint_grid(painter, axes)
        painter.save()
        painter.setClipRect(axes.rect.adjusted(-3, -3, 3, 1))
        for series in self._series:
            self._paint_line(painter, axes, series)
        painter.restore()
        ends = [self._end(axes, s) for s in self._series]
        for end in ends:
            self.note(f"{end.series.activation.name}: what is left", end.number)
        area = QRectF(axes.rect.right() + 3, 4, NAMES - 7, self.height() - 8)
        self._labels = paint_line_names(painter, ends, area, self.theme)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for label, name in self._labels:
            if label.contains(self.event_place(event)):
                self.function_touched.emit(name)
                return

    def _span(self) -> Span:
        logs = [self._logs[s.activation.name] for s in self._series]
        finite = [log[np.isfinite(log)] for log in logs]
        low = min((float(log.min()) for log in finite if log.size), default=-_LEAST)
        high = max((float(log.max()) for log in finite if log.size), default=0.0)
        low = max(min(low, -_LEAST), -_FARTHEST)
        high = min(max(high, 0.0), _FARTHEST)
        margin = 0.06 * (high - low)
        return low - margin, high + margin

    def _paint_grid(self, painter: QPainter, axes: Axes) -> None:
        rect = axes.rect
        end = paint_axis_names(painter, axes, _NAMES, self.theme)
        painter.setFont(small_numbers())
        for power in _powers(axes):
            y = round(axes.y_at(power)) + 0.5
            painter.setPen(QPen(QColor(self.theme.grid), 1))
            painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))
            place = QRectF(rect.left() - 52, y - 7, 46, 14)
            write(painter, place, RIGHT, compact(10.0**power), self.theme.muted)
        for tick in value_ticks(*axes.x_span, max(3, int(rect.width() / 34))):
            layer = tick.place
            x = axes.x_at(layer)
            if layer == int(layer) and x + 10 < end:
                place = QRectF(x - 20, rect.bottom() + 3, 40, 14)
                write(painter, place, CENTRE, compact(layer), self.theme.muted)
        self._paint_limit(painter, axes, VANISHED, "vanished: below 1e−6")
        self._paint_limit(painter, axes, EXPLODED, "exploded: above 1e6")

    def _paint_limit(
        self, painter: QPainter, axes: Axes, limit: float, words: str
    ) -> None:
        """Draw a line at what counts as vanished or exploded, where it is in sight."""
        low, high = axes.y_span
        if not low < limit < high:
            return
        y, rect = axes.y_at(limit), axes.rect
        painter.setPen(QPen(QColor(self.theme.muted), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))
        painter.setFont(small_font())
        place = QRectF(rect.left() + 6, y - 15, rect.width() - 6, 14)
        write(painter, place, LEFT, words, self.theme.muted)

    def _paint_line(self, painter: QPainter, axes: Axes, series: FunctionLine) -> None:
        logs = self._logs[series.activation.name]
        number = np.arange(1.0, len(logs) + 1.0)
        known = ~np.isnan(logs)
        low, high = axes.y_span
        bounded = np.clip(logs[known], low - 9.0 * (high - low), 9.0 * high + 9.0)
        line = axes.line(number[known], bounded)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(series.pen(self.theme))
        painter.drawPolyline(line)
        if len(logs) <= _DOTTED:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(series.ink(self.theme)))
            for place in line.toList():
                painter.drawEllipse(place, 2.4, 2.4)

    def _end(self, axes: Axes, series: FunctionLine) -> LineEnd:
        """Return where a line ends, what is left there, and what that means."""
        logs = self._logs[series.activation.name]
        known = logs[~np.isnan(logs)]
        last = float(known[-1]) if known.size else 0.0
        y = axes.y_at(max(min(last, axes.y_span[1]), axes.y_span[0]))
        words = self.words_of(series.activation.name)
        return LineEnd(series, y, left_over(float(logs[-1])), words, -last)


def _powers(axes: Axes) -> list[float]:
    """Return the whole powers of ten that get a line."""
    most = max(2, int(axes.rect.height() / 36))
    powers = [tick.place for tick in value_ticks(*axes.y_span, most)]
    return [power for power in powers if power == int(power)]


def left_over(log: float) -> str:
    """Write a product of which the logarithm is known."""
    if log == -math.inf:
        return "0"
    if math.isnan(log):
        return "–"
    if abs(log) > _WRITABLE:
        return "< 1e−300" if log < 0.0 else "> 1e300"
    return significant(10.0**log, 3)


def words_for(decline: Decline) -> str:
    """Say what happens: only what the numbers show."""
    if decline.undefined:
        return "overflows: no longer a number"
    if decline.vanished_after is not None:
        return _vanishing(decline)
    if decline.exploded_after is not None:
        return f"explodes: above 1e6 after {layers(decline.exploded_after)}"
    per_layer = 10.0 ** (decline.last / decline.layers)
    if abs(decline.last) < _STEADY:
        return "stays the same"
    if abs(decline.last) < _CLOSE:
        return "stays within 5 %"
    way = "shrinks" if decline.last < 0.0 else "grows"
    return f"{way}: × {significant(per_layer, 3)} per layer"


def layers(number: int) -> str:
    """Write a number of layers."""
    return f"{number} layer{'s' * (number != 1)}"


def _vanishing(decline: Decline) -> str:
    if decline.zero_after == decline.vanished_after:
        return f"exactly 0 after {layers(int(decline.zero_after or 0))}"
    below = f"below 1e−6 after {layers(int(decline.vanished_after or 0))}"
    if decline.zero_after is not None:
        return f"{below}, 0 after {decline.zero_after}"
    return f"vanishes: {below}"

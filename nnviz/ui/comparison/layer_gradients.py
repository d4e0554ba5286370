"""The gradient's norm by layer, which shows vanishing gradients."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from nnviz.core.writing.layer_names import layer_label
from nnviz.session.health.layer_health import NetworkHealth
from nnviz.ui.comparison.contender_legend import shortened
from nnviz.ui.comparison.health_rows import HealthCanvas
from nnviz.ui.painting.canvas import (
    CENTRE,
    LEFT,
    RIGHT,
    fill,
    small_font,
    small_numbers,
    write,
)
from nnviz.ui.theme.enlarging import enlarged
from nnviz.ui.theme.line_styles import draw_marker
from nnviz.ui.theme.tokens import blend
from nnviz.views.charts.label_spread import spread
from nnviz.views.numbers import significant
from nnviz.views.ticks import decade_ticks

HEAD, FOOT, LEFT_ROOM = 32.0, 22.0, 56.0
FLOOR = 22.0
"""Height of the strip below the logarithmic axis, on which a norm of 0 lies."""

_NEAR = 7.0
_LABELLED = 1.0
"""From this many decades on, the axis begins and ends at powers of ten."""


class GradientCanvas(HealthCanvas):
    """A line for each contender over its layers, on a logarithmic axis.

    A norm that is exactly 0 has no logarithm: it lies on a strip of its own below.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("comparison_gradients", parent)
        self.setAccessibleName("Norm of the gradient of every layer")

    def minimumSizeHint(self) -> QSize:
        return enlarged(QSize(260, 110))

    @property
    def area(self) -> QRectF:
        """Where norms above 0 are, in pixels."""
        metrics = QFontMetricsF(small_font())
        names = [metrics.horizontalAdvance(shortened(name)) for name in self.names]
        right = max(names, default=0.0) + 18.0
        foot = FOOT + (FLOOR if self.any_zero else 0.0)
        return QRectF(self.rect()).adjusted(LEFT_ROOM, HEAD, -right, -foot)

    @property
    def sound(self) -> tuple[NetworkHealth | None, ...]:
        """Every contender's health; None if it diverged: no axis fits its norms."""
        pairs = enumerate(self.health)
        return tuple(None if self.has_diverged(k) else each for k, each in pairs)

    @property
    def any_zero(self) -> bool:
        """Whether any norm is exactly 0."""
        return any(norm == 0.0 for health in self.sound for norm in _norms(health))

    @property
    def decades(self) -> tuple[float, float]:
        """The ends of the axis, as exponents of ten."""
        logs = [math.log10(n) for h in self.sound for n in _norms(h) if _has_log(n)]
        low, high = min(logs, default=-1.0), max(logs, default=0.0)
        if high - low >= _LABELLED:
            low, high = math.floor(low), math.ceil(high)
            return low - 0.08 * (high - low), high
        room = max((high - low) * 0.08, 0.1)
        return low - room, high + room

    def place(self, layer: int, norm: float) -> QPointF:
        """Return where a norm of a layer, counted from 1, lies."""
        area, (low, high) = self.area, self.decades
        x = area.left() + (layer - 0.5) / max(self.layers, 1) * area.width()
        if norm == 0.0:
            return QPointF(x, area.bottom() + FLOOR / 2)
        share = (math.log10(norm) - low) / (high - low)
        return QPointF(x, area.bottom() - share * area.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.painter()
        if not self.layers:
            hint = "gradients appear after the first measurement"
            write(painter, QRectF(self.rect()), CENTRE, hint, self.theme.muted)
            return
        self._paint_axes(painter)
        order = sorted(range(len(self.sound)), key=lambda index: index == self.chosen)
        for index in order:
            self._paint_line(painter, index)
        self._paint_names(painter)

    def tip_at(self, place: QPointF) -> str:
        """Return the norms near a place."""
        lines = []
        for name, health in zip(self.names, self.sound, strict=True):
            for layer, norm in enumerate(_norms(health), start=1):
                if not math.isfinite(norm):
                    continue
                apart = self.place(layer, norm) - place
                if math.hypot(apart.x(), apart.y()) < _NEAR:
                    where = layer_label(layer, self.layers)
                    lines.append(f"{name}, {where}: |gradient| {significant(norm)}")
        return "\n".join(lines)

    def index_at(self, place: QPointF) -> int | None:
        """Return the contender whose point is at a place, the first of several."""
        for index, health in enumerate(self.sound):
            for layer, norm in enumerate(_norms(health), start=1):
                if math.isfinite(norm):
                    apart = self.place(layer, norm) - place
                    if math.hypot(apart.x(), apart.y()) < _NEAR:
                        return index
        return None

    def _paint_axes(self, painter: QPainter) -> None:
        area, theme = self.area, self.theme
        painter.setFont(small_numbers())
        low, high = self.decades
        for tick in decade_ticks(low, high, _rows(area.height())):
            share = (tick.place - low) / (high - low)
            y = round(area.bottom() - share * area.height()) + 0.5
            painter.setPen(QColor(theme.grid))
            painter.drawLine(QLineF(area.left(), y, area.right(), y))
            label = QRectF(0.0, y - 8.0, LEFT_ROOM - 8.0, 16.0)
            write(painter, label, RIGHT, tick.label, theme.muted)
        if self.any_zero:
            self._paint_floor(painter)
        painter.setFont(small_font())
        title = QRectF(8.0, 1.0, self.width() - 16.0, 15.0)
        write(painter, title, LEFT, "|gradient| of W and b, by layer", theme.muted)
        gone = [name for k, name in enumerate(self.names) if self.has_diverged(k)]
        if gone:
            write(painter, title, RIGHT, f"diverged: {', '.join(gone)}", theme.bad)
        width = area.width() / self.layers
        for layer in range(1, self.layers + 1):
            x = area.left() + (layer - 1) * width
            box = QRectF(x, self.height() - FOOT + 4.0, width, 15.0)
            write(painter, box, CENTRE, layer_label(layer, self.layers), theme.muted)

    def _paint_floor(self, painter: QPainter) -> None:
        area, theme = self.area, self.theme
        strip = QRectF(area.left(), area.bottom() + 3.0, area.width(), FLOOR - 6.0)
        fill(painter, strip, blend(theme.panel, theme.bad, 0.16), 4.0)
        label = QRectF(0.0, strip.center().y() - 8.0, LEFT_ROOM - 8.0, 16.0)
        write(painter, label, RIGHT, "0", theme.bad)

    def _paint_line(self, painter: QPainter, index: int) -> None:
        style = self.style_of(index)
        places = [
            self.place(layer, norm)
            for layer, norm in enumerate(_norms(self.sound[index]), start=1)
            if math.isfinite(norm)
        ]
        painter.setPen(style.pen(2.6 if index == self.chosen else 1.8))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(places))
        for place in places:
            draw_marker(painter, place, style)
        for layer, norm in enumerate(_norms(self.sound[index]), start=1):
            self.note(f"{self.names[index]}: |gradient{layer}|", significant(norm))

    def _paint_names(self, painter: QPainter) -> None:
        """Write the names at the right, each at the height where its line ends."""
        ends = []
        for index, health in enumerate(self.sound):
            norms = _norms(health)
            if norms and math.isfinite(norms[-1]):
                place = self.place(len(norms), norms[-1])
                ends.append((place.y(), index, place))
        ends.sort(key=lambda end: end[:2])
        painter.setFont(small_font())
        area = self.area.adjusted(0, 4, 0, FLOOR if self.any_zero else 0)
        right = area.right() + 8.0
        for (_, index, end), y in zip(
            ends, spread([e[0] for e in ends], area.top(), area.bottom()), strict=True
        ):
            colour = self.style_of(index).colour
            painter.setPen(QPen(QColor(blend(colour, self.theme.panel, 0.6)), 1))
            painter.drawLine(end + QPointF(6.0, 0.0), QPointF(right - 3.0, y))
            box = QRectF(right, y - 8.0, self.width() - right - 2.0, 16.0)
            tone = blend(colour, self.theme.text, 0.25)
            write(painter, box, LEFT, self.names[index], tone)


def no_gradient(names: Sequence[str], health: Sequence[NetworkHealth | None]) -> str:
    """Return a sentence on the layers that get no gradient from the data at all."""
    sentences = []
    for name, found in zip(names, health, strict=True):
        layers = found.layers if found else ()
        silent = [
            layer_label(layer.layer, len(layers))
            for layer in layers
            if layer.data_gradient_norm == 0.0
        ]
        if silent:
            sentences.append(f"{name}: no gradient in {_listed(silent)}")
    if not sentences:
        return ""
    return "; ".join(sentences) + ": nothing learns there."


def _listed(words: Sequence[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _rows(height: float) -> int:
    """Return how many grid lines fit into this height, 8 at most."""
    return min(max(int(height // 24), 2), 8)


def _norms(health: NetworkHealth | None) -> list[float]:
    return [layer.gradient_norm for layer in health.layers] if health else []


def _has_log(norm: float) -> bool:
    return norm > 0.0 and math.isfinite(norm)

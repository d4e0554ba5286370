"""A row of small histograms, of the inputs and each layer, and what they show."""

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnviz.core.writing.layer_names import layer_name
from nnviz.explain.exploring.input_spread import InputSpread, LayerSpread, NetworkSpread
from nnviz.ui.painting.axes import Span
from nnviz.ui.painting.canvas import (
    CENTRE,
    LEFT,
    Canvas,
    fill,
    quiet,
    small_font,
    small_numbers,
    write,
)
from nnviz.ui.theme.enlarging import enlarged
from nnviz.ui.theme.fonts import text_font
from nnviz.views.numbers import percent, significant

LABEL = 190
"""Room for the row's name and words, in pixels."""

HEIGHT = 92
_PICTURE = 42
_LINE = 13
_GAP = 8
_MOSTLY = 0.9
"""From this share of saturated z on the number is a warning."""
_NO_OUTPUT = -1
"""All layers are hidden ones here: none has the number of an output layer."""


_STEADY = 0.05
_NOTABLE = 0.1
_NONE = 1e-12
_ONE = 0.995
"""From here on two digits would read 1.0."""


class SpreadRow(Canvas):
    """Shows what becomes of the inputs in one untrained network."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.name = ""
        self.spread: NetworkSpread | None = None
        self._quantity, self._own_scale = "a", False

    def show_name(self, name: str) -> None:
        """Name the row, and wait for its numbers."""
        self.name, self.spread = name, None
        self.setAccessibleName(name)
        self.setAccessibleDescription("computing…")
        self.update()

    def show_spread(
        self, spread: NetworkSpread, quantity: str, *, own_scale: bool
    ) -> None:
        """Show the distributions of z or a, on one scale or each on its own."""
        self.spread, self._quantity, self._own_scale = spread, quantity, own_scale
        self.setAccessibleDescription(". ".join(words_for(spread)))
        self.update()

    def sizeHint(self) -> QSize:
        return enlarged(QSize(400, HEIGHT))

    def design_height(self, width: int) -> int:
        """Return its one height."""
        return HEIGHT

    def column(self, number: int, columns: int) -> QRectF:
        """Return the place of a column."""
        width = (self.width() - LABEL) / max(columns, 1)
        return QRectF(LABEL + number * width, 0, width - _GAP, self.height())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(
                event.globalPos(),
                self.words_at(self.event_place(event).toPoint().x()),
                self,
            )
            return True
        return super().event(event)

    def words_at(self, x: float) -> str:
        """Return all numbers of the column at x pixels from the left."""
        if self.spread is None or x < LABEL:
            return self.name
        layers = self.spread.layers
        width = (self.width() - LABEL) / len(layers)
        layer = layers[min(int((x - LABEL) / width), len(layers) - 1)]
        return "\n".join(_described(layer))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.painter()
        painter.setPen(QPen(QColor(self.theme.grid), 1))
        bottom = self.height() - 0.5
        painter.drawLine(QPointF(0, bottom), QPointF(self.width(), bottom))
        painter.setFont(text_font(12, bold=True))
        name = QRectF(0, 6, LABEL - 12, 16)
        write(painter, name, LEFT, self.name, self.theme.text)
        if self.spread is None:
            painter.setFont(small_font())
            waiting = name.translated(0, 18)
            write(painter, waiting, LEFT, "…", self.theme.muted)
            return
        self._paint_words(painter, self.spread)
        columns = len(self.spread.layers)
        for number, layer in enumerate(self.spread.layers):
            place = self.column(number, columns)
            self._paint_layer(painter, place, layer, self._span(layer))

    def _paint_words(self, painter: QPainter, spread: NetworkSpread) -> None:
        painter.setFont(small_font())
        painter.setPen(QColor(self.theme.muted))
        wrap = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft)
        words = "\n".join(words_for(spread))
        painter.drawText(QRectF(0, 24, LABEL - 14, HEIGHT - 28), wrap, words)

    def _of(self, layer: LayerSpread) -> InputSpread:
        return layer.a if self._quantity == "a" else layer.z

    def _span(self, layer: LayerSpread) -> Span:
        """Return the values that a histogram shows: those of all layers, or its own."""
        assert self.spread is not None
        shown = (layer,) if self._own_scale else self.spread.layers
        spreads = [self._of(one) for one in shown]
        edges = [
            e for s in spreads if s.counts.any() for e in (s.edges[0], s.edges[-1])
        ]
        low, high = min(edges, default=-1.0), max(edges, default=1.0)
        low, high = min(float(low), 0.0), max(float(high), 0.0)
        margin = 0.04 * (high - low) or 1.0
        return low - margin, high + margin

    def _paint_layer(
        self, painter: QPainter, place: QRectF, layer: LayerSpread, span: Span
    ) -> None:
        spread = self._of(layer)
        picture = QRectF(place.left(), 6, place.width(), _PICTURE)
        fill(painter, picture, self.theme.background, 4)
        if math.isnan(spread.deviation):
            write(painter, picture, CENTRE, "overflow", self.theme.bad)
        else:
            self._paint_bars(painter, picture.adjusted(2, 3, -2, -1), spread, span)
        painter.setFont(small_numbers())
        for number, (words, colour) in enumerate(self._numbers(layer)):
            line = QRectF(
                place.left() + 2, 50 + _LINE * number, place.width() - 2, _LINE
            )
            write(painter, line, LEFT, words, colour)

    def _paint_bars(
        self, painter: QPainter, picture: QRectF, spread: InputSpread, span: Span
    ) -> None:
        """Draw the bars, the line at 0, and a needle for exact zeros."""
        low, high = span
        unit, bottom = picture.width() / (high - low), picture.bottom()
        zero = picture.left() - low * unit
        painter.setPen(QPen(QColor(self.theme.line), 1))
        painter.drawLine(QPointF(zero, picture.top()), QPointF(zero, bottom))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        most = max(int(spread.counts.max()), 1) / (1.0 - min(spread.zero, 0.999))
        bar = QColor(quiet(self.theme))
        edges = spread.edges.tolist()
        for left, right, number in zip(
            edges[:-1], edges[1:], spread.counts.tolist(), strict=True
        ):
            height = picture.height() * number / most
            x, end = (picture.left() + (edge - low) * unit for edge in (left, right))
            painter.fillRect(QRectF(x, bottom - height, max(end - x, 1.5), height), bar)
        if spread.zero > 0.0:
            height = max(picture.height() * spread.zero, 2.0)
            needle = QRectF(zero - 1.5, bottom - height, 3, height)
            painter.fillRect(needle, QColor(self.theme.companion))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _numbers(self, layer: LayerSpread) -> list[tuple[str, str]]:
        """Return the lines below a histogram, each with its colour."""
        spread, theme = self._of(layer), self.theme
        lines = [
            (f"μ{significant(spread.mean, 2).rjust(8)}", theme.muted),
            (f"σ{significant(spread.deviation, 3).rjust(8)}", theme.text),
        ]
        if math.isnan(spread.deviation):
            lines = [("μ       –", theme.muted), ("σ       –", theme.text)]
        if layer.layer:
            share = percent(layer.saturated, 0)
            high = layer.saturated >= _MOSTLY
            lines.append(
                (f"sat{share.rjust(6)}", theme.warning if high else theme.muted)
            )
        return lines


def _described(layer: LayerSpread) -> list[str]:
    """Return all that is known of a layer, a line for each thing."""
    if not layer.layer:
        return ["inputs", _numbers_of("x", layer.a)]
    return [
        layer_name(layer.layer, _NO_OUTPUT),
        _numbers_of("z", layer.z),
        _numbers_of("a", layer.a),
        f"saturated {percent(layer.saturated)}",
    ]


def _numbers_of(symbol: str, spread: InputSpread) -> str:
    return (
        f"{symbol}: mean {significant(spread.mean)}, standard deviation "
        f"{significant(spread.deviation)}, exactly 0: {percent(spread.zero)}"
    )


def words_for(spread: NetworkSpread) -> tuple[str, ...]:
    """Say in a few short lines what happens: only what was measured."""
    lines = [_spread_words(spread)]
    last = spread.layers[-1]
    if last.saturated == 1.0:
        lines.append("slope 0 everywhere: all saturated")
    elif last.saturated >= _NOTABLE:
        where = layer_name(last.layer, _NO_OUTPUT)
        lines.append(f"{percent(last.saturated, 0)} saturated in {where}")
    return tuple(lines)


def _spread_words(spread: NetworkSpread) -> str:
    for layer in spread.layers:
        if math.isnan(layer.a.deviation):
            return f"overflows in {layer_name(layer.layer, _NO_OUTPUT)}"
    same = [s.layer for s in spread.layers if s.a.deviation <= _NONE]
    if same:
        return f"all values equal from {layer_name(same[0], _NO_OUTPUT)}"
    factor = spread.factor
    if math.isnan(factor):
        return ""
    way = "shrinks" if factor < 1.0 else "grows"
    if abs(factor - 1.0) <= _STEADY:
        way = "holds"
    digits = 3 if factor >= _ONE else 2
    return f"spread {way}: × {significant(factor, digits)} per layer"

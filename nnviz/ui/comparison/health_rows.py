"""Health in rows, one for each contender; and dead and saturated units in numbers."""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import msgspec
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from nnviz.core.writing.layer_names import layer_label
from nnviz.session.health.layer_health import LayerHealth, NetworkHealth
from nnviz.ui.comparison.contender_legend import shortened
from nnviz.ui.painting.canvas import (
    CENTRE,
    LEFT,
    RIGHT,
    Canvas,
    fill,
    small_font,
    small_numbers,
    write,
)
from nnviz.ui.theme.enlarging import enlarged
from nnviz.ui.theme.line_styles import SeriesStyle, draw_sample, series_style
from nnviz.ui.theme.tokens import blend
from nnviz.views.numbers import count, percent

SAMPLE = 18.0
"""Pixels of a piece of line beside a name."""

DIVERGED = "diverged"

_WIDEST = 120.0
_STEPPED_BACK = 0.55


class HealthCanvas(Canvas):
    """The base of pictures that show something of every contender's latest health.

    Signals
    -------
    contender_chosen
        The index of the contender whose row was clicked.
    """

    contender_chosen = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setMouseTracking(True)
        self.names: tuple[str, ...] = ()
        self.health: tuple[NetworkHealth | None, ...] = ()
        self.chosen: int | None = None
        self.states: Mapping[int, str] = {}

    @property
    def layers(self) -> int:
        """How many layers the largest network has."""
        return max((len(h.layers) for h in self.health if h), default=0)

    @property
    def margin(self) -> float:
        """Return the room for the names, in pixels."""
        texts = (*map(shortened, self.names), *self.states.values())
        return min(_widest(texts), _WIDEST) + SAMPLE + 22.0

    def show_contenders(self, names: Sequence[str]) -> None:
        self.names, self.chosen, self.states = tuple(names), None, {}
        self.show_health((None,) * len(self.names))

    def show_health(self, health: Sequence[NetworkHealth | None]) -> None:
        """Show every contender's health, in their order; None if not yet known."""
        self.health = tuple(health)
        self.updateGeometry()
        self.update()

    def show_states(self, states: Mapping[int, str]) -> None:
        """Show the state of some contenders below their names, such as "diverged"."""
        self.states = dict(states)
        self.update()

    def has_diverged(self, index: int) -> bool:
        """Return whether a contender has diverged."""
        return self.states.get(index) == DIVERGED

    def choose(self, index: int | None) -> None:
        """Bring one contender to the front, or none."""
        self.chosen = index
        self.update()

    def style_of(self, index: int) -> SeriesStyle:
        """Return how a contender is drawn now, faded if another one is chosen."""
        style = series_style(self.theme, index)
        if self.chosen in (None, index):
            return style
        colour = blend(style.colour, self.theme.panel, _STEPPED_BACK)
        return SeriesStyle(colour, style.dash, style.marker)

    def row(self, index: int) -> QRectF:
        return QRectF()

    def tip_at(self, place: QPointF) -> str:
        """Return the tooltip of a place, empty if there is none."""
        return ""

    def index_at(self, place: QPointF) -> int | None:
        """Return the contender whose row a place is in."""
        for index in range(len(self.names)):
            if self.row(index).contains(place):
                return index
        return None

    def paint_name(self, painter: QPainter, index: int) -> None:
        """Write a contender's name to the left of its row, beside its line."""
        row, theme = self.row(index), self.theme
        if self.chosen == index:
            fill(painter, row.adjusted(2, 0, -2, 0), theme.raised, 5.0)
        sample = QRectF(row.left() + 8.0, row.top(), SAMPLE, row.height())
        draw_sample(painter, sample, self.style_of(index))
        painter.setFont(small_font())
        words = row.adjusted(SAMPLE + 14.0, 0.0, 0.0, 0.0)
        words.setWidth(self.margin - SAMPLE - 18.0)
        back = self.chosen not in (None, index)
        tone = theme.muted if back else theme.text
        if index in self.states:
            state = words.translated(0.0, 8.0)
            bad = theme.bad if self.has_diverged(index) else theme.muted
            write(painter, state, LEFT, self.states[index], bad)
            words.translate(0.0, -8.0)
        write(painter, words, LEFT, self.names[index], tone)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip = self.tip_at(self.event_place(event))
            where: QPoint = event.globalPos()
            if tip:
                QToolTip.showText(where, tip, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.index_at(self.event_place(event))
        if index is not None and event.button() == Qt.MouseButton.LeftButton:
            self.contender_chosen.emit(index)


HEAD = 36.0
_NARROWEST, _LOWEST = 42, 21
_BAR = 4.0
_SHORT = {"saturated": "satur."}


class UnitShare(msgspec.Struct, frozen=True):
    """One of the numbers of a layer: its title, value, text and meaning."""

    title: str
    tone: str
    share: Callable[[LayerHealth], float]
    written: Callable[[LayerHealth], str]
    lesson: str


SHARES = (
    UnitShare(
        "dead",
        "bad",
        lambda layer: layer.dead_share,
        lambda layer: f"{count(len(layer.dead))}/{count(layer.neurons)}",
        "neurons whose activation is zero for every sample: they pass nothing on, and "
        "if the slope is zero too, they cannot recover",
    ),
    UnitShare(
        "nearly",
        "warning",
        lambda layer: layer.nearly_dead_share,
        lambda layer: f"{count(len(layer.nearly_dead))}/{count(layer.neurons)}",
        "nearly dead neurons: their activation is zero for nearly every sample",
    ),
    UnitShare(
        "saturated",
        "muted",
        lambda layer: layer.saturated_share,
        lambda layer: percent(layer.saturated_share, 0),
        "saturated: the share of all z where the slope is less than 1 % of the "
        "function's largest slope: gradients barely get through there (a relu at 0 "
        "is off, not saturated)",
    ),
)


class ShareCanvas(HealthCanvas):
    """Dead, nearly dead and saturated: three numbers for each layer and contender."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("comparison_shares", parent)
        self.setAccessibleName("Dead, nearly dead and saturated neurons of every layer")

    def minimumSizeHint(self) -> QSize:
        columns = max(3 * self.layers, 3)
        rows = max(len(self.names), 1)
        width = self.margin + columns * _NARROWEST
        return enlarged(QSize(math.ceil(width), math.ceil(HEAD + 6 + rows * _LOWEST)))

    def row(self, index: int) -> QRectF:
        room = (self.height() - HEAD - 6.0) / max(len(self.names), 1)
        height = min(max(room, _LOWEST), 40.0)
        return QRectF(0.0, HEAD + index * height, float(self.width()), height)

    def cell(self, index: int, layer: int, place: int) -> QRectF:
        """Return where one number is, of a layer counted from 1."""
        row = self.row(index)
        room = (self.width() - self.margin) / max(3 * self.layers, 1)
        left = self.margin + (3 * (layer - 1) + place) * room
        return QRectF(left, row.top(), room, row.height()).adjusted(4, 0, -8, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.painter()
        for index, health in enumerate(self.health):
            self.paint_name(painter, index)
            for layer in health.layers if health else ():
                self._paint_layer(painter, index, layer)
        painter.setFont(small_font())
        for number in range(1, self.layers + 1):
            self._paint_heading(painter, number)
        if not self.layers:
            hint = "the shares appear after the first measurement"
            write(painter, QRectF(self.rect()), CENTRE, hint, self.theme.muted)

    def tip_at(self, place: QPointF) -> str:
        """Return the meaning of the number at a place."""
        index = self.index_at(place)
        health = self.health[index] if index is not None else None
        for layer in health.layers if health else ():
            for at, share in enumerate(SHARES):
                cell = self.cell(index or 0, layer.layer, at).adjusted(-4, 0, 8, 0)
                if cell.contains(place):
                    where = layer_label(layer.layer, self.layers)
                    name = self.names[index or 0]
                    return f"{name}, {where}: {share.written(layer)}: {share.lesson}"
        return ""

    def _paint_heading(self, painter: QPainter, layer: int) -> None:
        theme, first = self.theme, self.cell(0, layer, 0)
        last = self.cell(0, layer, 2)
        box = QRectF(first.left(), 2.0, last.right() - first.left(), 16.0)
        write(painter, box, LEFT, layer_label(layer, self.layers), theme.muted)
        for place, share in enumerate(SHARES):
            cell = self.cell(0, layer, place)
            box = QRectF(cell.left() - 4.0, 20.0, cell.width() + 4.0, 16.0)
            fits = painter.fontMetrics().horizontalAdvance(share.title) <= box.width()
            title = share.title if fits else _SHORT.get(share.title, share.title)
            write(painter, box, RIGHT, title, theme.muted)

    def _paint_layer(self, painter: QPainter, index: int, layer: LayerHealth) -> None:
        theme, back = self.theme, self.chosen not in (None, index)
        painter.setFont(small_numbers())
        for place, share in enumerate(SHARES):
            cell, value = self.cell(index, layer.layer, place), share.share(layer)
            quiet = value == 0.0 or back
            words = QRectF(cell.left() - 6.0, cell.center().y() - 9.0, 0.0, 14.0)
            words.setRight(cell.right())
            tone = theme.muted if quiet else theme.text
            write(painter, words, RIGHT, share.written(layer), tone)
            name = f"{self.names[index]}: {share.title}{layer.layer}"
            self.note(name, share.written(layer))
            groove = QRectF(cell.left(), words.bottom() + 1.0, cell.width(), _BAR)
            fill(painter, groove, theme.grid, _BAR / 2)
            if value > 0.0:
                groove.setWidth(max(groove.width() * value, _BAR))
                fill(painter, groove, str(getattr(theme, share.tone)), _BAR / 2)


@lru_cache(maxsize=64)
def _widest(texts: tuple[str, ...]) -> float:
    """Return the width of the widest of some small texts [px]: asked for in a frame."""
    metrics = QFontMetricsF(small_font())
    return max(map(metrics.horizontalAdvance, texts), default=0.0)

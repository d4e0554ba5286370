"""How many neurons are dead or nearly dead, and how much is saturated, in numbers."""

import math
from collections.abc import Callable

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnviz.session.health.layer_health import LayerHealth
from nnviz.ui.comparison.health_rows import HealthCanvas, layer_title
from nnviz.ui.painting.canvas import (
    CENTRE,
    LEFT,
    RIGHT,
    fill,
    small_font,
    small_numbers,
    write,
)
from nnviz.ui.painting.numbers import count, percent

HEAD = 36.0
_NARROWEST, _LOWEST = 42, 21
_BAR = 4.0


class UnitShare(msgspec.Struct, frozen=True):
    """One of the numbers of a layer: what it is called, how it is got and written."""

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
        "function's largest slope: gradients barely get through there",
    ),
)


class ShareCanvas(HealthCanvas):
    """Dead, nearly dead and saturated: three numbers for each layer and contender."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("comparison_shares", parent)
        self.setAccessibleName("Dead, nearly dead and saturated units of every layer")

    def minimumSizeHint(self) -> QSize:
        """Ask for room in which every number can be read."""
        columns = max(3 * self.layers, 3)
        rows = max(len(self.names), 1)
        width = self.margin + columns * _NARROWEST
        return QSize(math.ceil(width), math.ceil(HEAD + 6 + rows * _LOWEST))

    def row(self, index: int) -> QRectF:
        """Return where a contender's row is."""
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
        """Draw names, headings, numbers and bars."""
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
        """Return what the number at a place says."""
        index = self.index_at(place)
        health = self.health[index] if index is not None else None
        for layer in health.layers if health else ():
            for at, share in enumerate(SHARES):
                cell = self.cell(index or 0, layer.layer, at).adjusted(-4, 0, 8, 0)
                if cell.contains(place):
                    where = layer_title(layer.layer, self.layers)
                    name = self.names[index or 0]
                    return f"{name}, {where}: {share.written(layer)}: {share.lesson}"
        return ""

    def _paint_heading(self, painter: QPainter, layer: int) -> None:
        theme, first = self.theme, self.cell(0, layer, 0)
        last = self.cell(0, layer, 2)
        box = QRectF(first.left(), 2.0, last.right() - first.left(), 16.0)
        write(painter, box, LEFT, layer_title(layer, self.layers), theme.muted)
        for place, share in enumerate(SHARES):
            cell = self.cell(0, layer, place)
            box = QRectF(cell.left() - 4.0, 20.0, cell.width() + 4.0, 16.0)
            write(painter, box, RIGHT, share.title, theme.muted)

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
            groove = QRectF(cell.left(), words.bottom() + 1.0, cell.width(), _BAR)
            fill(painter, groove, theme.grid, _BAR / 2)
            if value > 0.0:
                groove.setWidth(max(groove.width() * value, _BAR))
                fill(painter, groove, str(getattr(theme, share.tone)), _BAR / 2)

"""Draws text: names of layers, inputs and outputs, fold labels, and the read-out."""

import re
from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from nnviz.ui.diagram.geometry import LayerColumn
from nnviz.ui.diagram.hits import fold_box, fold_label
from nnviz.ui.diagram.inks import Inks, colour
from nnviz.ui.diagram.parts import PartReadout
from nnviz.ui.diagram.state import DiagramState
from nnviz.ui.theme.fonts import number_font, text_font

NAME_SIZE = 12
FUNCTION_SIZE = 11
WIDEST_NAME = 130.0
WIDEST_SHARE = 0.2
SMALLEST_PITCH = 11.0
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


@lru_cache(maxsize=4096)
def fitted(text: str, size: int, room: int) -> tuple[str, float]:
    """Shorten a text to ``room`` pixels; return it with its width."""
    metrics = QFontMetricsF(text_font(size))
    fits = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
    return fits, metrics.horizontalAdvance(fits)


@lru_cache(maxsize=4096)
def text_width(text: str, size: int) -> float:
    """Return the width of a text, in pixels."""
    return QFontMetricsF(text_font(size)).horizontalAdvance(text)


@lru_cache(maxsize=16)
def digit_width(size: int) -> float:
    """Return the width of each character of a number, in pixels."""
    return QFontMetricsF(number_font(size)).horizontalAdvance("0")


def name_room(names: tuple[str, ...], width: float) -> float:
    """Return the width that the names beside a column need, in pixels.

    ``width`` is the diagram's, of which they get a fifth at most.
    """
    widest = max((text_width(name, NAME_SIZE) for name in names), default=0.0)
    return min(widest, WIDEST_NAME, WIDEST_SHARE * width)


def paint_labels(
    painter: QPainter, state: DiagramState, columns: tuple[LayerColumn, ...], inks: Inks
) -> None:
    """Paint the names of neurons and layers and the labels of wide layers."""
    for column in columns:
        _paint_names(painter, state, column, inks)
        if column.shown.can_fold:
            _paint_fold(painter, column, inks)
    titles = short_titles(state.layer_names, [column.room for column in columns])
    for column, title in zip(columns, titles, strict=True):
        if 0.0 < column.x < painter.viewport().width():
            _paint_header(painter, title, column, inks)


def paint_readout(
    painter: QPainter, readout: PartReadout, at: QPointF, typed: str, inks: Inks
) -> None:
    """Paint a read-out beside a point, but inside the window."""
    rows = [(fact.name, fact.text, inks.signed(fact.value)) for fact in readout.facts]
    if typed:
        rows.append(("new value", f"{typed}▏", inks.theme.accent))
    words = QFontMetricsF(text_font(NAME_SIZE))
    numbers = QFontMetricsF(number_font(13))
    widths = [words.horizontalAdvance(readout.title)]
    for name, text, _ in rows:
        width = words.horizontalAdvance(name) + numbers.horizontalAdvance(text)
        widths.append(width + 24)
    box = _placed(painter, at, max(widths) + 24, 28 + 20 * len(rows) + 4)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(colour(inks.theme.line), 1.0))
    painter.setBrush(colour(inks.theme.panel))
    painter.drawRoundedRect(box, 8, 8)
    line = QRectF(box.x() + 12, box.y() + 6, box.width() - 24, 20)
    painter.setFont(text_font(NAME_SIZE))
    painter.setPen(colour(inks.theme.text))
    painter.drawText(line, _LEFT, readout.title)
    for name, text, ink in rows:
        line.translate(0, 20)
        painter.setFont(text_font(NAME_SIZE))
        painter.setPen(colour(inks.theme.muted))
        painter.drawText(line, _LEFT, name)
        painter.setFont(number_font(13))
        painter.setPen(colour(ink))
        painter.drawText(line, _RIGHT, text)


def _placed(painter: QPainter, at: QPointF, width: float, height: float) -> QRectF:
    screen = painter.viewport()
    x = at.x() + 16
    if x + width > screen.width() - 8:
        x = at.x() - 16 - width
    y = at.y() + 16
    if y + height > screen.height() - 8:
        y = at.y() - 16 - height
    return QRectF(max(x, 8.0), max(y, 8.0), width, height)


def short_titles(titles: Sequence[str], rooms: Sequence[float]) -> list[str]:
    """Return the titles of layers, all as "h2" if one "hidden 2" does not fit."""
    names = [title.partition(" · ")[0] for title in titles]
    widths = [text_width(name, NAME_SIZE) for name in names]
    if all(width <= room for width, room in zip(widths, rooms, strict=True)):
        return list(titles)
    return [re.sub(r"^(\w)\w* (\d+)", r"\1\2", title) for title in titles]


def _paint_header(
    painter: QPainter, title: str, column: LayerColumn, inks: Inks
) -> None:
    """Paint a layer's name, and its activation below."""
    name, _, function = title.partition(" · ")
    name, width = fitted(name, NAME_SIZE, int(column.room))
    function, beneath = fitted(function, FUNCTION_SIZE, int(column.room))
    width = max(width, beneath) + 8
    box = QRectF(column.x - width / 2, 6, width, 32 if function else 18)
    painter.fillRect(box, colour(inks.theme.background))
    painter.setFont(text_font(NAME_SIZE))
    painter.setPen(colour(inks.theme.text))
    painter.drawText(QRectF(box.x(), 6, width, 16), _CENTRE, name)
    if function:
        painter.setFont(text_font(FUNCTION_SIZE))
        painter.setPen(colour(inks.theme.muted))
        painter.drawText(QRectF(box.x(), 22, width, 14), _CENTRE, function)


def _paint_names(
    painter: QPainter, state: DiagramState, column: LayerColumn, inks: Inks
) -> None:
    """Paint names left of the inputs and right of the outputs."""
    if column.layer not in (0, state.last) or column.pitch < SMALLEST_PITCH:
        return
    if column.shown.is_image:
        return
    size = min(NAME_SIZE, int(column.pitch))
    painter.setFont(text_font(size))
    painter.setPen(colour(inks.theme.text))
    widest = int(min(WIDEST_NAME, WIDEST_SHARE * painter.viewport().width())) + 1
    ends = zip(column.shown.neurons.tolist(), column.ys.tolist(), strict=True)
    for neuron, y in ends:
        name, width = fitted(state.name_of(column.layer, neuron), size, widest)
        beside = column.right + (2 if column.aside else 10)
        x = beside if column.layer else column.left - 10 - width
        painter.drawText(QPointF(x, y + 0.36 * size), name)


def _paint_fold(painter: QPainter, column: LayerColumn, inks: Inks) -> None:
    """Paint the label under a wide layer that says how much of it is shown."""
    box = QRectF(*fold_box(column))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(colour(inks.theme.line), 1.0))
    painter.setBrush(colour(inks.theme.panel))
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    painter.setFont(text_font(11))
    painter.setPen(colour(inks.theme.muted))
    painter.drawText(box, _CENTRE, fold_label(column))

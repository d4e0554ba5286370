"""Draws the words: layer names, names of inputs and outputs, and the read-out."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from nnviz.ui.diagram.geometry import Column
from nnviz.ui.diagram.hits import fold_box
from nnviz.ui.diagram.inks import Inks, colour
from nnviz.ui.diagram.readout import Readout
from nnviz.ui.diagram.state import DiagramState
from nnviz.ui.theme.fonts import number_font, text_font

NAME_SIZE = 12
WIDEST_NAME = 130.0
SMALLEST_PITCH = 11.0
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_ELIDE = Qt.TextElideMode.ElideRight


def name_room(names: tuple[str, ...]) -> float:
    """Return the width that the names beside a column need, in pixels."""
    metrics = QFontMetricsF(text_font(NAME_SIZE))
    widest = max((metrics.horizontalAdvance(name) for name in names), default=0.0)
    return min(widest, WIDEST_NAME)


def paint_labels(
    painter: QPainter, state: DiagramState, columns: tuple[Column, ...], inks: Inks
) -> None:
    """Paint the names of neurons and layers and the labels of wide layers."""
    for column in columns:
        _paint_names(painter, state, column, inks)
        if column.shown.can_fold:
            _paint_fold(painter, state, column, inks)
    metrics = QFontMetricsF(text_font(NAME_SIZE))
    painter.setFont(text_font(NAME_SIZE))
    room = _header_room(columns)
    for column in columns:
        name = metrics.elidedText(state.layer_names[column.layer], _ELIDE, room)
        width = metrics.horizontalAdvance(name) + 12
        x = min(max(column.x, width / 2), painter.viewport().width() - width / 2)
        box = QRectF(x - width / 2, 8, width, 22)
        painter.fillRect(box, colour(inks.theme.background))
        painter.setPen(colour(inks.theme.muted))
        painter.drawText(box, _CENTRE, name)


def paint_readout(
    painter: QPainter, readout: Readout, at: QPointF, typed: str, inks: Inks
) -> None:
    """Paint a read-out beside a point, kept inside the window."""
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


def _header_room(columns: tuple[Column, ...]) -> float:
    if len(columns) < 2:
        return 400.0
    return max((columns[-1].x - columns[0].x) / (len(columns) - 1) - 16, 40.0)


def _paint_names(
    painter: QPainter, state: DiagramState, column: Column, inks: Inks
) -> None:
    """Paint names left of the inputs and right of the outputs."""
    if column.layer not in (0, state.last) or column.pitch < SMALLEST_PITCH:
        return
    painter.setFont(text_font(min(NAME_SIZE, int(column.pitch))))
    painter.setPen(colour(inks.theme.text))
    metrics = QFontMetricsF(painter.font())
    ends = zip(column.shown.neurons.tolist(), column.ys.tolist(), strict=True)
    for neuron, y in ends:
        name = state.name_of(column.layer, neuron)
        name = metrics.elidedText(name, _ELIDE, WIDEST_NAME)
        gap = column.half_width + 10
        if column.layer == 0:
            box = QRectF(column.x - gap - WIDEST_NAME - 4, y - 9, WIDEST_NAME + 4, 18)
            painter.drawText(box, _RIGHT, name)
        else:
            box = QRectF(column.x + gap, y - 9, WIDEST_NAME + 4, 18)
            painter.drawText(box, _LEFT, name)


def _paint_fold(
    painter: QPainter, state: DiagramState, column: Column, inks: Inks
) -> None:
    """Paint the label under a wide layer: how much of it is shown."""
    box = QRectF(*fold_box(column))
    size, shown = column.shown.size, len(column.shown.neurons)
    kind = "inputs" if column.layer == 0 else "neurons"
    text = f"▸ {size} {kind}: {shown} shown"
    if column.shown.is_bundle:
        text = f"▸ {size} {kind}"
    elif shown == size:
        text = f"▾ {size} {kind}"
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(colour(inks.theme.line), 1.0))
    painter.setBrush(colour(inks.theme.panel))
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    painter.setFont(text_font(11))
    painter.setPen(colour(inks.theme.muted))
    painter.drawText(box, _CENTRE, text)

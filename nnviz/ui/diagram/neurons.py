"""Draws the neurons: picture or bar, value beneath, bias at the corner."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPen, QTransform

from nnviz.core.types import Floats
from nnviz.ui.diagram.geometry import Column
from nnviz.ui.diagram.hits import bias_dot
from nnviz.ui.diagram.inks import Inks, colour
from nnviz.ui.diagram.parts import NeuronPart
from nnviz.ui.diagram.readout import NumberFormat
from nnviz.ui.diagram.state import DiagramState
from nnviz.ui.theme.colour_maps import values_to_image
from nnviz.ui.theme.fonts import number_font

SMALLEST_ROUNDED = 12.0
Transparent = Qt.GlobalColor.transparent


class NeuronPainter:
    """Paints the neurons of all columns; keeps pictures until their arrays change."""

    def __init__(self, write: NumberFormat) -> None:
        self._write = write
        self._images: dict[tuple[int, int], tuple[Floats, object, QImage]] = {}

    def paint(
        self,
        painter: QPainter,
        state: DiagramState,
        columns: tuple[Column, ...],
        inks: Inks,
        focus: NeuronPart | None,
    ) -> None:
        """Paint all columns, given as they lie on the screen."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
        bottom = painter.viewport().height()
        for column in columns:
            if column.shown.is_image:
                self._paint_image(painter, state, column, inks)
                continue
            seen = (column.ys > -column.side) & (column.ys < bottom + column.side)
            for place in np.flatnonzero(seen).tolist():
                self._paint_neuron(painter, state, column, place, inks)
            if focus is not None and focus.layer == column.layer:
                _paint_halo(painter, column, focus.index, inks)

    def _paint_neuron(
        self,
        painter: QPainter,
        state: DiagramState,
        column: Column,
        place: int,
        inks: Inks,
    ) -> None:
        neuron, y = int(column.shown.neurons[place]), float(column.ys[place])
        side = column.side
        box = QRectF(column.x - side / 2, y - side / 2, side, side)
        value = state.activation(column.layer, neuron)
        pictures = state.pictures_of(column.layer)
        if side < SMALLEST_ROUNDED:
            _paint_small(painter, box, value, inks)
        elif pictures is not None:
            self._fill_with_picture(painter, box, state, column.layer, neuron, inks)
        else:
            largest = _largest(state, column.layer)
            _paint_bar(painter, box, value, largest, inks)
        note = state.notes.get((column.layer, neuron))
        if side >= SMALLEST_ROUNDED:
            _paint_frame(painter, box, note, inks)
        if column.layer > 0:
            bias = float(state.biases[column.layer - 1][neuron])
            _paint_bias(painter, column, y, bias, inks)
        if column.pitch - side >= 14.0 and value is not None:
            text = self._write(value)
            _paint_value(painter, box, f"{text} {note}" if note else text, inks)

    def _fill_with_picture(
        self,
        painter: QPainter,
        box: QRectF,
        state: DiagramState,
        layer: int,
        neuron: int,
        inks: Inks,
    ) -> None:
        image = self._picture(state, layer, neuron, inks)
        place = QTransform.fromTranslate(box.x(), box.y())
        place.scale(box.width() / image.width(), box.height() / image.height())
        brush = QBrush(image)
        brush.setTransform(place)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brush)
        radius = 0.14 * box.width()
        painter.drawRoundedRect(box, radius, radius)

    def _picture(
        self, state: DiagramState, layer: int, neuron: int, inks: Inks
    ) -> QImage:
        pictures = state.pictures_of(layer)
        kept = self._images.get((layer, neuron))
        if kept is not None and kept[0] is pictures and kept[1] is inks:
            return kept[2]
        if pictures is None:
            return QImage()
        values = pictures[neuron]
        limit = state.picture_limit(layer) or float(np.abs(values).max(initial=0.0))
        image = values_to_image(values, limit, inks.diverging)
        self._images[layer, neuron] = (pictures, inks, image)
        return image

    def _paint_image(
        self, painter: QPainter, state: DiagramState, column: Column, inks: Inks
    ) -> None:
        values = state.input_image
        if values is None:
            return
        half = column.half_width
        height = column.bottom - column.top
        box = QRectF(column.x - half, column.top, 2 * half, height)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(box, values_to_image(values, 1.0, inks.sequential))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
        painter.setPen(QPen(colour(inks.theme.line), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)


def _largest(state: DiagramState, layer: int) -> float:
    """Return the activation that fills a bar: at least 1."""
    if layer >= len(state.activations):
        return 1.0
    return max(float(np.abs(state.activations[layer]).max(initial=0.0)), 1.0)


def _paint_small(
    painter: QPainter, box: QRectF, value: float | None, inks: Inks
) -> None:
    """Paint a neuron too small for a picture as a spot in its sign's colour."""
    name = inks.theme.muted if value is None else inks.spot(value)
    painter.fillRect(box, colour(name))


def _paint_bar(
    painter: QPainter, box: QRectF, value: float | None, largest: float, inks: Inks
) -> None:
    """Paint an activation as a bar up or down from the middle, which is zero."""
    radius = 0.14 * box.width()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(inks.theme.field))
    painter.drawRoundedRect(box, radius, radius)
    middle = box.center().y()
    inset = box.width() * 0.24
    if value is not None and np.isfinite(value):
        length = (box.height() / 2 - 3) * min(abs(value) / largest, 1.0)
        top = middle - length if value > 0 else middle
        bar = QRectF(box.x() + inset, top, box.width() - 2 * inset, length)
        painter.fillRect(bar, colour(inks.signed(value)))
    painter.setPen(QPen(colour(inks.theme.muted), 1.0))
    left, right = box.left() + inset / 2, box.right() - inset / 2
    painter.drawLine(QPointF(left, middle), QPointF(right, middle))


def _paint_frame(painter: QPainter, box: QRectF, note: str | None, inks: Inks) -> None:
    pen = QPen(colour(inks.theme.muted if note else inks.theme.line), 1.5)
    if note:
        pen.setDashPattern([2.0, 2.0])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    radius = 0.14 * box.width()
    painter.drawRoundedRect(box, radius, radius)


def _paint_bias(
    painter: QPainter, column: Column, y: float, bias: float, inks: Inks
) -> None:
    """Paint a bias as a dot in its sign's colour; a negative one has a minus in it."""
    x, dot_y, radius = bias_dot(column, y)
    if radius < 0.8:
        return
    painter.setPen(QPen(colour(inks.theme.background), 1.5))
    if radius < 2.5:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(inks.signed(bias)))
    painter.drawEllipse(QPointF(x, dot_y), radius, radius)
    if bias < 0 and radius >= 3.0:
        painter.setPen(QPen(colour(inks.theme.background), 1.6))
        reach = 0.5 * radius
        painter.drawLine(QPointF(x - reach, dot_y), QPointF(x + reach, dot_y))


def _paint_value(painter: QPainter, box: QRectF, text: str, inks: Inks) -> None:
    painter.setFont(number_font(11))
    painter.setPen(colour(inks.theme.muted))
    place = QRectF(box.center().x() - 60, box.bottom() + 2, 120, 14)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


def _paint_halo(painter: QPainter, column: Column, neuron: int, inks: Inks) -> None:
    place = column.place_of(neuron)
    if place is None:
        return
    half = column.side / 2 + 3.0
    y = float(column.ys[place])
    painter.setPen(QPen(colour(inks.theme.accent), 2.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    box = QRectF(column.x - half, y - half, 2 * half, 2 * half)
    painter.drawRoundedRect(box, 0.2 * half, 0.2 * half)

"""Draws the neurons: picture or bar, value beneath, bias at the corner."""

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from nnviz.core.types import Floats
from nnviz.ui.diagram.diagram_layout import VALUE_ROOM
from nnviz.ui.diagram.fitting import digit_width
from nnviz.ui.diagram.geometry import LayerColumn
from nnviz.ui.diagram.hits import bias_dot
from nnviz.ui.diagram.inks import Inks, colour
from nnviz.ui.diagram.part_readout import NumberFormat
from nnviz.ui.diagram.parts import NeuronPart
from nnviz.ui.diagram.sprites import Sprites
from nnviz.ui.diagram.state import DiagramState
from nnviz.ui.diagram.verdicts import bias_look
from nnviz.ui.theme.colour_maps import values_to_image
from nnviz.ui.theme.fonts import number_font

SMALLEST_ROUNDED = 12
SMALLEST_DOT = 0.8
BENEATH_SIZE, ASIDE_SIZE = 11, 10
LEAST_ASIDE = 40.0
"""What a value of six characters takes beside its neuron."""


class NeuronPainter:
    """Paints the neurons of all columns; keeps pictures until their arrays change."""

    def __init__(self, inks: Inks, ratio: float, write: NumberFormat) -> None:
        self._inks, self._write = inks, write
        self._sprites = Sprites(inks, ratio)
        self._images: dict[tuple[int, int], tuple[Floats, QImage]] = {}
        self._full_bar = 1.0
        self._fonts = (number_font(BENEATH_SIZE), number_font(ASIDE_SIZE))

    def paint(
        self,
        painter: QPainter,
        state: DiagramState,
        columns: tuple[LayerColumn, ...],
        focus: NeuronPart | None,
    ) -> None:
        """Paint all columns, given as they lie on the screen.

        In a walk the neuron that is worked on stands out, else the one selected.
        """
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
        bottom = painter.viewport().height()
        if state.stepping is not None and state.stepping.lit is not None:
            focus = NeuronPart(*state.stepping.lit)
        for column in columns:
            if column.shown.is_image:
                self._paint_image(painter, state, column)
                continue
            self._full_bar = _largest(state, column.layer)
            seen = (column.ys > -column.side) & (column.ys < bottom + column.side)
            for place in np.flatnonzero(seen).tolist():
                self._paint_neuron(painter, state, column, place)
            if focus is not None and focus.layer == column.layer:
                _paint_halo(painter, column, focus.index, self._inks)

    def _paint_neuron(
        self, painter: QPainter, state: DiagramState, column: LayerColumn, place: int
    ) -> None:
        layer, neuron = column.layer, int(column.shown.neurons[place])
        y = float(column.ys[place])
        side = max(round(column.side), 1)
        box = QRect(round(column.x - side / 2), round(y - side / 2), side, side)
        value = state.activation(layer, neuron)
        note = state.notes.get((layer, neuron))
        if side < SMALLEST_ROUNDED:
            _paint_small(painter, box, value, self._inks)
        else:
            self._fill(painter, box, state, layer, neuron)
            self._sprites.draw_frame(painter, box.x(), box.y(), side, bool(note))
        if layer > 0:
            dot_x, dot_y, radius = bias_dot(column, y)
            if radius >= SMALLEST_DOT:
                look = bias_look(state, layer, neuron)
                self._sprites.draw_dot(painter, (dot_x, dot_y), radius, look)
        aside = column.aside >= LEAST_ASIDE
        if not aside and column.pitch - column.side < VALUE_ROOM:
            return
        text = state.word(layer, neuron)
        if not text and value is not None:
            # Beside a neuron is no room for the note; its frame is dashed.
            note = "" if aside else note
            text = f"{self._write(value)} {note or ''}".rstrip()
        if text:
            self._paint_value(painter, box, text, aside)

    def _fill(
        self,
        painter: QPainter,
        box: QRect,
        state: DiagramState,
        layer: int,
        neuron: int,
    ) -> None:
        """Fill a neuron with its picture or a bar, an unknown one with nothing."""
        pictures = state.pictures_of(layer)
        if not state.is_known(layer, neuron):
            painter.fillRect(box, colour(self._inks.theme.background))
        elif pictures is not None:
            painter.drawImage(box, self._picture(state, pictures, layer, neuron))
        else:
            value = state.activation(layer, neuron)
            _paint_bar(painter, box, value, self._full_bar, self._inks)

    def _picture(
        self, state: DiagramState, pictures: Floats, layer: int, neuron: int
    ) -> QImage:
        kept = self._images.get((layer, neuron))
        if kept is not None and kept[0] is pictures:
            return kept[1]
        values = pictures[neuron]
        limit = state.picture_limit(layer) or float(np.abs(values).max(initial=0.0))
        image = values_to_image(values, limit, self._inks.diverging)
        self._images[layer, neuron] = (pictures, image)
        return image

    def _paint_image(
        self, painter: QPainter, state: DiagramState, column: LayerColumn
    ) -> None:
        values = state.input_image
        if values is None:
            return
        half = column.half_width
        height = column.bottom - column.top
        box = QRectF(column.x - half, column.top, 2 * half, height)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(box, values_to_image(values, 1.0, self._inks.sequential))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
        painter.setPen(QPen(colour(self._inks.theme.line), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)

    def _paint_value(
        self, painter: QPainter, box: QRect, text: str, aside: bool
    ) -> None:
        """Write a value beneath its neuron or to the right of it."""
        size = ASIDE_SIZE if aside else BENEATH_SIZE
        middle = box.x() + box.width() / 2
        if aside:
            at = QPointF(box.right() + 4, box.y() + box.height() / 2 + 0.36 * size)
        else:
            width = digit_width(size) * len(text)
            left, top = middle - width / 2, box.bottom() + 4
            at = QPointF(left, top + 10)
            if width > box.width():
                # It would stand on edges.
                ground = QRectF(left - 1, top, width + 2, 12)
                painter.fillRect(ground, colour(self._inks.theme.background))
        painter.setFont(self._fonts[aside])
        painter.setPen(colour(self._inks.theme.muted))
        painter.drawText(at, text)


def _largest(state: DiagramState, layer: int) -> float:
    """Return the activation that fills a bar: at least 1."""
    if layer >= len(state.activations):
        return 1.0
    return max(float(np.abs(state.activations[layer]).max(initial=0.0)), 1.0)


def _paint_small(
    painter: QPainter, box: QRect, value: float | None, inks: Inks
) -> None:
    """Paint a neuron too small for a picture as a spot in its sign's colour."""
    spot = colour(inks.theme.muted) if value is None else inks.spot(value)
    painter.fillRect(box, spot)


def _paint_bar(
    painter: QPainter, box: QRect, value: float | None, largest: float, inks: Inks
) -> None:
    """Paint an activation as a bar up or down from the middle, which is zero."""
    painter.fillRect(box, colour(inks.theme.field))
    middle = box.y() + box.height() // 2
    inset = round(box.width() * 0.24)
    if value is not None and np.isfinite(value):
        length = round((box.height() / 2 - 3) * min(abs(value) / largest, 1.0))
        top = middle - length if value > 0 else middle
        bar = QRect(box.x() + inset, top, box.width() - 2 * inset, length)
        painter.fillRect(bar, colour(inks.signed(value)))
    zero = QRect(box.x() + inset // 2, middle, box.width() - 2 * (inset // 2), 1)
    painter.fillRect(zero, colour(inks.theme.muted))


def _paint_halo(
    painter: QPainter, column: LayerColumn, neuron: int, inks: Inks
) -> None:
    place = column.place_of(neuron)
    if place is None:
        return
    half = column.side / 2 + 3.0
    y = float(column.ys[place])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(colour(inks.theme.accent), 2.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    box = QRectF(column.x - half, y - half, 2 * half, 2 * half)
    painter.drawRoundedRect(box, 0.2 * half, 0.2 * half)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

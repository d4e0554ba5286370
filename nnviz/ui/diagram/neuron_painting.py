"""Draws neurons: a picture or bar, the value beneath, the bias at a corner."""

from collections.abc import Callable
from functools import lru_cache
from math import cos, isfinite, radians, sin

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPainterPath, QPen, QPixmap

from nnviz.core.types import Floats
from nnviz.ui.diagram.edge_codes import DotLook, bias_look
from nnviz.ui.diagram.inks import Inks, colour
from nnviz.ui.theme.colour_maps import values_to_image
from nnviz.ui.theme.fonts import number_font
from nnviz.views.diagram.diagram_state import DEAD, DiagramState
from nnviz.views.diagram.geometry import LayerColumn
from nnviz.views.diagram.hits import VALUE_ROOM, bias_dot
from nnviz.views.diagram.parts import NeuronPart, NumberFormat
from nnviz.views.readings import Readings, neuron_name

ROUNDING = 0.14
"""Radius of a neuron's corner as a share of its side."""
_MARGIN = 2
_MOST = 200
_WORDS = {"z": "z", "δ": "delta"}
"""What the texts of a walk begin with, and the program's names."""

Paint = Callable[[QPainter], None]
SMALLEST_ROUNDED = 12
SMALLEST_DOT = 0.8
BENEATH_SIZE, ASIDE_SIZE = 11, 10
LEAST_ASIDE = 40.0
"""Pixels for a value of six characters beside its neuron."""


class Sprites:
    """Frames and dots, which many neurons share: each is painted once."""

    def __init__(self, inks: Inks, ratio: float) -> None:
        self.inks, self.ratio = inks, ratio
        self._kept: dict[tuple[object, ...], QPixmap] = {}

    def draw_frame(
        self, painter: QPainter, x: int, y: int, side: int, on: bool
    ) -> None:
        """Round off a square and frame it, in dashes if the neuron barely learns."""
        frame = self._get(
            ("frame", side, on), side, lambda p: _frame(p, side, on, self.inks)
        )
        painter.drawPixmap(x - _MARGIN, y - _MARGIN, frame)

    def draw_dot(
        self, painter: QPainter, at: tuple[float, float], radius: float, look: DotLook
    ) -> None:
        """Draw a bias as a dot: negative ones carry a minus.

        In a check a right one is small, a wrong one crossed out, an unknown one hollow.
        """
        # Few sizes, so that zooming does not fill the cache.
        radius = round(radius * 4) / 4
        side = int(2 * radius) + 2
        dot = self._get(
            ("dot", radius, look),
            side,
            lambda p: _dot(p, side, radius, look, self.inks),
        )
        x, y = at
        reach = side / 2 + _MARGIN
        painter.drawPixmap(round(x - reach), round(y - reach), dot)

    def _get(self, key: tuple[object, ...], side: int, paint: Paint) -> QPixmap:
        """Return the pixels that are kept, painted first if need be, with a margin."""
        if key not in self._kept:
            if len(self._kept) > _MOST:
                self._kept.clear()
            width = side + 2 * _MARGIN
            pixels = QPixmap(QSize(width, width) * self.ratio)
            pixels.setDevicePixelRatio(self.ratio)
            pixels.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixels)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(_MARGIN, _MARGIN)
            paint(painter)
            painter.end()
            self._kept[key] = pixels
        return self._kept[key]


def _frame(painter: QPainter, side: int, marked: bool, inks: Inks) -> None:
    box = QRectF(0.0, 0.0, side, side)
    radius = ROUNDING * side
    corners = QPainterPath()
    corners.addRect(box)
    corners.addRoundedRect(box, radius, radius)
    painter.fillPath(corners, colour(inks.theme.background))
    pen = QPen(colour(inks.theme.muted if marked else inks.theme.line), 1.5)
    if marked:
        pen.setDashPattern([2.0, 2.0])
    painter.setPen(pen)
    painter.drawRoundedRect(box, radius, radius)


def cross_out(painter: QPainter, box: QRect, inks: Inks) -> None:
    """Mark a neuron that is zero for every sample."""
    half = max(box.width() / 2 - 1.0, 2.0)
    middle = QRectF(box).center()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(colour(inks.theme.bad), 1.8))
    for turn in (1, -1):
        reach = QPointF(half, -turn * half)
        painter.drawLine(middle - reach, middle + reach)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _dot(
    painter: QPainter, side: int, radius: float, look: DotLook, inks: Inks
) -> None:
    middle, theme = QPointF(side / 2, side / 2), inks.theme
    background = colour(theme.background)
    painter.setPen(QPen(background, 1.5) if radius >= 2.5 else Qt.PenStyle.NoPen)
    tones = {"plus": theme.positive, "minus": theme.negative, "zero": theme.muted}
    tones |= {"right": theme.good, "wrong": theme.bad}
    painter.setBrush(colour(tones.get(look, theme.background)))
    if look == "unknown":
        painter.setPen(QPen(colour(theme.disabled), 1.5))
        painter.setBrush(background)
    size = 0.7 * radius if look == "right" else radius
    painter.drawEllipse(middle, size, size)
    if radius < 3.0:
        return
    painter.setPen(QPen(background, 1.6))
    for turn in {"minus": (0,), "wrong": (45, 135)}.get(look, ()):
        half, angle = 0.5 * radius, radians(turn)
        reach = QPointF(half * cos(angle), half * sin(angle))
        painter.drawLine(middle - reach, middle + reach)


class NeuronPainter:
    """Paints the neurons of all columns; keeps images until their arrays change."""

    def __init__(self, inks: Inks, ratio: float, write: NumberFormat) -> None:
        self._inks, self._write = inks, write
        self._sprites = Sprites(inks, ratio)
        self._images: dict[tuple[int, int], tuple[Floats, QImage]] = {}
        self.readings = Readings()
        """What was written the last time."""
        self._full_bar = 1.0
        self._fonts = (number_font(BENEATH_SIZE), number_font(ASIDE_SIZE))

    def paint(
        self,
        painter: QPainter,
        state: DiagramState,
        columns: tuple[LayerColumn, ...],
        focus: NeuronPart | None,
    ) -> None:
        """Paint all columns, whose places are those on the screen.

        The neuron in focus is outlined; in a walk, the one being computed.
        """
        self.readings = Readings()
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
            if seen.sum() == state.sizes[column.layer]:
                self._count_marks(state, column.layer)
            if focus is not None and focus.layer == column.layer:
                _paint_halo(painter, column, focus.index, self._inks)

    def _count_marks(self, state: DiagramState, layer: int) -> None:
        """Note how many neurons of a layer that is shown in full carry a mark."""
        if 0 < layer < state.last:
            notes = [note for (of, _), note in state.notes.items() if of == layer]
            for mark in (DEAD, "saturated"):
                self.readings.note(f"{mark}{layer}", str(notes.count(mark)))

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
            dashed = bool(note) and note != DEAD
            self._sprites.draw_frame(painter, box.x(), box.y(), side, dashed)
        if note == DEAD:
            cross_out(painter, box, self._inks)
        if layer > 0:
            self._paint_bias(painter, state, column, place)
        aside = column.aside >= LEAST_ASIDE
        if not aside and column.pitch - column.side < VALUE_ROOM:
            return
        self._write_value(painter, state, (layer, neuron), box, aside)

    def _write_value(
        self,
        painter: QPainter,
        state: DiagramState,
        at: tuple[int, int],
        box: QRect,
        aside: bool,
    ) -> None:
        """Write the value of a neuron, or what a walk has of it so far, and note it."""
        text, value = state.word(*at), state.activation(*at)
        quantity, _, number = text.partition(" ")
        if not text and value is not None:
            # Beside a neuron there is no room for the note, but it looks different.
            note = "" if aside else state.notes.get(at, "")
            number = self._write(value)
            text = f"{number} {note}".rstrip()
        if text:
            self._paint_value(painter, box, text, aside)
            name = neuron_name(_WORDS.get(quantity, "a"), *at)
            self.readings.note(name, number)

    def _paint_bias(
        self, painter: QPainter, state: DiagramState, column: LayerColumn, place: int
    ) -> None:
        """Paint the dot of a bias; one that a check found wrong has a ring around."""
        x, y, radius = bias_dot(column, float(column.ys[place]))
        if radius >= SMALLEST_DOT:
            look = bias_look(state, column.layer, int(column.shown.neurons[place]))
            self._sprites.draw_dot(painter, (x, y), radius, look)
            if look == "wrong":
                _paint_ring(painter, QPointF(x, y), radius, self._inks)

    def _fill(
        self,
        painter: QPainter,
        box: QRect,
        state: DiagramState,
        layer: int,
        neuron: int,
    ) -> None:
        """Fill a neuron with its picture or bar; leave it empty while it is unknown."""
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
        """Write a value beneath its neuron or to the right."""
        size = ASIDE_SIZE if aside else BENEATH_SIZE
        middle = box.x() + box.width() / 2
        if aside:
            at = QPointF(box.right() + 6, box.y() + box.height() / 2 + 0.36 * size)
            width = digit_width(size) * len(text)
            ground = QRectF(at.x() - 2, at.y() - 9, width + 4, 12)
            painter.fillRect(ground, colour(self._inks.theme.background))
        else:
            width = digit_width(size) * len(text)
            left, top = middle - width / 2, box.bottom() + 4
            at = QPointF(left, top + 10)
            if width > box.width():
                # Beyond the neuron, edges run behind it.
                ground = QRectF(left - 1, top, width + 2, 12)
                painter.fillRect(ground, colour(self._inks.theme.background))
        painter.setFont(self._fonts[aside])
        painter.setPen(colour(self._inks.theme.muted))
        painter.drawText(at, text)


@lru_cache(maxsize=16)
def digit_width(size: int) -> float:
    """Return the width of each character of a number, in pixels."""
    return QFontMetricsF(number_font(size)).horizontalAdvance("0")


def _largest(state: DiagramState, layer: int) -> float:
    """Return the activation of a full bar: the layer's largest, at least 1."""
    if layer >= len(state.activations):
        return 1.0
    return max(float(np.abs(state.activations[layer]).max(initial=0.0)), 1.0)


def _paint_small(
    painter: QPainter, box: QRect, value: float | None, inks: Inks
) -> None:
    """Paint a neuron too small for a picture as a spot in the colour of its sign."""
    spot = colour(inks.theme.muted) if value is None else inks.spot(value)
    painter.fillRect(box, spot)


def _paint_bar(
    painter: QPainter, box: QRect, value: float | None, largest: float, inks: Inks
) -> None:
    """Paint an activation as a bar from the middle, zero, up or down."""
    painter.fillRect(box, colour(inks.theme.field))
    middle = box.y() + box.height() // 2
    inset = round(box.width() * 0.24)
    if value is not None and isfinite(value):
        length = round((box.height() / 2 - 3) * min(abs(value) / largest, 1.0))
        top = middle - length if value > 0 else middle
        bar = QRect(box.x() + inset, top, box.width() - 2 * inset, length)
        painter.fillRect(bar, colour(inks.signed(value)))
    zero = QRect(box.x() + inset // 2, middle, box.width() - 2 * (inset // 2), 1)
    painter.fillRect(zero, colour(inks.theme.muted))


def _paint_ring(painter: QPainter, at: QPointF, radius: float, inks: Inks) -> None:
    """Paint a ring around a bias that is wrong: the dot alone is easily missed."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(colour(inks.theme.bad), 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(at, radius + 4.0, radius + 4.0)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _paint_halo(
    painter: QPainter, column: LayerColumn, neuron: int, inks: Inks
) -> None:
    place = column.place_of(neuron)
    if place is None:
        return
    # On the edge itself: values lie closely above and below.
    half = column.side / 2
    y = float(column.ys[place])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(colour(inks.theme.selection), 2.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    box = QRectF(column.x - half, y - half, 2 * half, 2 * half)
    painter.drawRoundedRect(box, 0.2 * half, 0.2 * half)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

"""Draws neurons: a picture or bar, the value beneath, the bias at a corner."""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QImage,
    QPainter,
    QPen,
)

from nnviz.core.types import Floats, Indices
from nnviz.ui.diagram.inks import Inks, colour, pixel_of
from nnviz.ui.diagram.neuron_sprites import Sprites, cross_out, paint_halo, paint_ring
from nnviz.ui.painting.canvas import painted_room
from nnviz.ui.painting.stamps import Stamps
from nnviz.ui.theme.colour_maps import pixels_to_image, values_to_image
from nnviz.ui.theme.fonts import number_font
from nnviz.views.diagram.diagram_state import DEAD, DiagramState
from nnviz.views.diagram.edge_codes import DotLook, bias_looks
from nnviz.views.diagram.faces import (
    Pixels,
    bar_faces,
    picture_faces,
    spot_faces,
    stacked,
)
from nnviz.views.diagram.geometry import LayerColumn
from nnviz.views.diagram.hits import VALUE_ROOM, bias_dot
from nnviz.views.diagram.parts import NeuronPart, NumberFormat
from nnviz.views.readings import Readings, neuron_name

_WORDS = {"z": "z", "δ": "delta"}
"""What the texts of a walk begin with, and the program's names."""

SMALLEST_ROUNDED = 12

SMALLEST_DOT = 0.8

BENEATH_SIZE, ASIDE_SIZE = 11, 10

_LARGEST_FACE = 256
"""Pixels of a face; where neurons are enlarged to more, so are its pixels."""

_ROOM = 20
"""Pixels around a neuron in which its frame and its bias lie."""

LEAST_ASIDE = 40.0
"""Pixels for a value of six characters beside its neuron."""


class NeuronPainter:
    """Paints the neurons of all columns, in a few calls for each.

    Faces change with every state, and are one image for each column. Frames, biases
    and values are kept as pixels until they look different.
    """

    def __init__(
        self, inks: Inks, ratio: float, write: NumberFormat, *, keeps: bool = True
    ) -> None:
        self._inks, self._ratio, self._write = inks, ratio, write
        self._sprites = Sprites(inks, ratio, keeps=keeps)
        self._stamps = Stamps(ratio, keeps=keeps)
        theme = inks.theme
        signs = theme.positive, theme.negative, theme.muted
        self._bar_inks = [pixel_of(c) for c in (theme.field, *signs, theme.muted)]
        self._kept: dict[int, _Written] = {}
        self._strips: dict[int, tuple[Floats | None, tuple[object, ...], QImage]] = {}
        self.with_biases = True
        self.readings = Readings()
        """What was written the last time."""

    def paint(
        self,
        painter: QPainter,
        state: DiagramState,
        columns: tuple[LayerColumn, ...],
        focus: NeuronPart | None,
        *,
        renew_values: bool = True,
    ) -> None:
        """Paint all columns, whose places are those on the screen.

        The neuron in focus is outlined; in a walk, the one being computed. Values stay
        as they were written last where they need not be renewed.
        """
        self.readings = Readings()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
        if state.stepping is not None and state.stepping.lit is not None:
            focus = NeuronPart(*state.stepping.lit)
        for column in columns:
            if column.shown.is_image:
                self._paint_image(painter, state, column)
                continue
            seen = _seen(column, painted_room(painter).height())
            if seen.places:
                self._paint_faces(painter, state, seen)
                self._paint_marks(painter, state, seen)
                self._paint_values(painter, state, seen, renew_values)
            if len(seen.places) == state.sizes[column.layer]:
                self._count_marks(state, column.layer)
            if focus is not None and focus.layer == column.layer:
                _paint_halo(painter, column, focus.index, self._inks)

    def _count_marks(self, state: DiagramState, layer: int) -> None:
        """Note how many neurons of a layer that is shown in full carry a mark."""
        if 0 < layer < state.last:
            notes = [note for (of, _), note in state.notes.items() if of == layer]
            for mark in (DEAD, "saturated"):
                self.readings.note(f"{mark}{layer}", str(notes.count(mark)))

    def _paint_faces(
        self, painter: QPainter, state: DiagramState, seen: "_Seen"
    ) -> None:
        """Paint pictures, bars or spots: one image, if they are not much enlarged."""
        wanted = max(round(seen.side * self._ratio), 1)
        side = min(wanted, _LARGEST_FACE)
        first = seen.boxes[0]
        if side < wanted:
            pixels = self._faces(state, seen, side).reshape(-1, side)
            soft = state.pictures_of(seen.column.layer) is not None
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, soft)
            for place, box in enumerate(seen.boxes):
                one = QRect(0, place * side, side, side)
                painter.drawImage(box, pixels_to_image(pixels), one)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
            return
        painter.drawImage(first.topLeft(), self._strip(state, seen, side))

    def _strip(self, state: DiagramState, seen: "_Seen", side: int) -> QImage:
        """Return the faces of a column in one image, the last one if it looks so still.

        In a walk most steps change none, and values move over them in many pictures.
        """
        layer = seen.column.layer
        pictures, values = state.pictures_of(layer), state.activations_of(layer)
        shows_values = pictures is None or seen.side < SMALLEST_ROUNDED
        known = b"" if values is None or not shows_values else values.tobytes()
        look = seen, side, state.known_of(layer), state.picture_limit(layer), known
        kept = self._strips.get(layer)
        if kept is not None and kept[0] is pictures and kept[1] == look:
            return kept[2]
        faces = self._faces(state, seen, side)
        tops = np.array([box.y() - seen.boxes[0].y() for box in seen.boxes])
        places = np.rint(tops * self._ratio).astype(np.intp)
        strip = pixels_to_image(stacked(faces, places, int(places.max()) + side))
        strip.setDevicePixelRatio(self._ratio)
        self._strips[layer] = pictures, look, strip
        return strip

    def _faces(self, state: DiagramState, seen: "_Seen", side: int) -> Pixels:
        """Return the faces (N, side, side) of neurons; those not known are empty."""
        layer, inks = seen.column.layer, self._inks
        values = state.activations_of(layer)
        known = seen.neurons < state.known_of(layer)
        shown = np.full(known.shape, np.nan) if values is None else values[seen.neurons]
        pictures = state.pictures_of(layer)
        empty = inks.background_pixel
        if seen.side < SMALLEST_ROUNDED:
            faces = spot_faces(shown, side, inks.spots)
            known, empty = known & (values is not None), pixel_of(inks.theme.muted)
        elif pictures is not None:
            limit = state.picture_limit(layer)
            chosen = pictures[seen.neurons]
            faces = picture_faces(chosen, limit, inks.diverging, side)
        else:
            faces = bar_faces(shown, _largest(values), side, self._bar_inks)
        return np.where(known[:, None, None], faces, np.uint32(empty))

    def _paint_marks(
        self, painter: QPainter, state: DiagramState, seen: "_Seen"
    ) -> None:
        """Paint frames, crosses and biases, none of which changes often."""
        column, neurons = seen.column, seen.neurons.tolist()
        notes = tuple(state.notes.get((column.layer, n), "") for n in neurons)
        looks = bias_looks(state, column.layer, seen.neurons)

        def paint(onto: QPainter) -> None:
            for place, box, note, look in zip(
                seen.places, seen.boxes, notes, looks, strict=True
            ):
                if seen.side >= SMALLEST_ROUNDED:
                    dashed = bool(note) and note != DEAD
                    self._sprites.draw_frame(onto, box.x(), box.y(), seen.side, dashed)
                if note == DEAD:
                    cross_out(onto, box, self._inks)
                if look is not None and self.with_biases:
                    self._paint_bias(onto, column, place, look)

        around = seen.boxes[0] | seen.boxes[-1]
        room = QRectF(around.adjusted(-_ROOM, -_ROOM, _ROOM, _ROOM))
        part = "marks", column.layer
        self._stamps.draw(painter, part, (column, notes, looks), room, paint)

    def _paint_bias(
        self, painter: QPainter, column: LayerColumn, place: int, look: DotLook
    ) -> None:
        """Paint the dot of a bias; one that a check found wrong has a ring around."""
        x, y, radius = bias_dot(column, float(column.ys[place]))
        if radius >= SMALLEST_DOT:
            self._sprites.draw_dot(painter, (x, y), radius, look)
            if look == "wrong":
                paint_ring(painter, QPointF(x, y), radius, self._inks)

    def _paint_values(
        self, painter: QPainter, state: DiagramState, seen: "_Seen", renew: bool
    ) -> None:
        """Write the values of neurons, and note them."""
        column = seen.column
        if not has_values(column):
            return
        aside = column.aside >= LEAST_ASIDE
        kept = self._kept.get(column.layer)
        if renew or kept is None or kept.column is not column:
            kept = self._values(state, seen, aside)
            self._kept[column.layer] = kept
        self.readings.update(kept.readings)
        texts, size = kept.texts, ASIDE_SIZE if aside else BENEATH_SIZE

        def paint(onto: QPainter) -> None:
            onto.setFont(number_font(size))
            onto.setPen(colour(self._inks.theme.muted))
            for text, box in zip(texts, seen.boxes, strict=True):
                if text:
                    self._write_value(onto, box, text, aside)

        reach = digit_width(size) * max(map(len, texts)) + 10
        room = QRectF(seen.boxes[0] | seen.boxes[-1]).adjusted(-reach, 0, reach, 20)
        part = "values", column.layer
        self._stamps.draw(painter, part, (column, texts), room, paint)

    def _values(self, state: DiagramState, seen: "_Seen", aside: bool) -> "_Written":
        """Return what is written for neurons, "" for those that are not known.

        In a walk that is what it has of them so far.
        """
        texts: list[str] = []
        readings = Readings()
        for neuron in seen.neurons.tolist():
            at = seen.column.layer, neuron
            text, value = state.word(*at), state.activation(*at)
            quantity, _, number = text.partition(" ")
            if not text and value is not None:
                # Beside a neuron there is no room for the note, but it looks different.
                note = "" if aside else state.notes.get(at, "")
                number = self._write(value)
                text = f"{number} {note}".rstrip()
            if text:
                readings.note(neuron_name(_WORDS.get(quantity, "a"), *at), number)
            texts.append(text)
        return _Written(seen.column, tuple(texts), readings)

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

    def _write_value(
        self, painter: QPainter, box: QRect, text: str, aside: bool
    ) -> None:
        """Write a value beneath its neuron or to the right."""
        size = ASIDE_SIZE if aside else BENEATH_SIZE
        width = digit_width(size) * len(text)
        at = value_place(box, width, aside)
        if aside:
            ground = QRectF(at.x() - 2, at.y() - 9, width + 4, 12)
        else:
            ground = QRectF(at.x() - 1, at.y() - 10, width + 2, 12)
        if aside or width > box.width():
            # Beyond the neuron, edges run behind it.
            painter.fillRect(ground, colour(self._inks.theme.background))
        painter.drawText(at, text)


class _Written(NamedTuple):
    """What is written for the neurons of a column, and by which names."""

    column: LayerColumn
    texts: tuple[str, ...]
    readings: Readings


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """The neurons of a column that are in sight: their places in it, and boxes."""

    column: LayerColumn
    places: list[int]
    neurons: Indices
    boxes: list[QRect]

    @property
    def side(self) -> int:
        """The side of a box in whole pixels."""
        return max(round(self.column.side), 1)


@lru_cache(maxsize=64)
def _seen(column: LayerColumn, bottom: float) -> _Seen:
    """Return the neurons of a column between the top of the screen and its bottom."""
    reach, side = column.side, max(round(column.side), 1)
    places = np.flatnonzero((column.ys > -reach) & (column.ys < bottom + reach))
    left = round(column.x - side / 2)
    tops = np.rint(column.ys[places] - side / 2).astype(int).tolist()
    boxes = [QRect(left, top, side, side) for top in tops]
    return _Seen(column, places.tolist(), column.shown.neurons[places], boxes)


@lru_cache(maxsize=16)
def digit_width(size: int) -> float:
    """Return the width of each character of a number, in pixels."""
    return QFontMetricsF(number_font(size)).horizontalAdvance("0")


def has_values(column: LayerColumn) -> bool:
    """Tell whether there is room for the values of a column's neurons."""
    beneath = column.pitch - column.side >= VALUE_ROOM
    return beneath or column.aside >= LEAST_ASIDE


def value_place(box: QRect, width: float, aside: bool) -> QPointF:
    """Return where a value so many pixels wide begins: beneath a neuron, or beside."""
    if aside:
        middle = box.y() + box.height() / 2
        return QPointF(box.right() + 6, middle + 0.36 * ASIDE_SIZE)
    return QPointF(box.x() + box.width() / 2 - width / 2, box.bottom() + 14)


def neuron_box(column: LayerColumn, place: int) -> QRect:
    """Return where a neuron of a column is painted: whole pixels."""
    side = max(round(column.side), 1)
    top = round(float(column.ys[place]) - side / 2)
    return QRect(round(column.x - side / 2), top, side, side)


def _largest(values: Floats | None) -> float:
    """Return the activation of a full bar: the layer's largest, at least 1."""
    return 1.0 if values is None else max(float(np.abs(values).max(initial=0.0)), 1.0)


def _paint_halo(
    painter: QPainter, column: LayerColumn, neuron: int, inks: Inks
) -> None:
    place = column.place_of(neuron)
    if place is None:
        return
    paint_halo(
        painter, QPointF(column.x, float(column.ys[place])), column.side / 2, inks
    )

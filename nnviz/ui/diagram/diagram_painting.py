"""Paints the whole diagram: edges, neurons, moving values, and text on top."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen

from nnviz.ui.diagram.edge_painting import EdgePainter, curve, is_curved
from nnviz.ui.diagram.inks import Inks, colour
from nnviz.ui.diagram.neuron_painting import NeuronPainter
from nnviz.ui.painting.canvas import painted_room
from nnviz.ui.painting.stamps import Stamps
from nnviz.ui.theme.colour_maps import values_to_image
from nnviz.ui.theme.fonts import number_font, text_font
from nnviz.views.diagram.diagram_state import DiagramState, Flow, Stepping
from nnviz.views.diagram.geometry import Gap, Geometry, LayerColumn
from nnviz.views.diagram.hits import bias_dot, card_corner, fold_box, fold_label
from nnviz.views.diagram.parts import (
    BiasPart,
    EdgePart,
    NeuronPart,
    NumberFormat,
    Part,
    PartReadout,
)
from nnviz.views.readings import Readings

NAME_SIZE = 12
FUNCTION_SIZE = 11
WIDEST_NAME = 130.0
WIDEST_SHARE = 0.2
_BESIDE_NAMES, _NAME_GAP = 28.0, 14.0
"""Pixels beside names: their distance from neurons and a margin, with and without."""
_LEAST_COLUMN = 48.0
"""Pixels that a layer keeps where long names would have more."""
SMALLEST_PITCH = 11.0
LINE = 16.0
"""Pixels from a name to the value below it."""
ENLARGED = 252.0
"""Pixels of the height of an input's picture that is pointed at."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
MOST_NAMED = 12
"""Moving values are written beside their dots if there are no more than this."""
_RADIUS = 4.0
_ARRIVED = 0.25
"""The share of the way at which values that have arrived are written."""


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


def name_rooms(
    named: tuple[tuple[str, ...], tuple[str, ...]], width: float, layers: int
) -> tuple[float, float]:
    """Return the widths that the names beside both ends of a diagram get, in pixels.

    They have a fifth of its width each, or what the layers can do without; where one
    side needs little, the other has more.
    """
    left, right = (
        min(
            max((text_width(name, NAME_SIZE) for name in names), default=0.0),
            WIDEST_NAME,
        )
        for names in named
    )
    spare = width - 2 * _BESIDE_NAMES - layers * _LEAST_COLUMN
    room = max(spare, 2 * WIDEST_SHARE * width)
    if left + right <= room:
        return left, right
    less = min(left, right, room / 2)
    return (less, room - less) if left <= right else (room - less, less)


def paint_labels(
    painter: QPainter,
    state: DiagramState,
    columns: tuple[LayerColumn, ...],
    inks: Inks,
    stamps: Stamps,
) -> None:
    """Paint the names of neurons and layers and the labels of wide layers."""
    width = ceil(painted_room(painter).width())
    for column in columns:
        paint_names(painter, state, column, width, inks, stamps)
        if column.shown.can_fold:
            box = QRectF(*fold_box(column)).adjusted(-2, -2, 2, 2)
            label = partial(_paint_fold, column=column, inks=inks)
            stamps.draw(painter, ("fold", column.layer), column, box, label)

    def paint(onto: QPainter) -> None:
        titles = short_titles(state.layer_names, [column.room for column in columns])
        for column, title in zip(columns, titles, strict=True):
            if 0.0 < column.x < width:
                paint_header(onto, title, column, inks)

    look = columns, state.layer_names
    stamps.draw(painter, "titles", look, QRectF(0, 0, width, 40), paint)


def paint_readout(
    painter: QPainter, geometry: Geometry, marks: "Marks", inks: Inks
) -> None:
    """Paint the read-out near its point, off the neurons as far as possible."""
    readout, typed = marks.readout, marks.typed
    if readout is None:
        return
    rows = [
        (fact.name, fact.text, inks.signed_text(fact.value)) for fact in readout.facts
    ]
    if typed:
        rows.append(("new value", f"{typed}▏", inks.theme.accent))
    words = QFontMetricsF(text_font(NAME_SIZE))
    numbers = QFontMetricsF(number_font(13))
    widths = [
        words.horizontalAdvance(name) + numbers.horizontalAdvance(text) + 24
        for name, text, _ in rows
    ]
    title = title_lines(readout.title, max(widths, default=0.0))
    widths += [words.horizontalAdvance(part) for part in title]
    high = 12.0 + 20 * (len(title) + len(rows))
    size, screen = (max(widths) + 24, high), painted_room(painter)
    room = screen.width(), screen.height()
    box = QRectF(*card_corner(geometry, marks.readout_at, size, room), *size)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(colour(inks.theme.line), 1.0))
    painter.setBrush(colour(inks.theme.panel))
    painter.drawRoundedRect(box, 8, 8)
    line = QRectF(box.x() + 12, box.y() + 6, box.width() - 24, 20)
    painter.setFont(text_font(NAME_SIZE))
    painter.setPen(colour(inks.theme.text))
    for part in title:
        painter.drawText(line, _LEFT, part)
        line.translate(0, 20)
    for row in rows:
        _write_row(painter, line, row, inks)
        line.translate(0, 20)


def _write_row(
    painter: QPainter, line: QRectF, row: tuple[str, str, str], inks: Inks
) -> None:
    """Write a name at the left, and at the right its number in a colour."""
    name, text, ink = row
    painter.setFont(text_font(NAME_SIZE))
    painter.setPen(colour(inks.theme.muted))
    painter.drawText(line, _LEFT, name)
    painter.setFont(number_font(13))
    painter.setPen(colour(ink))
    painter.drawText(line, _RIGHT, text)


def title_lines(title: str, room: float) -> list[str]:
    """Break a title that is wider than what is below it: a wide card covers more."""
    if text_width(title, NAME_SIZE) <= room:
        return [title]
    first, _, rest = title.partition(" · ")
    source, arrow, target = (rest or first).partition(" → ")
    lines = [first] if rest else []
    return [*lines, source, f"→ {target}"] if arrow else [*lines, source]


def short_titles(titles: Sequence[str], rooms: Sequence[float]) -> list[str]:
    """Return the titles of layers, all as "h2" if one "hidden 2" does not fit."""
    names = [title.partition(" · ")[0] for title in titles]
    widths = [text_width(name, NAME_SIZE) for name in names]
    if all(width <= room for width, room in zip(widths, rooms, strict=True)):
        return list(titles)
    return [re.sub(r"^(\w)\w* (\d+)", r"\1\2", title) for title in titles]


def paint_header(
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


def paint_names(
    painter: QPainter,
    state: DiagramState,
    column: LayerColumn,
    width: int,
    inks: Inks,
    stamps: Stamps,
) -> None:
    """Paint names left of the inputs and right of the outputs.

    Below is the value in the data's units, where it is scaled and there is room.
    """
    if column.layer not in (0, state.last) or column.pitch < SMALLEST_PITCH:
        return
    if column.shown.is_image:
        return
    size = min(NAME_SIZE, int(column.pitch))
    room = width - column.right if column.layer else column.left
    widest = int(min(WIDEST_NAME, max(WIDEST_SHARE * width, room - _NAME_GAP))) + 1
    beside = column.right + (2 if column.aside else 10)
    left = beside if column.layer else column.left - 10 - widest
    side = _LEFT if column.layer else _RIGHT
    neurons, up = column.shown.neurons.tolist(), 0.0
    values: tuple[str, ...] = ()
    if column.pitch >= 2 * LINE and column.layer in state.in_units:
        values = tuple(state.text_in_units(column.layer, n) for n in neurons)
        up = LINE / 2

    def paint(onto: QPainter) -> None:
        onto.setFont(text_font(size))
        onto.setPen(colour(inks.theme.text))
        for neuron, y in zip(neurons, column.ys.tolist(), strict=True):
            name, length = fitted(state.name_of(column.layer, neuron), size, widest)
            x = beside if column.layer else column.left - 10 - length
            onto.drawText(QPointF(x, y - up + 0.36 * size), name)
        onto.setFont(number_font(FUNCTION_SIZE))
        onto.setPen(colour(inks.theme.muted))
        for text, y in zip(values, column.ys.tolist(), strict=False):
            onto.drawText(QRectF(left, y, widest, LINE), side, text)

    top = column.top - size
    box = QRectF(left - 1, top, widest + 2, column.bottom + size - top)
    names = state.output_names if column.layer else state.input_names
    stamps.draw(painter, ("names", column.layer), (column, names, values), box, paint)


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


def paint_enlarged(
    painter: QPainter, state: DiagramState, column: LayerColumn, pixel: int, inks: Inks
) -> None:
    """Paint the input's picture larger, beside it, with the pixel pointed at framed."""
    values = state.input_image
    if values is None:
        return
    rows, columns = values.shape
    room = painted_room(painter).height() - 16.0
    side = min(ENLARGED, room) / rows
    left, top = column.right + 12.0, (column.top + column.bottom - rows * side) / 2
    box = QRectF(left, max(top, 8.0), columns * side, rows * side)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(box, values_to_image(values, 1.0, inks.sequential))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour(inks.theme.line), 1.5))
    painter.drawRect(box)
    down, across = divmod(pixel, columns)
    painter.setPen(QPen(colour(inks.theme.selection), 2.0))
    painter.drawRect(QRectF(box.x() + across * side, box.y() + down * side, side, side))


def paint_flows(
    painter: QPainter,
    geometry: Geometry,
    stepping: Stepping,
    progress: float,
    inks: Inks,
    write: NumberFormat,
) -> None:
    """Paint each value after a share of its way, ``progress`` from 0 to 1.

    Values that have arrived are written near where they started, side by side: at
    their common end they would cover each other.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setFont(number_font(11))
    named = len(stepping.flows) <= MOST_NAMED
    progress = progress if progress < 1.0 else _ARRIVED
    along = min(max(progress if stepping.forward else 1.0 - progress, 0.0), 1.0)
    rim = QPen(colour(inks.theme.background), 1.5)
    for flow, way in _ways(geometry, stepping):
        at = way.pointAtPercent(along)
        painter.setPen(rim)
        painter.setBrush(colour(inks.signed(flow.value)))
        painter.drawEllipse(at, _RADIUS, _RADIUS)
        if named:
            _write_beside(painter, at, write(flow.value), inks, flow.column < 0)


@lru_cache(maxsize=4)
def _ways(
    geometry: Geometry, stepping: Stepping
) -> tuple[tuple[Flow, QPainterPath], ...]:
    """Return the values of a step that are in sight, with their ways.

    They stay the same in all pictures of the step.
    """
    curved = is_curved(geometry)
    ways = ((flow, _way(geometry, flow, curved)) for flow in stepping.flows)
    return tuple((flow, way) for flow, way in ways if way is not None)


def _way(geometry: Geometry, flow: Flow, curved: bool) -> QPainterPath | None:
    """Return the way of a value, a place alone for a bias; None while it is hidden."""
    after = geometry.columns[flow.layer]
    stop = after.place_of(flow.neuron)
    if stop is None:
        return None
    if flow.column < 0:
        x, y, _ = bias_dot(after, float(after.ys[stop]))
        return QPainterPath(QPointF(x, y))
    gap = Gap(geometry.columns[flow.layer - 1], after)
    start = gap.before.anchor_of(flow.column)
    if start is None:
        return None
    y0, y1 = float(gap.before.anchors[start]), float(after.ys[stop])
    if curved:
        return curve(gap, y0, y1)
    way = QPainterPath(QPointF(gap.x0, y0))
    way.lineTo(gap.x1, y1)
    return way


def _write_beside(
    painter: QPainter, at: QPointF, text: str, inks: Inks, is_bias: bool
) -> None:
    """Write a value above its dot; that of a bias to the left, clear of its neuron."""
    width = QFontMetricsF(painter.font()).horizontalAdvance(text) + 8
    left, top = (-width - 6, -8) if is_bias else (-width / 2, -22)
    box = QRectF(at.x() + left, at.y() + top, width, 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(inks.theme.panel))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(colour(inks.theme.text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


@dataclass(frozen=True, slots=True)
class Marks:
    """What the user points at, has selected and is typing."""

    focus: NeuronPart | None = None
    chosen: EdgePart | BiasPart | None = None
    hovered: Part | None = None
    readout: PartReadout | None = None
    readout_at: tuple[float, float] = (0.0, 0.0)
    typed: str = ""
    flow: float = 1.0
    """The share of their way that the values of a step have moved, from 0 to 1."""

    @property
    def still(self) -> "Marks":
        """What is marked on neurons and edges, without what is painted over them."""
        return Marks(self.focus, self.chosen, self.hovered)


class DiagramPainter:
    """Paints states; keeps what depends only on where things are.

    Parameters
    ----------
    inks, write
        The colours, and how numbers are written.
    ratio
        Pixels of the screen per unit of length.
    """

    def __init__(
        self, inks: Inks, write: NumberFormat, ratio: float, *, keeps: bool = True
    ) -> None:
        self.inks, self.ratio = inks, ratio
        self._write = write
        self.neurons = NeuronPainter(inks, ratio, write, keeps=keeps)
        self._stamps = Stamps(ratio, keeps=keeps)
        self.readings = Readings()
        """What was written the last time."""
        self._edges: EdgePainter | None = None

    @property
    def finished(self) -> bool:
        """Whether painting the same state again would show no more detail."""
        return self._edges is None or self._edges.finished

    def changed_edges(
        self, state: DiagramState, geometry: Geometry, marks: Marks, size: QSize
    ) -> EdgePainter | None:
        """Return what paints the edges, None if they look as they did last time."""
        if self._edges is None or not self._edges.fits(geometry, size, self.ratio):
            self._edges = EdgePainter(
                geometry, size, self.ratio, self.inks, self._edges
            )
        pair = (marks.hovered, marks.chosen)
        marked = tuple(part for part in pair if isinstance(part, EdgePart))
        changed = self._edges.look(state, marks.focus, marked)
        return self._edges if changed else None

    def paint_still(
        self,
        painter: QPainter,
        state: DiagramState,
        geometry: Geometry,
        marks: Marks,
        *,
        renew_values: bool = True,
    ) -> None:
        """Paint neurons and text: what stays while values move over it.

        The values of neurons stay as they are where they need not be renewed.
        """
        columns, focus = geometry.columns, marks.focus
        self.neurons.paint(painter, state, columns, focus, renew_values=renew_values)
        for part in (marks.hovered, marks.chosen):
            if isinstance(part, BiasPart):
                _paint_bias_mark(painter, geometry, part, self.inks)
        paint_labels(painter, state, columns, self.inks, self._stamps)
        hovered = marks.hovered
        if isinstance(hovered, NeuronPart) and columns[hovered.layer].shown.is_image:
            paint_enlarged(painter, state, columns[0], hovered.index, self.inks)

    def paint_moving(
        self, painter: QPainter, state: DiagramState, geometry: Geometry, marks: Marks
    ) -> None:
        """Paint values that move, and the read-out, over all else."""
        if state.stepping is not None:
            paint_flows(
                painter, geometry, state.stepping, marks.flow, self.inks, self._write
            )
        self.readings = Readings(self.neurons.readings)
        if marks.readout is not None:
            for fact in marks.readout.facts:
                self.readings.note(fact.reading, fact.text)
        paint_readout(painter, geometry, marks, self.inks)


def _paint_bias_mark(
    painter: QPainter, geometry: Geometry, part: BiasPart, inks: Inks
) -> None:
    column = geometry.columns[part.layer]
    place = column.place_of(part.index)
    if place is None:
        return
    x, y, radius = bias_dot(column, float(column.ys[place]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(colour(inks.theme.selection), 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(x, y), radius + 3, radius + 3)

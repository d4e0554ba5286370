"""Paints the whole diagram: edges, neurons, moving values, and text on top."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from nnviz.ui.diagram.edge_painting import EdgePainter, curve, is_curved
from nnviz.ui.diagram.geometry import Gap, Geometry
from nnviz.ui.diagram.hits import bias_dot
from nnviz.ui.diagram.inks import Inks, colour
from nnviz.ui.diagram.labels import paint_labels, paint_readout
from nnviz.ui.diagram.neuron_painting import NeuronPainter
from nnviz.ui.diagram.parts import (
    BiasPart,
    EdgePart,
    NeuronPart,
    NumberFormat,
    Part,
    PartReadout,
)
from nnviz.ui.diagram.state import DiagramState, Flow, Stepping
from nnviz.ui.theme.fonts import number_font

MOST_NAMED = 12
"""Moving values are written beside their dots if there are no more than this."""
_RADIUS = 4.0
_ARRIVED = 0.25
"""The share of the way at which values that have arrived are written."""


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
    along = progress if stepping.forward else 1.0 - progress
    for flow in stepping.flows:
        at = _place(geometry, flow, along)
        if at is None:
            continue
        painter.setPen(QPen(colour(inks.theme.background), 1.5))
        painter.setBrush(colour(inks.signed(flow.value)))
        painter.drawEllipse(at, _RADIUS, _RADIUS)
        if named:
            _write_beside(painter, at, write(flow.value), inks)


def _place(geometry: Geometry, flow: Flow, along: float) -> QPointF | None:
    after = geometry.columns[flow.layer]
    stop = after.place_of(flow.neuron)
    if stop is None:
        return None
    if flow.column < 0:
        x, y, _ = bias_dot(after, float(after.ys[stop]))
        return QPointF(x, y)
    gap = Gap(geometry.columns[flow.layer - 1], after)
    start = gap.before.anchor_of(flow.column)
    if start is None:
        return None
    y0, y1 = float(gap.before.anchors[start]), float(after.ys[stop])
    if is_curved(geometry):
        return curve(gap, y0, y1).pointAtPercent(min(max(along, 0.0), 1.0))
    return QPointF(gap.x0 + along * (gap.x1 - gap.x0), y0 + along * (y1 - y0))


def _write_beside(painter: QPainter, at: QPointF, text: str, inks: Inks) -> None:
    width = QFontMetricsF(painter.font()).horizontalAdvance(text) + 8
    box = QRectF(at.x() - width / 2, at.y() - 22, width, 16)
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


class DiagramPainter:
    """Paints states; keeps what depends only on where things are.

    Parameters
    ----------
    inks, write
        The colours, and how numbers are written.
    ratio
        Pixels of the screen per unit of length.
    """

    def __init__(self, inks: Inks, write: NumberFormat, ratio: float) -> None:
        self.inks, self.ratio = inks, ratio
        self._write = write
        self.neurons = NeuronPainter(inks, ratio, write)
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

    def paint_neurons(
        self, painter: QPainter, state: DiagramState, geometry: Geometry, marks: Marks
    ) -> None:
        """Paint neurons, text, moving values, and the read-out on top."""
        columns = geometry.columns
        self.neurons.paint(painter, state, columns, marks.focus)
        for part in (marks.hovered, marks.chosen):
            if isinstance(part, BiasPart):
                _paint_bias_mark(painter, geometry, part, self.inks)
        paint_labels(painter, state, columns, self.inks)
        if state.stepping is not None:
            paint_flows(
                painter, geometry, state.stepping, marks.flow, self.inks, self._write
            )
        if marks.readout is not None:
            at = QPointF(*marks.readout_at)
            paint_readout(painter, marks.readout, at, marks.typed, self.inks)


def _paint_bias_mark(
    painter: QPainter, geometry: Geometry, part: BiasPart, inks: Inks
) -> None:
    column = geometry.columns[part.layer]
    place = column.place_of(part.index)
    if place is None:
        return
    x, y, radius = bias_dot(column, float(column.ys[place]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(colour(inks.theme.accent), 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(x, y), radius + 3, radius + 3)

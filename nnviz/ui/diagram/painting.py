"""Paints the whole diagram: edges, neurons, words, and the read-out on top."""

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from nnviz.ui.diagram.edges import EdgePainter, curve, is_curved
from nnviz.ui.diagram.flows import paint_flows
from nnviz.ui.diagram.geometry import Gap, Geometry
from nnviz.ui.diagram.hits import bias_dot
from nnviz.ui.diagram.inks import Inks, colour
from nnviz.ui.diagram.labels import paint_labels, paint_readout
from nnviz.ui.diagram.neurons import NeuronPainter
from nnviz.ui.diagram.parts import BiasPart, EdgePart, NeuronPart, Part
from nnviz.ui.diagram.readout import NumberFormat, Readout
from nnviz.ui.diagram.state import DiagramState


@dataclass(frozen=True, slots=True)
class Marks:
    """What the user points at and has selected."""

    focus: NeuronPart | None = None
    chosen: EdgePart | BiasPart | None = None
    hovered: Part | None = None
    readout: Readout | None = None
    readout_at: tuple[float, float] = (0.0, 0.0)
    typed: str = ""
    flow: float = 1.0
    """How far the values of a step have come on their way, from 0 to 1."""


class DiagramPainter:
    """Paints states; keeps what depends on the places of things alone.

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
        self._neurons = NeuronPainter(inks, ratio, write)
        self._edges: EdgePainter | None = None

    @property
    def finished(self) -> bool:
        """Whether painting the same again would show no more."""
        return self._edges is None or self._edges.finished

    def paint_edges(
        self, painter: QPainter, state: DiagramState, geometry: Geometry, marks: Marks
    ) -> None:
        """Paint what lies under the neurons, at the places of a geometry."""
        size = painter.viewport().size()
        if self._edges is None or not self._edges.fits(geometry, size):
            self._edges = EdgePainter(geometry, size, self.ratio)
        self._edges.paint(painter, state, self.inks, marks.focus)
        for part in (marks.hovered, marks.chosen):
            if isinstance(part, EdgePart):
                _paint_edge_mark(painter, geometry, part, self.inks)

    def paint_neurons(
        self, painter: QPainter, state: DiagramState, geometry: Geometry, marks: Marks
    ) -> None:
        """Paint neurons, words, and the read-out on top."""
        columns = geometry.columns
        self._neurons.paint(painter, state, columns, marks.focus)
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


def _paint_edge_mark(
    painter: QPainter, geometry: Geometry, part: EdgePart, inks: Inks
) -> None:
    """Paint an edge that is pointed at or selected in the accent colour."""
    gap = Gap(geometry.columns[part.layer - 1], geometry.columns[part.layer])
    start, stop = gap.before.place_of(part.column), gap.after.place_of(part.index)
    if start is None or stop is None:
        return
    y0, y1 = float(gap.before.ys[start]), float(gap.after.ys[stop])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    pen = QPen(colour(inks.theme.accent), 2.5)
    if is_curved(geometry):
        painter.strokePath(curve(gap, y0, y1), pen)
    else:
        painter.setPen(pen)
        painter.drawLine(QLineF(gap.x0, y0, gap.x1, y1))


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

"""Paints the whole diagram: edges, neurons, words, and the read-out on top."""

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from nnviz.ui.diagram.edges import EdgePainter, curve, is_curved
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


class DiagramPainter:
    """Paints states; keeps what depends on the places of things alone."""

    def __init__(self, inks: Inks, write: NumberFormat) -> None:
        self.inks = inks
        self._neurons = NeuronPainter(write)
        self._edges: EdgePainter | None = None

    def paint(
        self, painter: QPainter, state: DiagramState, geometry: Geometry, marks: Marks
    ) -> None:
        """Paint a state at the places of a geometry on the screen."""
        screen = painter.viewport()
        painter.fillRect(screen, colour(self.inks.theme.background))
        edges = self._edges
        if edges is None or not edges.fits(geometry, screen.width(), screen.height()):
            edges = EdgePainter(geometry, screen.width(), screen.height())
            self._edges = edges
        edges.paint(painter, state, self.inks, marks.focus)
        for part in (marks.hovered, marks.chosen):
            if isinstance(part, EdgePart):
                _paint_edge_mark(painter, geometry, part, self.inks)
        columns = geometry.columns
        self._neurons.paint(painter, state, columns, self.inks, marks.focus)
        for part in (marks.hovered, marks.chosen):
            if isinstance(part, BiasPart):
                _paint_bias_mark(painter, geometry, part, self.inks)
        paint_labels(painter, state, columns, self.inks)
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
    painter.setPen(QPen(colour(inks.theme.accent), 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(x, y), radius + 3, radius + 3)

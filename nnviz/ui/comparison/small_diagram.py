"""Paints one contender's network, small: edges are kept until they look different."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPen, QPixmap

from nnviz.core.types import Indices
from nnviz.ui.comparison.contender_frames import DEAD
from nnviz.ui.comparison.small_layout import lay_out_small
from nnviz.ui.diagram.edge_painting import EdgePainter
from nnviz.ui.diagram.geometry import Geometry, LayerColumn
from nnviz.ui.diagram.hits import part_at
from nnviz.ui.diagram.inks import Inks, colour
from nnviz.ui.diagram.neuron_painting import NeuronPainter
from nnviz.ui.diagram.parts import NeuronPart
from nnviz.ui.diagram.state import DiagramState
from nnviz.ui.painting.canvas import CENTRE, write
from nnviz.ui.painting.numbers import signed
from nnviz.ui.theme.fonts import text_font

Chosen = Mapping[tuple[int, int], Indices]
_REACH = 3.0
"""A pointer so many pixels beside a neuron still means the neuron."""


class SmallDiagram:
    """The network of one contender in a picture of ``size``, (width, height).

    Parameters
    ----------
    inks, ratio
        The colours, and pixels of the screen per unit of length.
    """

    def __init__(self, inks: Inks, ratio: float, size: tuple[int, int]) -> None:
        self._inks, self._ratio, self._size = inks, ratio, size
        self._neurons = NeuronPainter(inks, ratio, signed)
        self._geometry = Geometry(())
        self._placed: tuple[object, ...] = ()
        self._edges: EdgePainter | None = None
        self._pixels: QPixmap | None = None

    def place(self, state: DiagramState, shown: Chosen) -> Geometry:
        """Lay a network out; the same object until another place is needed."""
        image = None if state.input_image is None else state.input_image.shape
        chosen = [shown.get(key) for key in enumerate(state.sizes)]
        told = tuple(None if each is None else each.tobytes() for each in chosen)
        placed = (state.sizes, image, told)
        if placed != self._placed:
            self._placed = placed
            self._geometry = lay_out_small(state, shown, self._size)
            self._edges = None
        return self._geometry

    def paint(
        self,
        painter: QPainter,
        state: DiagramState,
        shown: Chosen,
        focus: NeuronPart | None,
    ) -> None:
        """Paint the network, its top left corner at the origin."""
        geometry = self.place(state, shown)
        self._renew_edges(state, geometry, focus)
        if self._pixels is not None:
            painter.drawPixmap(0, 0, self._pixels)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._neurons.paint(painter, state, geometry.columns, focus)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for (layer, neuron), note in state.notes.items():
            if note == DEAD:
                self._cross_out(painter, geometry.columns[layer], neuron)
        for column in geometry.columns:
            self._tell_hidden(painter, column)

    def neuron_at(
        self, state: DiagramState, shown: Chosen, place: QPointF
    ) -> NeuronPart | None:
        """Return the neuron at a place of the picture, if there is one."""
        geometry = self.place(state, shown)
        for dx, dy in ((0, 0), (-_REACH, 0), (_REACH, 0), (0, -_REACH), (0, _REACH)):
            part = part_at(geometry, place.x() + dx, place.y() + dy, curved=False)
            if isinstance(part, NeuronPart):
                return part
        return None

    def _renew_edges(
        self, state: DiagramState, geometry: Geometry, focus: NeuronPart | None
    ) -> None:
        """Paint the edges anew where they look different from what is kept."""
        size = QSize(*self._size)
        if self._edges is None:
            self._edges = EdgePainter(geometry, size, self._ratio, self._inks)
        if not self._edges.look(state, focus, ()) and self._pixels is not None:
            return
        if self._pixels is None:
            self._pixels = QPixmap(size * self._ratio)
            self._pixels.setDevicePixelRatio(self._ratio)
        painter = QPainter(self._pixels)
        self._edges.paint(painter)
        painter.end()

    def _cross_out(self, painter: QPainter, column: LayerColumn, neuron: int) -> None:
        """Mark a neuron that is zero for every sample."""
        place = column.place_of(neuron)
        if place is None:
            return
        half = max(column.side / 2 - 1.0, 2.0)
        y = float(column.ys[place])
        painter.setPen(QPen(colour(self._inks.theme.bad), 1.8))
        for turn in (1, -1):
            painter.drawLine(
                QPointF(column.x - half, y - turn * half),
                QPointF(column.x + half, y + turn * half),
            )

    def _tell_hidden(self, painter: QPainter, column: LayerColumn) -> None:
        """Say how many neurons of a wide layer are shown."""
        shown = column.shown
        if shown.is_image or len(shown.neurons) == shown.size:
            return
        painter.setFont(text_font(9))
        words = f"{len(shown.neurons)} of {shown.size}"
        wide = painter.fontMetrics().horizontalAdvance(words) + 4.0
        left = max(2.0, min(column.x - wide / 2, self._size[0] - 2.0 - wide))
        room = QRectF(left, self._size[1] - 13, wide, 12)
        write(painter, room, CENTRE, words, self._inks.theme.muted)

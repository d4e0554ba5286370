"""A network painted into any rectangle: small, without names, values or a widget."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap

from nnviz.ui.diagram.diagram_painting import DiagramPainter, Marks
from nnviz.ui.diagram.edge_painting import EdgePainter
from nnviz.ui.diagram.inks import inks_of
from nnviz.ui.painting.canvas import CENTRE, write
from nnviz.ui.theme.fonts import text_font
from nnviz.ui.theme.tokens import Theme
from nnviz.views.diagram.diagram_state import DiagramState
from nnviz.views.diagram.geometry import Geometry, LayerColumn
from nnviz.views.diagram.hits import part_at
from nnviz.views.diagram.parts import NeuronPart
from nnviz.views.diagram.scene import ShownByLayer, lay_out_small
from nnviz.views.numbers import signed

_REACH = 3.0
"""Pixels that the pointer may be beside a neuron and still mean it."""


class NetworkPicture:
    """Paints one network after another into a rectangle, and finds its neurons there.

    Keeps the layout and the pixels of the edges until they would look different: a
    network with as many layers and neurons as before is placed as before. Another
    size, screen or theme is noticed and needs no call.
    """

    def __init__(self) -> None:
        self._painter: DiagramPainter | None = None
        self._structure: tuple[object, ...] = ()
        self._geometry = Geometry(())
        self._pixels = QPixmap()

    def geometry(
        self, size: QSize, state: DiagramState, shown: ShownByLayer
    ) -> Geometry:
        """Return the layout; the same object until another one is needed."""
        image = None if state.input_image is None else state.input_image.shape
        chosen = [shown.get(key) for key in enumerate(state.sizes)]
        rows = tuple(None if each is None else each.tobytes() for each in chosen)
        structure = (size.toTuple(), state.sizes, image, rows)
        if structure != self._structure:
            self._structure = structure
            self._geometry = lay_out_small(state, shown, size.width(), size.height())
        return self._geometry

    def paint(
        self,
        painter: QPainter,
        rect: QRectF,
        state: DiagramState,
        theme: Theme,
        shown: ShownByLayer,
        focus: NeuronPart | None = None,
    ) -> None:
        """Paint a network.

        Parameters
        ----------
        rect
            Where; whole pixels.
        shown
            Which neurons of wide layers are shown.
        focus
            The neuron whose edges are emphasised.
        """
        size = rect.size().toSize()
        diagram = self._prepared(painter, theme)
        geometry = self.geometry(size, state, shown)
        edges = diagram.changed_edges(state, geometry, Marks(focus), size)
        if edges is not None:
            self._paint_edges(edges, size, diagram.ratio)
        painter.save()
        painter.translate(rect.topLeft())
        painter.drawPixmap(0, 0, self._pixels)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        diagram.neurons.paint(painter, state, geometry.columns, focus)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for column in geometry.columns:
            _write_count(painter, column, size, theme)
        painter.restore()

    def neuron_at(
        self, rect: QRectF, state: DiagramState, shown: ShownByLayer, point: QPointF
    ) -> NeuronPart | None:
        """Return the neuron at a point, if there is one.

        ``rect`` and ``shown`` are those the network was painted with.
        """
        geometry = self.geometry(rect.size().toSize(), state, shown)
        x, y = (point - rect.topLeft()).toTuple()
        for dx, dy in ((0, 0), (-_REACH, 0), (_REACH, 0), (0, -_REACH), (0, _REACH)):
            part = part_at(geometry, x + dx, y + dy, curved=False)
            if isinstance(part, NeuronPart):
                return part
        return None

    def _prepared(self, painter: QPainter, theme: Theme) -> DiagramPainter:
        """Return the painter for this theme and screen."""
        ratio, kept = painter.device().devicePixelRatioF(), self._painter
        if kept is None or (kept.inks, kept.ratio) != (inks_of(theme), ratio):
            kept = self._painter = DiagramPainter(inks_of(theme), signed, ratio)
        return kept

    def _paint_edges(self, edges: EdgePainter, size: QSize, ratio: float) -> None:
        """Keep the pixels of the edges, which take longest, for the next pictures."""
        self._pixels = QPixmap(size * ratio)
        self._pixels.setDevicePixelRatio(ratio)
        painter = QPainter(self._pixels)
        edges.paint(painter)
        painter.end()


def _write_count(
    painter: QPainter, column: LayerColumn, size: QSize, theme: Theme
) -> None:
    """Write below a wide layer how many of its neurons are shown."""
    shown = column.shown
    if shown.is_image or len(shown.neurons) == shown.size:
        return
    painter.setFont(text_font(9))
    words = f"{len(shown.neurons)} of {shown.size}"
    wide = painter.fontMetrics().horizontalAdvance(words) + 4.0
    left = max(2.0, min(column.x - wide / 2, size.width() - 2.0 - wide))
    room = QRectF(left, size.height() - 13, wide, 12)
    write(painter, room, CENTRE, words, theme.muted)

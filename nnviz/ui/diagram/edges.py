"""Draws the edges: soft curves, batches of lines, or a raster, by how many they are."""

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from nnviz.ui.diagram.edge_codes import (
    DASHED,
    THINNEST,
    EdgeCodes,
    encode,
    thickest,
)
from nnviz.ui.diagram.geometry import Gap, Geometry
from nnviz.ui.diagram.inks import LEVELS, TONES, Inks, colour
from nnviz.ui.diagram.parts import NeuronPart
from nnviz.ui.diagram.raster import GapRaster
from nnviz.ui.diagram.state import DiagramState

MOST_CURVES = 120
MOST_LINES = 2500
MOST_STRONG = 40
# From a width just above 1 Qt fills lines as shapes, five times as fast.
_HAIRLINE = 1.01


def is_curved(geometry: Geometry) -> bool:
    """Tell whether there are few enough edges for soft curves."""
    return geometry.edge_count <= MOST_CURVES


class EdgePainter:
    """Paints all edges of a geometry; what depends on places alone is kept."""

    def __init__(self, geometry: Geometry, size: QSize, ratio: float) -> None:
        self.geometry = geometry
        self._size, self._ratio = size, ratio
        self._curved = is_curved(geometry)
        self._uses_raster = geometry.edge_count > MOST_LINES
        self._rasters: dict[int, GapRaster] = {}
        self._paths: dict[int, list[QPainterPath]] = {}
        self._lines: dict[int, list[QLineF]] = {}
        self._inks: Inks | None = None
        self._pens: dict[int, list[QPen]] = {}

    @property
    def finished(self) -> bool:
        """Whether all rasters are as fine as they get."""
        return all(raster.finished for raster in self._rasters.values())

    def fits(self, geometry: Geometry, size: QSize) -> bool:
        """Tell whether this was made for these places and this size."""
        return self.geometry is geometry and self._size == size

    def paint(
        self,
        painter: QPainter,
        state: DiagramState,
        inks: Inks,
        focus: NeuronPart | None,
    ) -> None:
        """Paint the edges, the strong over the weak and the focused over all."""
        for gap in self.geometry.gaps:
            coded = encode(state, gap, focus)
            pens = self._pens_of(gap, inks)
            if self._curved:
                self._paint_curves(painter, gap, coded, pens)
                continue
            if self._uses_raster:
                self._paint_raster(painter, gap, coded, inks)
            else:
                self._paint_lines(painter, gap, coded, inks)
            self._paint_strong(painter, gap, coded, pens)

    def _pens_of(self, gap: Gap, inks: Inks) -> list[QPen]:
        """Return the pens of a gap, made anew with other inks only."""
        if inks is not self._inks:
            self._inks = inks
            self._pens.clear()
        if gap.layer not in self._pens:
            self._pens[gap.layer] = _pens(gap, inks)
        return self._pens[gap.layer]

    def _paint_curves(
        self, painter: QPainter, gap: Gap, coded: EdgeCodes, pens: list[QPen]
    ) -> None:
        paths = self._paths.get(gap.layer)
        if paths is None:
            paths = self._paths[gap.layer] = _curves(gap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        codes = coded.codes.tolist()
        for edge in _from_weak(coded).tolist():
            painter.strokePath(paths[edge], pens[codes[edge]])

    def _paint_lines(
        self, painter: QPainter, gap: Gap, coded: EdgeCodes, inks: Inks
    ) -> None:
        lines = self._lines_of(gap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        order = np.argsort(coded.codes % LEVELS, kind="stable")
        codes = coded.codes[order]
        order = order[np.lexsort((codes, codes % LEVELS))]
        codes = coded.codes[order]
        cuts = (np.flatnonzero(np.diff(codes)) + 1).tolist()
        sequence = order.tolist()
        for start, stop in zip([0, *cuts], [*cuts, len(sequence)], strict=True):
            code = int(codes[start])
            painter.setPen(QPen(colour(inks.edge_colours[code]), _HAIRLINE))
            painter.drawLines([lines[edge] for edge in sequence[start:stop]])

    def _paint_raster(
        self, painter: QPainter, gap: Gap, coded: EdgeCodes, inks: Inks
    ) -> None:
        raster = self._rasters.get(gap.layer)
        if raster is None:
            raster = GapRaster(gap, self._size, self._ratio, coded.strength)
            self._rasters[gap.layer] = raster
        if raster.width > 0:
            painter.drawImage(QPointF(raster.left, 0.0), raster.paint(coded, inks))

    def _paint_strong(
        self, painter: QPainter, gap: Gap, coded: EdgeCodes, pens: list[QPen]
    ) -> None:
        """Paint the strongest edges, of the focused ones if any, in full manner."""
        strength = coded.strength
        if coded.focused is not None:
            strength = np.where(coded.focused, strength + 1.0, 0.0)
        count = min(MOST_STRONG, len(strength))
        if count == 0:
            return
        chosen = np.argpartition(strength, len(strength) - count)[-count:]
        chosen = chosen[np.argsort(strength[chosen])]
        if coded.focused is not None:
            chosen = chosen[coded.focused[chosen]]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        codes = coded.codes.tolist()
        lines = self._lines_of(gap, chosen.tolist())
        for edge, line in zip(chosen.tolist(), lines, strict=True):
            painter.setPen(pens[codes[edge]])
            painter.drawLine(line)

    def _lines_of(self, gap: Gap, chosen: list[int] | None = None) -> list[QLineF]:
        """Return the lines of all edges, which are kept, or of some."""
        if chosen is not None:
            starts, stops = (ends[chosen].tolist() for ends in gap.ends())
            ends = zip(starts, stops, strict=True)
            return [QLineF(gap.x0, start, gap.x1, stop) for start, stop in ends]
        if gap.layer not in self._lines:
            everything = list(range(gap.count))
            self._lines[gap.layer] = self._lines_of(gap, everything)
        return self._lines[gap.layer]


def curve(gap: Gap, start: float, stop: float) -> QPainterPath:
    """Return the soft curve of an edge between two heights."""
    middle = (gap.x0 + gap.x1) / 2
    path = QPainterPath(QPointF(gap.x0, start))
    path.cubicTo(middle, start, middle, stop, gap.x1, stop)
    return path


def _curves(gap: Gap) -> list[QPainterPath]:
    starts, stops = gap.ends()
    ends = zip(starts.tolist(), stops.tolist(), strict=True)
    return [curve(gap, start, stop) for start, stop in ends]


def _from_weak(coded: EdgeCodes) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    if coded.focused is None:
        return np.argsort(coded.strength, kind="stable")
    return np.lexsort((coded.strength, coded.focused))


def _pens(gap: Gap, inks: Inks) -> list[QPen]:
    """Return the pen of each code: width by level, dashed where negative."""
    widest = thickest(gap)
    pens = []
    for code, name in enumerate(inks.edge_colours):
        share = (code % LEVELS) / (LEVELS - 1)
        width = THINNEST + (widest - THINNEST) * share
        pen = QPen(colour(name), width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if (code // LEVELS) % TONES in DASHED:
            dash = max(4.0, 1.1 * width)
            pen.setDashPattern([dash / width, 0.6 * dash / width])
        pens.append(pen)
    return pens

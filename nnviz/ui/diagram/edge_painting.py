"""Draws the edges: as curves, as batches of lines or as a raster, by their number."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QLineF, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from nnviz.core.types import Indices
from nnviz.ui.diagram.inks import Inks, colour
from nnviz.ui.diagram.raster import EdgePicture, GapRaster
from nnviz.views.diagram.diagram_state import DiagramState
from nnviz.views.diagram.edge_codes import (
    DASHED,
    LEVELS,
    THINNEST,
    TONES,
    EdgeCodes,
    encode,
    thickest,
)
from nnviz.views.diagram.geometry import Gap, Geometry
from nnviz.views.diagram.parts import EdgePart, NeuronPart
from nnviz.views.largest import places_of_largest

# From a width just above 1 Qt fills lines as shapes, five times as fast.
_HAIRLINE = 1.01
_SHORTEST_DASH = 8.0
"""Pixels. Qt fills each dash as a shape of its own: half as many dashes take a third
less time."""
MOST_CURVES = 120
MOST_LINES = 2500
MOST_STRONG, LEAST_STRONG = 84, 10
"""How many edges have their true width and dashes where there are too many for that:
in all gaps together, and at least in each."""
MOST_AT_ONCE = 5_000
"""A gap with more edges is stretched at first when it moves, and redrawn afterwards."""
_REACH = 4.0
_HALO, _LEAST_MARKED = 2.2, 2.0
"""The width of the halo of an edge that is chosen, and of the edge in it at least."""


def curve(gap: Gap, start: float, stop: float) -> QPainterPath:
    """Return the soft curve of an edge between two heights."""
    middle = (gap.x0 + gap.x1) / 2
    path = QPainterPath(QPointF(gap.x0, start))
    path.cubicTo(middle, start, middle, stop, gap.x1, stop)
    return path


def curves_of(gap: Gap) -> list[QPainterPath]:
    """Return the curves of all edges."""
    starts, stops = gap.ends()
    ends = zip(starts.tolist(), stops.tolist(), strict=True)
    return [curve(gap, start, stop) for start, stop in ends]


def lines_of(gap: Gap, edges: Indices) -> list[QLineF]:
    """Return the straight lines of some edges."""
    rows, columns = np.divmod(edges, max(len(gap.before.anchors), 1))
    starts, stops = gap.before.anchors[columns], gap.after.anchors[rows]
    ends = zip(starts.tolist(), stops.tolist(), strict=True)
    x0, x1 = gap.x0, gap.x1
    return [QLineF(x0, start, x1, stop) for start, stop in ends]


def pens_of(gap: Gap, inks: Inks) -> list[QPen]:
    """Return the pen of each code: width by level, dashed where negative."""
    return _pens(round(thickest(gap) * inks.theme.strokes, 1), inks)


def pen_looks(gap: Gap, inks: Inks) -> list[tuple[str, float, tuple[float, ...]]]:
    """Return colour, width and dashes in pixels of each code, for other painters."""
    return [
        (
            pen.color().name(),
            round(pen.widthF(), 2),
            tuple(round(dash * pen.widthF(), 2) for dash in pen.dashPattern()),
        )
        for pen in pens_of(gap, inks)
    ]


@lru_cache(maxsize=64)
def _pens(widest: float, inks: Inks) -> list[QPen]:
    pens = []
    for code, name in enumerate(inks.edge_colours):
        share = (code % LEVELS) / (LEVELS - 1)
        width = THINNEST + (widest - THINNEST) * share
        pen = QPen(colour(name), width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if (code // LEVELS) % TONES in DASHED:
            dash = max(_SHORTEST_DASH, 1.1 * width)
            pen.setDashPattern([dash / width, 0.6 * dash / width])
        pens.append(pen)
    return pens


@lru_cache(maxsize=4)
def hairlines(inks: Inks) -> list[QPen]:
    """Return the pens of very many edges, one for each code."""
    return [QPen(colour(name), _HAIRLINE) for name in inks.edge_colours]


def batches(coded: EdgeCodes, edges: Indices) -> Iterator[tuple[int, Indices]]:
    """Yield (code, the edges that have it), weak ones first and those in focus last."""
    codes = coded.codes[edges]
    ranks = codes % LEVELS * np.int16(16) + codes // LEVELS
    if coded.focused is not None:
        ranks += coded.focused[edges].astype(np.int16) * np.int16(16 * LEVELS)
    order = np.argsort(ranks, kind="stable")
    codes, edges = codes[order], edges[order]
    cuts = (np.flatnonzero(np.diff(codes)) + 1).tolist()
    for start, stop in zip([0, *cuts], [*cuts, len(codes)], strict=True):
        if stop > start:
            yield int(codes[start]), edges[start:stop]


def strongest_edges(coded: EdgeCodes, most: int) -> Indices:
    """Return up to ``most`` of the strongest edges; if some are focused, only those."""
    strength = coded.strength
    if coded.focused is not None:
        strength = np.where(coded.focused, strength + 1.0, 0.0)
    chosen = places_of_largest(strength, most)
    return chosen if coded.focused is None else chosen[coded.focused[chosen]]


def is_curved(geometry: Geometry) -> bool:
    """Return whether there are few enough edges to draw them as curves."""
    return geometry.edge_count <= MOST_CURVES


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """How a gap looks: the codes of its edges, and which edges are marked."""

    gap: Gap
    coded: EdgeCodes
    marked: tuple[EdgePart, ...]

    def equals(self, other: "_Look | None") -> bool:
        if other is None or self.marked != other.marked:
            return False
        return np.array_equal(self.coded.codes, other.coded.codes)


class EdgePainter:
    """Paints all edges of a geometry, and keeps lines, pens and rasters for it.

    Call `look` before painting. Since there are only a few different codes, most frames
    during training change no gap or just some, and only those are painted again.

    Parameters
    ----------
    geometry, size, ratio
        The places on the screen, its size, and its pixels per unit of length.
    earlier
        The painter for the places before this: its pictures of very many edges are
        stretched until new ones are ready.
    as_lines
        Whether very many edges are smooth lines too, as on paper, and no raster.
    """

    def __init__(
        self,
        geometry: Geometry,
        size: QSize,
        ratio: float,
        inks: Inks,
        earlier: "EdgePainter | None" = None,
        *,
        as_lines: bool = False,
    ) -> None:
        self._geometry = geometry
        self._size, self._ratio, self._inks = size, ratio, inks
        self._gaps = geometry.gaps
        self._curved, self._smooth = is_curved(geometry), as_lines
        self._uses_raster = geometry.edge_count > MOST_LINES and not as_lines
        self._strong = max(MOST_STRONG // max(len(self._gaps), 1), LEAST_STRONG)
        self._rasters: dict[int, GapRaster] = {}
        self.pictures: dict[int, EdgePicture] = {}
        if earlier is not None and self._uses_raster:
            self.pictures.update(earlier.pictures)
        self._waiting: set[int] = set()
        self._paths: dict[int, list[QPainterPath]] = {}
        self._lines: dict[int, list[QLineF]] = {}
        self._pens: dict[int, list[QPen]] = {}
        self._hairlines = hairlines(inks)
        self._looks: dict[int, _Look] = {}
        self._due: set[int] = set()
        self._begun = False
        self._background = colour(inks.theme.background)

    @property
    def finished(self) -> bool:
        """Whether all rasters are as fine as they get."""
        fine = all(raster.finished for raster in self._rasters.values())
        return fine and not self._waiting

    def fits(self, geometry: Geometry, size: QSize, ratio: float) -> bool:
        """Return whether this painter was made for these places and this screen."""
        screen = self._size == size and self._ratio == ratio
        return self._geometry is geometry and screen

    def look(
        self,
        state: DiagramState,
        focus: NeuronPart | None,
        marked: tuple[EdgePart, ...],
    ) -> bool:
        """Note how the edges look now; return whether there is anything to paint."""
        for gap in self._gaps:
            marks = tuple(part for part in marked if part.layer == gap.layer)
            look = _Look(gap, encode(state, gap, focus), marks)
            if not look.equals(self._looks.get(gap.layer)):
                self._looks[gap.layer] = look
                self._due.add(gap.layer)
        coarse = (n for n, raster in self._rasters.items() if not raster.finished)
        self._due.update(coarse, self._waiting)
        return bool(self._due) or not self._begun

    def paint(self, painter: QPainter) -> None:
        """Paint all edges, the strong over the weak and the focused over all."""
        self._paint_background(painter)
        for look in self._looks.values():
            self._paint_gap(painter, look)
        self._due.clear()

    def paint_layer(self, painter: QPainter, layer: int) -> None:
        """Paint the edges into one layer alone, on no background."""
        self._paint_gap(painter, self._looks[layer])

    def paint_changes(self, painter: QPainter) -> None:
        """Paint the gaps that look different now over the last picture."""
        if not self._begun:
            self._paint_background(painter)
        for layer in sorted(self._due):
            look = self._looks[layer]
            strip = _strip(look.gap, self._size.height())
            painter.setClipRect(strip)
            painter.fillRect(strip, self._background)
            self._paint_gap(painter, look)
        self._due.clear()

    def paint_anew(self, painter: QPainter) -> None:
        """Paint all gaps as changes are painted, over whatever was there."""
        self._begun = False
        self._due.update(self._looks)
        self.paint_changes(painter)

    def _paint_background(self, painter: QPainter) -> None:
        painter.fillRect(QRect(QPoint(0, 0), self._size), self._background)
        self._begun = True

    def _paint_gap(self, painter: QPainter, look: _Look) -> None:
        gap, coded = look.gap, look.coded
        if gap.layer not in self._pens:
            self._pens[gap.layer] = pens_of(gap, self._inks)
        if self._curved:
            self._paint_curves(painter, gap, coded)
        else:
            if self._uses_raster:
                self._paint_raster(painter, gap, coded)
            else:
                self._paint_lines(painter, gap, coded)
            self._paint_strong(painter, gap, coded)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for part in look.marked:
            self._paint_mark(painter, look, part)

    def _paint_curves(self, painter: QPainter, gap: Gap, coded: EdgeCodes) -> None:
        if gap.layer not in self._paths:
            self._paths[gap.layer] = curves_of(gap)
        paths, pens = self._paths[gap.layer], self._pens[gap.layer]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        codes = coded.codes.tolist()
        for edge in _from_weak(coded).tolist():
            painter.strokePath(paths[edge], pens[codes[edge]])

    def _paint_lines(self, painter: QPainter, gap: Gap, coded: EdgeCodes) -> None:
        everything = np.arange(gap.count)
        if gap.layer not in self._lines:
            self._lines[gap.layer] = lines_of(gap, everything)
        lines = self._lines[gap.layer]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self._smooth)
        for code, edges in batches(coded, everything):
            painter.setPen(self._hairlines[code])
            painter.drawLines([lines[edge] for edge in edges.tolist()])

    def _paint_raster(self, painter: QPainter, gap: Gap, coded: EdgeCodes) -> None:
        picture = self.pictures.get(gap.layer)
        if picture is not None and not picture.fits(gap):
            picture = None
        if picture is not None and self._can_wait(gap):
            # While somebody zooms or pans, these places last for one frame only.
            self._waiting.add(gap.layer)
            picture.paint(painter, gap)
            return
        self._waiting.discard(gap.layer)
        raster = self._rasters.get(gap.layer)
        if raster is None:
            raster = GapRaster(gap, self._size, self._ratio, coded)
            self._rasters[gap.layer] = raster
        raster.refine()
        if raster.width > 0 and (picture is None or raster.covers):
            picture = raster.paint(coded, self._inks)
            self.pictures[gap.layer] = picture
        if picture is not None:
            picture.paint(painter, gap)

    def _can_wait(self, gap: Gap) -> bool:
        new = gap.layer not in self._rasters and gap.layer not in self._waiting
        return new and gap.count > MOST_AT_ONCE

    def _paint_strong(self, painter: QPainter, gap: Gap, coded: EdgeCodes) -> None:
        """Paint the strongest edges with their true width and dashes."""
        pens = self._pens[gap.layer]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for code, edges in batches(coded, strongest_edges(coded, self._strong)):
            painter.setPen(pens[code])
            painter.drawLines(lines_of(gap, edges))

    def _paint_mark(self, painter: QPainter, look: _Look, part: EdgePart) -> None:
        """Paint a halo around an edge that is pointed at or chosen, and it on top.

        The edge keeps its own dashes, and its sign's colour at full strength.
        """
        gap = look.gap
        start = gap.before.place_of(part.column)
        stop = gap.after.place_of(part.index)
        if start is None or stop is None:
            return
        y0, y1 = float(gap.before.ys[start]), float(gap.after.ys[stop])
        own = self._marked_pen(look, part)
        halo = QPen(colour(self._inks.theme.selection), own.widthF() + 2.0 * _HALO)
        ground = QPen(self._background, own.widthF() + _HALO)
        for pen in (halo, ground, own):
            if self._curved:
                painter.strokePath(curve(gap, y0, y1), pen)
            else:
                painter.setPen(pen)
                painter.drawLine(QLineF(gap.x0, y0, gap.x1, y1))

    def _marked_pen(self, look: _Look, part: EdgePart) -> QPen:
        """Return what paints an edge by itself; one of a bundle is hardly known."""
        before, after = look.gap.before, look.gap.after
        row, column = after.anchor_of(part.index), before.anchor_of(part.column)
        code = int(look.coded.codes[(row or 0) * len(before.anchors) + (column or 0)])
        pen = QPen(self._pens[look.gap.layer][code])
        pen.setColor(colour(self._inks.full_colours[code // LEVELS % TONES]))
        width = max(pen.widthF(), _LEAST_MARKED)
        pen.setDashPattern([dash * pen.widthF() / width for dash in pen.dashPattern()])
        pen.setWidthF(width)
        return pen


def _from_weak(coded: EdgeCodes) -> Indices:
    if coded.focused is None:
        return np.argsort(coded.strength, kind="stable")
    return np.lexsort((coded.strength, coded.focused))


def _strip(gap: Gap, height: int) -> QRect:
    """Return the pixels that the lines of a gap touch, and no other gap's lines.

    The ends of wide slanted lines reach a little beyond the gap.
    """
    left = gap.x0 - min(gap.before.half_width, _REACH)
    right = gap.x1 + min(gap.after.half_width, _REACH)
    return QRect(math.floor(left), 0, math.ceil(right) - math.floor(left), height)

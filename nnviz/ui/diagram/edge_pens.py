"""The pens that edges are drawn with, and the lines and curves they follow."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QPainterPath, QPen

from nnviz.ui.diagram.edge_codes import DASHED, THINNEST, EdgeCodes, thickest
from nnviz.ui.diagram.folding import Indices
from nnviz.ui.diagram.geometry import Gap
from nnviz.ui.diagram.inks import LEVELS, TONES, Inks, colour

# From a width just above 1 Qt fills lines as shapes, five times as fast.
_HAIRLINE = 1.01
_SHORTEST_DASH = 8.0
"""Qt fills each dash as a shape of its own; half as many take a third less time."""


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
    return _pens(round(thickest(gap), 1), inks)


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
    """Yield (code, edges with it), the weak first and those in focus last."""
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
    """Return the strongest edges, of the focused ones if any."""
    strength = coded.strength
    if coded.focused is not None:
        strength = np.where(coded.focused, strength + 1.0, 0.0)
    count = min(most, len(strength))
    chosen = np.argpartition(strength, len(strength) - count)[len(strength) - count :]
    return chosen if coded.focused is None else chosen[coded.focused[chosen]]

"""Draws long lines from arrays of pixels, without a loop in Python."""

from typing import Any

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QLineF
from PySide6.QtGui import QPainter, QPolygonF

from nnviz.core.types import Floats

_POINT = 16
"""Bytes of a QPointF: two numbers of double precision."""

# Their type stubs know only some of their arguments.
_memory: Any = shiboken6.VoidPtr
_wrapped: Any = shiboken6.wrapInstance


def draw_polyline(painter: QPainter, across: Floats, down: Floats) -> None:
    """Draw a line through points, (points,) each, as one; NaN is a gap.

    Dashes and the joints of thick lines come out right.
    """
    for start, stop in _runs(np.isfinite(across) & np.isfinite(down)):
        painter.drawPolyline(polygon(across[start:stop], down[start:stop]))


def draw_segments(painter: QPainter, across: Floats, down: Floats) -> None:
    """Draw a line through points, (points,) each, as separate pieces; NaN is a gap.

    However many gaps there are, it is one call; for solid lines of one pixel.
    """
    pieces = np.empty((max(len(across) - 1, 0), 4))
    pieces[:, 0], pieces[:, 1] = across[:-1], down[:-1]
    pieces[:, 2], pieces[:, 3] = across[1:], down[1:]
    there = np.isfinite(across) & np.isfinite(down)
    if not there.all():
        pieces = pieces[there[:-1] & there[1:]]
    if len(pieces):
        # A row holds what a QLineF does: x and y of one end, x and y of the other.
        first = _wrapped(pieces.ctypes.data, QLineF)
        painter.drawLines(first, len(pieces))


def polygon(across: Floats, down: Floats) -> QPolygonF:
    """Return points, (points,) each, as Qt keeps them."""
    points = QPolygonF()
    points.resize(len(across))
    if len(across):
        memory = _memory(points.data(), _POINT * len(across), True)
        pairs = np.frombuffer(memory, np.float64).reshape(-1, 2)
        pairs[:, 0], pairs[:, 1] = across, down
    return points


def _runs(whole: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return first and end of each stretch of two points or more."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], whole, [False]))))
    pairs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return [(start, stop) for start, stop in pairs if stop - start > 1]

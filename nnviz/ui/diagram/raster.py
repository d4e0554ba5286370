"""Very many edges: the owner of each pixel is found once and coloured every frame."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter

from nnviz.ui.diagram.inks import Inks, Pixels
from nnviz.ui.theme.colour_maps import indices_to_image
from nnviz.views.diagram.edge_codes import DASHED, LEVELS, TONES, EdgeCodes
from nnviz.views.diagram.geometry import Gap

Owners = NDArray[np.intp]
_FEW = 15_000
_STRIDE = 8
"""The first, coarse picture works out every eighth column of pixels."""
_WORK = 400_000
"""Edges times columns worked out in one go: about five milliseconds."""


@dataclass(frozen=True, slots=True, eq=False)
class EdgePicture:
    """The pixels of a gap, whose left side lies at ``left``."""

    image: QImage
    left: float
    gap: Gap

    def fits(self, gap: Gap) -> bool:
        """Return whether a gap has as many edges, if at other places."""
        here, there = self.gap, gap
        before = len(here.before.anchors) == len(there.before.anchors)
        return before and len(here.after.anchors) == len(there.after.anchors)

    def paint(self, painter: QPainter, gap: Gap) -> None:
        """Paint it, stretched to the gap's present place."""
        here, size = self.gap, self.image.deviceIndependentSize()
        across = (gap.x1 - gap.x0) / max(here.x1 - here.x0, 1.0)
        down = gap.after.side / here.after.side
        left = gap.x0 + across * (self.left - here.x0)
        top = float(gap.after.ys[0] - down * here.after.ys[0])
        place = QRectF(left, top, across * size.width(), down * size.height())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(place, self.image)


class GapRaster:
    """The pixels of one gap and the edge that each belongs to.

    Where edges cross, the one that is strongest at construction is on top. Each edge
    has two entries in the table of colours, one of them for the gaps between dashes.
    Very many edges are worked out over several frames, from coarse to fine.

    Parameters
    ----------
    gap
        The gap on the screen.
    size, ratio
        The size of the screen, beyond which nothing is worked out, and its pixels per
        unit of length.
    coded
        The edges as they are now.
    """

    def __init__(self, gap: Gap, size: QSize, ratio: float, coded: EdgeCodes) -> None:
        self._gap, self._ratio = gap, ratio
        first = max(int(np.floor(gap.x0 * ratio)), 0)
        last = min(int(np.ceil(gap.x1 * ratio)), int(size.width() * ratio))
        self.left = first / ratio
        self.width = max(last - first, 0)
        self._height = int(np.ceil(size.height() * ratio))
        self._owners = np.zeros((self._height + 1, self.width), np.intp)
        self._table = np.empty(2 * gap.count + 1, np.uint32)
        self._lines = _Lines(gap, first, ratio, coded)
        self._worked = 0
        self._due = _from_coarse_to_fine(self.width)

    @property
    def finished(self) -> bool:
        """Whether every column of pixels is worked out."""
        return not self._due

    @property
    def covers(self) -> bool:
        """Whether every column of pixels shows edges by now, if only coarsely."""
        return self._worked >= -(-self.width // _STRIDE)

    def paint(self, coded: EdgeCodes, inks: Inks) -> EdgePicture:
        """Return the picture with every pixel in the colour of its edge."""
        self._table[0] = inks.background_pixel
        self._table[1::2] = inks.edge_pixels[coded.codes]
        self._table[2::2] = _between_dashes(inks)[coded.codes]
        image = indices_to_image(self._owners[: self._height], self._table)
        image.setDevicePixelRatio(self._ratio)
        return EdgePicture(image, self.left, self._gap)

    def refine(self) -> None:
        """Work out the next columns; each stands in for neighbours until their turn."""
        count = max(_WORK // (self._lines.count * self._lines.steps + 1), _STRIDE)
        for x, width in self._due[:count]:
            owners = self._lines.owners(x, self._height)
            self._owners[:, x : x + width] = owners[:, np.newaxis]
        del self._due[:count]
        self._worked += count


@lru_cache(maxsize=4)
def _between_dashes(inks: Inks) -> Pixels:
    """Return the pixel of each edge code between two dashes, if it has any."""
    tones = np.arange(len(inks.edge_pixels)) // LEVELS % TONES
    background = np.uint32(inks.background_pixel)
    return np.where(np.isin(tones, DASHED), background, inks.edge_pixels)


class _Lines:
    """The lines of a gap, the weakest first, so that the strongest are on top."""

    def __init__(self, gap: Gap, left: int, ratio: float, coded: EdgeCodes) -> None:
        # Sixteen levels are sorted ten times as fast as the strengths themselves.
        self._order = np.argsort(coded.codes % LEVELS, kind="stable")
        self._starts, stops = (
            (ratio * ends[self._order]).astype(np.float32) for ends in gap.ends()
        )
        width = np.float32(max(ratio * (gap.x1 - gap.x0), 1.0))
        self._rises = (stops - self._starts) / width
        self._offset = left - ratio * gap.x0
        self.count = len(self._order)
        self.steps = 1
        if 0 < self.count < _FEW:
            self.steps = int(np.clip(np.ceil(np.abs(self._rises).max()), 1, 4))

    def owners(self, x: int, height: int) -> Owners:
        """Return the colour table's entry for each pixel of a column, (H + 1,).

        0 is the background; edge e has ``2 e + 1``, and one more between two dashes.
        The last entry collects what lies outside.
        """
        column = np.zeros(height + 1, np.intp)
        # Dashes of ten columns every fifteen; the factor shifts them from edge to edge.
        marks = 2 * self._order + 1 + ((7 * self._order + x) % 15 >= 10)
        for step in range(self.steps):
            across = np.float32(x + (step + 0.5) / self.steps + self._offset)
            rows = np.rint(self._starts + self._rises * across).astype(np.int64)
            rows[(rows < 0) | (rows > height)] = height
            # Of several edges at one pixel the last, and so the strongest, wins.
            column[rows] = marks
        return column


def _from_coarse_to_fine(width: int) -> list[tuple[int, int]]:
    """Return (column, how many it stands in for), every ``_STRIDE``-th column first."""
    due = [(x, _STRIDE) for x in range(0, width, _STRIDE)]
    step = _STRIDE
    while step > 1:
        due += [(x, step // 2) for x in range(step // 2, width, step)]
        step //= 2
    return due

"""Very many edges: which one owns each pixel, found once, coloured per frame."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from nnviz.core.types import Floats
from nnviz.ui.diagram.edge_codes import NEGATIVE, EdgeCodes
from nnviz.ui.diagram.geometry import Gap
from nnviz.ui.diagram.inks import LEVELS, TONES, Inks

Owners = NDArray[np.int32]
_FEW = 15_000


class GapRaster:
    """The pixels of one gap and the edge that each belongs to.

    Where edges cross, the one that is strongest when this is built is on top. Every
    edge has two entries in the table of colours, so that negative ones can be dashed.

    Parameters
    ----------
    gap
        On the screen.
    width, height
        Of the screen: what lies outside is left out.
    strength
        Of each edge now.
    """

    def __init__(self, gap: Gap, width: int, height: int, strength: Floats) -> None:
        self.left = max(int(np.floor(gap.x0)), 0)
        self.width = max(min(int(np.ceil(gap.x1)), width) - self.left, 0)
        self.height = height
        self._owners = _owners(gap, self.left, (self.width, height), strength)
        self._pixels = np.empty(self._owners.shape, np.uint32)
        self._table = np.empty(2 * gap.count + 1, np.uint32)

    def paint(self, coded: EdgeCodes, inks: Inks) -> QImage:
        """Colour every pixel by its edge; valid until the next call."""
        solid = inks.edge_pixels[coded.codes]
        tones = (coded.codes // LEVELS) % TONES
        self._table[0] = inks.background_pixel
        self._table[1::2] = solid
        self._table[2::2] = np.where(
            tones == NEGATIVE, np.uint32(inks.background_pixel), solid
        )
        np.take(self._table, self._owners, out=self._pixels, mode="clip")
        stride = 4 * self.width
        kind = QImage.Format.Format_RGB32
        return QImage(self._pixels.data, self.width, self.height, stride, kind)


def _owners(gap: Gap, left: int, size: tuple[int, int], strength: Floats) -> Owners:
    """Return for each pixel 0 or ``2 * edge + 1``, and one more in a dash's gap."""
    width, height = size
    columns = np.zeros((width, height + 1), np.int32)
    order = np.argsort(strength, kind="stable").astype(np.int32)
    starts, stops = (ends[order].astype(np.float32) for ends in gap.ends())
    rises = (stops - starts) / np.float32(max(gap.x1 - gap.x0, 1.0))
    steps = 1
    if len(order) and len(order) < _FEW:
        steps = int(np.clip(np.ceil(np.abs(rises).max()), 1, 4))
    phases = order * 7
    rows = np.empty(len(order), np.int64)
    for x in range(width):
        marks = 2 * order + 1 + ((phases + x) % 15 >= 10)
        for step in range(steps):
            across = np.float32(left + x + (step + 0.5) / steps - gap.x0)
            np.rint(starts + rises * across, out=rows, casting="unsafe")
            np.clip(rows, -1, height, out=rows)
            rows[rows < 0] = height
            columns[x, rows] = marks
    return np.ascontiguousarray(columns[:, :height].T)

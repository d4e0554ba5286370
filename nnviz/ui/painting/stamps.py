"""Parts of a picture that are kept as pixels until they would look different."""

from collections.abc import Callable, Hashable
from math import ceil, floor

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap


class Stamps:
    """Paints parts of a picture once, and draws their pixels as long as they last.

    Text and rounded shapes take tens of microseconds each, pixels that are there next
    to nothing.

    Parameters
    ----------
    ratio
        Pixels of the screen per unit of length.
    keeps
        Whether pixels are kept; without, everything is painted each time, as on paper.
    """

    def __init__(self, ratio: float, *, keeps: bool = True) -> None:
        self.ratio, self._keeps = ratio, keeps
        self._kept: dict[Hashable, tuple[object, QPointF, QPixmap]] = {}

    def draw(
        self,
        painter: QPainter,
        part: Hashable,
        look: object,
        box: QRectF,
        paint: Callable[[QPainter], None],
    ) -> None:
        """Draw a part; ``paint`` is called if its look was another one the last time.

        Parameters
        ----------
        part, look
            Which part it is, and all that its looks depend on, to be compared.
        box
            What lies outside is not painted, nor what lies outside of the picture.
        """
        if not self._keeps:
            painter.save()
            paint(painter)
            painter.restore()
            return
        kept = self._kept.get(part)
        if kept is None or kept[0] != look:
            kept = self._kept[part] = (look, *self._painted(painter, box, paint))
        painter.drawPixmap(kept[1], kept[2])

    def _painted(
        self, onto: QPainter, box: QRectF, paint: Callable[[QPainter], None]
    ) -> tuple[QPointF, QPixmap]:
        """Return the pixels of a box, and where they begin: at a whole pixel."""
        ratio, seen = self.ratio, box & QRectF(onto.viewport())
        if seen.isEmpty():
            return QPointF(), QPixmap()
        left, top = floor(seen.left() * ratio), floor(seen.top() * ratio)
        right, bottom = ceil(seen.right() * ratio), ceil(seen.bottom() * ratio)
        pixels = QPixmap(QSize(right - left, bottom - top))
        pixels.setDevicePixelRatio(ratio)
        pixels.fill(Qt.GlobalColor.transparent)
        corner = QPointF(left, top) / ratio
        painter = QPainter(pixels)
        painter.translate(-corner)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        paint(painter)
        painter.end()
        return corner, pixels

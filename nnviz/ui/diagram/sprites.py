"""Small pictures that many neurons share, each painted once."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap

from nnviz.ui.diagram.inks import Inks, colour

ROUNDING = 0.14
"""Radius of a neuron's corner as a share of its side."""
_MARGIN = 2
_MOST = 200

Paint = Callable[[QPainter], None]


class Sprites:
    """Keeps the pixels of frames and dots for one theme and one screen."""

    def __init__(self, inks: Inks, ratio: float) -> None:
        self.inks, self.ratio = inks, ratio
        self._kept: dict[tuple[object, ...], QPixmap] = {}

    def draw_frame(
        self, painter: QPainter, x: int, y: int, side: int, on: bool
    ) -> None:
        """Round a square's corners and frame it, in dashes if the neuron is marked."""
        frame = self._get(
            ("frame", side, on), side, lambda p: _frame(p, side, on, self.inks)
        )
        painter.drawPixmap(x - _MARGIN, y - _MARGIN, frame)

    def draw_dot(
        self, painter: QPainter, at: tuple[float, float], radius: float, minus: bool
    ) -> None:
        """Draw a bias as a dot in its sign's colour; a negative one has a minus."""
        radius = round(radius * 4) / 4
        side = int(2 * radius) + 2
        dot = self._get(
            ("dot", radius, minus),
            side,
            lambda p: _dot(p, side, radius, minus, self.inks),
        )
        x, y = at
        reach = side / 2 + _MARGIN
        painter.drawPixmap(round(x - reach), round(y - reach), dot)

    def _get(self, key: tuple[object, ...], side: int, paint: Paint) -> QPixmap:
        """Return kept pixels, or paint them with a margin around the square."""
        if key not in self._kept:
            if len(self._kept) > _MOST:
                self._kept.clear()
            width = side + 2 * _MARGIN
            pixels = QPixmap(QSize(width, width) * self.ratio)
            pixels.setDevicePixelRatio(self.ratio)
            pixels.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixels)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(_MARGIN, _MARGIN)
            paint(painter)
            painter.end()
            self._kept[key] = pixels
        return self._kept[key]


def _frame(painter: QPainter, side: int, marked: bool, inks: Inks) -> None:
    box = QRectF(0.0, 0.0, side, side)
    radius = ROUNDING * side
    corners = QPainterPath()
    corners.addRect(box)
    corners.addRoundedRect(box, radius, radius)
    painter.fillPath(corners, colour(inks.theme.background))
    pen = QPen(colour(inks.theme.muted if marked else inks.theme.line), 1.5)
    if marked:
        pen.setDashPattern([2.0, 2.0])
    painter.setPen(pen)
    painter.drawRoundedRect(box, radius, radius)


def _dot(painter: QPainter, side: int, radius: float, minus: bool, inks: Inks) -> None:
    middle = QPointF(side / 2, side / 2)
    background = colour(inks.theme.background)
    painter.setPen(QPen(background, 1.5) if radius >= 2.5 else Qt.PenStyle.NoPen)
    painter.setBrush(colour(inks.signed(-1.0 if minus else 1.0)))
    painter.drawEllipse(middle, radius, radius)
    if minus and radius >= 3.0:
        painter.setPen(QPen(background, 1.6))
        reach = QPointF(0.5 * radius, 0.0)
        painter.drawLine(middle - reach, middle + reach)

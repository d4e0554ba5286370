"""Small pictures that many neurons share, each painted once."""

from collections.abc import Callable
from math import cos, radians, sin

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap

from nnviz.ui.diagram.inks import Inks, colour
from nnviz.ui.diagram.verdicts import DotLook

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
        self, painter: QPainter, at: tuple[float, float], radius: float, look: DotLook
    ) -> None:
        """Draw a bias as a dot: by its sign, a negative one with a minus; or checked.

        A right one is small, a wrong one is crossed out, an unknown one is hollow.
        """
        radius = round(radius * 4) / 4
        side = int(2 * radius) + 2
        dot = self._get(
            ("dot", radius, look),
            side,
            lambda p: _dot(p, side, radius, look, self.inks),
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


def _dot(
    painter: QPainter, side: int, radius: float, look: DotLook, inks: Inks
) -> None:
    middle, theme = QPointF(side / 2, side / 2), inks.theme
    background = colour(theme.background)
    painter.setPen(QPen(background, 1.5) if radius >= 2.5 else Qt.PenStyle.NoPen)
    tones = {"plus": theme.positive, "minus": theme.negative, "right": theme.good}
    painter.setBrush(colour(tones.get(look, theme.bad)))
    if look == "unknown":
        painter.setPen(QPen(colour(theme.disabled), 1.5))
        painter.setBrush(background)
    size = 0.7 * radius if look == "right" else radius
    painter.drawEllipse(middle, size, size)
    if radius < 3.0:
        return
    painter.setPen(QPen(background, 1.6))
    for turn in {"minus": (0,), "wrong": (45, 135)}.get(look, ()):
        half, angle = 0.5 * radius, radians(turn)
        reach = QPointF(half * cos(angle), half * sin(angle))
        painter.drawLine(middle - reach, middle + reach)

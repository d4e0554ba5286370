"""What neurons share: frames and dots, painted once; crosses, rings and outlines."""

from collections.abc import Callable
from math import cos, radians, sin

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
)

from nnviz.ui.diagram.inks import Inks, colour
from nnviz.views.diagram.edge_codes import DotLook

ROUNDING = 0.14
"""Radius of a neuron's corner as a share of its side."""

_MARGIN = 2

_MOST = 200

Paint = Callable[[QPainter], None]


class Sprites:
    """Frames and dots, which many neurons share: each is painted once."""

    def __init__(self, inks: Inks, ratio: float, *, keeps: bool = True) -> None:
        self.inks, self.ratio, self._keeps = inks, ratio, keeps
        self._kept: dict[tuple[object, ...], QPixmap] = {}

    def draw_frame(
        self, painter: QPainter, x: int, y: int, side: int, on: bool
    ) -> None:
        """Round off a square and frame it, in dashes if the neuron barely learns."""
        self._draw(
            painter,
            QPoint(x, y),
            ("frame", side, on),
            side,
            lambda p: _frame(p, side, on, self.inks),
        )

    def draw_dot(
        self, painter: QPainter, at: tuple[float, float], radius: float, look: DotLook
    ) -> None:
        """Draw a bias as a dot: negative ones carry a minus.

        In a check a right one is small, a wrong one crossed out, an unknown one hollow.
        """
        # Few sizes, so that zooming does not fill the cache.
        radius = round(radius * 4) / 4
        side = int(2 * radius) + 2
        x, y = at
        corner = QPoint(round(x - side / 2), round(y - side / 2))
        self._draw(
            painter,
            corner,
            ("dot", radius, look),
            side,
            lambda p: _dot(p, side, radius, look, self.inks),
        )

    def _draw(
        self,
        painter: QPainter,
        corner: QPoint,
        key: tuple[object, ...],
        side: int,
        paint: Paint,
    ) -> None:
        """Draw the pixels that are kept, or on paper the thing itself."""
        if self._keeps:
            margin = QPoint(_MARGIN, _MARGIN)
            painter.drawPixmap(corner - margin, self._get(key, side, paint))
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(corner)
        paint(painter)
        painter.restore()

    def _get(self, key: tuple[object, ...], side: int, paint: Paint) -> QPixmap:
        """Return the pixels that are kept, painted first if need be, with a margin."""
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
    # Half the frame wider: a face of whole pixels is where text is large.
    corners.addRect(box.adjusted(-0.75, -0.75, 0.75, 0.75))
    corners.addRoundedRect(box, radius, radius)
    painter.fillPath(corners, colour(inks.theme.background))
    pen = QPen(colour(inks.theme.muted if marked else inks.theme.line), 1.5)
    if marked:
        pen.setDashPattern([2.0, 2.0])
    painter.setPen(pen)
    painter.drawRoundedRect(box, radius, radius)


def cross_out(painter: QPainter, box: QRect, inks: Inks) -> None:
    """Mark a neuron that is zero for every sample."""
    half = max(box.width() / 2 - 1.0, 2.0)
    middle = QRectF(box).center()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(colour(inks.theme.bad), 1.8))
    for turn in (1, -1):
        reach = QPointF(half, -turn * half)
        painter.drawLine(middle - reach, middle + reach)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _dot(
    painter: QPainter, side: int, radius: float, look: DotLook, inks: Inks
) -> None:
    middle, theme = QPointF(side / 2, side / 2), inks.theme
    background = colour(theme.background)
    painter.setPen(QPen(background, 1.5) if radius >= 2.5 else Qt.PenStyle.NoPen)
    tones = {"plus": theme.positive, "minus": theme.negative, "zero": theme.muted}
    tones |= {"right": theme.good, "wrong": theme.bad}
    painter.setBrush(colour(tones.get(look, theme.background)))
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


def paint_ring(painter: QPainter, at: QPointF, radius: float, inks: Inks) -> None:
    """Paint a ring around a bias that is wrong: the dot alone is easily missed."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(colour(inks.theme.bad), 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(at, radius + 4.0, radius + 4.0)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def paint_halo(painter: QPainter, at: QPointF, half: float, inks: Inks) -> None:
    """Outline a neuron that is chosen, around its middle."""
    # On the edge itself: values lie closely above and below.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(colour(inks.theme.selection), 2.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    box = QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half)
    painter.drawRoundedRect(box, 0.2 * half, 0.2 * half)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

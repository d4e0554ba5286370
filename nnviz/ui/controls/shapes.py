"""The signs on the buttons that drive a run, painted sharp at any size."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

SIZE = 14
_DENSITIES = (1, 2, 3)

Shape = Callable[[QPainter, QColor], None]
"""Paints into a square of side 14."""


def icon(name: str, colour: str, disabled: str) -> QIcon:
    """Return the sign of that name in a colour, and in another where disabled."""
    result = QIcon()
    for density in _DENSITIES:
        for mode, tone in (
            (QIcon.Mode.Normal, colour),
            (QIcon.Mode.Disabled, disabled),
        ):
            result.addPixmap(_pixmap(SHAPES[name], QColor(tone), density), mode)
    return result


def _pixmap(shape: Shape, colour: QColor, density: int) -> QPixmap:
    pixmap = QPixmap(QSize(SIZE, SIZE) * density)
    pixmap.setDevicePixelRatio(density)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    shape(painter, colour)
    painter.end()
    return pixmap


def _triangle(left: float, tip: float) -> QPainterPath:
    path = QPainterPath(QPointF(left, 2.0))
    path.lineTo(tip, 7.0)
    path.lineTo(left, 12.0)
    path.closeSubpath()
    return path


def _play(painter: QPainter, _: QColor) -> None:
    painter.drawPath(_triangle(3.0, 12.0))


def _pause(painter: QPainter, _: QColor) -> None:
    painter.drawRoundedRect(QRectF(3.0, 2.0, 3.0, 10.0), 1.0, 1.0)
    painter.drawRoundedRect(QRectF(8.0, 2.0, 3.0, 10.0), 1.0, 1.0)


def _step(painter: QPainter, _: QColor) -> None:
    painter.drawPath(_triangle(2.0, 9.0))
    painter.drawRoundedRect(QRectF(10.0, 2.0, 2.0, 10.0), 1.0, 1.0)


def _back(painter: QPainter, _: QColor) -> None:
    painter.drawPath(_triangle(12.0, 5.0))
    painter.drawRoundedRect(QRectF(2.0, 2.0, 2.0, 10.0), 1.0, 1.0)


def _stroke(painter: QPainter, colour: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    cap = Qt.PenCapStyle.RoundCap
    painter.setPen(QPen(colour, 1.7, Qt.PenStyle.SolidLine, cap))


def _reset(painter: QPainter, colour: QColor) -> None:
    _stroke(painter, colour)
    painter.drawArc(QRectF(2.0, 2.0, 10.0, 10.0), 120 * 16, 300 * 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    head = QPainterPath(QPointF(1.0, 0.5))
    head.lineTo(6.4, 1.6)
    head.lineTo(2.6, 5.6)
    head.closeSubpath()
    painter.drawPath(head)


def _new_weights(painter: QPainter, colour: QColor) -> None:
    """Paint a die: other weights are drawn by chance."""
    _stroke(painter, colour)
    painter.drawRoundedRect(QRectF(1.5, 1.5, 11.0, 11.0), 2.5, 2.5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for place in (4.5, 7.0, 9.5):
        painter.drawEllipse(QPointF(place, 14.0 - place), 1.15, 1.15)


def _close(painter: QPainter, colour: QColor) -> None:
    _stroke(painter, colour)
    painter.drawLine(QPointF(3.5, 3.5), QPointF(10.5, 10.5))
    painter.drawLine(QPointF(10.5, 3.5), QPointF(3.5, 10.5))


SHAPES: Mapping[str, Shape] = {
    "play": _play,
    "pause": _pause,
    "step": _step,
    "back": _back,
    "reset": _reset,
    "new_weights": _new_weights,
    "close": _close,
}
"""Every sign by its name."""

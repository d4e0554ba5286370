"""The small pictures of the welcome, painted by those who paint the views."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnviz.core.activations import ACTIVATIONS
from nnviz.ui.diagram.network_picture import NetworkPicture
from nnviz.ui.experiment.tile_pictures import Picture, curve_picture
from nnviz.ui.output.image_view import paint_picture, picture
from nnviz.ui.painting.canvas import CENTRE, Canvas, fill, outline, write
from nnviz.ui.theme.fonts import text_font
from nnviz.ui.theme.line_styles import series_style
from nnviz.ui.theme.tokens import Theme
from nnviz.views.diagram.diagram_state import DiagramState

_COMPARED = ("relu", "tanh", "sigmoid")


class WelcomePicture(Canvas):
    """Paints one of the pictures; the mouse goes through it."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._paint = _PICTURES[name]()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = self.painter()
        area = QRectF(self.rect())
        fill(painter, area, self.theme.background, 6.0)
        self._paint(painter, area.adjusted(5.0, 4.0, -5.0, -4.0), self.theme, True)
        painter.end()


def _neuron() -> Picture:
    """Return the picture of two weighted inputs and an activation."""
    curve = curve_picture(ACTIVATIONS["tanh"])

    def paint(painter: QPainter, area: QRectF, theme: Theme, chosen: bool) -> None:
        side = area.height() * 0.8
        box = QRectF(area.right() - side, area.center().y() - side / 2, side, side)
        ends = (
            (area.top() + 5.0, theme.positive, Qt.PenStyle.SolidLine),
            (area.bottom() - 5.0, theme.negative, Qt.PenStyle.DashLine),
        )
        for y, colour, style in ends:
            painter.setPen(QPen(QColor(colour), 2.4, style))
            painter.drawLine(
                QPointF(area.left() + 4.0, y), QPointF(box.left(), _middle(box, y))
            )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawEllipse(QPointF(area.left() + 4.0, y), 3.5, 3.5)
        fill(painter, box, theme.field, 5.0)
        outline(painter, box, theme.muted, 1.0, 5.0)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        curve(painter, box.adjusted(4.0, 4.0, -4.0, -4.0), theme, chosen)

    return paint


def _middle(box: QRectF, y: float) -> float:
    """Return where a line from height y arrives at a box."""
    return 0.75 * box.center().y() + 0.25 * y


def _network() -> Picture:
    """Return the picture of a small network, by the painter of networks."""
    random, sizes = np.random.default_rng(5), (2, 3, 1)
    shapes = zip(sizes[1:], sizes[:-1], strict=True)
    state = DiagramState(
        sizes,
        ("", "", ""),
        tuple(random.normal(size=shape) for shape in shapes),
        tuple(np.zeros(size) for size in sizes[1:]),
        activations=tuple(random.uniform(-1.0, 1.0, size) for size in sizes),
    )
    network = NetworkPicture()

    def paint(painter: QPainter, area: QRectF, theme: Theme, _chosen: bool) -> None:
        whole = QRectF(area.toRect())
        network.paint(painter, whole, state, theme, {})

    return paint


def _digit() -> Picture:
    """Return the picture of a digit of a few pixels."""
    side = 14
    drawn = QImage(side, side, QImage.Format.Format_Grayscale8)
    drawn.fill(0)
    painter = QPainter(drawn)
    painter.setFont(text_font(14))
    painter.setPen(QColor(255, 255, 255))
    painter.drawText(drawn.rect(), CENTRE, "5")
    painter.end()
    bits = np.frombuffer(drawn.constBits(), np.uint8)
    pixels = bits.reshape(side, drawn.bytesPerLine())[:, :side].astype(np.float64)

    def paint(painter: QPainter, area: QRectF, theme: Theme, _chosen: bool) -> None:
        paint_picture(painter, area, picture(pixels, 255.0, theme), theme)

    return paint


def _curves() -> Picture:
    """Return the picture of several functions, each in a contender's colour."""
    curves = [curve_picture(ACTIVATIONS[name]) for name in _COMPARED]

    def paint(painter: QPainter, area: QRectF, theme: Theme, _chosen: bool) -> None:
        for index, curve in enumerate(curves):
            colour = series_style(theme, index).colour
            curve(painter, area, replace(theme, text=colour), True)

    return paint


def _table() -> Picture:
    """Return the picture of a table."""

    def paint(painter: QPainter, area: QRectF, theme: Theme, _chosen: bool) -> None:
        rows, columns = 4, 3
        high, wide = area.height() / rows, area.width() / columns
        head = QRectF(area.left(), area.top(), area.width(), high)
        fill(painter, head, theme.accent, 2.0)
        painter.setFont(text_font(9))
        for row in range(1, rows):
            for column in range(columns):
                place = QRectF(
                    area.left() + column * wide, area.top() + row * high, wide, high
                )
                write(painter, place, CENTRE, _CELLS[row - 1][column], theme.muted)
        outline(painter, area, theme.line, 1.0, 2.0)

    return paint


_CELLS = (("5.1", "3.5", "a"), ("6.2", "2.9", "b"), ("4.7", "3.2", "a"))

_PICTURES: Mapping[str, Callable[[], Picture]] = {
    "neuron": _neuron,
    "backpropagation": _network,
    "digits": _digit,
    "comparison": _curves,
    "file": _table,
}

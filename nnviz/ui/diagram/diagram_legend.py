"""Says what the pictures, colours, dashes, dots and crosses of the diagram mean."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnviz.ui.diagram.inks import Inks, colour, inks_of
from nnviz.ui.diagram.neuron_sprites import Sprites, cross_out
from nnviz.ui.painting.canvas import Canvas
from nnviz.ui.theme.colour_maps import values_to_image
from nnviz.ui.theme.enlarging import enlarged
from nnviz.ui.theme.fonts import text_font
from nnviz.views.diagram.edge_codes import DotLook

_ROW, _SIGN, _SIDE = 52, 92, 36
"""Height of a row, width of its sign, and the side of a neuron, in pixels."""

Sign = Callable[[QPainter, QRectF, Inks, Sprites], None]


def _neuron(dashed: bool = False, crossed: bool = False) -> Sign:
    def paint(painter: QPainter, room: QRectF, inks: Inks, sprites: Sprites) -> None:
        box = QRect(0, 0, _SIDE, _SIDE)
        box.moveCenter(room.center().toPoint())
        across = np.linspace(-1.0, 1.0, 16)
        plane = np.add.outer(-across, across)
        painter.drawImage(box, values_to_image(plane, 1.2, inks.diverging))
        sprites.draw_frame(painter, box.x(), box.y(), _SIDE, dashed)
        if crossed:
            cross_out(painter, box, inks)

    return paint


def _edge(negative: bool, width: float) -> Sign:
    def paint(painter: QPainter, room: QRectF, inks: Inks, _: Sprites) -> None:
        theme = inks.theme
        pen = QPen(colour(theme.negative if negative else theme.positive), width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if negative:
            pen.setDashPattern([6.0 / width, 4.0 / width])
        painter.setPen(pen)
        middle = room.center().y()
        painter.drawLine(
            QPointF(room.left() + 12, middle), QPointF(room.right() - 12, middle)
        )

    return paint


def _dots(*looks: DotLook) -> Sign:
    def paint(painter: QPainter, room: QRectF, _: Inks, sprites: Sprites) -> None:
        left = room.center().x() - 11 * (len(looks) - 1)
        for place, look in enumerate(looks):
            at = left + 22 * place, room.center().y()
            sprites.draw_dot(painter, at, 6.0, look)

    return paint


ROWS: tuple[tuple[Sign, str], ...] = (
    (
        _neuron(),
        "A neuron. For points in the plane, its picture is its activation at every "
        "point, in the colour of its sign, and darker or paler near 0. The number "
        "below is its activation for the current sample. Without a plane, a bar shows "
        "that number, or a picture the weights of an image.",
    ),
    (
        _edge(negative=False, width=5.0),
        "A positive weight: a solid line in the colour of positive numbers. The larger "
        "the weight is, the wider the line.",
    ),
    (
        _edge(negative=True, width=5.0),
        "A negative weight: a dashed line in the other colour. The switch above shows "
        "contributions, gradients or updates in the same way.",
    ),
    (
        _dots("plus", "minus", "zero"),
        "A bias, at the corner of its neuron: positive, negative with a minus, or 0.",
    ),
    (
        _neuron(dashed=True),
        "Framed in dashes: the neuron barely learns. It is saturated: nearly no slope "
        "for at least 95 % of the samples. In a comparison: zero for nearly all.",
    ),
    (
        _neuron(crossed=True),
        "Crossed out: the neuron is dead, zero for every sample.",
    ),
    (
        _dots("right", "wrong", "unknown"),
        "While a check is shown: a gradient that is right, wrong, or not judged.",
    ),
)
"""A sign of the diagram, painted as there, and what it means."""


class DiagramLegend(Canvas):
    """A row for each sign, painted as in the diagram and in the same colours."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("diagram_legend")
        self.setAccessibleName("Legend of the diagram")
        self.setAccessibleDescription("\n".join(words for _, words in ROWS))

    def sizeHint(self) -> QSize:
        return enlarged(QSize(560, 24 + len(ROWS) * (_ROW + 16)))

    def minimumSizeHint(self) -> QSize:
        return enlarged(QSize(380, 200))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = self.painter(), self.theme
        painter.fillRect(self.rect(), colour(theme.background))
        painter.setFont(text_font(13))
        inks = inks_of(theme)
        sprites = Sprites(inks, self.devicePixelRatioF())
        height = (self.height() - 16) / len(ROWS)
        wrap = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        for place, (sign, words) in enumerate(ROWS):
            top = 8 + place * height
            sign(painter, QRectF(8, top, _SIGN, height), inks, sprites)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(colour(theme.text))
            room = QRectF(16 + _SIGN, top, self.width() - _SIGN - 32, height)
            painter.drawText(room, int(wrap), words)

"""What the lines of small diagrams stand for, as a few samples with their values."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from nnviz.ui.diagram.inks import Inks, colour
from nnviz.ui.painting.canvas import LEFT, small_font, write
from nnviz.ui.painting.numbers import compact

_ROW = 20.0
_LENGTH = 26.0


def paint_line_key(
    painter: QPainter, room: QRectF, limits: tuple[float, float], inks: Inks
) -> None:
    """Draw a line of each kind.

    Parameters
    ----------
    limits
        The weight of the widest line, and the length of a neuron's weights whose line
        from the input picture is the widest.
    """
    widest, bundle = limits
    theme = inks.theme
    rows = [
        (QPen(colour(theme.positive), 4.0), f"weight {compact(widest)}"),
        (QPen(colour(theme.positive), 1.0), f"weight {compact(widest / 4)}"),
        (QPen(colour(theme.negative), 4.0), f"weight {compact(-widest)}"),
    ]
    rows[2][0].setDashPattern([2.0, 1.2])
    if bundle:
        rows.append((QPen(colour(theme.muted), 2.5), f"length {compact(bundle)}"))
    painter.setFont(small_font())
    for place, (pen, words) in enumerate(rows):
        line = QRectF(room.left() + 2, room.top() + place * _ROW, room.width(), _ROW)
        middle = line.center().y()
        painter.setPen(pen)
        painter.drawLine(
            QPointF(line.left(), middle), QPointF(line.left() + _LENGTH, middle)
        )
        text = line.adjusted(_LENGTH + 8, 0, 0, 0)
        write(painter, text, LEFT, words, theme.muted)

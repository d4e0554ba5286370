"""How the lines of a comparison are told apart: by colour, by dash and by mark.

The eight colours of a theme keep apart under protanopia, deuteranopia and tritanopia,
and each stands out from the panel at 3 to 1 at least. Names are written beside them.
"""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from nnviz.session.comparison.series_colours import ON_DARK, ON_LIGHT
from nnviz.ui.theme.tokens import Theme

Dash = tuple[float, ...]
"""Strokes and gaps in turn, in widths of the pen; none for a solid line."""

DASHES: tuple[Dash, ...] = (
    (),
    (6.0, 2.5),
    (1.5, 2.0),
    (8.0, 2.5, 1.5, 2.5),
    (3.0, 2.0),
    (11.0, 3.0),
    (6.0, 2.0, 1.5, 2.0, 1.5, 2.0),
    (3.0, 1.5, 1.0, 1.5),
)
MARKERS = (
    "circle",
    "square",
    "triangle",
    "diamond",
    "ring",
    "frame",
    "wedge",
    "bar",
)


@dataclass(frozen=True, slots=True)
class SeriesStyle:
    """What a series looks like in a theme.

    Attributes
    ----------
    colour
        As ``#rrggbb``.
    dash
        Its strokes and gaps.
    marker
        One of `MARKERS`: the mark of its points.
    """

    colour: str
    dash: Dash
    marker: str

    def pen(self, width: float) -> QPen:
        """Return the pen that draws the line."""
        pen = QPen(QColor(self.colour), width)
        if self.dash:
            pen.setDashPattern(self.dash)
        return pen


def series_style(theme: Theme, index: int) -> SeriesStyle:
    """Return how series ``index``, from 0, is drawn.

    Eight have colours of their own; further ones take the colours again, with another
    dash and mark.
    """
    colours = ON_DARK if theme.dark else ON_LIGHT
    turn, place = divmod(index, len(colours))
    other = (place + turn) % len(DASHES)
    return SeriesStyle(colours[place], DASHES[other], MARKERS[other])


def draw_sample(
    painter: QPainter, area: QRectF, style: SeriesStyle, width: float = 2.0
) -> None:
    """Draw a short piece of a line with its mark in the middle, as legends do."""
    y = round(area.center().y()) + 0.5
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(style.pen(width))
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
    draw_marker(painter, QPointF(area.center().x(), y), style)


def draw_marker(
    painter: QPainter, place: QPointF, style: SeriesStyle, size: float = 3.5
) -> None:
    """Draw the mark of a series, reaching ``size`` pixels from a place."""
    colour, hollow = QColor(style.colour), style.marker in ("ring", "frame")
    painter.setPen(QPen(colour, 1.5) if hollow else Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush if hollow else colour)
    if style.marker in ("circle", "ring"):
        painter.drawEllipse(place, size, size)
    else:
        corners = [
            QPointF(x * size, y * size) + place for x, y in _SHAPES[style.marker]
        ]
        painter.drawPolygon(QPolygonF(corners))
    painter.setBrush(Qt.BrushStyle.NoBrush)


_SQUARE = ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9))
_SHAPES = {
    "square": _SQUARE,
    "frame": _SQUARE,
    "triangle": ((0.0, -1.1), (1.1, 0.9), (-1.1, 0.9)),
    "diamond": ((0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)),
    "wedge": ((0.0, 1.1), (1.1, -0.9), (-1.1, -0.9)),
    "bar": ((-0.45, -1.3), (0.45, -1.3), (0.45, 1.3), (-0.45, 1.3)),
}

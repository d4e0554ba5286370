"""Where a line ends before the others: a cross, and the words for why."""

import msgspec
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from nnviz.ui.charts.chart_mapping import Span, across, down
from nnviz.ui.painting.label_spread import LABEL_HEIGHT, spread

_ARM = 4.0


class Ending(msgspec.Struct, frozen=True):
    """That a line ends for good after an iteration, and why: "diverged".

    One that ended because it ``failed`` has a cross, one that reached a goal a dot.
    """

    iteration: int
    text: str
    failed: bool = True


class Cross(msgspec.Struct, frozen=True):
    """The mark at the end of a line, in the units of the axes, and its words."""

    iteration: float
    value: float
    text: str
    colour: str
    text_colour: str
    failed: bool = True


def paint_crosses(
    painter: QPainter,
    crosses: tuple[Cross, ...],
    spans: tuple[Span, Span],
    area: QRectF,
    panel: str,
) -> None:
    """Paint the marks of the lines that end within the picture.

    A line that left the picture before it ended has its mark at the edge. The words
    are moved apart where they would overlap, and lie on the panel's tone.
    """
    (x, y), painted = spans, []
    for cross in crosses:
        if x[0] <= cross.iteration <= x[1]:
            top = down(cross.value, y, area)
            place = QPointF(
                across(cross.iteration, x, area),
                min(max(top, area.top() + _ARM + 1.0), area.bottom() - _ARM),
            )
            painted.append((place.y(), cross.text, place, cross))
    painted.sort(key=lambda entry: entry[:2])
    words = spread([entry[0] for entry in painted], area)
    for (_, _, place, cross), centre in zip(painted, words, strict=True):
        _paint_words(painter, cross, QPointF(place.x(), centre), area, panel)
    for _, _, place, cross in painted:
        for width, colour in ((4.5, panel), (2.5, cross.colour)):
            _paint_mark(painter, place, QPen(QColor(colour), width), cross.failed)


def _paint_mark(painter: QPainter, place: QPointF, pen: QPen, failed: bool) -> None:
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    if not failed:
        painter.drawEllipse(place, 1.5, 1.5)
        return
    for way in (-1.0, 1.0):
        arm = QPointF(_ARM, way * _ARM)
        painter.drawLine(QLineF(place - arm, place + arm))


def _paint_words(
    painter: QPainter, cross: Cross, place: QPointF, area: QRectF, panel: str
) -> None:
    width = QFontMetricsF(painter.font()).horizontalAdvance(cross.text)
    fits = place.x() + width + 12.0 < area.right()
    left = place.x() + 10.0 if fits else max(place.x() - width - 10.0, area.left())
    box = QRectF(left - 2.0, place.y() - LABEL_HEIGHT / 2, width + 4.0, LABEL_HEIGHT)
    painter.fillRect(box, QColor(panel))
    painter.setPen(QColor(cross.text_colour))
    painter.drawText(QPointF(left, place.y() + 4.0), cross.text)

"""Names at the ends of lines, moved apart where lines end close to each other."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from nnviz.ui.explorer.function_lines import FunctionLine
from nnviz.ui.painting.canvas import LEFT, RIGHT, small_font, small_numbers, write
from nnviz.ui.theme.tokens import Theme

ROW = 13.0
"""Names are so far apart at least, in pixels; those with words a little more."""

WORDED_ROW = 17.0

LEADER = 14.0
"""Room for the stroke from a line's end to its name."""


NAME, NUMBER = 90.0, 68.0
"""Room for a name and a number where words follow."""


class LineEnd(msgspec.Struct, frozen=True):
    """Where a function's line ends, in pixels from the top, and what is said of it."""

    series: FunctionLine
    y: float
    number: str = ""
    words: str = ""
    rank: float = 0.0
    """Of ends at the same place, the one with the lower rank stands above."""


def spread_places(
    wanted: Sequence[float], low: float, high: float, row: float = ROW
) -> list[float]:
    """Return places near the wanted ones that are ``row`` apart, in the same order.

    They lie from ``low`` to ``high``; where there is too little room, they are evenly
    spread. ``wanted`` must not fall.
    """
    count = len(wanted)
    row = min(row, (high - low) / max(count - 1, 1))
    places: list[float] = []
    for place in wanted:
        least = places[-1] + row if places else low
        places.append(max(place, least))
    most = high
    for index in range(count - 1, -1, -1):
        places[index] = min(places[index], most)
        most = places[index] - row
    return places


def paint_line_names(
    painter: QPainter, ends: Sequence[LineEnd], area: QRectF, theme: Theme
) -> list[tuple[QRectF, str]]:
    """Write each function's name beside the end of its line, and words if there are.

    ``area`` lies right of the plot: the strokes begin at its left edge.

    Returns
    -------
    list
        Where each label is, with the function's name.
    """
    ends = sorted(ends, key=lambda end: (end.y, end.rank))
    row = WORDED_ROW if any(end.words for end in ends) else ROW
    clamped = [min(max(end.y, area.top()), area.bottom()) for end in ends]
    low, high = area.top() + row / 2, area.bottom() - row / 2
    labels = []
    for end, start, place in zip(
        ends, clamped, spread_places(clamped, low, high, row), strict=True
    ):
        painter.setPen(QPen(QColor(end.series.ink(theme)), 1.0))
        stroke = area.left() + LEADER - 3
        painter.drawLine(QPointF(area.left() + 1, start), QPointF(stroke, place))
        left = area.left() + LEADER
        label = QRectF(left, place - row / 2, area.right() - left, row)
        _paint_label(painter, end, label, theme)
        labels.append((label, end.series.activation.name))
    return labels


def _paint_label(painter: QPainter, end: LineEnd, label: QRectF, theme: Theme) -> None:
    """Write a name, or a name, a number and words side by side."""
    painter.setFont(small_font())
    name = QRectF(label)
    if end.words:
        name.setWidth(NAME)
        words = label.adjusted(NAME + NUMBER + 10, 0, 0, 0)
        ink = theme.muted if end.series.dimmed else theme.text
        write(painter, words, LEFT, end.words, ink)
    write(painter, name, LEFT, end.series.name, end.series.ink(theme))
    if end.words:
        painter.setFont(small_numbers())
        number = QRectF(label.left() + NAME, label.top(), NUMBER, label.height())
        write(painter, number, RIGHT, end.number, theme.muted)

"""What is written beside the sample under the pointer."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from nnviz.ui.painting.canvas import LEFT, small_font, small_numbers
from nnviz.ui.painting.numbers import count, significant
from nnviz.ui.theme.tokens import Theme

ROW = 16.0
GAP = 10.0
"""Between a name and its value, and between the point and the note."""

INSIDE = 8.0
LONGEST = 22
"""Letters of a name or a value; what is longer is cut off."""

NoteLine = tuple[str, str]
"""A name and its value."""


def sample_lines(
    row: int, part: str, values: Sequence[tuple[str, float]]
) -> list[NoteLine]:
    """Return which sample it is, and its values with their names."""
    named = [(name, significant(value, 4)) for name, value in values]
    return [(part, f"row {count(row + 1)}"), *named]


def paint_note(
    painter: QPainter,
    place: QPointF,
    lines: Sequence[NoteLine],
    room: QRect,
    theme: Theme,
) -> None:
    """Write names and values in a box beside a place, wholly within the room."""
    words, numbers = QFontMetricsF(small_font()), QFontMetricsF(small_numbers())
    cut = [(_cut(name), _cut(value)) for name, value in lines]
    left = max(words.horizontalAdvance(name) for name, _ in cut) + GAP
    right = max(numbers.horizontalAdvance(value) for _, value in cut)
    width, height = left + right + 2 * INSIDE, len(cut) * ROW + INSIDE
    box = _beside(place, width, height, QRectF(room))
    painter.setPen(QPen(QColor(theme.line), 1.0))
    painter.setBrush(QColor(theme.raised))
    painter.drawRoundedRect(box, 5.0, 5.0)
    for index, (name, value) in enumerate(cut):
        top = box.top() + INSIDE / 2 + index * ROW
        line = QRectF(box.left() + INSIDE, top, width - INSIDE, ROW)
        painter.setFont(small_font())
        painter.setPen(QColor(theme.muted))
        painter.drawText(line, LEFT, name)
        painter.setFont(small_numbers())
        painter.setPen(QColor(theme.text))
        painter.drawText(line.adjusted(left, 0, 0, 0), LEFT, value)


def _beside(place: QPointF, width: float, height: float, room: QRectF) -> QRectF:
    """Return a box at the right of a place, or at its left where there is no room."""
    left = place.x() + GAP
    if left + width > room.right() - 1:
        left = place.x() - GAP - width
    top = min(max(place.y() - height / 2, 1.0), room.bottom() - height - 1)
    return QRectF(max(left, 1.0), max(top, 1.0), width, height)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"

"""What surrounds a contender's picture: its name beside its line, and the mark."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from nnviz.ui.painting.canvas import LEFT, outline, write
from nnviz.ui.theme.fonts import text_font
from nnviz.ui.theme.line_styles import draw_sample, series_style
from nnviz.ui.theme.tokens import Theme

NAME = 20
PADDING = 6
CORNER = 8.0
_SAMPLE = 22
"""What the sample of a contender's line takes beside its name."""


def paint_mark(painter: QPainter, cell: QRectF, left: float, theme: Theme) -> None:
    """Mark a cell as the chosen one; its picture begins ``left`` of its left edge."""
    beside = left - PADDING + 1
    outline(painter, cell.adjusted(beside, 1, -beside, -1), theme.accent, 2.0, CORNER)


def paint_name(
    painter: QPainter, room: QRectF, whose: tuple[int, str, bool], theme: Theme
) -> None:
    """Write a name; ``whose`` is a contender's index and name, and if it is chosen."""
    index, name, is_chosen = whose
    line = QRectF(room.left(), PADDING - 2, room.width(), NAME)
    sample = QRectF(line.left(), line.top(), _SAMPLE, NAME)
    draw_sample(painter, sample, series_style(theme, index))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(text_font(12, bold=is_chosen))
    write(painter, line.adjusted(_SAMPLE + 6, 0, 0, 0), LEFT, name, theme.text)

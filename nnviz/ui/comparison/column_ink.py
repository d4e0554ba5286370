"""The ink of numbers in a contender's column: the large one, and the neuron's rows."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from nnviz.ui.comparison.column_words import NOT_YET, ColumnRow, ColumnWords
from nnviz.ui.inspector.grid_painting import sign_colour
from nnviz.ui.painting.canvas import LEFT, RIGHT, fill, write
from nnviz.ui.theme.fonts import number_font, text_font
from nnviz.ui.theme.tokens import Theme

WIDE = 160.0
"""A row this wide has room for differences."""


def paint_number(
    painter: QPainter, words: ColumnWords, at: QRectF, look: tuple[Theme, int]
) -> None:
    """Paint the number large, its symbol before it if there is room.

    ``look`` is the theme and the height of the number in pixels.
    """
    theme, size = look
    painter.setFont(number_font(size, bold=True))
    width = painter.fontMetrics().horizontalAdvance(words.value)
    painter.setFont(text_font(13))
    symbol = f"{words.symbol} ="
    room = at.width() - width - 8.0
    needed = painter.fontMetrics().horizontalAdvance(symbol)
    left = 0.0
    if needed <= room:
        write(painter, at, LEFT, symbol, theme.muted)
        left = needed + 8.0
    painter.setFont(number_font(size, bold=True))
    colour = theme.disabled
    if words.number is not None:
        colour = sign_colour(words.number, theme)
    if words.value == NOT_YET:
        painter.setFont(text_font(15))
    write(painter, at.adjusted(left, 0.0, 0.0, 0.0), LEFT, words.value, colour)


def paint_row(painter: QPainter, row: ColumnRow, at: QRectF, theme: Theme) -> None:
    """Paint a number of the neuron; in a wide row, how far it is from the leader's."""
    wide = at.width() >= WIDE
    if row.current:
        fill(painter, at.adjusted(-4.0, 0.0, 4.0, 0.0), theme.raised, 4.0)
    painter.setFont(text_font(12))
    write(painter, at, LEFT, row.name, theme.text if row.current else theme.muted)
    number = QRectF(at)
    if row.difference and wide:
        painter.setFont(number_font(10))
        write(painter, at, RIGHT, row.difference, theme.muted)
    if wide:
        number.setRight(at.right() - 62.0)
    if row.number is None:
        painter.setFont(text_font(11))
        write(painter, number, RIGHT, row.text, theme.disabled)
        return
    painter.setFont(number_font(12, bold=row.current))
    write(painter, number, RIGHT, row.text, sign_colour(row.number, theme))

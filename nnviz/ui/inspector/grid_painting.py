"""Paints a small table of numbers."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from nnviz.ui.painting.canvas import painted_room
from nnviz.ui.theme.fonts import number_font, text_font
from nnviz.ui.theme.tokens import Theme, legible
from nnviz.views.inspector.grid import Grid, GridLayout, split
from nnviz.views.inspector.quantity_names import pretty

ROW = 21
HEAD = 20
SECOND = 14
BASE = 15
"""Pixels: height of a row, of headings and of their second line; a row's baseline."""
HIDDEN = "•••"

Marks = tuple[int | None, tuple[int, int] | None]
"""The highlighted row, and (row, column) of the chosen number."""


@dataclass(frozen=True, slots=True)
class GridSheet:
    """A grid with its numbers as text and its columns placed."""

    grid: Grid
    texts: list[list[str]]
    titles: tuple[list[str], list[str]]
    layout: GridLayout


def head_of(titles: tuple[list[str], list[str]]) -> int:
    """Return the height of the headings."""
    upper, lower = titles
    return (HEAD if upper else 0) + (SECOND if any(lower) else 0)


def paint_grid(
    painter: QPainter, sheet: GridSheet, theme: Theme, marks: Marks, seen: QRect
) -> None:
    """Paint the headings, and the rows inside ``seen``."""
    top = head_of(sheet.titles)
    first = max(0, (seen.top() - top) // ROW)
    last = min(len(sheet.texts), (seen.bottom() - top) // ROW + 1)
    _paint_headings(painter, sheet, theme)
    _paint_marks(painter, sheet, theme, marks, top)
    painter.setFont(text_font(12))
    for row in range(first, last):
        _paint_name(painter, sheet, theme, row, top + row * ROW)
    for strong in (False, True):
        painter.setFont(number_font(12, bold=strong))
        for row in range(first, last):
            if sheet.grid.rows[row].strong == strong:
                _paint_numbers(painter, sheet, theme, row, top + row * ROW + BASE)


def sign_colour(value: float, theme: Theme) -> str:
    """Return the colour of a number's sign, or of a warning if it is not finite."""
    if not math.isfinite(value):
        return theme.warning
    if value == 0.0:
        return theme.text
    return legible(theme.positive if value > 0.0 else theme.negative, theme)


def _paint_headings(painter: QPainter, sheet: GridSheet, theme: Theme) -> None:
    if not sheet.grid.headings:
        return
    painter.setFont(text_font(11))
    painter.setPen(QColor(theme.muted))
    metrics = QFontMetricsF(painter.font())
    for lines, base in zip(sheet.titles, (13.0, 13.0 + SECOND), strict=True):
        for text, end in zip(lines, sheet.layout.ends, strict=True):
            left = end - metrics.horizontalAdvance(text)
            painter.drawText(QPointF(left, base), text)
    painter.drawText(QPointF(4.0, 13.0), sheet.grid.first_heading)


def _paint_marks(
    painter: QPainter, sheet: GridSheet, theme: Theme, marks: Marks, top: int
) -> None:
    highlighted, chosen = marks
    width = painted_room(painter).width()
    if highlighted is not None and highlighted < len(sheet.texts):
        place = QRectF(0.0, top + highlighted * ROW, width, ROW)
        painter.fillRect(place, QColor(theme.raised))
        painter.fillRect(QRectF(0.0, place.top(), 3.0, ROW), QColor(theme.selection))
    if chosen is not None and chosen[0] < len(sheet.texts):
        end = sheet.layout.ends[chosen[1]]
        text = sheet.texts[chosen[0]][chosen[1]]
        left, right = split(text)
        point = sheet.layout.points[chosen[1]]
        start = point - sheet.layout.unit * len(left) - 3.0
        stop = max(end, point + sheet.layout.unit * len(right)) + 3.0
        place = QRectF(start, top + chosen[0] * ROW + 1.5, stop - start, ROW - 3.0)
        painter.setPen(QPen(QColor(theme.selection), 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(place, 3.0, 3.0)


def _paint_name(
    painter: QPainter, sheet: GridSheet, theme: Theme, number: int, top: int
) -> None:
    row, end = sheet.grid.rows[number], _name_end(sheet, number)
    if row.strong and number:
        painter.setPen(QPen(QColor(theme.line), 1.0))
        right = sheet.layout.ends[-1] + 4.0
        painter.drawLine(QPointF(0.0, top + 0.5), QPointF(right, top + 0.5))
    name = pretty(row.name)
    metrics = QFontMetricsF(painter.font())
    width = metrics.horizontalAdvance(name)
    if width > end - 4.0:
        name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, end - 4.0)
    ordinary = row.strong or row.place >= 0 or not sheet.grid.headings
    painter.setPen(QColor(theme.text if ordinary else theme.muted))
    painter.drawText(QPointF(4.0, top + BASE), name)
    room = end - width - 18.0
    if sheet.grid.headings or not row.meaning or room < 40.0:
        return
    meaning = metrics.elidedText(row.meaning, Qt.TextElideMode.ElideRight, room)
    painter.setPen(QColor(theme.muted))
    painter.drawText(QPointF(width + 14.0, top + BASE), meaning)


def _name_end(sheet: GridSheet, number: int) -> float:
    """Return where a row's name must end: it may cover empty cells."""
    layout, texts = sheet.layout, sheet.texts[number]
    if not sheet.grid.headings or not texts or texts[0]:
        return layout.name_end
    column = next((c for c, text in enumerate(texts) if text), 0)
    left, _ = split(texts[column])
    return max(layout.points[column] - layout.unit * len(left) - 8.0, layout.name_end)


def _paint_numbers(
    painter: QPainter, sheet: GridSheet, theme: Theme, number: int, base: float
) -> None:
    grid, layout = sheet.grid, sheet.layout
    row = grid.rows[number]
    for column, text in enumerate(sheet.texts[number]):
        value = row.values[column]
        if value is None:
            continue
        if (number, column) in grid.hidden:
            painter.setPen(QColor(theme.muted))
            painter.drawText(
                QPointF(layout.ends[column] - 3 * layout.unit, base), HIDDEN
            )
            continue
        left, _ = split(text)
        colour = theme.text
        if column in grid.coloured or row.strong or not math.isfinite(value):
            colour = sign_colour(value, theme)
        painter.setPen(QColor(colour))
        place = QPointF(layout.points[column] - layout.unit * len(left), base)
        painter.drawText(place, text)

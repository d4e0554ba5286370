"""What a figure is stacked from: canvases of the window, words, and tables."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from nnviz.files.written_table import WrittenTable
from nnviz.ui.figures.figure import FigurePart
from nnviz.ui.painting.canvas import LEFT, RIGHT, Canvas, Paper, small_font, write
from nnviz.ui.theme.fonts import number_font, text_font
from nnviz.ui.theme.themed import Themed, current_theme, use_theme
from nnviz.ui.theme.tokens import Theme

GAP = 8
PAD = 8
"""Pixels between the blocks of a figure, and around them."""
_LEAST = 20
_ROW, _HEAD = 18, 22
_BETWEEN = 12.0
"""Pixels between the columns of a table at least."""
_WRAP = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a block is painted on: its size, in which colours, and `Paper.ratio`."""

    painter: QPainter
    size: QSize
    theme: Theme
    ratio: float = 0.0


@dataclass(frozen=True, slots=True)
class FigureBlock:
    """A piece of a figure, as wide as that is.

    Attributes
    ----------
    name
        As that of a `FigurePart`.
    paint
        Paints it.
    height
        Returns the height it needs at a width, in pixels of the design; None where it
        takes what others leave.
    """

    name: str
    paint: Callable[[Ground], None]
    height: Callable[[int], int | None]


def canvas_block(name: str, canvas: Canvas, root: QWidget | None = None) -> FigureBlock:
    """Return what a canvas paints; ``root`` gives it its colours if it does not."""

    def paint(ground: Ground) -> None:
        paper = Paper(ground.painter, ground.size, ground.ratio)
        in_theme(root or _root_of(canvas), ground.theme, lambda: canvas.paint_on(paper))

    return FigureBlock(name, paint, canvas.design_height)


def text_block(name: str, words: str, role: str = "body") -> FigureBlock:
    """Return words, broken into lines; ``role`` as in the style sheet."""
    font, colour = _FONTS.get(role, _FONTS["body"])

    def paint(ground: Ground) -> None:
        ground.painter.setFont(font())
        ground.painter.setPen(QColor(getattr(ground.theme, colour)))
        room = QRectF(0, 0, ground.size.width(), ground.size.height())
        ground.painter.drawText(room, _WRAP, words)

    def height(width: int) -> int:
        room = QRectF(0, 0, width, 1e6)
        return ceil(QFontMetricsF(font()).boundingRect(room, _WRAP, words).height())

    return FigureBlock(name, paint, height)


def table_block(name: str, table: WrittenTable, most: int) -> FigureBlock:
    """Return the first rows of a table, and below them how many there are.

    Columns that find no room are left out, and counted as well.
    """
    rows = table.rows[:most]

    def paint(ground: Ground) -> None:
        _paint_table(ground, table, rows)

    def height(width: int) -> int:
        said = _left_out(table, rows, len(list(_columns(table, rows, width))))
        return _HEAD + _ROW * len(rows) + (_ROW if said else 4)

    return FigureBlock(name, paint, height)


def block_parts(
    blocks: Sequence[FigureBlock], size: QSize, theme: Theme, ratio: float = 0.0
) -> tuple[FigurePart, ...]:
    """Return the parts of a figure of a size, from the top to the bottom."""
    return tuple(
        FigurePart(block.name, rect, _painting(block, rect.size(), theme, ratio))
        for block, rect in zip(blocks, _stacked(blocks, size), strict=True)
    )


def whole_height(blocks: Sequence[FigureBlock], width: int) -> int | None:
    """Return the height that blocks need at a width; None if they can take any."""
    needs = [block.height(width - 2 * PAD) for block in blocks]
    known = [need for need in needs if need is not None]
    if len(known) < len(needs):
        return None
    return sum(known) + GAP * (len(known) - 1) + 2 * PAD


def in_theme(root: QWidget, theme: Theme, paint: Callable[[], None]) -> None:
    """Paint something in a theme, which a widget and all in it follow for the time."""
    usual = current_theme()
    follow(root, theme)
    try:
        paint()
    finally:
        follow(root, usual)


def follow(root: QWidget, theme: Theme) -> None:
    """Have a widget and all in it follow a theme, which is in use from now on."""
    use_theme(theme)
    for widget in (root, *root.findChildren(QWidget)):
        if isinstance(widget, Themed):
            widget.follow_theme()


_FONTS: dict[str, tuple[Callable[[], QFont], str]] = {
    "body": (lambda: text_font(13), "text"),
    "title": (lambda: text_font(15, bold=True), "text"),
    "heading": (lambda: text_font(12, bold=True), "muted"),
    "muted": (lambda: text_font(13), "muted"),
    "caption": (small_font, "muted"),
    "bad": (lambda: text_font(13), "bad"),
    "warning": (lambda: text_font(13), "warning"),
}


def _painting(
    block: FigureBlock, size: QSize, theme: Theme, ratio: float
) -> Callable[[QPainter], None]:
    return lambda painter: block.paint(Ground(painter, size, theme, ratio))


def _root_of(canvas: Canvas) -> QWidget:
    """Return the widget that gives a canvas its colours, if it is not itself."""
    parent = canvas.parentWidget()
    return parent if isinstance(parent, Themed) else canvas


def _stacked(blocks: Sequence[FigureBlock], size: QSize) -> list[QRect]:
    """Share the height: blocks get what they need, the others the rest alike."""
    width = size.width() - 2 * PAD
    needs = [block.height(width) for block in blocks]
    taken = sum(need for need in needs if need is not None)
    room = size.height() - 2 * PAD - GAP * (len(blocks) - 1) - taken
    each = max(room // max(needs.count(None), 1), _LEAST)
    rects, top = [], PAD
    for need in needs:
        height = each if need is None else need
        rects.append(QRect(PAD, top, width, height))
        top += height + GAP
    return rects


def _paint_table(
    ground: Ground, table: WrittenTable, rows: Sequence[tuple[str, ...]]
) -> None:
    painter, theme, wide = ground.painter, ground.theme, ground.size.width()
    columns = list(_columns(table, rows, wide))
    head = QRectF(0, 0, wide, _HEAD)
    for column, left, width in columns:
        painter.setFont(small_font())
        cell = QRectF(left, 0, width, _HEAD - 4)
        _write(painter, cell, table, column, (table.headings[column], theme.muted))
        painter.setFont(text_font(12) if column in table.words else number_font(12))
        for place, row in enumerate(rows):
            cell = QRectF(left, _HEAD + place * _ROW, width, _ROW)
            _write(painter, cell, table, column, (row[column], theme.text))
    painter.setPen(QPen(QColor(theme.line), 1))
    painter.drawLine(head.bottomLeft(), head.bottomRight())
    said = _left_out(table, rows, len(columns))
    if said:
        painter.setFont(small_font())
        foot = QRectF(0, _HEAD + len(rows) * _ROW, wide, _ROW)
        write(painter, foot, LEFT, f"… {said}", theme.muted)


def _left_out(
    table: WrittenTable, rows: Sequence[tuple[str, ...]], columns: int
) -> str:
    """Say how much of a table is shown, "" for all of it."""
    counts = (
        (len(rows), len(table.rows), "rows"),
        (columns, len(table.headings), "columns"),
    )
    return ", ".join(f"{n:,} of {of:,} {what}" for n, of, what in counts if n < of)


def _write(
    painter: QPainter,
    cell: QRectF,
    table: WrittenTable,
    column: int,
    inked: tuple[str, str],
) -> None:
    side = LEFT if column in table.words else RIGHT
    write(painter, cell, side, inked[0].strip(), inked[1])


def _columns(
    table: WrittenTable, rows: Sequence[tuple[str, ...]], wide: int
) -> Iterator[tuple[int, float, float]]:
    """Yield the number, the left end and the width of each column that finds room."""
    heads = QFontMetricsF(small_font())
    words, numbers = (QFontMetricsF(font(12)) for font in (text_font, number_font))
    needs = []
    for column, heading in enumerate(table.headings):
        metrics = words if column in table.words else numbers
        texts = (metrics.horizontalAdvance(row[column].strip()) for row in rows)
        needs.append(max(heads.horizontalAdvance(heading), *texts, 0.0) + 2.0)
    while len(needs) > 1 and sum(needs) + _BETWEEN * (len(needs) - 1) > wide:
        needs.pop()
    spare = wide - sum(needs)
    between = min(spare / max(len(needs) - 1, 1), 3 * _BETWEEN)
    left = 0.0
    for column, need in enumerate(needs):
        yield column, left, min(need, wide - left)
        left += need + between

"""Worksheets as PDF: the same markup, laid out by Qt, with formulas as outlines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMarginsF,
    QRect,
    QRectF,
    QSizeF,
)
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QPyTextObject,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtSvg import QSvgRenderer

from nnviz.files.worksheet.blocks import MarkupBlock, sheet_blocks
from nnviz.files.worksheet.drawing import draw_network
from nnviz.files.worksheet.formula_pictures import FormulaPicture, typeset
from nnviz.files.worksheet.key_blocks import key_blocks
from nnviz.files.worksheet.sheet import Sheet
from nnviz.session.interruption import CheckInterrupt, no_interrupt
from nnviz.ui.theme.fonts import load_fonts, text_font

WIDTH, HEIGHT, MARGIN = 794.0, 1123.0, 57.0
"""A page of A4 and its margins [px, 96 per inch]."""

_FOOT = 24.0
_BETWEEN = 13.0
_DOTS = 1200
_INK = "#14181d"

_STYLE = """
h1 { font-size: 22px; margin: 8px 0 4px 0 }
h2 { font-size: 16px; margin: 0 0 4px 0 }
p { margin: 0 0 6px 0 }
.small, .words { font-size: 12px; color: #55606b }
p.words { margin: 4px 0 2px 0 }
p.sum { margin: 0 }
td { padding: 3px 4px; vertical-align: middle; border-style: none }
.work td { padding-top: 9px; white-space: nowrap }
td.room { border-bottom: 1px dotted #9aa4ae }
td.blank { border-bottom: 1px solid #14181d }
.given td { font-size: 12px; border-bottom: 1px solid #9aa4ae; padding-right: 16px }
td.answer { font-weight: bold; border-bottom: 1px solid #9aa4ae }
td.step { color: #55606b }
td.answer, td.step { white-space: nowrap }
"""


class PictureBook(QPyTextObject):
    """Stores pictures, and paints them where the text refers to them."""

    def __init__(self) -> None:
        super().__init__()
        self._renderers: list[QSvgRenderer] = []

    def formula(self, latex: str, size: int = 15) -> str:
        return self._placed(typeset(latex, size), "middle")

    def network(self, sheet: Sheet) -> str:
        return self._placed(draw_network(sheet), "top")

    def _placed(self, picture: FormulaPicture, place: str) -> str:
        self._renderers.append(QSvgRenderer(QByteArray(_inked(picture.svg()).encode())))
        return (
            f'<img src="{len(self._renderers) - 1}" width="{picture.width:.0f}" '
            f'height="{picture.height:.0f}" style="vertical-align: {place}"/>'
        )

    def intrinsicSize(  # noqa: N802 (Qt calls it)
        self, _document: QTextDocument, _number: int, place: QTextFormat
    ) -> QSizeF:
        """Return the size of a picture, at most as wide as the page."""
        size = self._of(place).viewBoxF().size()
        widest = (WIDTH - 2 * MARGIN) * 0.95
        return size if size.width() <= widest else size * (widest / size.width())

    def drawObject(  # noqa: N802 (Qt calls it)
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        _document: QTextDocument,
        _number: int,
        place: QTextFormat,
    ) -> None:
        self._of(place).render(painter, QRectF(rect))

    def _of(self, place: QTextFormat) -> QSvgRenderer:
        return self._renderers[int(place.toImageFormat().name())]


def _inked(svg: str) -> str:
    """Return a picture in the colour of print, with its shapes only filled.

    A line that is not there would be printed where its width is not 0.
    """
    return svg.replace("currentColor", _INK).replace(
        "<path ", '<path stroke-width="0" '
    )


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A laid-out block, its page, and its distance from the top margin."""

    page: int
    top: float
    document: QTextDocument
    part: str


def to_pdf(
    sheets: Sequence[Sheet],
    with_key: bool = True,
    check_interrupt: CheckInterrupt = no_interrupt,
) -> bytes:
    """Return a PDF of exercises on A4 pages, followed by all their answers."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DOTS)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF())
    writer.setTitle(sheets[0].title)
    painter = QPainter(writer)
    painter.scale(_DOTS / 96, _DOTS / 96)
    page = 0
    try:
        for placed in placed_blocks(sheets, with_key):
            check_interrupt()
            if placed.page > page:
                writer.newPage()
                page = placed.page
            paint(painter, placed)
    finally:
        # What is painted on must not go before its painter.
        painter.end()
    return bytes(buffer.data().data())


def placed_blocks(sheets: Sequence[Sheet], with_key: bool) -> Iterator[Placed]:
    """Lay out all blocks; each exercise and each key starts a new page."""
    load_fonts()
    book = PictureBook()
    page, bottom, part = -1, 0.0, ""
    limit = HEIGHT - 2 * MARGIN
    for block in _blocks(sheets, book, with_key):
        document = _laid_out(block, book)
        height = document.size().height()
        top = bottom + (0.0 if block.follows else _BETWEEN)
        if block.part != part or top + height > limit:
            page, top, part = page + 1, 0.0, block.part
        yield Placed(page, top, document, part)
        bottom = top + height


def paint(painter: QPainter, placed: Placed) -> None:
    """Paint a block at its place, and the footer with the first block of a page."""
    painter.save()
    if placed.top == 0.0:
        painter.setFont(text_font(11))
        foot = QRectF(MARGIN, HEIGHT - MARGIN, WIDTH - 2 * MARGIN, _FOOT)
        painter.drawText(foot, f"nnviz · {placed.part} · page {placed.page + 1}")
    painter.translate(MARGIN, MARGIN + placed.top)
    # A window may be dark; paper is not.
    ink = QAbstractTextDocumentLayout.PaintContext()
    ink.palette.setColor(QPalette.ColorRole.Text, QColor(_INK))
    placed.document.documentLayout().draw(painter, ink)
    painter.restore()


def _blocks(
    sheets: Sequence[Sheet], book: PictureBook, with_key: bool
) -> Iterator[MarkupBlock]:
    for sheet in sheets:
        yield from sheet_blocks(sheet, book)
    for sheet in sheets if with_key else ():
        yield from key_blocks(sheet, book)


def _laid_out(block: MarkupBlock, book: PictureBook) -> QTextDocument:
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setUseDesignMetrics(True)
    document.setDefaultFont(text_font(14))
    document.setDefaultStyleSheet(_STYLE)
    images = QTextFormat.ObjectTypes.ImageObject
    document.documentLayout().registerHandler(images.value, book)
    document.setHtml(block.markup)
    document.setTextWidth(WIDTH - 2 * MARGIN)
    return document

"""Figures as files: the format follows from the ending of the name."""

from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMarginsF,
    QMimeData,
    QRectF,
    QSizeF,
)
from PySide6.QtGui import QColor, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter

from nnviz.core.errors import InputError
from nnviz.data.readers.source import check_file
from nnviz.files.atomic import write_atomically
from nnviz.files.written_table import TABLE_ENDINGS, WrittenTable, table_text
from nnviz.ui.figures.figure import Figure, paint_part
from nnviz.ui.figures.svg_writer import provenance_in, svg_of

ENDINGS = (".svg", ".pdf", ".png", ".tex", ".csv", ".md")
"""What can be written; the last three have only some views."""
USUAL_DPI = 300
"""Dots an inch of a picture."""
_PDF_DPI = 1200
_MARK = b"nnviz-figure:"
_END = " -->\n"
_KEY = "nnviz"
_SVG_KIND = "image/svg+xml"
_LONGEST, _MOST_PIXELS = 20_000, 200_000_000
"""The most pixels of a side, and of a whole picture: 800 MB while it is made."""


def write_figure(figure: Figure, path: Path, dpi: int = USUAL_DPI) -> None:
    """Write a figure into a file.

    Raises
    ------
    InputError
        If the file cannot be written, or would have too many pixels.
    """
    write_atomically(path, contents_of(figure, path, dpi))


def contents_of(figure: Figure, path: Path, dpi: int = USUAL_DPI) -> bytes:
    """Return what belongs into a file of this name.

    Raises
    ------
    InputError
        If there would be too many pixels.
    """
    kind = path.suffix.lower()
    if kind == ".svg":
        return svg_of(figure)
    if kind == ".tex" and figure.tikz:
        return figure.tikz.encode()
    if kind in TABLE_ENDINGS:
        if figure.table is None:
            raise InputError(
                f"{path}: this view is no table, and only the diagram can be TikZ: use "
                ".svg or .pdf"
            )
        return _table(figure, figure.table, kind)
    return pdf_of(figure) if kind == ".pdf" else png_of(figure, dpi)


def _table(figure: Figure, table: WrittenTable, ending: str) -> bytes:
    """Return a table, with a comment of where it is from; CSV knows none."""
    text = table_text(table, ending)
    said = f"{_MARK.decode()}{figure.provenance}"
    if ending == ".tex" and figure.provenance:
        text += f"% {said}\n"
    elif ending == ".md" and figure.provenance:
        # Two hyphens would end the comment, and are in JSON only within a text.
        text += "\n<!-- " + said.replace("--", r"-\u002d") + _END
    return text.encode()


def copy_figure(figure: Figure, dpi: int) -> QMimeData:
    """Return a figure for the clipboard: as SVG and as pixels.

    Programs that draw take the first, all others the second.
    """
    data = QMimeData()
    data.setData(_SVG_KIND, svg_of(figure))
    data.setImageData(image_of(figure, figure.unit * dpi / 25.4))
    return data


def image_of(figure: Figure, ratio: float) -> QImage:
    """Return a figure as pixels, ``ratio`` for each of the design."""
    size = figure.size * ratio
    width, height = size.toTuple()
    if max(width, height) > _LONGEST or width * height > _MOST_PIXELS:
        raise InputError(
            f"--dpi: {width:,} x {height:,} pixels are too many: at most {_LONGEST:,} "
            f"either way and {_MOST_PIXELS // 1_000_000} million in all"
        )
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(figure.background or "#00000000"))
    painter = QPainter(image)
    painter.scale(ratio, ratio)
    _paint(painter, figure)
    painter.end()
    return image


def png_of(figure: Figure, dpi: int) -> bytes:
    """Return a figure as a PNG file for a printer of so many dots an inch."""
    image = image_of(figure, figure.unit * dpi / 25.4)
    image.setDotsPerMeterX(round(dpi / 0.0254))
    image.setDotsPerMeterY(round(dpi / 0.0254))
    image.setText("Title", figure.title)
    if figure.provenance:
        image.setText(_KEY, figure.provenance)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def pdf_of(figure: Figure) -> bytes:
    """Return a figure as a PDF file, whose page is as large as the figure."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_PDF_DPI)
    writer.setTitle(figure.title)
    writer.setCreator("nnviz")
    size = QSizeF(figure.width_mm, figure.height_mm)
    page = QPageSize(size, QPageSize.Unit.Millimeter, "figure")
    writer.setPageLayout(
        QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF())
    )
    painter = QPainter(writer)
    dots = figure.unit * _PDF_DPI / 25.4
    painter.scale(dots, dots)
    if figure.background:
        whole = QRectF(0, 0, figure.size.width(), figure.size.height())
        painter.fillRect(whole, QColor(figure.background))
    _paint(painter, figure)
    painter.end()
    written = bytes(buffer.data().data())
    if figure.provenance:
        # What follows the end of the document is a comment to every reader.
        written += b"%" + _MARK + figure.provenance.encode() + b"\n"
    return written


def provenance_of(path: Path) -> str:
    """Return how the figure in a file was drawn, as `Figure.provenance`.

    Raises
    ------
    InputError
        If the file cannot be read, or does not say so.
    """
    check_file(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    found = ""
    if data.startswith(b"\x89PNG"):
        image = QImage.fromData(QByteArray(data))
        found = image.text(_KEY)
    elif data.startswith(b"<"):
        found = provenance_in(data)
    elif _MARK in data:
        line = data.rpartition(_MARK)[2].splitlines()[0]
        found = line.decode(errors="replace").removesuffix(_END.rstrip())
    if not found:
        raise InputError(f"{path}: does not say how it was drawn")
    return found


def dpi_of(path: Path) -> int | None:
    """Return the dots an inch of a PNG, None of any other figure."""
    if path.suffix.lower() != ".png":
        return None
    found = round(QImage(str(path)).dotsPerMeterX() * 0.0254)
    return found or None


def _paint(painter: QPainter, figure: Figure) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for part in figure.parts:
        paint_part(part, painter)

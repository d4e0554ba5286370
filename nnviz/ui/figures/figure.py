"""A figure: named parts that are painted one over the other, and where it is from."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter

from nnviz.files.written_table import WrittenTable

Paint = Callable[[QPainter], None]

PIXELS_PER_MM = 96 / 25.4
"""Pixels of the design per millimetre, where text has the size it has on the screen."""
POINT = 25.4 / 72
"""A typographic point in millimetres."""


@dataclass(frozen=True, slots=True)
class FigurePart:
    """Something that is painted by itself: a group of the file, with a name to find it.

    Attributes
    ----------
    name
        Of letters, digits and hyphens; no other part of the figure has it.
    rect
        Where it lies, in pixels of the design; ``paint`` starts at its corner.
    """

    name: str
    rect: QRect
    paint: Paint


@dataclass(frozen=True, slots=True)
class Figure:
    """What is written into a file.

    Attributes
    ----------
    size
        Width and height, in pixels of the design.
    unit
        Millimetres of one such pixel on paper.
    background
        A colour as ``#rrggbb``, or "" for none.
    title
        What it shows, in words.
    provenance
        How it can be drawn again, as JSON; "" if that is not known.
    tikz
        The same as a TikZ document; "" where a view has no such form.
    table
        What it shows as a table; None where it shows none.
    """

    size: QSize
    parts: tuple[FigurePart, ...]
    unit: float = 1 / PIXELS_PER_MM
    background: str = "#ffffff"
    title: str = ""
    provenance: str = ""
    tikz: str = ""
    table: WrittenTable | None = None

    @property
    def width_mm(self) -> float:
        """The width on paper, in millimetres."""
        return self.size.width() * self.unit

    @property
    def height_mm(self) -> float:
        """The height on paper, in millimetres."""
        return self.size.height() * self.unit


def paint_part(part: FigurePart, painter: QPainter) -> None:
    """Paint a part where it lies, in a picture whose pixels are those of the design."""
    painter.save()
    painter.translate(part.rect.topLeft())
    part.paint(painter)
    painter.restore()

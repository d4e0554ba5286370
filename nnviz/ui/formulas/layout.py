"""Pieces of a formula set beside each other on lines."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from nnviz.ui.formulas.pieces import Piece, take_apart
from nnviz.ui.formulas.typesetting import Typeset, typeset
from nnviz.ui.theme.fonts import number_font
from nnviz.ui.theme.tokens import Theme

GAP = 3.0
LEADING = 4.0
_SHARE = 0.86
"""Size of a number's face as a share of the formula's: both look equally large."""


@dataclass(frozen=True, slots=True)
class Type:
    """How formulas are set: size in pixels, colours, and pixels per unit of length."""

    size: int
    theme: Theme
    ratio: float

    @property
    def number_font(self) -> QFont:
        """The face of numbers."""
        return number_font(round(_SHARE * self.size))


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A piece at its place on a line, from the line's left end and baseline."""

    x: float
    piece: Piece
    width: float
    symbol: Typeset | None


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """Pieces on one baseline, ``baseline`` below the formula's top."""

    placed: tuple[Placed, ...]
    baseline: float
    bottom: float


def lay_out(latex: str, width: float, kind: Type) -> tuple[Line, ...]:
    """Set a formula in lines no wider than ``width`` where it can be broken."""
    lines: list[Line] = []
    top = 0.0
    for placed in _lines(latex, width, kind):
        ascent = max((p.symbol.ascent for p in placed if p.symbol), default=0.0)
        descent = max((p.symbol.descent for p in placed if p.symbol), default=0.0)
        ascent, descent = max(ascent, 0.8 * kind.size), max(descent, 0.25 * kind.size)
        lines.append(Line(tuple(placed), top + ascent, top + ascent + descent))
        top = lines[-1].bottom + LEADING
    return tuple(lines)


def paint(painter: QPainter, lines: tuple[Line, ...], kind: Type) -> None:
    """Paint laid-out lines with the top left corner at the origin."""
    painter.setFont(kind.number_font)
    for line in lines:
        for placed in line.placed:
            if placed.symbol is not None:
                place = QPointF(placed.x, line.baseline - placed.symbol.ascent)
                painter.drawPixmap(place, placed.symbol.pixels)
                continue
            painter.setPen(QColor(kind.theme.text))
            painter.drawText(QPointF(placed.x, line.baseline), _written(placed.piece))


def _lines(latex: str, width: float, kind: Type) -> Iterator[list[Placed]]:
    """Break a formula's pieces into lines."""
    line: list[Placed] = []
    x = 0.0
    for part in _unbroken(take_apart(latex), kind):
        needed = sum(placed.width + GAP for placed in part)
        if line and x + needed > width:
            yield line
            line, x = [], 1.5 * kind.size
        for placed in part:
            line.append(Placed(x, placed.piece, placed.width, placed.symbol))
            x += placed.width + GAP
    if line:
        yield line


def _unbroken(pieces: tuple[Piece, ...], kind: Type) -> Iterator[list[Placed]]:
    """Yield what must stay on one line, measured."""
    part: list[Placed] = []
    metrics = QFontMetricsF(kind.number_font)
    for piece in pieces:
        if piece.breaks and part:
            yield part
            part = []
        if piece.is_number:
            width = metrics.horizontalAdvance(_written(piece))
            part.append(Placed(0.0, piece, width, None))
        else:
            symbol = typeset(piece.text, kind.size, kind.theme.text, kind.ratio)
            part.append(Placed(0.0, piece, symbol.width, symbol))
    if part:
        yield part


def _written(piece: Piece) -> str:
    """Return a number's text with a true minus sign."""
    names = {r"\infty": "∞", r"-\infty": "\N{MINUS SIGN}∞", r"\mathrm{nan}": "nan"}
    return names.get(piece.text, piece.text.replace("-", "\N{MINUS SIGN}"))

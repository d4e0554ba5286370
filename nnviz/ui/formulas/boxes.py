"""Measured parts of a formula: symbols, numbers, fractions, powers, roots."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from math import ceil

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from nnviz.explain.formula_svg import plain_svg_of, svg_of
from nnviz.ui.theme.fonts import number_font
from nnviz.ui.theme.tokens import Theme
from nnviz.views.words.formula_pieces import Piece

GAP = 3.0
_SHARE = 0.86
"""Size of the numbers' font as a share of the formula's: both look equally large."""
_SMALLER = 0.8
_INDEX = 0.7
_RAISED = 0.42
_LOWERED = 0.24
_AXIS = 0.3
"""Size of powers and indices, how far they are raised or lowered, and a fraction's
rule, as shares of the size."""
_WRITTEN = (
    ("{-}", "\N{MINUS SIGN}"),
    ("-", "\N{MINUS SIGN}"),
    (r"\infty", "∞"),
    (r"\mathrm{nan}", "nan"),
    (r"\mathrm{NaN}", "nan"),
    (r"\bullet", "•••"),
)
_DRAWN_SIZE, _DRAWN_IN = 100, "#010203"
"""Size and colour in which signs are drawn, before they are scaled and coloured."""
_ROOM = 1.0
"""Pixels around signs, at any size, that ziamath leaves empty."""
_BEARING = 1.4
"""Pixels of empty room around a typeset sign, which an index does without."""


@dataclass(frozen=True, slots=True, eq=False)
class Typeset:
    """A typeset piece: its pixels, and where they lie about the baseline.

    ``svg`` is what they were drawn from, and ``drawn`` the part of it.
    """

    pixels: QPixmap
    width: float
    ascent: float
    descent: float
    svg: str
    drawn: QRectF

    def draw(self, painter: QPainter, place: QPointF) -> None:
        """Draw its outlines, for paper, with the left upper corner at a place."""
        renderer = QSvgRenderer(QByteArray(self.svg.encode()))
        renderer.setViewBox(self.drawn)
        size = QSizeF(self.width, self.ascent + self.descent)
        renderer.render(painter, QRectF(place, size))


@lru_cache(maxsize=1024)
def typeset(latex: str, size: int, colour: str, ratio: float) -> Typeset:
    """Typeset LaTeX ``size`` pixels high for a screen of ``ratio`` pixels per unit.

    LaTeX that ziamath does not know is shown as it is written.
    """
    svg, shape = _shape(latex)
    coloured = svg.replace(_DRAWN_IN, colour)
    renderer = QSvgRenderer(QByteArray(coloured.encode()))
    room = _ROOM * _DRAWN_SIZE / size
    drawn, scale = shape.adjusted(-room, -room, room, room), size / _DRAWN_SIZE
    renderer.setViewBox(drawn)
    box = QRectF(drawn.topLeft() * scale, drawn.size() * scale)
    width, height = ceil(box.width() * ratio), ceil(box.height() * ratio)
    pixels = QPixmap(width, height)
    pixels.setDevicePixelRatio(ratio)
    pixels.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixels)
    renderer.render(painter, QRectF(0.0, 0.0, box.width(), box.height()))
    painter.end()
    below = box.height() + box.y()
    return Typeset(pixels, box.width(), -box.y(), below, coloured, drawn)


@lru_cache(maxsize=1024)
def _shape(latex: str) -> tuple[str, QRectF]:
    """Draw LaTeX once for all sizes and colours; also return where its signs are."""
    try:
        svg = svg_of(latex, _DRAWN_SIZE, _DRAWN_IN)
    except Exception:  # noqa: BLE001 (ziamath raises whatever its parser meets)
        svg = plain_svg_of(latex, _DRAWN_SIZE, _DRAWN_IN)
    box = QSvgRenderer(QByteArray(svg.encode())).viewBoxF()
    return svg, box.adjusted(_ROOM, _ROOM, -_ROOM, -_ROOM)


@dataclass(frozen=True, slots=True)
class Type:
    """How formulas are set: size in pixels, colours, and pixels per unit of length."""

    size: int
    theme: Theme
    ratio: float
    colour: str = ""
    """The colour of symbols and numbers; empty for the theme's text colour."""
    bold: bool = False

    @property
    def number_font(self) -> QFont:
        """The font of numbers."""
        return _font(round(_SHARE * self.size), self.bold)

    @property
    def ink(self) -> str:
        """The colour to write in."""
        return self.colour or self.theme.text

    def smaller(self) -> "Type":
        """Return the type of a power."""
        return replace(self, size=max(round(_SMALLER * self.size), 9))


@lru_cache(maxsize=64)
def _font(size: int, bold: bool) -> QFont:
    return number_font(size, bold)


@lru_cache(maxsize=64)
def _metrics(size: int, bold: bool) -> QFontMetricsF:
    return QFontMetricsF(_font(size, bold))


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """Something to paint, right of and below the start of a baseline.

    A symbol, a number's text, or else a rule of ``width`` and ``height``.
    """

    x: float
    y: float
    kind: Type
    symbol: Typeset | None = None
    text: str = ""
    width: float = 0.0
    height: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Box:
    """Inks, and the room they need around their baseline."""

    width: float
    ascent: float
    descent: float
    inks: tuple[Ink, ...]


def box_of(piece: Piece, kind: Type) -> Box:
    """Measure a piece."""
    if piece.form == "fraction":
        return _fraction(piece, kind)
    if piece.form == "power":
        return _raised(row_of(piece.parts[0], kind.smaller()), kind)
    if piece.form == "root":
        return _root(row_of(piece.parts[0], kind))
    if piece.form == "index":
        return _indexed(piece, kind)
    if piece.form == "matrix":
        return matrix_box([row_of(c, kind) for c in piece.parts], piece.columns, kind)
    if piece.is_number:
        text = written(piece.text)
        width = _metrics(round(_SHARE * kind.size), kind.bold).horizontalAdvance(text)
        ink = Ink(0.0, 0.0, kind, text=text)
        return Box(width, 0.66 * kind.size, 0.06 * kind.size, (ink,))
    symbol = typeset(piece.text, kind.size, kind.ink, kind.ratio)
    ink = Ink(0.0, -symbol.ascent, kind, symbol)
    return Box(symbol.width, symbol.ascent, symbol.descent, (ink,))


def row_of(pieces: Sequence[Piece], kind: Type) -> Box:
    """Set pieces side by side."""
    return join([(piece, box_of(piece, kind)) for piece in pieces])


def join(boxes: Sequence[tuple[Piece, Box]]) -> Box:
    """Set measured pieces side by side; a power touches its base."""
    x = 0.0
    inks: list[Ink] = []
    for number, (piece, box) in enumerate(boxes):
        if number:
            x += _gap(boxes[number - 1][0], piece)
        inks += moved(box, x, 0.0)
        x += box.width
    ascent = max((box.ascent for _, box in boxes), default=0.0)
    descent = max((box.descent for _, box in boxes), default=0.0)
    return Box(x, ascent, descent, tuple(inks))


def width_of(boxes: Sequence[tuple[Piece, Box]]) -> float:
    """Return how wide measured pieces are side by side."""
    gaps = (_gap(one, other) for (one, _), (other, _) in pairwise(boxes))
    return sum(box.width for _, box in boxes) + sum(gaps)


def _gap(before: Piece, piece: Piece) -> float:
    """Return the room between two pieces: none inside brackets or before a power."""
    if piece.form == "power" or piece.text[0] in ")^,":
        return 0.0
    if before.text.endswith(("(", r"\partial")):
        return 0.0
    return GAP


def moved(box: Box, x: float, y: float) -> tuple[Ink, ...]:
    """Return a box's inks moved by a distance."""
    # Several times as fast as to replace two of their attributes.
    return tuple(
        Ink(i.x + x, i.y + y, i.kind, i.symbol, i.text, i.width, i.height)
        for i in box.inks
    )


def written(text: str) -> str:
    """Return a number's text with a true minus sign, or dots if it is hidden."""
    for latex, plain in _WRITTEN:
        text = text.replace(latex, plain)
    return text


def _indexed(piece: Piece, kind: Type) -> Box:
    """Set the signs of an index one by one, so that each is typeset only once."""
    letter, high, low = piece.parts
    base, small = row_of(letter, kind), replace(kind, size=round(_INDEX * kind.size))
    inks, width = list(base.inks), 0.0
    ascent, descent = base.ascent, base.descent
    for signs, shift in ((high, -_RAISED), (low, _LOWERED)):
        x, down = base.width - _BEARING, shift * kind.size
        for sign in signs:
            box = box_of(sign, small)
            inks += moved(box, x, down)
            x += box.width - _BEARING
            ascent = max(ascent, box.ascent - down)
            descent = max(descent, box.descent + down)
        width = max(width, x)
    return Box(width, ascent, descent, tuple(inks))


def matrix_box(cells: Sequence[Box], columns: int, kind: Type) -> Box:
    """Set cells in rows between brackets, each column flush right."""
    pitch, gap = 1.3 * kind.size, 0.6 * kind.size
    inks: list[Ink] = []
    widths = [max(c.width for c in cells[k::columns]) for k in range(columns)]
    rows = len(cells) // columns
    height, x = rows * pitch, 5.0
    top = -height / 2.0 - _AXIS * kind.size
    for column, width in enumerate(widths):
        for row in range(rows):
            cell = cells[row * columns + column]
            base = top + (row + 0.75) * pitch
            inks += moved(cell, x + width - cell.width, base)
        x += width + gap
    end = x - gap + 5.0
    for left, edge in ((0.0, 0.0), (end - 4.0, end - 1.0)):
        inks.append(Ink(edge, top, kind, width=1.0, height=height))
        inks.append(Ink(left, top, kind, width=4.0))
        inks.append(Ink(left, top + height, kind, width=4.0))
    return Box(end, -top + 2.0, height + top + 2.0, tuple(inks))


def _fraction(piece: Piece, kind: Type) -> Box:
    above, below = (row_of(part, kind) for part in piece.parts)
    width = max(above.width, below.width) + 6.0
    rule = -_AXIS * kind.size
    up, down = rule - 3.0 - above.descent, rule + 4.0 + below.ascent
    inks = (
        *moved(above, (width - above.width) / 2.0, up),
        Ink(0.0, rule, kind, width=width),
        *moved(below, (width - below.width) / 2.0, down),
    )
    return Box(width, above.ascent - up, below.descent + down, inks)


def _raised(box: Box, kind: Type) -> Box:
    up = _RAISED * kind.size
    return Box(box.width, box.ascent + up, 0.0, moved(box, 0.0, -up))


def _root(inside: Box) -> Box:
    kind = inside.inks[0].kind
    sign = typeset(r"\surd", kind.size, kind.ink, kind.ratio)
    top = -inside.ascent - 3.0
    inks = (
        Ink(0.0, -sign.ascent, kind, sign),
        Ink(sign.width, min(top, -sign.ascent), kind, width=inside.width + 2.0),
        *moved(inside, sign.width + 1.0, 0.0),
    )
    ascent = max(-top, sign.ascent) + 2.0
    return Box(sign.width + inside.width + 4.0, ascent, inside.descent, inks)

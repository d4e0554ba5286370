"""Formulas broken into lines, painted, shown in a widget, typeset ahead of time."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, QTimer, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.ui.formulas.boxes import GAP, Box, Type, box_of, join, width_of
from nnviz.ui.painting.canvas import Canvas
from nnviz.ui.theme.enlarging import enlarged
from nnviz.views.words.formula_pieces import Piece, take_apart

LEADING = 5.0
SMALLEST = 9
RELATIONS = ("=", r"\approx")

Measured = list[tuple[Piece, Box]]
"""Measured pieces of a line."""
PAUSE = 15
"""Milliseconds between two formulas, so that the window stays responsive."""
MARGIN = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A box and its place, measured from the formula's top left corner."""

    box: Box
    left: float
    baseline: float
    bottom: float


@lru_cache(maxsize=256)
def lay_out(latex: str, width: float, kind: Type, result: str = "") -> tuple[Line, ...]:
    """Break a formula into lines no wider than ``width`` pixels, where possible.

    What follows the last relation sign is bold in the colour ``result``, unless that
    is empty. If a part that cannot be broken is too wide, all of it gets smaller.
    """
    lines: list[Line] = []
    top = 0.0
    boxes = [join(parts) for parts in _lines(latex, width, kind, result)]
    widest = max((box.width for box in boxes), default=0.0) + 1.5 * kind.size
    if widest > width + 1.5 * kind.size and kind.size > SMALLEST:
        smaller = max(SMALLEST, min(kind.size - 1, int(kind.size * width / widest)))
        return lay_out(latex, width, replace(kind, size=smaller), result)
    for number, box in enumerate(boxes):
        ascent = max(box.ascent, 0.8 * kind.size)
        descent = max(box.descent, 0.25 * kind.size)
        left = 1.5 * kind.size if number else 0.0
        baseline = top + ascent
        lines.append(Line(box, left, baseline, baseline + descent))
        top = lines[-1].bottom + LEADING
    return tuple(lines)


def paint(
    painter: QPainter, lines: tuple[Line, ...], *, on_paper: bool = False
) -> None:
    """Paint lines with the top left corner at the origin; on paper as outlines."""
    for line in lines:
        for ink in line.box.inks:
            place = QPointF(line.left + ink.x, line.baseline + ink.y)
            if ink.symbol is not None and on_paper:
                ink.symbol.draw(painter, place)
            elif ink.symbol is not None:
                painter.drawPixmap(place, ink.symbol.pixels)
            elif ink.text:
                painter.setFont(ink.kind.number_font)
                painter.setPen(QColor(ink.kind.ink))
                painter.drawText(place, ink.text)
            else:
                left, top = round(place.x()), round(place.y())
                rule = QRectF(left, top, ink.width, ink.height)
                painter.fillRect(rule, QColor(ink.kind.ink))


def _lines(latex: str, width: float, kind: Type, result: str) -> Iterator[Measured]:
    """Break a formula's pieces into lines."""
    line: Measured = []
    x = 0.0
    for part in _measured(latex, kind, result):
        needed = width_of(part) + GAP
        if line and x + needed > width:
            yield line
            line, x = [], 1.5 * kind.size
        line += part
        x += needed
    if line:
        yield line


@lru_cache(maxsize=256)
def _measured(latex: str, kind: Type, result: str) -> tuple[Measured, ...]:
    """Measure a formula's parts, which fit into lines of any width."""
    return tuple(_unbroken(take_apart(latex), kind, result))


def _unbroken(pieces: tuple[Piece, ...], kind: Type, result: str) -> Iterator[Measured]:
    """Yield what must stay on one line, measured."""
    part: Measured = []
    last = -1
    if result:
        last = max((n for n, p in enumerate(pieces) if p.text in RELATIONS), default=-1)
    strong = replace(kind, colour=result, bold=True)
    for number, piece in enumerate(pieces):
        if piece.breaks and part:
            yield part
            part = []
        chosen = strong if last >= 0 and number > last else kind
        part.append((piece, box_of(piece, chosen)))
    if part:
        yield part


class Typesetter(QObject):
    """Typesets formulas one by one while the window is idle, to show them at once."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[tuple[str, Type, str]] = deque()
        self._timer = QTimer(self, interval=PAUSE)
        self._timer.timeout.connect(self._next)

    @property
    def waiting(self) -> int:
        """How many formulas are still to be typeset."""
        return len(self._waiting)

    def add(self, formulas: Iterable[str], kind: Type, result: str = "") -> None:
        """Typeset these formulas soon; see `lay_out`."""
        self._waiting.extend((latex, kind, result) for latex in formulas)
        if self._waiting:
            self._timer.start()

    @Slot()
    def _next(self) -> None:
        latex, kind, result = self._waiting.popleft()
        lay_out(latex, 400.0, kind, result)
        if not self._waiting:
            self._timer.stop()


class FormulaView(Canvas):
    """Shows LaTeX, as high as its lines need at its width."""

    def __init__(self, size: int = 17, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self._latex, self._result = "", ""
        self._lines: tuple[Line, ...] = ()
        self._laid_out_for = 0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def latex(self) -> str:
        """What is shown."""
        return self._latex

    def show_formula(self, latex: str, result: str = "") -> None:
        """Show another formula; what it ends with can have a colour of its own."""
        if (latex, result) != (self._latex, self._result):
            self._latex, self._result = latex, result
            self.setAccessibleName(latex)
            self._lay_out()

    def _recolour(self) -> None:
        self._lay_out()

    def sizeHint(self) -> QSize:
        bottom = self._lines[-1].bottom if self._lines else 0.0
        return enlarged(QSize(200, round(bottom + 2 * MARGIN)))

    def resizeEvent(self, _event: QResizeEvent) -> None:
        if self.width() != self._laid_out_for:
            self._lay_out()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = self.painter()
        painter.translate(MARGIN, MARGIN)
        paint(painter, self._lines, on_paper=self.on_paper)

    def design_height(self, width: int) -> int:
        """Return the height that its lines need, both in pixels of the design."""
        room = max(width - 2 * MARGIN, 120.0)
        lines = lay_out(self._latex, room, self._type, self._result)
        return round((lines[-1].bottom if lines else 0.0) + 2 * MARGIN)

    @property
    def _type(self) -> Type:
        return Type(self._size, self.theme, self.devicePixelRatioF())

    def _lay_out(self) -> None:
        self._laid_out_for = self.width()
        width = max(self._laid_out_for - 2 * MARGIN, 120.0)
        self._lines = lay_out(self._latex, width, self._type, self._result)
        height = self.sizeHint().height()
        if not self.on_paper and height != self.geometry().height():
            self.setFixedHeight(height)
        self.update()

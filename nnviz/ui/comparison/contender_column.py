"""One contender at the cursor: its number, the arithmetic behind it, its function."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.explain.linked.contender_view import ContenderView
from nnviz.ui.formulas.boxes import Type
from nnviz.ui.formulas.formula_view import Line, lay_out
from nnviz.ui.formulas.formula_view import paint as paint_formula
from nnviz.ui.inspector.curve_picture import curve_of, reach_for
from nnviz.ui.inspector.grid_painting import sign_colour
from nnviz.ui.painting.axes import Span
from nnviz.ui.painting.canvas import LEFT, RIGHT, Canvas, fill, small_font, write
from nnviz.ui.painting.function_chart import (
    ChartLine,
    ChartPoint,
    FunctionChart,
    value_span,
)
from nnviz.ui.painting.function_chart import paint as paint_chart
from nnviz.ui.theme.enlarging import enlarged, keep_size
from nnviz.ui.theme.fonts import number_font, text_font
from nnviz.ui.theme.line_styles import draw_sample, series_style
from nnviz.ui.theme.tokens import Theme, blend
from nnviz.views.comparison.column_words import NOT_YET, ColumnRow, ColumnWords

Spans = tuple[Span, Span]
"""What z and f(z) range over."""

_FARTHEST = 8.0
"""A contender may widen the range of z to this many times the middle one's."""


def shared_spans(contenders: Sequence[ContenderView]) -> Spans | None:
    """Return ranges of z and f(z) that have room for every contender's curve.

    A contender whose z lies very much farther out than the middle one is disregarded.
    """
    points = [shown.curve for shown in contenders if shown.curve is not None]
    if not points:
        return None
    reaches = sorted(reach_for(point.z) for point in points if math.isfinite(point.z))
    middle = reaches[(len(reaches) - 1) // 2] if reaches else 1.0
    reach = max((r for r in reaches if r <= _FARTHEST * middle), default=middle)
    curves = [curve_of(point.activation, reach).value for point in points]
    return (-reach, reach), value_span(curves)


def paint_function(
    painter: QPainter,
    rect: QRectF,
    shown: ContenderView,
    spans: Spans | None,
    look: tuple[Theme, str],
) -> None:
    """Paint f, and as far as they are known z, the point (z, a) and the tangent.

    ``look`` is the theme and the contender's colour.
    """
    theme, colour = look
    if shown.curve is None or spans is None:
        painter.setFont(small_font())
        row = QRectF(rect.left(), rect.top(), rect.width(), 16.0)
        for words in ("f takes all z at once,", "so it has no curve"):
            write(painter, row, LEFT, words, theme.muted)
            row.translate(0.0, 15.0)
        return
    (_, reach), values = spans
    curve = curve_of(shown.curve.activation, reach)
    line = ChartLine(curve.value, lambda _theme: QPen(QColor(colour), 2.0))
    chart = FunctionChart(curve.z, (line,), values, point=_point(shown, colour))
    paint_chart(painter, rect, chart, theme)


def _point(shown: ContenderView, colour: str) -> ChartPoint | None:
    """Return what is known of the neuron on its curve."""
    point = shown.curve
    if point is None or not _is_known(shown, "z"):
        return None
    return ChartPoint(
        point.z,
        point.a if _is_known(shown, "a") else None,
        point.slope if _is_known(shown, "f′(z)") else None,
        lambda _theme: colour,
    )


def _is_known(shown: ContenderView, words: str) -> bool:
    return any(link.words == words and link.value is not None for link in shown.chain)


WIDE = 160.0
"""A row this wide has room for differences."""


def paint_number(
    painter: QPainter, words: ColumnWords, at: QRectF, look: tuple[Theme, int]
) -> None:
    """Paint the large number, with its symbol before it if there is room.

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
    """Paint a number of the neuron; in a wide row, its difference from the leader's."""
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
        number.setRight(at.right() - _DIFFERENCE)
    if row.number is None:
        painter.setFont(text_font(11))
        write(painter, number, RIGHT, row.text, theme.disabled)
        return
    painter.setFont(number_font(12, bold=row.current))
    colour = sign_colour(row.number, theme)
    write(painter, number, RIGHT, row.text, colour, row.reading)


_DIFFERENCE = 66.0
"""Room of a difference, at the right of a row."""

COMPACT = 230
"""A column narrower than this omits the formula in symbols."""
_ROOMY = 360
"""A column at least this wide writes the numbers in full."""
LEAST_WIDTH = 156
ROW = 17.0
_TOP = 82.0
"""Where formulas begin, below name, number and difference."""
_LEAST_CURVE = 56.0
_CHAIN_WIDTH = 166.0


@dataclass(frozen=True, slots=True, eq=False)
class ColumnContent:
    """The content of a column: ``number`` is the contender's and decides its colour.

    ``spans`` are the ranges shared by all curves, None if there are none.
    """

    number: int
    shown: ContenderView
    words: ColumnWords
    leads: bool
    spans: Spans | None


class ContenderColumn(Canvas):
    """Paints a contender's column.

    Signals
    -------
    chosen
        A click asked for this contender to lead; carries its number.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.content: ColumnContent | None = None
        self._formulas: tuple[tuple[Line, ...], ...] = ()
        self._room = 0.0
        keep_size(self, least_width=LEAST_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return enlarged(QSize(300, 360))

    def show_content(self, content: ColumnContent) -> None:
        """Show a contender at a place of the walk."""
        self.content = content
        self.setAccessibleName(content.words.spoken)
        tip = f"{content.words.name}: click to make it the leader of the steps"
        self.setToolTip("\n".join((tip, *content.shown.notes)))
        self._lay_out()
        self.update()

    @property
    def needed(self) -> float:
        """The height that the formulas need at this width."""
        return sum(_height(lines) for lines in self._formulas)

    def give_room(self, height: float) -> None:
        """Keep this height free for formulas, so that all columns line up."""
        if height != self._room:
            self._room = height
            self.update()

    def relay(self) -> None:
        """Break the formulas again after a change of width."""
        self._lay_out()

    def _recolour(self) -> None:
        self._lay_out()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.content is not None:
            self.chosen.emit(self.content.number)

    def paintEvent(self, _event: QPaintEvent) -> None:
        content = self.content
        if content is None:
            return
        painter = self.painter()
        self._paint_frame(painter, content)
        at = self._inside(34.0, 28.0)
        look = self.theme, 17 if self._compact else 22
        paint_number(painter, content.words, at, look)
        self._paint_below(painter, content, self._inside(62.0, 16.0))
        top = _TOP
        for lines in self._formulas:
            painter.save()
            painter.translate(self._pad, top)
            # A formula too wide even in the smallest type is squeezed, not cut off.
            fitting = min(1.0, (self.width() - 2.0 * self._pad) / _width(lines))
            painter.scale(fitting, fitting)
            paint_formula(painter, lines, on_paper=self.on_paper)
            painter.restore()
            top += _height(lines)
        self._paint_rest(painter, content, _TOP + self._room + 4.0)

    @property
    def _compact(self) -> bool:
        return self.width() < COMPACT

    @property
    def _pad(self) -> float:
        return 8.0 if self._compact else 14.0

    def _inside(self, top: float, height: float) -> QRectF:
        return QRectF(self._pad, top, self.width() - 2.0 * self._pad, height)

    def _lay_out(self) -> None:
        calculation = self.content.shown.calculation if self.content else None
        if self.content is None or calculation is None:
            self._formulas = ()
            return
        partial = self.content.shown.partial
        ratio, width = self.devicePixelRatioF(), self.width() - 2.0 * self._pad
        number = self.content.words.number
        colour = "" if number is None else sign_colour(number, self.theme)
        wanted = [(calculation.formula, 13, "")] if not self._compact else []
        if self.content.shown.value is not None:
            numbers = calculation.numbers
            # The symbol is above; there is seldom room for it twice.
            narrow = self.width() < _ROOMY
            numbers = numbers.partition(" = ")[2] if narrow else numbers
            wanted.append((numbers, 12 if narrow else 15, colour))
        elif partial is not None:
            wanted.append((partial.numbers, 12 if self._compact else 15, ""))
        elif self._compact:
            wanted.append((calculation.formula, 12, ""))
        self._formulas = tuple(
            lay_out(latex, max(width, 120.0), Type(size, self.theme, ratio), result)
            for latex, size, result in wanted
        )

    def _paint_frame(self, painter: QPainter, content: ColumnContent) -> None:
        """Paint the contender's line and name, and mark the leader."""
        theme = self.theme
        if content.leads:
            tone = blend(theme.panel, theme.text, 0.06)
            fill(painter, QRectF(self.rect()), tone)
            fill(painter, QRectF(0.0, 0.0, self.width(), 2.0), theme.selection)
        painter.setPen(QPen(QColor(theme.line), 1.0))
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())
        head = self._inside(10.0, 20.0)
        style = series_style(theme, content.number)
        length = 18.0 if self._compact else 28.0
        draw_sample(painter, QRectF(head.left(), head.top(), length, 20.0), style)
        painter.setFont(text_font(13, bold=True))
        name = head.adjusted(length + 8.0, 0.0, 0.0, 0.0)
        write(painter, name, LEFT, content.words.name, theme.text)

    def _paint_below(
        self, painter: QPainter, content: ColumnContent, at: QRectF
    ) -> None:
        words, theme = content.words, self.theme
        painter.setFont(small_font())
        if words.notes:
            write(painter, at, LEFT, words.notes, theme.warning)
            return
        colour = theme.text
        if content.shown.difference in (0.0, None) and not content.leads:
            colour = theme.muted
        write(painter, at, LEFT, words.below, colour)

    def _paint_rest(
        self, painter: QPainter, content: ColumnContent, top: float
    ) -> None:
        """Paint the function and the neuron's numbers, side by side or stacked."""
        whole = QRectF(self._pad, top, self.width() - 2.0 * self._pad, 0.0)
        whole.setBottom(self.height() - 8.0)
        rows = content.words.rows
        chain = len(rows) * ROW
        picture, table = QRectF(whole), QRectF(whole)
        if whole.width() >= _CHAIN_WIDTH + 90.0:
            picture.setRight(whole.right() - _CHAIN_WIDTH - 12.0)
            picture.setHeight(min(whole.height(), 240.0))
            table.setLeft(whole.right() - _CHAIN_WIDTH)
        else:
            picture.setBottom(max(whole.bottom() - chain - 6.0, top + _LEAST_CURVE))
            table.setTop(picture.bottom() + 6.0)
        look = self.theme, series_style(self.theme, content.number).colour
        paint_function(painter, picture, content.shown, content.spans, look)
        for place, row in enumerate(rows):
            line = QRectF(table.left(), table.top() + place * ROW, table.width(), ROW)
            paint_row(painter, row, line, self.theme)


def _width(lines: tuple[Line, ...]) -> float:
    return max((line.left + line.box.width for line in lines), default=0.0) or 1.0


def _height(lines: tuple[Line, ...]) -> float:
    return lines[-1].bottom + 6.0 if lines else 0.0

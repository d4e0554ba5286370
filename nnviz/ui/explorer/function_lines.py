"""How each function is drawn: colour, dashes, emphasis, and a name at its end."""

from collections.abc import Sequence
from dataclasses import replace

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from nnviz.core.functions.activation import Activation
from nnviz.session.comparison.number_words import title
from nnviz.session.comparison.series_colours import ON_DARK
from nnviz.ui.painting.canvas import LEFT, RIGHT, small_font, small_numbers, write
from nnviz.ui.theme.line_styles import SeriesStyle, series_style
from nnviz.ui.theme.tokens import Theme, blend, legible
from nnviz.views.charts.label_spread import spread

_SWATCH = QSize(34, 14)
_STEPPED_BACK = 0.36
_LONGEST = 22

STAND_IN = "†"
"""Marks a function whose slope is not its derivative."""


ROW = 13.0
"""Names are so far apart at least, in pixels; those with words a little more."""

WORDED_ROW = 17.0
LEADER = 14.0
"""Room for the stroke from a line's end to its name."""

NAME, NUMBER = 90.0, 68.0
"""Room for a name and a number where words follow."""


class FunctionLine(msgspec.Struct, frozen=True):
    """A function as all views draw it.

    Attributes
    ----------
    activation
        The function.
    style
        Its own colour and dashes.
    width
        Of its line, in pixels.
    dimmed
        Whether another function is emphasised.
    """

    activation: Activation
    style: SeriesStyle
    width: float = 1.8
    dimmed: bool = False

    @property
    def name(self) -> str:
        """What the user calls it, cut off where it is a long expression.

        A function whose slope is a stand-in is marked.
        """
        full = title(self.activation.name)
        short = full if len(full) <= _LONGEST else full[: _LONGEST - 1] + "…"
        return short + STAND_IN if self.activation.surrogate else short

    def ink(self, theme: Theme) -> str:
        """Return the colour it is drawn in now."""
        if not self.dimmed:
            return self.style.colour
        return blend(theme.panel, self.style.colour, _STEPPED_BACK)

    def pen(self, theme: Theme) -> QPen:
        """Return the pen of its line."""
        pen = self.style.pen(self.width)
        pen.setColor(QColor(self.ink(theme)))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        return pen


def drawing_order(series: Sequence[FunctionLine]) -> list[FunctionLine]:
    """Return the functions with what is emphasised last, so that it lies on top."""
    return sorted(series, key=lambda one: not one.dimmed)


def as_series(
    activations: Sequence[Activation], chosen: str | None, theme: Theme
) -> list[FunctionLine]:
    """Give every function its style, by its place; one may be emphasised by name."""
    series = []
    for place, activation in enumerate(activations):
        mine = activation.name == chosen
        dimmed = chosen is not None and not mine
        width = 2.8 if mine else 1.8
        style = series_style(theme, place)
        if place < len(ON_DARK):
            style = replace(style, dash=())  # its colour alone tells it apart
        series.append(FunctionLine(activation, style, width, dimmed))
    return series


def swatch(series: FunctionLine, theme: Theme, ratio: float) -> QIcon:
    """Return a short piece of its line, for a table."""
    picture = QPixmap(_SWATCH * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(series.pen(theme))
    middle = _SWATCH.height() / 2
    painter.drawLine(QPointF(1, middle), QPointF(_SWATCH.width() - 1, middle))
    painter.end()
    return QIcon(picture)


class LineEnd(msgspec.Struct, frozen=True):
    """Where a function's line ends, in pixels from the top, and what is said of it."""

    series: FunctionLine
    y: float
    number: str = ""
    words: str = ""
    rank: float = 0.0
    """Of ends at the same place, the one with the lower rank stands above."""


def paint_line_names(
    painter: QPainter, ends: Sequence[LineEnd], area: QRectF, theme: Theme
) -> list[tuple[QRectF, str]]:
    """Write each function's name beside the end of its line, and words if there are.

    ``area`` lies right of the plot: the strokes begin at its left edge.

    Returns
    -------
    list
        Where each label is, with the function's name.
    """
    ends = sorted(ends, key=lambda end: (end.y, end.rank))
    row = WORDED_ROW if any(end.words for end in ends) else ROW
    clamped = [min(max(end.y, area.top()), area.bottom()) for end in ends]
    low, high = area.top() + row / 2, area.bottom() - row / 2
    labels = []
    for end, start, place in zip(
        ends, clamped, spread(clamped, low, high, row), strict=True
    ):
        painter.setPen(QPen(QColor(end.series.ink(theme)), 1.0))
        stroke = area.left() + LEADER - 3
        painter.drawLine(QPointF(area.left() + 1, start), QPointF(stroke, place))
        left = area.left() + LEADER
        label = QRectF(left, place - row / 2, area.right() - left, row)
        _paint_label(painter, end, label, theme)
        labels.append((label, end.series.activation.name))
    return labels


def _paint_label(painter: QPainter, end: LineEnd, label: QRectF, theme: Theme) -> None:
    """Write a name, or a name, a number and words side by side."""
    painter.setFont(small_font())
    name = QRectF(label)
    if end.words:
        name.setWidth(NAME)
        words = label.adjusted(NAME + NUMBER + 10, 0, 0, 0)
        ink = theme.muted if end.series.dimmed else theme.text
        write(painter, words, LEFT, end.words, ink)
    ink = theme.muted if end.series.dimmed else legible(end.series.ink(theme), theme)
    write(painter, name, LEFT, end.series.name, ink)
    if end.words:
        painter.setFont(small_numbers())
        number = QRectF(label.left() + NAME, label.top(), NUMBER, label.height())
        write(painter, number, RIGHT, end.number, theme.muted)

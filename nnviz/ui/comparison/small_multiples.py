"""Every contender at a glance: its output, and its cost among those of all others."""

from collections.abc import Sequence

import msgspec
import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.core.types import Floats
from nnviz.ui.output.output_painting import OutputPainter
from nnviz.ui.painting.axes import Axes
from nnviz.ui.painting.canvas import LEFT, Canvas, small_font, write
from nnviz.ui.painting.polylines import draw_polyline
from nnviz.ui.theme.enlarging import enlarged
from nnviz.ui.theme.line_styles import draw_sample, series_style
from nnviz.ui.theme.tokens import blend
from nnviz.views.charts.pyramid import Line
from nnviz.views.comparison.comparison_frames import ComparisonFrame
from nnviz.views.output.image_values import ClassShares

_NAME, _GAP, _SAMPLE = 18, 12, 18
"""Pixels of a cell's name, between cells, and of a line's key."""
_LOW, _HIGH = 62, 190
"""The least and the greatest height of the pictures."""
_LEAST = 150
"""The least width of a cell: with less room there are more rows."""


class Glance(msgspec.Struct, frozen=True, eq=False):
    """What all cells show.

    Attributes
    ----------
    names
        Of the contenders, in their order.
    costs
        Each contender's cost over the iterations.
    frame
        Their outputs, None as long as there are none.
    """

    names: tuple[str, ...] = ()
    costs: tuple[Line, ...] = ()
    frame: ComparisonFrame | None = None


class SmallMultiples(Canvas):
    """A cell for each contender, all of them on the same scales."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparison_glance")
        self.setAccessibleName("Output and cost of every contender")
        self.setToolTip(
            "The output of each contender, and its cost over the iterations among "
            "those of all others, which are grey; the scale is the same for all"
        )
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Preferred, policy.Fixed)
        self._shown = Glance()
        self._pictures: OutputPainter | None = None

    def show_glance(self, shown: Glance) -> None:
        """Show outputs and costs as they are now."""
        self._shown = shown
        self.setVisible(bool(shown.names))
        self.update()

    def fit(self, width: int, height: int) -> None:
        """Be as high as is useful in this room; out of sight where there is too little.

        The page has larger ones, and what is written has nowhere else to be.
        """
        rows = self._rows(width)
        beside = enlarged(_NAME) + _GAP
        # More height than the squares of the outputs use would be empty.
        cell = width // self._columns(width) - _GAP
        high = min(height // rows - beside, _HIGH, cell // 2)
        self.setVisible(bool(self._shown.names) and high >= min(_LOW, cell // 2))
        self.setFixedHeight(rows * (max(high, _LOW) + beside))

    def _rows(self, width: int) -> int:
        return -(-max(len(self._shown.names), 1) // self._columns(width))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = self.painter()
        self._pictures = OutputPainter(self.theme, self.devicePixelRatioF())
        spans = _spans(self._shown.costs)
        for index, cell in enumerate(self._cells()):
            self._paint_cell(painter, index, cell, spans)

    def _columns(self, width: int) -> int:
        count = max(len(self._shown.names), 1)
        most = max(1, min(count, (width - _GAP) // (_LEAST + _GAP)))
        # Rows as even as they can be.
        return -(-count // -(-count // most))

    def _cells(self) -> list[QRectF]:
        columns = self._columns(self.width())
        wide = (self.width() - _GAP) / columns - _GAP
        high = self.height() / self._rows(self.width()) - _GAP
        return [
            QRectF(
                _GAP + k % columns * (wide + _GAP),
                k // columns * (high + _GAP),
                wide,
                high,
            )
            for k in range(len(self._shown.names))
        ]

    def _paint_cell(
        self,
        painter: QPainter,
        index: int,
        cell: QRectF,
        spans: tuple[tuple[float, float], tuple[float, float]] | None,
    ) -> None:
        head = QRectF(cell.left(), cell.top(), cell.width(), enlarged(_NAME))
        line = QRectF(head.left(), head.top(), _SAMPLE, head.height())
        draw_sample(painter, line, series_style(self.theme, index))
        painter.setFont(small_font())
        words = head.adjusted(_SAMPLE + 6, 0, 0, 0)
        name = painter.fontMetrics().elidedText(
            self._shown.names[index], Qt.TextElideMode.ElideRight, int(words.width())
        )
        write(painter, words, LEFT, name, self.theme.text)
        room = cell.adjusted(0, head.height(), 0, 0)
        left = self._paint_output(painter, index, room)
        if spans is not None:
            axes = Axes(room.adjusted(left, 0, 0, 0), *spans)
            self._paint_costs(painter, index, axes)

    def _paint_output(self, painter: QPainter, index: int, room: QRectF) -> float:
        """Paint a contender's output as a square; return how much room it takes."""
        frame = self._shown.frame
        if frame is None or self._pictures is None:
            return 0.0
        shown, scale = frame.contenders[index].output, frame.scale
        if isinstance(shown, ClassShares):
            # Bars of many classes cannot be read this small.
            return 0.0
        high = min(room.height(), 0.45 * room.width())
        side = QRectF(room.left(), room.bottom() - high, high, high)
        colour = series_style(self.theme, index).colour
        self._pictures.paint(painter, side, shown, scale.span, colour, scale.classes)
        return high + 8.0

    def _paint_costs(self, painter: QPainter, index: int, axes: Axes) -> None:
        painter.setPen(QPen(QColor(self.theme.line), 1.0))
        painter.drawLine(axes.rect.bottomLeft(), axes.rect.bottomRight())
        order = [k for k in range(len(self._shown.costs)) if k != index]
        others = blend(self.theme.muted, self.theme.panel, 0.5)
        for k in (*order, index):
            pen = QPen(QColor(others), 1.2)
            if k == index:
                pen = QPen(QColor(series_style(self.theme, k).colour), 1.8)
            painter.setPen(pen)
            draw_polyline(painter, *_pixels(self._shown.costs[k], axes))


def _spans(
    costs: Sequence[Line],
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Return the iterations and the exponents of ten that all costs fit into."""
    found = [np.log10(values[values > 0.0]) for _, values in costs if len(values)]
    found = [values[np.isfinite(values)] for values in found]
    found = [values for values in found if len(values)]
    if not found:
        return None
    low, high = min(map(np.min, found)), max(map(np.max, found))
    last = max(float(where[-1]) for where, _ in costs if len(where))
    room = max(0.05 * (high - low), 0.02)
    return (0.0, max(last, 1.0)), (float(low - room), float(high + room))


def _pixels(cost: Line, axes: Axes) -> tuple[Floats, Floats]:
    """Return where the points of a cost are; NaN where it is no positive number."""
    where, values = cost
    with np.errstate(all="ignore"):
        return axes.pixels(where, np.where(values > 0.0, np.log10(values), np.nan))

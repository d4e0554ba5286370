"""Data points: a filled disc for training, a ring for testing, and their legend."""

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.ui.painting.canvas import LEFT, Canvas, small_font, write
from nnviz.ui.theme.enlarging import enlarged
from nnviz.ui.theme.tokens import Theme, blend

RADIUS, RING = 3.6, 4.2
"""Of the disc of a training sample, and of the ring of a test sample [px]."""

CHOSEN = 8.0
"""Radius of the ring around the current sample."""

ROW = 18
GAP = 14


class LegendEntry(msgspec.Struct, frozen=True):
    """One text of a legend; ``mark`` is disc, ring, line, dashes or area."""

    mark: str
    colour: str
    text: str


@lru_cache(maxsize=256)
def _pen(colour: str, width: float) -> QPen:
    return QPen(QColor(colour), width)


@lru_cache(maxsize=256)
def _brush(colour: str) -> QBrush:
    return QBrush(QColor(colour))


def paint_disc(painter: QPainter, place: QPointF, colour: str, theme: Theme) -> None:
    """Draw a training sample."""
    painter.setPen(_pen(theme.background, 1.0))
    painter.setBrush(_brush(colour))
    painter.drawEllipse(place, RADIUS, RADIUS)


def paint_cursor(painter: QPainter, place: QPointF, theme: Theme) -> None:
    """Mark a place that is pointed at."""
    painter.setPen(_pen(theme.background, 1.0))
    painter.setBrush(_brush(theme.selection))
    painter.drawEllipse(place, 5.0, 5.0)


def paint_chosen(painter: QPainter, place: QPointF, theme: Theme) -> None:
    """Mark the current sample: a ring and four strokes around its point."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inner, outer = CHOSEN - 1.0, CHOSEN + 5.0
    for colour, width in ((theme.panel, 5.0), (theme.selection, 2.0)):
        painter.setPen(_pen(colour, width))
        painter.drawEllipse(place, CHOSEN, CHOSEN)
        for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            away = QPointF(x, y)
            painter.drawLine(place + away * inner, place + away * outer)


def paint_pointed(painter: QPainter, place: QPointF, theme: Theme) -> None:
    """Mark the sample under the pointer: a thin ring around its point."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(theme.selection, 1.4))
    painter.drawEllipse(place, RADIUS + 2.0, RADIUS + 2.0)


def paint_ring(painter: QPainter, place: QPointF, colour: str, theme: Theme) -> None:
    """Draw a test sample."""
    painter.setPen(_pen(theme.background, 3.4))
    painter.setBrush(_brush(theme.panel))
    painter.drawEllipse(place, RING, RING)
    painter.setPen(_pen(colour, 1.8))
    painter.drawEllipse(place, RING, RING)


def paint_value(painter: QPainter, place: QPointF, colour: str, theme: Theme) -> None:
    """Draw a training sample whose colour may be as pale as the panel."""
    painter.setPen(_pen(blend(theme.panel, theme.text, 0.5), 1.0))
    painter.setBrush(_brush(colour))
    painter.drawEllipse(place, RADIUS, RADIUS)


def paint_ringed_value(
    painter: QPainter, place: QPointF, colour: str, theme: Theme
) -> None:
    """Draw a test sample whose colour may be as pale as the panel."""
    painter.setPen(_pen(blend(theme.panel, theme.text, 0.8), 1.6))
    painter.setBrush(_brush(colour))
    painter.drawEllipse(place, RING + 0.8, RING + 0.8)


Paint = Callable[[QPainter, QPointF, str, Theme], None]
Group = tuple[Sequence[QPointF], Sequence[str], Paint]
"""Places, a colour for each, and how to draw them."""


class Legend(Canvas):
    """What marks and colours mean, in as many rows as the width needs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._entries: tuple[LegendEntry, ...] = ()

    def show_entries(self, entries: Sequence[LegendEntry]) -> None:
        """Show these entries, in this order."""
        self._entries = tuple(entries)
        self.setAccessibleName(
            ", ".join(f"{entry.mark}: {entry.text}" for entry in entries)
        )
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = max(self.width(), 100)
        return enlarged(QSize(100, self._height(width)))

    @property
    def widest(self) -> int:
        """The width of the longest entry, in pixels of the screen."""
        metrics = QFontMetricsF(small_font())
        texts = [metrics.horizontalAdvance(entry.text) for entry in self._entries]
        return enlarged(math.ceil(16.0 + max(texts, default=0.0)))

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Return the height in pixels of the screen, as Qt asks for it."""
        return enlarged(self._height(round(width / self.theme.scale)))

    def design_height(self, width: int) -> int:
        """Return the height for a width, both in pixels of the design."""
        return self._height(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Its rows, and so its own height, depend on its width.
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.painter()
        for entry, place in zip(self._entries, self._places(self.width()), strict=True):
            self._paint_mark(painter, entry, place)
            text = place.adjusted(14, 0, GAP, 0)
            write(painter, text, LEFT, entry.text, self.theme.muted)

    def _height(self, width: int) -> int:
        places = self._places(width)
        return int(places[-1].bottom()) if places else ROW

    def _places(self, width: int) -> list[QRectF]:
        metrics = QFontMetricsF(small_font())
        places: list[QRectF] = []
        left, top = 0.0, 0.0
        for entry in self._entries:
            needed = 16.0 + metrics.horizontalAdvance(entry.text)
            if places and left + needed > width:
                left, top = 0.0, top + ROW
            places.append(QRectF(left, top, min(needed, width), ROW))
            left += needed + GAP
        return places

    def _paint_mark(self, painter: QPainter, entry: LegendEntry, place: QRectF) -> None:
        centre = QPointF(place.left() + 5, place.center().y())
        if entry.mark == "disc":
            paint_disc(painter, centre, entry.colour, self.theme)
        elif entry.mark == "ring":
            paint_ring(painter, centre, entry.colour, self.theme)
        elif entry.mark in ("line", "dashes"):
            dashed = entry.mark == "dashes"
            style = Qt.PenStyle.DotLine if dashed else Qt.PenStyle.SolidLine
            painter.setPen(QPen(QColor(entry.colour), 2, style))
            painter.drawLine(centre - QPointF(5, 0), centre + QPointF(5, 0))
        else:
            painter.fillRect(
                QRectF(centre.x() - 5, centre.y() - 4, 10, 8), QColor(entry.colour)
            )

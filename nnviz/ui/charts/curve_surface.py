"""The surface on which a plot's curves are drawn, in a frame."""

from typing import Any

import pyqtgraph
from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QGraphicsView, QWidget

from nnviz.ui.charts.chart_curve import ChartCurve
from nnviz.ui.charts.decorations import ChartReadout, DecorationPainter, Decorations
from nnviz.ui.theme.tokens import DARK, Theme

TOP, BOTTOM = 6.0, 24.0
SHORTEST_SPAN = 4.0
"""Iterations that are seen at the least."""


class CurveSurface(pyqtgraph.GraphicsView):  # type: ignore[misc]  # has no types
    """Curves in a frame, with a crosshair over them.

    Signals
    -------
    pointed_at
        The iteration of the crosshair, or None when it is taken away.
    resized
        There is room for more or fewer points and ticks.
    """

    pointed_at = Signal(object)
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame = Decorations()
        self._painter = DecorationPainter(DARK)
        self._area = QRectF(0.0, 0.0, 1.0, 1.0)
        self._margins = (52.0, 16.0)
        self._pointed: int | None = None
        self._now: int | None = None
        self._read_out: ChartReadout | None = None
        self._outline: QRectF | None = None
        self._box: Any = pyqtgraph.ViewBox(enableMenu=False)
        self._box.disableAutoRange()
        self._box.setMouseEnabled(x=True, y=False)
        self._box.setLimits(xMin=0.0, minXRange=SHORTEST_SPAN)
        self.scene().addItem(self._box)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        # The grid changes with every frame: a kept background would be an old one.
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        self.set_theme(DARK)

    @property
    def area(self) -> QRectF:
        """Where the curves are, in pixels."""
        return self._area

    @property
    def span(self) -> tuple[float, float]:
        """The iterations that are visible."""
        first, last = self._box.viewRange()[0]
        return float(first), float(last)

    @property
    def pointed(self) -> int | None:
        """The iteration under the crosshair."""
        return self._pointed

    def add(self, curve: ChartCurve) -> None:
        """Draw one more curve."""
        curve.item = pyqtgraph.PlotCurveItem()
        curve.item.setVisible(curve.shown)
        self._box.addItem(curve.item, ignoreBounds=True)

    def remove(self, curve: ChartCurve) -> None:
        """Draw a curve no more."""
        self.scene().removeItem(curve.item)
        curve.item = None

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        self._painter.theme = theme
        self.setBackground(None)
        self.viewport().update()

    def show_span(self, first: float, last: float) -> None:
        """Show these iterations."""
        self._box.setXRange(first, last, padding=0.0)

    def show_frame(self, frame: Decorations) -> None:
        """Paint this around and over the curves from now on."""
        self._frame = frame
        labels = [label.text for label in frame.end_labels]
        left = max(self._painter.tick_width(frame.y_ticks), 40.0)
        right = self._painter.label_width(labels)
        if left > self._margins[0] or right != self._margins[1]:
            self._margins = max(left, self._margins[0]), right
            self._place()
        self._box.setYRange(*frame.y, padding=0.0)
        self.viewport().update()

    def point_at(self, iteration: int | None) -> None:
        """Put the crosshair on an iteration, or take it away."""
        if iteration != self._pointed:
            self._pointed = iteration
            self.viewport().update()
            self.pointed_at.emit(iteration)

    def show_read_out(self, read_out: ChartReadout | None) -> None:
        """Write values beside the crosshair, or nothing."""
        if read_out != self._read_out:
            self._read_out = read_out
            self.viewport().update()

    def show_now(self, iteration: int | None) -> None:
        """Show the place in time that the rest of the window shows."""
        if iteration != self._now:
            self._now = iteration
            self.viewport().update()

    def show_outline(self, box: QRectF | None) -> None:
        """Draw a box over the curves, in pixels, or none."""
        self._outline = box
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the curves within the margins."""
        super().resizeEvent(event)
        if hasattr(self, "_box"):
            self._place()
            self.resized.emit()

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:  # noqa: N802
        """Paint the panel's tone, the grid and the axes."""
        painter.fillRect(rect, QColor(self._painter.theme.panel))
        self._painter.paint_behind(painter, self._frame, self._area)

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:  # noqa: N802
        """Paint markers, names, the place in time and the crosshair."""
        self._painter.paint_over(painter, self._frame, self._area)
        theme = self._painter.theme
        if self._outline is not None:
            painter.setPen(QPen(QColor(theme.accent), 1.0))
            painter.drawRect(self._outline)
        lines = ((self._now, theme.accent), (self._pointed, theme.muted))
        for place, colour in lines:
            if place is not None:
                painter.setPen(QPen(QColor(colour), 1.0))
                self._painter.paint_upright(painter, place, self._frame, self._area)
        if self._read_out is not None:
            self._painter.paint_read_out(
                painter, self._read_out, self._frame, self._area
            )

    def iteration_at(self, place: QPointF) -> float:
        """Return the iteration at a place, between two whole ones too."""
        first, last = self.span
        share = (place.x() - self._area.left()) / self._area.width()
        return first + share * (last - first)

    def _place(self) -> None:
        left, right = self._margins
        width = max(self.width() - left - right, 10.0)
        height = max(self.height() - TOP - BOTTOM, 10.0)
        self._area = QRectF(left, TOP, width, height)
        self._box.setGeometry(self._area)

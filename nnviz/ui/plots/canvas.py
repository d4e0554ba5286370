"""The surface on which a plot's curves are drawn, zoomed and pointed at."""

from typing import Any

import pyqtgraph
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGraphicsView, QMenu, QWidget

from nnviz.ui.numbers import count
from nnviz.ui.plots.curve import Curve
from nnviz.ui.plots.frame import Frame, FramePainter, ReadOut
from nnviz.ui.plots.zooming import Box, Span, values_within, values_zoomed, zoomed
from nnviz.ui.theme.tokens import DARK, Theme

TOP, BOTTOM = 6.0, 24.0
SHORTEST_SPAN = 4.0
"""Iterations that are seen at the least."""

Key = Qt.Key

HELP = (
    "Wheel, or + and \N{MINUS SIGN}: zoom the iterations. Wheel over the values' axis, "
    "or with Shift: zoom the values. Drag: pan. Drag with Shift: zoom into a box. Left "
    "and right: move the crosshair by one iteration. Double click or 0: whole run. "
    "Click with Ctrl, or Enter: show the run at the crosshair's iteration."
)


class Canvas(pyqtgraph.GraphicsView):  # type: ignore[misc]  # pyqtgraph has no types
    """Curves in a frame; the wheel zooms, a drag pans, a double click fits.

    Signals
    -------
    pointed_at
        The iteration under the pointer, or None when it left.
    zoomed
        The user looks at other iterations than before.
    values_zoomed
        The user wants to see values from the first number to the second.
    fit_requested
        The user wants to see the whole run, and to follow it.
    moment_requested
        The user wants to see the run at this iteration.
    resized
        There is room for more or fewer points and ticks.
    """

    pointed_at = Signal(object)
    zoomed = Signal()
    values_zoomed = Signal(float, float)
    fit_requested = Signal()
    moment_requested = Signal(int)
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame = Frame()
        self._painter = FramePainter(DARK)
        self._area = QRectF(0.0, 0.0, 1.0, 1.0)
        self._margins = (52.0, 16.0)
        self._pointed: int | None = None
        self._now: int | None = None
        self._read_out: ReadOut | None = None
        self._drawing = Box()
        self._values_move = False
        self._box: Any = pyqtgraph.ViewBox(enableMenu=False)
        self._box.disableAutoRange()
        self._box.setMouseEnabled(x=True, y=False)
        self._box.setLimits(xMin=0.0, minXRange=SHORTEST_SPAN)
        self._box.sigRangeChangedManually.connect(self._announce_zoom)
        self.scene().addItem(self._box)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        # The grid changes with every frame: a kept background would be an old one.
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        self.setMouseTracking(True)
        self.setToolTip(HELP)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
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

    def add(self, curve: Curve) -> None:
        """Draw one more curve."""
        curve.item = pyqtgraph.PlotCurveItem()
        curve.item.setVisible(curve.shown)
        self._box.addItem(curve.item, ignoreBounds=True)

    def remove(self, curve: Curve) -> None:
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

    def show_frame(self, frame: Frame) -> None:
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

    def show_read_out(self, read_out: ReadOut | None) -> None:
        """Write values beside the crosshair, or nothing."""
        if read_out != self._read_out:
            self._read_out = read_out
            self.viewport().update()

    def show_now(self, iteration: int | None) -> None:
        """Show the place in time that the rest of the window shows."""
        if iteration != self._now:
            self._now = iteration
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
        if self._drawing.drawn is not None:
            painter.setPen(QPen(QColor(theme.accent), 1.0))
            painter.drawRect(self._drawing.drawn)
        lines = ((self._now, theme.accent), (self._pointed, theme.muted))
        for place, colour in lines:
            if place is not None:
                painter.setPen(QPen(QColor(colour), 1.0))
                self._painter.paint_upright(painter, place, self._frame, self._area)
        if self._read_out is not None:
            self._painter.paint_read_out(
                painter, self._read_out, self._frame, self._area
            )

    def let_values_move(self, free: bool) -> None:
        """Let a drag move the values too: where they are zoomed into."""
        self._values_move = free
        self._box.setMouseEnabled(x=True, y=free)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom the iterations, or the values, about the pointer."""
        place, turned = event.position(), event.angleDelta()
        factor = 0.85 ** ((turned.y() or turned.x()) / 120.0)
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if shifted or place.x() < self._area.left():
            span = values_zoomed(self._frame, self._area, place, factor)
            self.values_zoomed.emit(*span)
        else:
            self._show_iterations(zoomed(self.span, self._across(place), factor))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a box with Shift, or to pan; show the moment with Ctrl."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.moment_requested.emit(max(round(self._across(event.position())), 0))
            event.accept()
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._drawing.begin(event.position())
            event.accept()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the box, or move the crosshair along."""
        if self._drawing.drawn is not None:
            self._drawing.stretch(event.position())
            self.viewport().update()
            return
        super().mouseMoveEvent(event)
        place = event.position()
        inside = self._area.left() - 6 <= place.x() <= self._area.right() + 6
        self.point_at(max(round(self._across(place)), 0) if inside else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Look into the box that was drawn, or end the panning."""
        if self._drawing.drawn is None:
            super().mouseReleaseEvent(event)
            return
        self.viewport().update()
        if box := self._drawing.end(self._area):
            values = values_within(self._frame, self._area, box)
            first, last = self._across(box.topLeft()), self._across(box.topRight())
            self._show_iterations((first, last))
            self.values_zoomed.emit(*values)

    def leaveEvent(self, event: QEvent) -> None:
        """Take the crosshair away."""
        super().leaveEvent(event)
        self.point_at(None)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show the whole run again."""
        self.fit_requested.emit()
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to show the run at the crosshair, and the whole run."""
        here = self._pointed
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if here is not None:
            show = menu.addAction(f"Show iteration {count(here)}")
            show.triggered.connect(lambda: self.moment_requested.emit(here))
        menu.addAction("Fit the whole run").triggered.connect(self.fit_requested)
        menu.popup(event.globalPos())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the crosshair, zoom, show the moment there, or the whole run."""
        step = {Key.Key_Left: -1, Key.Key_Right: 1}.get(Key(event.key()))
        zoom = {Key.Key_Plus: 0.5, Key.Key_Minus: 2.0}.get(Key(event.key()))
        if step is not None:
            here = self._pointed if self._pointed is not None else round(self.span[1])
            self.point_at(max(here + step, 0))
        elif zoom is not None:
            self._zoom_by_key(zoom)
        elif event.key() in (Key.Key_Return, Key.Key_Enter):
            if self._pointed is not None:
                self.moment_requested.emit(self._pointed)
        elif event.key() == Key.Key_0:
            self.fit_requested.emit()
        else:
            event.ignore()

    def _zoom_by_key(self, factor: float) -> None:
        first, last = self.span
        middle = self._pointed if self._pointed is not None else (first + last) / 2
        self._show_iterations(zoomed(self.span, middle, factor))

    def _show_iterations(self, span: Span) -> None:
        first = max(span[0], 0.0)
        self.show_span(first, max(span[1], first + SHORTEST_SPAN))
        self.zoomed.emit()

    def _across(self, place: QPointF) -> float:
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

    @Slot()
    def _announce_zoom(self) -> None:
        self.zoomed.emit()
        if self._values_move:
            self.values_zoomed.emit(*self._box.viewRange()[1])

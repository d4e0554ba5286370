"""The surface of a chart, and what the user does with it: zoom, pan, point, go."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QWidget

from nnviz.ui.charts.chart_frame import ChartFrame, ChartReadout, Span
from nnviz.ui.charts.chart_painting import ChartPainter, label_width, tick_width
from nnviz.ui.charts.zooming import Pan, ZoomBox, limited, zoomed
from nnviz.ui.controls.completed_menu import complete
from nnviz.ui.painting.axes import Axes
from nnviz.ui.painting.canvas import Canvas
from nnviz.ui.theme.enlarging import enlarged
from nnviz.views.numbers import count
from nnviz.views.readings import Readings

Key, Button, Modifier = Qt.Key, Qt.MouseButton, Qt.KeyboardModifier

TOP, BOTTOM = 6.0, 24.0
_LEAST_LEFT, _NO_NAMES = 52.0, 16.0
_LEAST = QSize(68, 68)

HELP = (
    "Wheel, or + and −: zoom the iterations. Wheel over the value axis, or with "
    "Shift: zoom the values. Drag: pan. Shift and drag: zoom into a box. Left and "
    "Right: move the crosshair by one iteration. Double-click or 0: show the whole "
    "run. Ctrl and click, or Enter: show the run at the crosshair's iteration."
)


class ChartCanvas(Canvas):
    """Paints a `ChartFrame`; the wheel zooms, a drag pans, a double click fits.

    Signals
    -------
    pointed_at
        The iteration of the crosshair, or None when it is taken away.
    resized
        There is room for more or fewer points and ticks.
    placed
        The curves have other margins at the left and the right; carries both [px].
    zoomed
        The user looks at other iterations than before.
    values_zoomed
        The user wants to see values from the first number to the second.
    fit_requested
        The user wants to see the whole run, and to follow it.
    moment_requested
        The user wants to see the run at this iteration.
    """

    pointed_at = Signal(object)
    resized = Signal()
    placed = Signal(float, float)
    zoomed = Signal()
    values_zoomed = Signal(float, float)
    fit_requested = Signal()
    moment_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame = ChartFrame()
        self._area = QRectF(0.0, 0.0, 1.0, 1.0)
        self._span: Span = (0.0, 1.0)
        self._margins = _LEAST_LEFT, _NO_NAMES
        self._pointed: int | None = None
        self._now: int | None = None
        self._read_out: ChartReadout | None = None
        self._box, self._pan = ZoomBox(), Pan()
        self._values_move = False
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setToolTip(HELP)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def area(self) -> QRectF:
        """Where the curves are, in pixels."""
        return self._area

    @property
    def span(self) -> Span:
        """The iterations that are visible."""
        return self._span

    @property
    def pointed(self) -> int | None:
        """The iteration under the crosshair."""
        return self._pointed

    def show_span(self, first: float, last: float) -> None:
        """Make these iterations visible; the next frame has their lines."""
        self._span = limited((first, last))

    def show_frame(self, frame: ChartFrame) -> None:
        """Paint this from now on."""
        self._frame = frame
        # The left margin only grows, so that the curves do not jump to and fro.
        left = max(tick_width(frame.y_ticks), self._margins[0])
        self._margins = left, label_width(frame)
        self._place()
        self.update()

    def let_values_move(self, free: bool) -> None:
        """Let a drag move the values too: where the user has zoomed into them."""
        self._values_move = free

    def point_at(self, iteration: int | None) -> None:
        """Put the crosshair on an iteration, or take it away."""
        if iteration != self._pointed:
            self._pointed = iteration
            self.update()
            self.pointed_at.emit(iteration)

    def show_read_out(self, read_out: ChartReadout | None) -> None:
        """Write values beside the crosshair, or nothing."""
        if read_out != self._read_out:
            self._read_out = read_out
            said = Readings(read_out.readings if read_out else ()).sentence
            self.setAccessibleDescription(said)
            self.update()

    def show_now(self, iteration: int | None) -> None:
        """Mark the iteration that the rest of the window shows."""
        if iteration != self._now:
            self._now = iteration
            self.update()

    def event(self, event: QEvent) -> bool:
        """Show the help beside the curves only: it would cover the values on them."""
        if isinstance(event, QHelpEvent) and self._area.contains(
            self.event_place(event)
        ):
            event.ignore()
            return True
        return super().event(event)

    def iteration_at(self, place: QPointF) -> float:
        """Return the iteration at a place, between two whole ones too."""
        return self._axes.x_from(place.x())

    def minimumSizeHint(self) -> QSize:
        return enlarged(_LEAST)

    def paintEvent(self, _event: QPaintEvent) -> None:
        # Lines of one pixel are sharp and ten times as fast without antialiasing.
        painter, theme = self.painter(), self.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillRect(self.rect(), QColor(theme.panel))
        paper, thin = self.on_paper, not self.on_paper or self.paper_ratio > 0
        chart = ChartPainter(self._frame, self._area, theme, smooth=paper, thin=thin)
        chart.paint(painter)
        if self._box.drawn is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.selection), 1.0))
            painter.drawRect(self._box.drawn)
        for iteration, colour in (
            (self._now, theme.selection),
            (self._pointed, theme.muted),
        ):
            if iteration is not None:
                chart.paint_upright(painter, iteration, colour)
        if self._read_out is not None:
            chart.paint_read_out(painter, self._read_out)
            for name, text in self._read_out.readings:
                self.note(name, text)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._place()
        self.resized.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom the iterations, or the values, about the pointer."""
        place, turned = self.event_place(event), event.angleDelta()
        factor = 0.85 ** ((turned.y() or turned.x()) / 120.0)
        shifted = bool(event.modifiers() & Modifier.ShiftModifier)
        if shifted or place.x() < self._area.left():
            value = self._axes.y_from(place.y())
            self.values_zoomed.emit(*zoomed(self._frame.y, value, factor))
        else:
            self._show_iterations(zoomed(self._span, self.iteration_at(place), factor))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show the moment with Ctrl, begin a box with Shift, or take hold to pan."""
        place = self.event_place(event)
        if event.modifiers() & Modifier.ControlModifier:
            self.moment_requested.emit(max(round(self.iteration_at(place)), 0))
        elif event.modifiers() & Modifier.ShiftModifier:
            self._box.begin(place)
        elif event.button() in (Button.LeftButton, Button.MiddleButton):
            self._pan.begin(place, self._axes)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the box, or pan and move the crosshair along."""
        place = self.event_place(event)
        if self._box.drawn is not None:
            self._box.stretch(place)
            self.update()
            return
        if moved := self._pan.moved(place):
            self._show_iterations(moved[0])
            if self._values_move:
                self.values_zoomed.emit(*moved[1])
        inside = self._area.left() - 6 <= place.x() <= self._area.right() + 6
        self.point_at(max(round(self.iteration_at(place)), 0) if inside else None)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Zoom into the box that was drawn, or end the panning."""
        self._pan.end()
        if self._box.drawn is None:
            return
        self.update()
        if box := self._box.end(self._area):
            axes = self._axes
            self._show_iterations((axes.x_from(box.left()), axes.x_from(box.right())))
            self.values_zoomed.emit(axes.y_from(box.bottom()), axes.y_from(box.top()))

    def leaveEvent(self, _event: QEvent) -> None:
        self.point_at(None)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.fit_requested.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to show the run at the crosshair, and the whole run."""
        here = self._pointed
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if here is not None:
            show = menu.addAction(f"Show iteration {count(here)}")
            show.triggered.connect(lambda: self.moment_requested.emit(here))
        menu.addAction("Show the whole run").triggered.connect(self.fit_requested)
        menu.addActions(self.actions())
        complete(menu, self)
        menu.popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the crosshair, zoom, show the moment there, or the whole run."""
        step = {Key.Key_Left: -1, Key.Key_Right: 1}.get(Key(event.key()))
        zoom = {Key.Key_Plus: 0.5, Key.Key_Minus: 2.0}.get(Key(event.key()))
        if step is not None:
            here = self._pointed if self._pointed is not None else round(self._span[1])
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

    @property
    def _axes(self) -> Axes:
        return Axes(self._area, self._span, self._frame.y)

    def _zoom_by_key(self, factor: float) -> None:
        middle = sum(self._span) / 2 if self._pointed is None else self._pointed
        self._show_iterations(zoomed(self._span, middle, factor))

    def _show_iterations(self, span: Span) -> None:
        self.show_span(*span)
        self.zoomed.emit()

    def _place(self) -> None:
        left, right = self._margins
        if self.isVisible() and not self.on_paper:
            self.placed.emit(left, right)
        width = max(self.width() - left - right, 10.0)
        height = max(self.height() - TOP - BOTTOM, 10.0)
        self._area = QRectF(left, TOP, width, height)

"""What the user does with a plot's curves: zoom, pan, point at, and go there."""

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QMenu, QWidget

from nnviz.ui.charts.curve_surface import SHORTEST_SPAN, CurveSurface
from nnviz.ui.charts.zooming import Span, ZoomBox, values_within, values_zoomed, zoomed
from nnviz.ui.painting.numbers import count

Key = Qt.Key

HELP = (
    "Wheel, or + and −: zoom the iterations. Wheel over the value axis, or with "
    "Shift: zoom the values. Drag: pan. Shift and drag: zoom into a box. Left and "
    "Right: move the crosshair by one iteration. Double-click or 0: show the whole "
    "run. Ctrl and click, or Enter: show the run at the crosshair's iteration."
)


class ChartCanvas(CurveSurface):
    """Curves in a frame; the wheel zooms, a drag pans, a double click fits.

    Signals
    -------
    zoomed
        The user looks at other iterations than before.
    values_zoomed
        The user wants to see values from the first number to the second.
    fit_requested
        The user wants to see the whole run, and to follow it.
    moment_requested
        The user wants to see the run at this iteration.
    """

    zoomed = Signal()
    values_zoomed = Signal(float, float)
    fit_requested = Signal()
    moment_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawing = ZoomBox()
        self._values_move = False
        self._box.sigRangeChangedManually.connect(self._announce_zoom)
        self.setMouseTracking(True)
        self.setToolTip(HELP)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

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
            self._show_iterations(zoomed(self.span, self.iteration_at(place), factor))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a box with Shift, or to pan; show the moment with Ctrl."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            here = round(self.iteration_at(event.position()))
            self.moment_requested.emit(max(here, 0))
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
            self.show_outline(self._drawing.drawn)
            return
        super().mouseMoveEvent(event)
        place = event.position()
        inside = self._area.left() - 6 <= place.x() <= self._area.right() + 6
        self.point_at(max(round(self.iteration_at(place)), 0) if inside else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Look into the box that was drawn, or end the panning."""
        if self._drawing.drawn is None:
            super().mouseReleaseEvent(event)
            return
        self.show_outline(None)
        if box := self._drawing.end(self._area):
            values = values_within(self._frame, self._area, box)
            ends = box.topLeft(), box.topRight()
            self._show_iterations(
                (self.iteration_at(ends[0]), self.iteration_at(ends[1]))
            )
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
        menu.addAction("Show the whole run").triggered.connect(self.fit_requested)
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

    @Slot()
    def _announce_zoom(self) -> None:
        self.zoomed.emit()
        if self._values_move:
            self.values_zoomed.emit(*self._box.viewRange()[1])

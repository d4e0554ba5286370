"""The diagram of a network as a picture: it shows a state, zoomed and panned."""

import time
from dataclasses import replace

from PySide6.QtCore import QEvent, QSize, QTimer, QVariantAnimation, Slot
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from nnviz.ui.diagram.diagram_painting import DiagramPainter, Marks
from nnviz.ui.diagram.edge_painting import is_curved
from nnviz.ui.diagram.edge_sheet import EdgeSheet, FramePacer, Overlay
from nnviz.ui.diagram.geometry import Area, Viewport
from nnviz.ui.diagram.inks import Inks, colour
from nnviz.ui.diagram.interaction_state import InteractionState
from nnviz.ui.diagram.labels import name_room
from nnviz.ui.diagram.parts import NumberFormat
from nnviz.ui.diagram.scene import Scene
from nnviz.ui.diagram.state import DiagramState, Stepping
from nnviz.ui.painting.numbers import signed
from nnviz.ui.theme.tokens import DARK, Theme

REFOLD_SECONDS = 1.0
FLOW_MILLISECONDS = 350
"""How long a value is on its way along an edge."""
_LEAST, _LATEST = 0.025, 40
"""Least seconds between two pictures of many edges while frames follow, and how many
milliseconds they may be out of date when those end."""
_REFINING = 10
"""Milliseconds between two looks at a picture that is drawn from coarse to fine."""


class DiagramCanvas(QWidget):
    """Shows a network and what is marked in it; takes neither mouse nor keys."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        theme: Theme = DARK,
        write: NumberFormat = signed,
    ) -> None:
        super().__init__(parent)
        self.setMinimumSize(320, 150)
        self._write = write
        self._sheet, self._overlay = EdgeSheet(self), Overlay(self, self._paint_neurons)
        self._renew_painter(theme)
        self._edges_pace = FramePacer(self, self._show_edges, _LEAST, _LATEST)
        self._refining = QTimer(self, interval=_REFINING, singleShot=True)
        self._refining.timeout.connect(self._draw)
        self._state: DiagramState | None = None
        self._scene = Scene()
        self._marking = InteractionState()
        self._flow = QVariantAnimation(self, startValue=0.0, endValue=1.0)
        self._flow.setDuration(FLOW_MILLISECONDS)
        self._flow.valueChanged.connect(self._overlay.renew)
        self._moves = True
        self._held = False
        self._folded_at = 0.0

    def show_state(self, state: DiagramState) -> None:
        """Show this state from now on; the selection stays where it still exists."""
        earlier, self._state = self._state, state
        if earlier is None or earlier.stepping is not state.stepping:
            self._let_flow(state.stepping)
        if earlier is None or earlier.sizes != state.sizes:
            self._scene.forget()
            self._marking.drop_missing(state)
        if earlier is None or earlier.input_names != state.input_names:
            self._arrange()
        now = time.monotonic()
        if not self._held and now - self._folded_at > REFOLD_SECONDS:
            self._folded_at = now
            self._arrange()
            self._scene.refold(state, self._marking.focus)
        self._arrange()
        if state.stepping is None:
            self._show_edges_soon()
            self._overlay.renew_soon()
        else:
            self._draw()

    def set_motion(self, moves: bool) -> None:
        """Let values move along the edges, or show them at their ends at once."""
        self._moves = moves

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of a theme."""
        self._renew_painter(theme)
        self._draw()

    def fit(self) -> None:
        """Show the whole diagram."""
        self._look(Viewport())

    def zoom(self, factor: float) -> None:
        """Zoom about the middle."""
        self._look(self._scene.view.zoomed(factor, self.width() / 2, self.height() / 2))

    def sizeHint(self) -> QSize:
        """Return the size the window's sketch gives it."""
        return QSize(820, 560)

    def event(self, event: QEvent) -> bool:
        """Paint for another screen that has other pixels."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.set_theme(self._painter.inks.theme)
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the diagram out for the new size."""
        self._sheet.resize(event.size())
        self._overlay.resize(event.size())
        self._arrange()
        self._draw()

    @Slot()
    def _draw(self) -> None:
        """Show the state as it is now."""
        self._show_edges()
        self._overlay.renew()

    def _show_edges_soon(self) -> None:
        """Show the edges now, unless they are many and were drawn a moment ago."""
        if is_curved(self._scene.on_screen):
            self._show_edges()
        else:
            self._edges_pace.ask()

    @Slot()
    def _show_edges(self) -> None:
        self._edges_pace.note()
        if self._state is None:
            self._sheet.record(self._paint_background)
            return
        seen = self._scene.on_screen
        edges = self._painter.look_at_edges(
            self._state, seen, self._marks, self._sheet.size()
        )
        if edges is None:
            self._sheet.settle()
        elif is_curved(seen):
            self._sheet.record(edges.paint)
        else:
            self._sheet.fill(edges.paint_changes)
        if not self._painter.finished:
            self._refining.start()

    def _paint_background(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), colour(self._painter.inks.theme.background))

    def _paint_neurons(self, painter: QPainter) -> None:
        if self._state is not None:
            seen = self._scene.on_screen
            self._painter.paint_neurons(painter, self._state, seen, self._marks)

    @property
    def _marks(self) -> Marks:
        if self._state is None:
            return Marks()
        marks = self._marking.marks(self._state, self._scene.on_screen, self._write)
        moving = self._flow.state() == QVariantAnimation.State.Running
        return replace(marks, flow=float(self._flow.currentValue()) if moving else 1.0)

    def _let_flow(self, stepping: Stepping | None) -> None:
        """Send the values of a step on their way."""
        self._flow.stop()
        if stepping is not None and stepping.flows and self._moves:
            self._flow.start()

    def _renew_painter(self, theme: Theme) -> None:
        ratio = self.devicePixelRatioF()
        self._painter = DiagramPainter(Inks(theme), self._write, ratio)

    def _look(self, view: Viewport) -> None:
        self._scene.look(view)
        self._draw()

    def _arrange(self) -> None:
        if self._state is not None:
            area = _area(self._state, self.width(), self.height())
            self._scene.arrange(self._state, area, self._marking.focus)


def _area(state: DiagramState, width: int, height: int) -> Area:
    """Return the room for the layout beside the names of inputs and outputs."""
    inputs = () if state.input_image is not None else state.input_names
    left, right = name_room(inputs, width), name_room(state.output_names, width)
    return Area(width, height, 28 + left, 28 + right)

"""The network diagram: it shows a state, and announces what the user wants changed."""

import time

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from nnviz.ui.diagram.diagram_painting import DiagramPainter, name_rooms
from nnviz.ui.diagram.diagram_sheets import DiagramLook, DiagramSheets
from nnviz.ui.diagram.exploration import Exploration
from nnviz.ui.diagram.gestures import Keyboard, Pointer
from nnviz.ui.diagram.inks import inks_of
from nnviz.ui.painting.canvas import Canvas
from nnviz.ui.theme.enlarging import enlarged, keep_size
from nnviz.views.diagram.diagram_state import DiagramState
from nnviz.views.diagram.geometry import Area, Geometry, Viewport
from nnviz.views.diagram.parts import (
    BiasPart,
    EdgePart,
    NeuronPart,
    NumberFormat,
    Part,
)
from nnviz.views.numbers import signed
from nnviz.views.readings import Readings

KEY_ZOOM = 1.25
MESSAGE_ROOM = 54.0
"""Pixels below the neurons, over which the window shows messages of two lines."""
REFOLD_SECONDS = 1.0
"""Least seconds before folded layers may show other neurons."""
_HELP = (
    "Shift and the arrow keys move between neurons and layers. Enter selects the bias, "
    "and types into an input; Up and Down then move through the weights; type a number "
    "and press Enter to set it. Escape goes back, U folds or unfolds a layer, F fits "
    "the diagram, plus and minus zoom."
)


class NetworkDiagram(Canvas):
    """Shows a network, to be explored and edited; never changes it.

    Signals
    -------
    weight_edited
        (layer, neuron, column, value): the user wants this weight; layer from 1,
        neuron and column from 0.
    bias_edited
        (layer, neuron, value), likewise.
    edit_finished
        The mouse button was released after a drag, or Enter pressed after typing: what
        follows is another edit.
    selection_changed
        (layer, neuron) selected by the user, or (-1, -1) for none; layer 0 is the
        inputs.
    parameter_chosen
        (layer, neuron, column) of a weight chosen by the user, or of a bias, whose
        column is -1.
    input_chosen
        The user wants to type into this neuron of the inputs, from 0.
    """

    weight_edited = Signal(int, int, int, float)
    bias_edited = Signal(int, int, float)
    edit_finished = Signal()
    selection_changed = Signal(int, int)
    parameter_chosen = Signal(int, int, int)
    input_chosen = Signal(int)

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        write: NumberFormat = signed,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("network_diagram")
        self.setAccessibleName("Network diagram")
        self.setWhatsThis(_HELP)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        keep_size(self, least_width=240, least_height=150)
        self._write = write
        self._folded_at = 0.0
        self._exploration = Exploration(write, self)
        self._pointer = Pointer(self._exploration)
        self._keyboard = Keyboard(self._exploration)
        self._sheets = DiagramSheets(self, self._look, self._new_painter())
        self._connect(self._exploration)

    def _connect(self, exploration: Exploration) -> None:
        exploration.changed.connect(self._sheets.show)
        exploration.described.connect(self.setAccessibleDescription)
        exploration.weight_edited.connect(self.weight_edited)
        exploration.bias_edited.connect(self.bias_edited)
        exploration.edit_finished.connect(self.edit_finished)
        exploration.selection_changed.connect(self.selection_changed)
        exploration.parameter_chosen.connect(self.parameter_chosen)
        exploration.input_chosen.connect(self.input_chosen)

    @property
    def state(self) -> DiagramState | None:
        """What is shown, None before there is a network."""
        return self._exploration.state

    @property
    def on_screen(self) -> Geometry:
        """Where layers, neurons and edges lie in the widget."""
        return self._exploration.on_screen

    def readings(self) -> Readings:
        """Return the numbers that were painted last: neurons, and what is pointed at.

        The numbers of dead and saturated neurons are those of layers shown in full.
        """
        return self._sheets.painter.readings

    def show_state(self, state: DiagramState, *, at_once: bool = False) -> None:
        """Show a state; the selection stays where it still exists.

        What the eye cannot follow is left out of a stream of states, unless it is to be
        shown ``at_once``; a place of a walk always is.
        """
        earlier = self._exploration.state
        if earlier is None or earlier.stepping is not state.stepping:
            self._sheets.let_flow(state.stepping)
        if self._exploration.take(state):
            self._pointer.drop()
        self._arrange()
        now = time.monotonic()
        # Neurons must not change places below a pressed mouse button.
        if not self._pointer.is_held and now - self._folded_at > REFOLD_SECONDS:
            self._folded_at = now
            self._exploration.refold()
        if at_once or state.stepping is not None:
            self._sheets.show()
        else:
            self._sheets.show_soon()

    def place_of(self, layer: int, neuron: int) -> QPoint:
        """Return the right edge of a neuron in pixels of the screen.

        Of one that is hidden it is that of its layer.
        """
        column = self.on_screen.columns[layer]
        place = column.place_of(neuron) or 0
        y = float(column.ys[place]) if len(column.ys) else self.height() / 2
        corner = QPoint(round(column.x + column.side / 2), round(y))
        return corner * self.theme.scale

    @property
    def selected(self) -> Part | None:
        """The weight or bias chosen, else the neuron selected, if any."""
        here = self._exploration.interaction
        return here.chosen or here.focus

    def select(self, part: NeuronPart | EdgePart | BiasPart) -> None:
        """Select a part as if the user had clicked it."""
        if isinstance(part, NeuronPart):
            self._exploration.select(part)
        else:
            self._exploration.choose(part)
            self._exploration.changed.emit()

    @property
    def marked(self) -> tuple[NeuronPart | None, EdgePart | BiasPart | None]:
        """The neuron selected, and the weight or bias chosen, if any."""
        here = self._exploration.interaction
        return here.focus, here.chosen

    def mark(self, part: NeuronPart | None, chosen: EdgePart | BiasPart | None) -> None:
        """Select a neuron and a weight or bias, as far as they exist, silently."""
        self._exploration.mark(part, chosen)

    def select_neuron(self, layer: int, neuron: int) -> None:
        """Select a neuron without announcing it; (-1, -1) selects none."""
        self._exploration.mark(NeuronPart(layer, neuron) if layer >= 0 else None)

    def step_back(self) -> None:
        """Drop the number typed, else the chosen parameter, else the selection."""
        self._exploration.step_back()
        self._exploration.changed.emit()

    def set_motion(self, moves: bool) -> None:
        """Let values move along the edges, or show them where they arrive at once."""
        self._sheets.moves = moves

    def _recolour(self) -> None:
        self._sheets.painter = self._new_painter()
        self._sheets.show()

    def fit(self) -> None:
        """Show the whole network."""
        self._exploration.look(Viewport())

    def zoom(self, factor: float) -> None:
        """Zoom about the middle."""
        self._exploration.zoom(factor, self.width() / 2, self.height() / 2)

    def sizeHint(self) -> QSize:
        return enlarged(QSize(820, 560))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._recolour()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._sheets.resize(event.size(), self.theme.scale)
        self._arrange()
        self._sheets.show()

    def wheelEvent(self, event: QWheelEvent) -> None:
        at = self.event_place(event)
        factor = 1.0015 ** event.angleDelta().y()
        self._exploration.zoom(factor, at.x(), at.y())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pointer.press(event, self.event_place(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer.move(event, self.event_place(event))
        if not self._pointer.is_held:
            self.setCursor(self._pointer.shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pointer.release(self.event_place(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        part = self._pointer.part_at(self.event_place(event))
        if part is None:
            self.fit()
        elif isinstance(part, NeuronPart) and part.layer == 0:
            self.input_chosen.emit(part.index)
        else:
            self._pointer.press(event, self.event_place(event))

    def leaveEvent(self, _event: QEvent) -> None:
        self._pointer.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self._keyboard.press(event):
            return
        if key == Qt.Key.Key_F:
            self.fit()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            self.zoom(KEY_ZOOM if key == Qt.Key.Key_Plus else 1 / KEY_ZOOM)
        else:
            super().keyPressEvent(event)

    def _new_painter(self) -> DiagramPainter:
        return DiagramPainter(
            inks_of(self.theme), self._write, self.devicePixelRatioF()
        )

    def _look(self) -> DiagramLook | None:
        state = self._exploration.state
        if state is None:
            return None
        return DiagramLook(state, self.on_screen, self._exploration.marks())

    def _arrange(self) -> None:
        state = self._exploration.state
        if state is not None:
            area = _area(state, self.width(), self.height())
            self._exploration.arrange(area)


def _area(state: DiagramState, width: int, height: int) -> Area:
    """Return the room for the layout beside the names of inputs and outputs."""
    inputs = () if state.input_image is not None else state.beside(0)
    named = inputs, state.beside(state.last)
    left, right = name_rooms(named, width, len(state.sizes))
    return Area(width, height, 28 + left, 28 + right, bottom=MESSAGE_ROOM)

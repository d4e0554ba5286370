"""The network diagram as a widget: it shows a state and announces wishes."""

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from nnviz.ui.diagram.edge_painting import is_curved
from nnviz.ui.diagram.hits import part_at
from nnviz.ui.diagram.interaction_state import Drag, begin_drag, editable_value
from nnviz.ui.diagram.keyed import KeyedDiagram
from nnviz.ui.diagram.parts import (
    BiasPart,
    EdgePart,
    FoldPart,
    NeuronPart,
    NumberFormat,
    Part,
)
from nnviz.ui.diagram.state import DiagramState
from nnviz.ui.painting.numbers import signed
from nnviz.ui.theme.tokens import DARK, Theme

DRAG_DISTANCE = 4.0


class NetworkDiagram(KeyedDiagram):
    """Shows a network, to be explored and edited; never changes it.

    Signals
    -------
    weight_edited
        (layer, neuron, column, value): the user wants this weight; layer from 1,
        neuron and column from 0.
    bias_edited
        (layer, neuron, value), likewise.
    edit_finished
        A drag is over, or a number has been entered: the next edit is another one.
    selection_changed
        (layer, neuron) selected by the user, or (-1, -1) for none; layer 0 is the
        inputs.
    parameter_chosen
        (layer, neuron, column) of a weight chosen by the user, or of a bias, whose
        column is -1.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        theme: Theme = DARK,
        write: NumberFormat = signed,
    ) -> None:
        super().__init__(parent, theme=theme, write=write)
        self.setObjectName("network_diagram")
        self.setAccessibleName("Network diagram")
        self.setMouseTracking(True)
        self._pressed: tuple[QPointF, Part | None] | None = None
        self._drag: Drag | None = None
        self._panned_from: QPointF | None = None

    def show_state(self, state: DiagramState) -> None:
        """Show this state from now on; a value of another network is let go."""
        if self._state is not None and self._state.sizes != state.sizes:
            self._drag = None
        super().show_state(state)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer."""
        at = event.position()
        factor = 1.0015 ** event.angleDelta().y()
        self._look(self._scene.view.zoomed(factor, at.x(), at.y()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click, a drag of a value, or a pan."""
        part = self._part_at(event.position())
        if event.button() == Qt.MouseButton.MiddleButton:
            part = None
        self._pressed, self._held = (event.position(), part), True
        self._panned_from = event.position() if part is None else None
        if self._state is not None and isinstance(part, EdgePart | BiasPart):
            self._marking.choose(part)
            self._drag = begin_drag(self._state, part, event.position().y())
        self._draw()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag a value, pan, or read out what lies under the pointer."""
        at = event.position()
        self._marking.pointer = at.x(), at.y()
        if self._pressed is None:
            self._marking.hovered = self._part_at(at)
            self._show_cursor()
        elif not self._is_click(at):
            fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._drag_to(at, fine)
        self._draw()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End what the press began; a click selects."""
        self.edit_finished.emit()
        pressed, dragged = self._pressed, self._panned_from
        clicked = pressed is not None and self._is_click(event.position())
        self._pressed = self._drag = self._panned_from = None
        self._held = False
        if pressed is None or not clicked:
            return
        part = pressed[1]
        if isinstance(part, NeuronPart):
            self._select(part)
        elif isinstance(part, EdgePart | BiasPart):
            self._choose(part)
        elif isinstance(part, FoldPart):
            self._toggle_fold(part.layer)
        elif part is None and dragged is not None:
            self._marking.choose(None)
            self._select(None)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit, unless the click is on something."""
        if self._part_at(event.position()) is None:
            self.fit()
        else:
            self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Read nothing out once the pointer is gone."""
        self._marking.hovered = None
        self._draw()

    def _drag_to(self, at: QPointF, fine: bool) -> None:
        if self._drag is not None:
            self._announce(self._drag.part, self._drag.value_at(at.y(), fine))
        elif self._panned_from is not None:
            moved = at - self._panned_from
            self._panned_from = at
            self._look(self._scene.view.panned(moved.x(), moved.y()))

    def _is_click(self, at: QPointF) -> bool:
        if self._pressed is None:
            return False
        return (at - self._pressed[0]).manhattanLength() < DRAG_DISTANCE

    def _part_at(self, at: QPointF) -> Part | None:
        geometry = self._scene.on_screen
        return part_at(geometry, at.x(), at.y(), is_curved(geometry))

    def _show_cursor(self) -> None:
        part, shape = self._marking.hovered, Qt.CursorShape.ArrowCursor
        if self._state and editable_value(self._state, part) is not None:
            shape = Qt.CursorShape.SizeVerCursor
        elif isinstance(part, NeuronPart | FoldPart):
            shape = Qt.CursorShape.PointingHandCursor
        self.setCursor(shape)

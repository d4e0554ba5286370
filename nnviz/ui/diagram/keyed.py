"""The diagram under the keyboard: moving, selecting, typing values, folding."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from nnviz.ui.diagram.diagram_canvas import DiagramCanvas
from nnviz.ui.diagram.hits import neighbour, next_parameter
from nnviz.ui.diagram.interaction_state import is_typed, parse
from nnviz.ui.diagram.parts import (
    BiasPart,
    EdgePart,
    NeuronPart,
    NumberFormat,
    read_out,
)
from nnviz.ui.painting.numbers import signed
from nnviz.ui.theme.tokens import DARK, Theme

KEY_ZOOM = 1.25
_HELP = (
    "The arrow keys move between neurons and layers. Enter selects the bias; Up and "
    "Down then move through the weights; type a number and press Enter to set it. "
    "Escape goes back, U folds or unfolds a layer, F fits the diagram, plus and minus "
    "zoom."
)


class KeyedDiagram(DiagramCanvas):
    """Shows a network; the keyboard selects in it and asks for other values."""

    weight_edited = Signal(int, int, int, float)
    bias_edited = Signal(int, int, float)
    edit_finished = Signal()
    selection_changed = Signal(int, int)
    parameter_chosen = Signal(int, int, int)

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        theme: Theme = DARK,
        write: NumberFormat = signed,
    ) -> None:
        super().__init__(parent, theme=theme, write=write)
        self.setWhatsThis(_HELP)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def select_neuron(self, layer: int, neuron: int) -> None:
        """Select a neuron without announcing it; (-1, -1) selects none."""
        self._marking.choose(None)
        self._marking.focus = NeuronPart(layer, neuron) if layer >= 0 else None
        if self._state is not None:
            self._marking.drop_missing(self._state)
        self._describe()

    @property
    def selected_neuron(self) -> tuple[int, int]:
        """(layer, neuron) of the selection, or (-1, -1)."""
        focus = self._marking.focus
        return (-1, -1) if focus is None else (focus.layer, focus.index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, edit, zoom or fold by the keyboard."""
        act = self._typing(event) or self._command(Qt.Key(event.key()))
        if act is None or self._state is None:
            super().keyPressEvent(event)
            return
        act()
        self._draw()

    def _command(self, key: Qt.Key) -> Callable[[], object] | None:
        """Return what a key does."""
        commands: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_Left: partial(self._move, -1, 0),
            Qt.Key.Key_Right: partial(self._move, 1, 0),
            Qt.Key.Key_Up: partial(self._move, 0, -1),
            Qt.Key.Key_Down: partial(self._move, 0, 1),
            Qt.Key.Key_Return: self._enter,
            Qt.Key.Key_Enter: self._enter,
            Qt.Key.Key_F: self.fit,
            Qt.Key.Key_Plus: partial(self.zoom, KEY_ZOOM),
            Qt.Key.Key_Minus: partial(self.zoom, 1 / KEY_ZOOM),
            Qt.Key.Key_U: self._fold_selected,
        }
        if self._marking.focus or self._marking.chosen:
            commands[Qt.Key.Key_Escape] = self._escape
        return commands.get(key)

    def _typing(self, event: QKeyEvent) -> Callable[[], object] | None:
        """Return how a key continues the number typed for the chosen parameter."""
        marking = self._marking
        if marking.chosen is None:
            return None
        if event.key() == Qt.Key.Key_Backspace:
            return partial(setattr, marking, "typed", marking.typed[:-1])
        if is_typed(event.text()):
            return partial(setattr, marking, "typed", marking.typed + event.text())
        return None

    def _move(self, across: int, down: int) -> None:
        if self._state is None:
            return
        marking, geometry = self._marking, self._scene.on_screen
        if marking.chosen is not None and marking.focus is not None:
            step = down or across
            here = marking.focus, marking.chosen
            self._choose(next_parameter(self._state, geometry, *here, step))
            return
        marking.hovered = None
        self._select(neighbour(geometry, marking.focus, across, down))

    def _enter(self) -> None:
        marking = self._marking
        if marking.chosen is not None:
            value = parse(marking.typed)
            if value is not None:
                self._announce(marking.chosen, value)
                self.edit_finished.emit()
                marking.typed = ""
        elif marking.focus is not None and self._state is not None:
            marking.hovered = None
            geometry = self._scene.on_screen
            self._choose(next_parameter(self._state, geometry, marking.focus, None, 0))

    def _escape(self) -> None:
        if self._marking.step_back():
            self._describe()
            self.selection_changed.emit(-1, -1)

    def _select(self, part: NeuronPart | None) -> None:
        if part == self._marking.focus:
            return
        self._marking.focus = part
        self._marking.choose(None)
        self._describe()
        self.selection_changed.emit(*self.selected_neuron)

    def _choose(self, part: EdgePart | BiasPart | None) -> None:
        """Choose a weight or bias, and tell of it."""
        self._marking.choose(part)
        if part is not None:
            column = part.column if isinstance(part, EdgePart) else -1
            self.parameter_chosen.emit(part.layer, part.index, column)

    def _announce(self, part: EdgePart | BiasPart, value: float) -> None:
        if isinstance(part, EdgePart):
            self.weight_edited.emit(part.layer, part.index, part.column, value)
        else:
            self.bias_edited.emit(part.layer, part.index, value)

    def _fold_selected(self) -> None:
        focus = self._marking.focus
        columns = self._scene.on_screen.columns
        layer = 0 if focus is None else focus.layer
        if layer < len(columns) and columns[layer].shown.can_fold:
            self._toggle_fold(layer)

    def _toggle_fold(self, layer: int) -> None:
        if self._state is not None:
            self._scene.toggle_fold(self._state, layer, self._marking.focus)
            self._marking.hovered = None
            self._draw()

    def _describe(self) -> None:
        """Tell screen readers about the selected neuron."""
        text, focus = "", self._marking.focus
        if focus is not None and self._state is not None:
            text = read_out(self._state, focus, self._write).sentence()
        self.setAccessibleDescription(text or "No neuron is selected")
        self._draw()

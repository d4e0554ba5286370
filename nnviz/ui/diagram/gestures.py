"""Mouse and keyboard in the diagram: select, drag or type a value, pan, fold."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent

from nnviz.ui.diagram.edge_painting import is_curved
from nnviz.ui.diagram.exploration import Exploration
from nnviz.views.diagram.diagram_state import DiagramState
from nnviz.views.diagram.hits import neighbour, next_parameter, part_at
from nnviz.views.diagram.parts import BiasPart, EdgePart, FoldPart, NeuronPart, Part

DRAG_DISTANCE = 4.0
"""Pixels that the mouse may move during a click."""
PIXELS_PER_SCALE = 120.0
_TYPED = "0123456789.,-+eE"


def editable_value(state: DiagramState, part: Part | None) -> float | None:
    """Return the weight or bias that dragging a part changes, None for other parts."""
    if isinstance(part, BiasPart):
        return float(state.biases[part.layer - 1][part.index])
    if isinstance(part, EdgePart):
        weights = state.true_weights(part.layer)
        if weights is not None:
            return float(weights[part.index, part.column])
    return None


@dataclass(frozen=True, slots=True)
class Drag:
    """A drag of a weight or bias that began at height ``y`` with ``value``.

    Moving up by 120 pixels adds ``scale``.
    """

    part: EdgePart | BiasPart
    value: float
    y: float
    scale: float

    def value_at(self, y: float, fine: bool) -> float:
        """Return the value at a height of the pointer; fine is ten times slower."""
        pixels = PIXELS_PER_SCALE * (10.0 if fine else 1.0)
        return self.value + (self.y - y) / pixels * self.scale


def begin_drag(state: DiagramState, part: Part | None, y: float) -> Drag | None:
    """Begin to drag a part, if it can be edited."""
    value = editable_value(state, part)
    if value is None or not isinstance(part, EdgePart | BiasPart):
        return None
    weights = state.true_weights(part.layer)
    typical = 1.0 if weights is None else float(np.abs(weights).max(initial=0.0))
    # A parameter near zero in a layer of zeros must still move.
    return Drag(part, value, y, max(typical, abs(value), 0.1))


def parse(text: str) -> float | None:
    """Return the number that was typed, None while it is not one."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if np.isfinite(value) else None


class Pointer:
    """The mouse: a click selects, a drag edits a value or pans."""

    def __init__(self, exploration: Exploration) -> None:
        self._exploration = exploration
        self._pressed: tuple[QPointF, Part | None] | None = None
        self._drag: Drag | None = None
        self._panned_from: QPointF | None = None
        self._edited = False

    @property
    def is_held(self) -> bool:
        """Whether a button is down."""
        return self._pressed is not None

    @property
    def shape(self) -> Qt.CursorShape:
        """The shape that says what a press would do."""
        state, part = self._exploration.state, self._exploration.interaction.hovered
        if state is not None and editable_value(state, part) is not None:
            return Qt.CursorShape.SizeVerCursor
        if isinstance(part, NeuronPart | FoldPart):
            return Qt.CursorShape.PointingHandCursor
        return Qt.CursorShape.ArrowCursor

    def part_at(self, point: QPointF) -> Part | None:
        """Return what lies at a point."""
        geometry = self._exploration.on_screen
        return part_at(geometry, point.x(), point.y(), is_curved(geometry))

    def drop(self) -> None:
        """Let go of a value that is dragged: its network is gone."""
        self._drag = None

    def press(self, event: QMouseEvent, at: QPointF) -> None:
        """Begin a click, a drag of a value, or a pan."""
        state = self._exploration.state
        part = self.part_at(at)
        if event.button() == Qt.MouseButton.MiddleButton:
            part = None
        self._pressed = at, part
        self._panned_from = at if part is None else None
        if state is not None and isinstance(part, EdgePart | BiasPart):
            self._exploration.interaction.choose(part)
            self._drag = begin_drag(state, part, at.y())
        self._exploration.changed.emit()

    def move(self, event: QMouseEvent, at: QPointF) -> None:
        """Drag a value, pan, or hover over what lies under the pointer."""
        interaction = self._exploration.interaction
        interaction.pointer = at.x(), at.y()
        if self._pressed is None:
            interaction.hovered = self.part_at(at)
            if interaction.hovered != interaction.chosen:
                interaction.told = False
        elif not self._is_click(at):
            fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._drag_to(at, fine)
        self._exploration.changed.emit()

    def release(self, at: QPointF) -> None:
        """End what the press began; a click selects."""
        pressed, panned = self._pressed, self._panned_from is not None
        clicked = self._is_click(at)
        edited, self._edited = self._edited, False
        self._pressed = self._drag = self._panned_from = None
        if edited:
            self._exploration.edit_finished.emit()
        if pressed is not None and clicked:
            self._click(pressed[1], panned)

    def leave(self) -> None:
        """Hover over nothing."""
        self._exploration.interaction.hovered = None
        self._exploration.interaction.told = False
        self._exploration.changed.emit()

    def _click(self, part: Part | None, on_ground: bool) -> None:
        if isinstance(part, NeuronPart):
            self._exploration.select(part)
        elif isinstance(part, EdgePart | BiasPart):
            self._exploration.choose(part)
        elif isinstance(part, FoldPart):
            self._exploration.toggle_fold(part.layer)
        elif part is None and on_ground:
            self._exploration.choose(None)
            self._exploration.select(None)

    def _drag_to(self, at: QPointF, fine: bool) -> None:
        if self._drag is not None:
            self._edited = True
            self._exploration.edit(self._drag.part, self._drag.value_at(at.y(), fine))
        elif self._panned_from is not None:
            moved, self._panned_from = at - self._panned_from, at
            view = self._exploration.scene.view.panned(moved.x(), moved.y())
            self._exploration.look(view)

    def _is_click(self, at: QPointF) -> bool:
        if self._pressed is None:
            return False
        return (at - self._pressed[0]).manhattanLength() < DRAG_DISTANCE


class Keyboard:
    """The keys: Shift and arrows, or Enter, select; digits are typed; U folds."""

    def __init__(self, exploration: Exploration) -> None:
        self._exploration = exploration

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key does; return whether it does anything."""
        act = self._typing(event) or self._command(Qt.Key(event.key()), _shifted(event))
        if act is None or self._exploration.state is None:
            return False
        act()
        self._exploration.changed.emit()
        return True

    def _command(self, key: Qt.Key, shifted: bool) -> Callable[[], object] | None:
        commands: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_Up: partial(self._move, 0, -1),
            Qt.Key.Key_Down: partial(self._move, 0, 1),
            Qt.Key.Key_Return: self._enter,
            Qt.Key.Key_Enter: self._enter,
            Qt.Key.Key_U: self._fold_selected,
        }
        if shifted:
            # Without Shift they step through the iteration, as everywhere.
            commands[Qt.Key.Key_Left] = partial(self._move, -1, 0)
            commands[Qt.Key.Key_Right] = partial(self._move, 1, 0)
        interaction = self._exploration.interaction
        # Escape is left to the window while there is nothing to go back from.
        if interaction.focus or interaction.chosen:
            commands[Qt.Key.Key_Escape] = self._exploration.step_back
        return commands.get(key)

    def _typing(self, event: QKeyEvent) -> Callable[[], object] | None:
        """Return how a key continues the number typed for the chosen parameter."""
        interaction, text = self._exploration.interaction, event.text()
        if interaction.chosen is None:
            return None
        if event.key() == Qt.Key.Key_Backspace:
            return partial(setattr, interaction, "typed", interaction.typed[:-1])
        if len(text) == 1 and text in _TYPED:
            return partial(setattr, interaction, "typed", interaction.typed + text)
        return None

    def _move(self, across: int, down: int) -> None:
        interaction = self._exploration.interaction
        if interaction.chosen is not None and interaction.focus is not None:
            self._walk(interaction.focus, down or across)
            return
        interaction.hovered = None
        geometry = self._exploration.on_screen
        self._exploration.select(neighbour(geometry, interaction.focus, across, down))

    def _walk(self, neuron: NeuronPart, step: int) -> None:
        """Choose the next of a neuron's parameters, at first its bias."""
        state, geometry = self._exploration.state, self._exploration.on_screen
        if state is not None:
            chosen = self._exploration.interaction.chosen
            part = next_parameter(state, geometry, neuron, chosen, step)
            self._exploration.choose(part)

    def _enter(self) -> None:
        interaction = self._exploration.interaction
        if interaction.chosen is not None:
            value = parse(interaction.typed)
            if value is not None:
                self._exploration.edit(interaction.chosen, value)
                self._exploration.edit_finished.emit()
                interaction.typed = ""
        elif interaction.focus is not None and interaction.focus.layer == 0:
            self._exploration.input_chosen.emit(interaction.focus.index)
        elif interaction.focus is not None:
            interaction.hovered = None
            self._walk(interaction.focus, 0)

    def _fold_selected(self) -> None:
        focus = self._exploration.interaction.focus
        columns = self._exploration.on_screen.columns
        layer = 0 if focus is None else focus.layer
        if layer < len(columns) and columns[layer].shown.can_fold:
            self._exploration.toggle_fold(layer)


def _shifted(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)

"""What somebody looks at in a diagram: the view, folds, the selection, a number typed.

Mouse and keyboard act through here, and so do programs; the widget shows the outcome.
"""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from nnviz.ui.diagram.diagram_painting import Marks
from nnviz.views.diagram.diagram_state import DiagramState
from nnviz.views.diagram.geometry import Area, Geometry, Viewport
from nnviz.views.diagram.hits import bias_dot
from nnviz.views.diagram.parts import (
    BiasPart,
    EdgePart,
    NeuronPart,
    NumberFormat,
    Part,
    read_out,
)
from nnviz.views.diagram.scene import Scene


@dataclass(slots=True)
class InteractionState:
    """The selected neuron, the parameter being edited, the pointer, the text typed.

    ``told`` says whether the card of the chosen parameter is shown without a pointer on
    it: from its choice until the pointer goes elsewhere.
    """

    focus: NeuronPart | None = None
    chosen: EdgePart | BiasPart | None = None
    hovered: Part | None = None
    pointer: tuple[float, float] = (0.0, 0.0)
    typed: str = ""
    told: bool = False

    def choose(self, part: EdgePart | BiasPart | None) -> None:
        """Take up a weight or bias for editing; None leaves it alone again."""
        self.chosen, self.typed, self.told = part, "", part is not None

    def step_back(self) -> bool:
        """Drop the innermost of: the text typed, the parameter, the neuron.

        Returns
        -------
        bool
            Whether the neuron was dropped.
        """
        if self.typed:
            self.typed = ""
        elif self.chosen is not None:
            self.chosen = None
        elif self.focus is not None:
            self.focus = None
            return True
        return False

    def drop_missing(self, state: DiagramState) -> None:
        """Forget the parts that another network does not have."""
        self.hovered = self.hovered if _exists(state, self.hovered) else None
        self.chosen = self.chosen if _exists(state, self.chosen) else None
        self.focus = self.focus if _exists(state, self.focus) else None

    def marks(
        self, state: DiagramState, geometry: Geometry, write: NumberFormat
    ) -> Marks:
        """Return what to paint; the read-out describes what is hovered or chosen."""
        # Whoever types must see the parameter, even if the pointer rests elsewhere.
        waits = self.told and self.hovered is None
        part = self.chosen if self.typed or waits else self.hovered
        at = self.pointer
        if isinstance(part, NeuronPart) and geometry.columns[part.layer].shown.is_image:
            # Below the picture, which is enlarged beside it.
            column = geometry.columns[part.layer]
            at = column.left - 16, column.bottom
        if part is not None and part is self.chosen:
            at = _place_of(geometry, self.chosen) or at
        readout = None if part is None else read_out(state, part, write)
        return Marks(self.focus, self.chosen, self.hovered, readout, at, self.typed)


class Exploration(QObject):
    """Holds a network's state with all that is looked at in it, and changes the latter.

    Signals
    -------
    weight_edited, bias_edited, edit_finished, selection_changed, parameter_chosen, \
    input_chosen
        Those of `NetworkDiagram`.
    described
        The selected neuron in words, for screen readers.
    changed
        Something looks different.

    Attributes
    ----------
    state
        What is shown; None before there is a network.
    scene
        The layers, laid out, folded and zoomed.
    interaction
        What is selected, pointed at and typed.
    """

    weight_edited = Signal(int, int, int, float)
    bias_edited = Signal(int, int, float)
    edit_finished = Signal()
    selection_changed = Signal(int, int)
    parameter_chosen = Signal(int, int, int)
    input_chosen = Signal(int)
    described = Signal(str)
    changed = Signal()

    def __init__(self, write: NumberFormat, parent: QObject) -> None:
        super().__init__(parent)
        self._write = write
        self.state: DiagramState | None = None
        self.scene = Scene()
        self.interaction = InteractionState()

    @property
    def on_screen(self) -> Geometry:
        """Where everything lies on the screen."""
        return self.scene.on_screen

    def take(self, state: DiagramState) -> bool:
        """Take a newer state; return whether it is of another network.

        The selection stays where it still exists.
        """
        other = self.state is None or self.state.sizes != state.sizes
        self.state = state
        if other:
            self.scene.forget()
            self.interaction.drop_missing(state)
        return other

    def arrange(self, area: Area) -> None:
        """Lay the network out in an area, unless it is laid out there already."""
        if self.state is not None:
            self.scene.arrange(self.state, area, self.interaction.focus)

    def refold(self) -> None:
        """Let folded layers show the neurons that are strongest by now."""
        if self.state is not None:
            self.scene.refold(self.state, self.interaction.focus)

    def marks(self) -> Marks:
        """Return what is marked in the picture."""
        if self.state is None:
            return Marks()
        return self.interaction.marks(self.state, self.on_screen, self._write)

    def look(self, view: Viewport) -> None:
        """Zoom and pan."""
        self.scene.look(view)
        self.changed.emit()

    def zoom(self, factor: float, x: float, y: float) -> None:
        """Zoom about a point of the screen."""
        self.look(self.scene.view.zoomed(factor, x, y))

    def toggle_fold(self, layer: int) -> None:
        """Unfold a folded layer, fold an unfolded one."""
        if self.state is not None:
            self.scene.toggle_fold(self.state, layer, self.interaction.focus)
            self.interaction.hovered = None
            self.changed.emit()

    def mark(
        self, part: NeuronPart | None, chosen: EdgePart | BiasPart | None = None
    ) -> None:
        """Select a neuron and a weight or bias, or none, without announcing it."""
        self.interaction.choose(chosen)
        self.interaction.focus = part
        if self.state is not None:
            self.interaction.drop_missing(self.state)
        self._describe()

    def select(self, part: NeuronPart | None) -> None:
        """Select a neuron, or none, and announce it."""
        here = self.interaction
        if part == here.focus and here.chosen is None:
            return
        self.interaction.focus = part
        self.interaction.choose(None)
        self._announce_selection()

    def choose(self, part: EdgePart | BiasPart | None) -> None:
        """Choose a weight or bias, and announce it."""
        self.interaction.choose(part)
        if part is not None:
            column = part.column if isinstance(part, EdgePart) else -1
            self.parameter_chosen.emit(part.layer, part.index, column)

    def step_back(self) -> None:
        """Drop the text typed, else the chosen parameter, else the selection."""
        if self.interaction.step_back():
            self._announce_selection()

    def edit(self, part: EdgePart | BiasPart, value: float) -> None:
        """Announce another value for a weight or bias."""
        if isinstance(part, EdgePart):
            self.weight_edited.emit(part.layer, part.index, part.column, value)
        else:
            self.bias_edited.emit(part.layer, part.index, value)

    def _announce_selection(self) -> None:
        self._describe()
        focus = self.interaction.focus
        at = (-1, -1) if focus is None else (focus.layer, focus.index)
        self.selection_changed.emit(*at)

    def _describe(self) -> None:
        text, focus = "", self.interaction.focus
        if focus is not None and self.state is not None:
            text = read_out(self.state, focus, self._write).sentence()
        self.described.emit(text or "No neuron is selected")
        self.changed.emit()


def _exists(state: DiagramState, part: Part | None) -> bool:
    if part is None:
        return True
    if part.layer > state.last:
        return False
    if getattr(part, "index", 0) >= state.sizes[part.layer]:
        return False
    column = part.column if isinstance(part, EdgePart) else 0
    return column == 0 or column < state.sizes[part.layer - 1]


def _place_of(
    geometry: Geometry, part: EdgePart | BiasPart | None
) -> tuple[float, float] | None:
    """Return where the read-out of a chosen parameter points: at the bias dot."""
    if part is None:
        return None
    column = geometry.columns[part.layer]
    place = column.place_of(part.index)
    if place is None:
        return None
    x, y, _ = bias_dot(column, float(column.ys[place]))
    return x, y

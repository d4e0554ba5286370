"""What is selected, pointed at, and typed."""

from dataclasses import dataclass

from nnviz.ui.diagram.diagram_painting import Marks
from nnviz.ui.diagram.geometry import Geometry
from nnviz.ui.diagram.hits import bias_dot
from nnviz.ui.diagram.part_readout import NumberFormat, read_out
from nnviz.ui.diagram.parts import BiasPart, EdgePart, NeuronPart, Part
from nnviz.ui.diagram.state import DiagramState


@dataclass(slots=True)
class InteractionState:
    """The user's place in the diagram; a neuron, one of its parameters, a pointer."""

    focus: NeuronPart | None = None
    chosen: EdgePart | BiasPart | None = None
    hovered: Part | None = None
    pointer: tuple[float, float] = (0.0, 0.0)
    typed: str = ""

    def choose(self, part: EdgePart | BiasPart | None) -> None:
        """Select a weight or bias to edit, and with it its neuron's edges."""
        self.chosen, self.typed = part, ""

    def step_back(self) -> bool:
        """Give up what was done last: typing, the parameter, the neuron.

        Returns
        -------
        bool
            Whether the neuron was given up.
        """
        if self.typed:
            self.typed = ""
        elif self.chosen is not None:
            self.chosen = None
        elif self.focus is not None:
            self.focus = None
            return True
        return False

    def drop_missing(self, state: DiagramState) -> bool:
        """Forget what another network does not have; tell whether the focus went."""
        self.hovered = self.hovered if _exists(state, self.hovered) else None
        self.chosen = self.chosen if _exists(state, self.chosen) else None
        if _exists(state, self.focus):
            return False
        self.focus = None
        return True

    def marks(
        self, state: DiagramState, geometry: Geometry, write: NumberFormat
    ) -> Marks:
        """Return what to paint: the read-out is of what is pointed at or chosen."""
        part = self.chosen if self.typed or self.hovered is None else self.hovered
        at = self.pointer
        if part is not None and part is self.chosen:
            at = _place_of(geometry, self.chosen) or at
        readout = None if part is None else read_out(state, part, write)
        return Marks(self.focus, self.chosen, self.hovered, readout, at, self.typed)


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
    """Return where the read-out of a chosen parameter points at."""
    if part is None:
        return None
    column = geometry.columns[part.layer]
    place = column.place_of(part.index)
    if place is None:
        return None
    x, y, _ = bias_dot(column, float(column.ys[place]))
    return x, y

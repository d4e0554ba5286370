"""What is selected, pointed at, and typed."""

from dataclasses import dataclass

import numpy as np

from nnviz.ui.diagram.diagram_painting import Marks
from nnviz.ui.diagram.geometry import Geometry
from nnviz.ui.diagram.hits import bias_dot
from nnviz.ui.diagram.parts import (
    BiasPart,
    EdgePart,
    NeuronPart,
    NumberFormat,
    Part,
    read_out,
)
from nnviz.ui.diagram.state import DiagramState

PIXELS_PER_SCALE = 120.0
_TYPED = "0123456789.,-+eE"


def editable_value(state: DiagramState, part: Part | None) -> float | None:
    """Return the weight or bias that dragging this part changes, None for others."""
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

    ``scale`` is how much 120 pixels upwards add.
    """

    part: EdgePart | BiasPart
    value: float
    y: float
    scale: float

    def value_at(self, y: float, fine: bool) -> float:
        """Return the value at this height of the pointer; fine is ten times slower."""
        pixels = PIXELS_PER_SCALE * (10.0 if fine else 1.0)
        return self.value + (self.y - y) / pixels * self.scale


def begin_drag(state: DiagramState, part: Part | None, y: float) -> Drag | None:
    """Begin to drag a part, if it is one that can be edited."""
    value = editable_value(state, part)
    if value is None or not isinstance(part, EdgePart | BiasPart):
        return None
    weights = state.true_weights(part.layer)
    typical = 1.0 if weights is None else float(np.abs(weights).max(initial=0.0))
    return Drag(part, value, y, max(typical, abs(value), 0.1))


def is_typed(text: str) -> bool:
    """Tell whether a key's text belongs to a number."""
    return len(text) == 1 and text in _TYPED


def parse(text: str) -> float | None:
    """Return the number typed, None where it is not one (yet)."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if np.isfinite(value) else None


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

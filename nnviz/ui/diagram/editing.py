"""Editing a weight or bias: which number is meant, dragged or typed."""

from dataclasses import dataclass

import numpy as np

from nnviz.ui.diagram.parts import BiasPart, EdgePart, Part
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

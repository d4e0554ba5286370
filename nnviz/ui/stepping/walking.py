"""Where a walk through one iteration stands, and what follows for the window."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from nnviz.core.trace import Trace
from nnviz.core.types import Floats
from nnviz.explain.cursor import CursorPosition, Grain
from nnviz.explain.cursor_selection import selection_at, words_at
from nnviz.explain.progress import CursorProgress, progress_at
from nnviz.explain.route import Leg, Route
from nnviz.explain.selection import Selection
from nnviz.explain.walk import leg_at


@dataclass(frozen=True, slots=True, eq=False)
class Walking:
    """A place in the iteration that a trace is of, and the size of steps."""

    trace: Trace
    route: Route
    position: CursorPosition
    grain: Grain

    def at(self, position: CursorPosition) -> "Walking":
        """Return the same walk at another place."""
        return replace(self, position=position)

    @property
    def leg(self) -> Leg:
        """The operation the cursor is in."""
        return leg_at(self.route, self.position)

    @property
    def progress(self) -> CursorProgress:
        """What is known by now."""
        return progress_at(self.route, self.position, self.grain)

    @property
    def row(self) -> int:
        """The number of the sample in the training part."""
        return int(self.trace.rows[self.position.sample])

    @property
    def selection(self) -> Selection:
        """What to explain: the weight, neuron, layer, sample or loss of the step."""
        return selection_at(self.route, self.position, self.grain)

    @property
    def is_updated(self) -> bool:
        """Whether the update has been applied to all parameters."""
        return self.progress.known("W1", after=True)

    @property
    def parameters(self) -> Floats:
        """The parameters at this place, flat: before the update, or after it."""
        named = self.trace.after if self.is_updated else self.trace
        return flat(named, self.route.structure.sizes)

    @property
    def sentence(self) -> str:
        """Where the cursor is, in words."""
        words = words_at(self.route, self.position, self.grain)
        return f"iteration {self.trace.iteration:,}: {words}"


def flat(named: Mapping[str, Floats], sizes: tuple[int, ...]) -> Floats:
    """Join the weights and biases of all layers into the flat vector."""
    blocks = [
        np.column_stack((named[f"W{layer}"], named[f"b{layer}"])).ravel()
        for layer in range(1, len(sizes))
    ]
    return np.concatenate(blocks)

"""Where the cursor stands inside one iteration, and how far a step goes."""

from dataclasses import dataclass
from typing import Literal

Grain = Literal["term", "neuron", "layer", "phase", "sample", "iteration", "epoch"]
GRAINS: tuple[Grain, ...] = (
    "term",
    "neuron",
    "layer",
    "phase",
    "sample",
    "iteration",
    "epoch",
)
"""The sizes of a step, the smallest first."""

Rounds = tuple[int, int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class CursorPosition:
    """One place in an iteration: everything it says is valid as it stands.

    Phases hold stages (a layer's operations, or one operation that serves all layers),
    stages hold operations, operations neurons, neurons terms. All count from 0, each
    within what holds it. ``sample`` is a row of the batch; it stays while the cursor
    walks the operations, all of which work on the whole batch at once.

    ``rounds`` is what makes every step reversible; see ``walk``. It is all zeros until
    a step leads to a place with fewer neurons, terms or samples than the one before.
    """

    phase: int = 0
    stage: int = 0
    operation: int = 0
    neuron: int = 0
    term: int = 0
    sample: int = 0
    rounds: Rounds = (0, 0, 0, 0, 0, 0)

    @property
    def digits(self) -> tuple[int, int, int, int, int]:
        """Phase, stage, operation, neuron, term: like the digits of a counter."""
        return self.phase, self.stage, self.operation, self.neuron, self.term


@dataclass(frozen=True, slots=True)
class Crossing:
    """A step that left the iteration, forward (1) or back (-1).

    The caller loads the trace of the iteration before or after (at grain "epoch" of the
    one an epoch away) and asks ``walk.enter`` for the position there. ``columns`` are,
    for phase, stage, operation, neuron, term and sample, whether the cursor begins at
    the edge, and the rounds or the place to keep.
    """

    direction: int
    grain: Grain
    columns: tuple[tuple[bool, int], ...]

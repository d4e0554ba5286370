"""The position of the stepper's cursor in an iteration, and the sizes of a step."""

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
    """A position in an iteration.

    Phases consist of stages (a layer's operations, or one operation for all layers),
    stages of operations, operations of neurons, neurons of terms. All count from 0,
    each within what contains it. ``sample`` is a row of the batch; it stays the same
    while the cursor walks over the operations, all of which work on the whole batch.

    ``rounds`` makes every step reversible; see ``walk``. It is all zeros until a step
    leads to a position with fewer neurons, terms or samples than the one before.
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
        """Phase, stage, operation, neuron and term, like the digits of a counter."""
        return self.phase, self.stage, self.operation, self.neuron, self.term


@dataclass(frozen=True, slots=True)
class Crossing:
    """A step that leaves the iteration, forward (1) or back (-1).

    The caller loads the trace of the next or previous iteration (at grain "epoch", of
    the one an epoch away) and asks ``walk.enter`` for the position there. ``columns``
    say, for phase, stage, operation, neuron, term and sample, whether the cursor enters
    at the edge, and the rounds, or else the place to keep.
    """

    direction: int
    grain: Grain
    columns: tuple[tuple[bool, int], ...]

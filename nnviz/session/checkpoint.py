"""A moment of a run that it can go back to."""

from collections.abc import Mapping
from dataclasses import dataclass

from nnviz.core.types import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """All that a run needs to go on from an iteration, bit for bit.

    The batches that follow are a pure function of the seed and the iteration.
    """

    iteration: int
    parameters: Floats
    state: Mapping[str, Floats]
    """What the optimiser remembers."""
    settings: Mapping[str, float]
    """The settings that can change during a run, as they were."""

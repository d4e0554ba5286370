"""A moment of a run that it can go back to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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
    settings: Mapping[str, Any]
    """The settings that can change during a run (``tunable.TUNABLE``), as they were.

    Values are what JSON can hold; a tuple may come back as a list.
    """

    @property
    def nbytes(self) -> int:
        """The memory taken by parameters and optimiser state."""
        state = sum(values.nbytes for values in self.state.values())
        return self.parameters.nbytes + state

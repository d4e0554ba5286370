"""A checkpoint: the state of a run between two iterations."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nnviz.core.types import Floats

PLATEAU = "plateau"
"""The name under which checkpoints have what a schedule remembers of the cost."""


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """Everything a run needs to continue after an iteration, bit for bit.

    The batches that follow are a pure function of the seed and the iteration.
    """

    iteration: int
    parameters: Floats
    """The flat vector, (P,)."""
    state: Mapping[str, Floats]
    """The optimiser's memory: flat vectors (P,) and 0-d numbers, by name.

    A schedule that watches the cost has a `Plateau` (3,) there, named ``PLATEAU``.
    """
    settings: Mapping[str, Any]
    """The settings that can change during a run (``tunable.TUNABLE``), as they were.

    Values can be written as JSON; a tuple may come back as a list.
    """

    @property
    def nbytes(self) -> int:
        """The memory taken by parameters and optimiser state."""
        state = sum(values.nbytes for values in self.state.values())
        return self.parameters.nbytes + state

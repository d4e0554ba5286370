"""One step of an iteration, as it is trained, walked and explained."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from nnviz.core.types import Floats

Phase = Literal["forward", "loss", "backward", "update"]
Call = Callable[[], object]


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One operation of the program: what it computes, its formula, and its calls.

    ``layer`` counts from 1; 0 is for operations that belong to no layer. ``outputs``
    are the quantities that are known once it has run, by name, as they are shown: a row
    per sample, (N, O), or in the shape of the parameters. ``calls`` are NumPy calls
    with their memory already bound; training runs exactly these.
    """

    phase: Phase
    layer: int
    outputs: Mapping[str, Floats]
    formula: str
    calls: tuple[Call, ...]

    @property
    def produces(self) -> tuple[str, ...]:
        """The names of the quantities it computes."""
        return tuple(self.outputs)

    @property
    def quantity(self) -> str:
        """The name of the first quantity it computes."""
        return self.produces[0]

    def run(self) -> None:
        """Run its calls."""
        for call in self.calls:
            call()

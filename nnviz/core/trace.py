"""An immutable picture of one iteration, with the workspace's own names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from nnviz.core.layout import Layout
from nnviz.core.types import Floats, Indices


@dataclass(frozen=True, slots=True, eq=False)
class Trace(Mapping[str, Floats]):
    """A copy of every named quantity of one iteration.

    Attributes
    ----------
    iteration, epoch
        Which iteration it was, counted from 1, and the epoch it belonged to, from 0.
    rows
        The numbers of the training samples in the batch, (N,).
    learning_rate
        The one used in this iteration.
    quantities
        Every quantity of the workspace, with the parameters before the update under
        their own names (``W1``, ``b1``, ...). ``trace["z1"]`` is short for
        ``trace.quantities["z1"]``.
    after
        The parameters after the update.
    state_before
        What the optimiser remembered before; ``quantities`` has what it does now.
    settings
        The settings that can change during a run, as they were in this iteration.
    """

    iteration: int
    epoch: int
    rows: Indices
    learning_rate: float
    quantities: Mapping[str, Floats]
    after: Mapping[str, Floats]
    state_before: Mapping[str, Floats]
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Floats:
        return self.quantities[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.quantities)

    def __len__(self) -> int:
        return len(self.quantities)


def frozen_copies(values: Mapping[str, Floats]) -> Mapping[str, Floats]:
    """Copy arrays so that nothing can change them any more."""
    copies = {}
    for name, array in values.items():
        copies[name] = array.copy()
        copies[name].flags.writeable = False
    return MappingProxyType(copies)


def quantities_of(
    workspace: Mapping[str, Floats], layout: Layout, before: Floats
) -> Mapping[str, Floats]:
    """Copy a workspace together with the parameters as they were before."""
    return frozen_copies({**workspace, **layout.named(before)})

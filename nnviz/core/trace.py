"""A trace: an immutable picture of one iteration, with the workspace's names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

from nnviz.core.layout import Layout
from nnviz.core.types import Floats, Indices


@dataclass(frozen=True, slots=True, eq=False)
class Trace(Mapping[str, Floats]):
    """A copy of every named quantity of one iteration.

    Attributes
    ----------
    iteration, epoch
        The number of the iteration, counted from 1, and of its epoch, from 0.
    rows
        The numbers of the training samples in the batch, (N,).
    learning_rate
        The learning rate of this iteration.
    quantities
        Every quantity of the workspace, a row per sample (N, O) or in the shape of the
        parameters, together with the parameters before the update under their own
        names: ``W1`` (O, I), ``b1`` (O,), ... ``trace["z1"]`` is short for
        ``trace.quantities["z1"]``.
    after
        The parameters after the update, by the same names.
    state_before
        The optimiser's memory before the update, flat vectors (P,) and numbers;
        ``quantities`` has it after the update.
    settings
        The settings that can change during a run, as they were in this iteration.
    probed
        The name of the sample if this is a probe: what an iteration on it alone would
        compute after ``iteration`` iterations, though none did. ``rows`` has its row in
        the whole data set then, or -1. "" for an iteration that was done.
    """

    iteration: int
    epoch: int
    rows: Indices
    learning_rate: float
    quantities: Mapping[str, Floats]
    after: Mapping[str, Floats]
    state_before: Mapping[str, Floats]
    settings: Mapping[str, Any] = field(default_factory=dict)
    probed: str = ""

    def __getitem__(self, name: str) -> Floats:
        return self.quantities[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.quantities)

    def __len__(self) -> int:
        return len(self.quantities)


def frozen_copy(values: Floats) -> Floats:
    """Copy an array of any shape so that nothing can change it any more.

    One that nothing can change as it is, such as the samples of a run whose batches
    have them all, is returned itself.
    """
    if _is_frozen(values):
        return values
    copy = values.copy()
    copy.flags.writeable = False
    return copy


def _is_frozen(values: Any) -> bool:  # noqa: ANN401 (the base of an array)
    """Tell whether neither an array nor those it is a view of can be written to."""
    while isinstance(values, np.ndarray) and not values.flags.writeable:
        if values.base is None:
            return True
        values = values.base
    return False


def frozen_copies(values: Mapping[str, Floats]) -> Mapping[str, Floats]:
    """Return read-only copies of arrays, in the same shapes."""
    return MappingProxyType({name: frozen_copy(values[name]) for name in values})


def quantities_of(
    workspace: Mapping[str, Floats], layout: Layout, before: Floats
) -> Mapping[str, Floats]:
    """Copy a workspace together with the parameters before the update, (P,)."""
    # The workspace has W1, b1, ... after the update: the ones before replace them.
    return frozen_copies({**workspace, **layout.named(before)})

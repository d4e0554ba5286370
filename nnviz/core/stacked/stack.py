"""A stack of networks of equal shape: their parameters and optimisers in one array."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np

from nnviz.core.network import Network
from nnviz.core.optimizer import OptimizerState
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.core.types import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """A network of a stack, and the optimiser that trains it."""

    network: Network
    optimizer: str
    settings: Mapping[str, float] = field(default_factory=dict)


class NetworkStack:
    """The parameters and optimiser states of K networks of equal shape.

    Neighbours with the same optimiser share its calls, so order members by optimiser.

    Raises
    ------
    ValueError
        If sizes, precision or output activations differ.

    Attributes
    ----------
    parameters, gradient
        A row for each member, (K, P), in the network's layout.
    states
        The optimisers' states, each for a run of neighbours, with their slices.
    """

    def __init__(self, members: Sequence[Member]) -> None:
        self.members = tuple(members)
        self.shape = members[0].network
        _check_alike([member.network for member in members])
        self.parameters: Floats = np.stack([m.network.parameters for m in members])
        self.gradient = np.zeros_like(self.parameters)
        self.states = tuple(self._states())

    def load(self, states: Sequence[Mapping[str, Floats]]) -> None:
        """Copy in the members' parameters (P,) and their optimisers' states.

        ``states`` holds each member's vectors (P,) and 0-d numbers, by name.
        """
        for row, member in zip(self.parameters, self.members, strict=True):
            row[...] = member.network.parameters
        for part, state in self.states:
            for name, values in state.state.items():
                rows = [each[name] for each in states[part]]
                # Members at the same iteration have the same power of beta.
                values[...] = np.stack(rows) if values.ndim else rows[0]

    def unload(self) -> list[dict[str, Floats]]:
        """Copy the parameters back into the members; return the optimisers' states.

        Each member's state has vectors (P,) and 0-d numbers, by name.
        """
        for row, member in zip(self.parameters, self.members, strict=True):
            member.network.parameters[...] = row
        return [
            {
                name: (values[place] if values.ndim else values).copy()
                for name, values in state.state.items()
            }
            for part, state in self.states
            for place in range(part.stop - part.start)
        ]

    @property
    def alike(self) -> bool:
        """Whether all members have the same activations."""
        return len({member.network.activations for member in self.members}) == 1

    def _states(self) -> Iterator[tuple[slice, OptimizerState]]:
        start = 0
        for _, run in groupby(self.members, lambda m: (m.optimizer, m.settings)):
            part = slice(start, start := start + len(list(run)))
            first = self.members[part.start]
            rows, gradient = self.parameters[part], self.gradient[part]
            rule = OPTIMIZERS[first.optimizer]
            yield part, rule.start(rows, first.settings, gradient)


def _check_alike(networks: Sequence[Network]) -> None:
    kinds = {(n.sizes, n.precision, n.activations[-1]) for n in networks}
    if len(kinds) > 1:
        raise ValueError("networks that differ in shape cannot be stacked")

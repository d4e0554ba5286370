"""Networks of equal shape, their parameters and optimisers below each other."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np

from nnviz.core.network import Network
from nnviz.core.optimizer import OptimizerState
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.core.types import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """A network that takes part, and the optimiser that trains it."""

    network: Network
    optimizer: str
    settings: Mapping[str, float] = field(default_factory=dict)


class NetworkStack:
    """The parameters and optimiser states of K networks of equal shape.

    Members with the same activations and the same optimiser are best neighbours.

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
        """Take over what members' parameters are now, and their optimisers' states."""
        for row, member in zip(self.parameters, self.members, strict=True):
            row[...] = member.network.parameters
        for part, state in self.states:
            for name, values in state.state.items():
                rows = [each[name] for each in states[part]]
                # A power of beta is a number that all share.
                values[...] = np.stack(rows) if values.ndim else rows[0]

    def unload(self) -> list[dict[str, Floats]]:
        """Hand the parameters back to the members; return their optimisers' states."""
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

    def alike(self, layer: int | None = None) -> Iterator[tuple[Network, slice]]:
        """Return runs of members with the same activations, or in one layer alone.

        Each is told by its first network and its places among the members.
        """
        for part in self._runs(
            lambda member: (
                member.network.activations
                if layer is None
                else member.network.activations[layer - 1]
            )
        ):
            yield self.members[part.start].network, part

    def _states(self) -> Iterator[tuple[slice, OptimizerState]]:
        for part in self._runs(lambda member: (member.optimizer, member.settings)):
            first = self.members[part.start]
            rows, gradient = self.parameters[part], self.gradient[part]
            rule = OPTIMIZERS[first.optimizer]
            yield part, rule.start(rows, first.settings, gradient)

    def _runs(self, key: Callable[[Member], object]) -> Iterator[slice]:
        start = 0
        for _, run in groupby(self.members, key):
            end = start + len(list(run))
            yield slice(start, end)
            start = end


def _check_alike(networks: Sequence[Network]) -> None:
    kinds = {(n.sizes, n.precision, n.activations[-1]) for n in networks}
    if len(kinds) > 1:
        raise ValueError("networks that differ in shape cannot be stacked")

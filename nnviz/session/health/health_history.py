"""The history of a network's health over the iterations."""

from collections.abc import Collection
from typing import Literal, get_args

import numpy as np

from nnviz.core.types import Floats, Indices
from nnviz.session.health.layer_health import LayerHealth, NetworkHealth

Quantity = Literal[
    "dead_share",
    "nearly_dead_share",
    "saturated_share",
    "gradient_norm",
    "z_mean",
    "z_deviation",
    "a_mean",
    "a_deviation",
]
"""The numbers that have a history for every layer."""

QUANTITIES: tuple[Quantity, ...] = get_args(Quantity)


class HealthHistory:
    """Measurements of a network's health, in the order of their iterations.

    If there would be more than ``most``, the one whose neighbours are nearest to each
    other is dropped: memory stays bounded, and what is kept covers the run evenly. The
    first and the latest are always kept.

    Attributes
    ----------
    entries
        The measurements that are kept, each with its distributions.
    """

    def __init__(self, most: int = 1000) -> None:
        self._most = max(2, most)
        self.entries: list[NetworkHealth] = []
        self._rows: list[Floats] = []

    @property
    def latest(self) -> NetworkHealth | None:
        """The last measurement, if there is one."""
        return self.entries[-1] if self.entries else None

    @property
    def iterations(self) -> Indices:
        """The number of iterations done at each measurement, (M,)."""
        return np.array([health.iteration for health in self.entries], np.intp)

    def append(self, health: NetworkHealth) -> None:
        """Add a measurement; any of its iteration or later ones are dropped."""
        self.cut(health.iteration - 1)
        self.entries.append(health)
        self._rows.append(np.array([_row(layer) for layer in health.layers]))
        if len(self.entries) > self._most:
            iterations = self.iterations
            # The gap that each of the inner entries would leave.
            crowded = 1 + int(np.argmin(iterations[2:] - iterations[:-2]))
            del self.entries[crowded], self._rows[crowded]

    def cut(self, iteration: int) -> None:
        """Drop all measurements after this iteration, for going back in time."""
        while self.entries and self.entries[-1].iteration > iteration:
            self.entries.pop()
            self._rows.pop()

    def keep(self, iterations: Collection[int]) -> None:
        """Drop all measurements but those of some iterations, and the latest."""
        for place in range(len(self.entries) - 2, -1, -1):
            if self.entries[place].iteration not in iterations:
                del self.entries[place], self._rows[place]

    def series(self, layer: int, quantity: Quantity) -> Floats:
        """Return a quantity of a layer, counted from 1, at every measurement, (M,)."""
        column = QUANTITIES.index(quantity)
        return np.array([row[layer - 1, column] for row in self._rows])


def _row(layer: LayerHealth) -> tuple[float, ...]:
    """Return the quantities of a layer, in the order of ``QUANTITIES``."""
    return (
        layer.dead_share,
        layer.nearly_dead_share,
        layer.saturated_share,
        layer.gradient_norm,
        layer.z.mean,
        layer.z.deviation,
        layer.a.mean,
        layer.a.deviation,
    )

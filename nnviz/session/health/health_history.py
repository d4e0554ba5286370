"""How the health of a network went on over time."""

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
"""What has a history for every layer."""

QUANTITIES: tuple[Quantity, ...] = get_args(Quantity)


class HealthHistory:
    """Looks at one network, in the order of their iterations.

    Where there would be more than ``most``, the one whose neighbours lie nearest to
    each other is given up: memory stays bounded, and what is kept covers the run
    evenly. The first and the latest are always kept.

    Attributes
    ----------
    moments
        The looks that are kept, each with the distributions of that moment.
    """

    def __init__(self, most: int = 1000) -> None:
        self._most = max(2, most)
        self.moments: list[NetworkHealth] = []
        self._rows: list[Floats] = []

    @property
    def latest(self) -> NetworkHealth | None:
        """The last look, if there was one."""
        return self.moments[-1] if self.moments else None

    @property
    def iterations(self) -> Indices:
        """After how many iterations each look was, (M,)."""
        return np.array([health.iteration for health in self.moments], np.intp)

    def append(self, health: NetworkHealth) -> None:
        """Add a look; what was known of its iteration and later ones is forgotten."""
        self.cut(health.iteration - 1)
        self.moments.append(health)
        self._rows.append(np.array([_row(layer) for layer in health.layers]))
        if len(self.moments) > self._most:
            iterations = self.iterations
            crowded = 1 + int(np.argmin(iterations[2:] - iterations[:-2]))
            del self.moments[crowded], self._rows[crowded]

    def cut(self, iteration: int) -> None:
        """Forget all looks after this iteration: for going back in time."""
        while self.moments and self.moments[-1].iteration > iteration:
            self.moments.pop()
            self._rows.pop()

    def series(self, layer: int, quantity: Quantity) -> Floats:
        """Return a quantity of a layer, counted from 1, at every look, (M,)."""
        column = QUANTITIES.index(quantity)
        return np.array([row[layer - 1, column] for row in self._rows])


def _row(layer: LayerHealth) -> tuple[float, ...]:
    """Return the quantities of a layer in their order."""
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

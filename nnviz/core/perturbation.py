"""Difference quotients of the cost: one parameter is moved a little both ways.

Central differences, whose error falls with the square of the step (Press et al. 2007,
Numerical Recipes, section 5.7).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.functions.loss import ErrorForm, Loss
from nnviz.core.network import Network
from nnviz.core.penalty import Penalty
from nnviz.core.types import Floats

_STEP = 1e-4


@dataclass(frozen=True, slots=True)
class Quotient:
    """A difference quotient dC/dw, with how far it can be trusted.

    ``rounding`` is how large its rounding error may be.
    """

    slope: float
    rounding: float
    straddles: bool
    """Whether the moves cross a corner of an activation, the loss or the penalty."""


class Perturbation:
    """Runs a float64 network forward with one parameter changed.

    Only the changed neuron's z and the layers after it are computed again. The batch
    has ``inputs`` (N, I) and ``targets`` (N, O).
    """

    def __init__(
        self,
        network: Network,
        loss: Loss,
        penalty: Penalty,
        inputs: Floats,
        targets: Floats,
    ) -> None:
        self._network = network
        self._loss = loss
        self._penalty = penalty
        self._y = targets.T
        self._layers = network.forward(inputs)
        self._inputs = [inputs.T, *(a for _, a in self._layers[:-1])]
        # A weight times a large input moves z far: its step is shorter accordingly.
        self._steps = [_STEP / max(1.0, float(np.abs(a).max())) for a in self._inputs]
        self._blocks = network.layout.blocks(network.parameters)
        self._ends = np.cumsum([block.size for block in self._blocks])
        losses = loss.weighted(loss.losses(*self._layers[-1], self._y), self._y)
        self._size = max(1.0, float(np.abs(losses).max()))

    def quotient(self, place: int, share: float = 1.0) -> Quotient:
        """Return dC/dw of a parameter, by moves of ``share`` times the usual length."""
        layer = int(np.searchsorted(self._ends, place, side="right"))
        block = self._blocks[layer]
        start = int(self._ends[layer]) - block.size
        neuron, column = divmod(place - start, block.shape[1])
        h, before = share * self._steps[layer], float(block[neuron, column])
        moved = []
        for move in (-2.0 * h, -h, h, 2.0 * h):
            block[neuron, column] = before + move
            moved.append(self._losses(layer, neuron, column))
        block[neuron, column] = before
        (l2, s2), (l1, s1), (r1, t1), (r2, t2) = moved
        # Differences are taken for each sample before averaging: they round less than
        # the difference of two averages.
        slopes = (8.0 * (r1 - l1) - (r2 - l2)) / (12.0 * h)
        straddles = any(
            not np.array_equal(s2, side, equal_nan=True) for side in (s1, t1, t2)
        )
        rounding = 10.0 * np.finfo(np.float64).eps * self._size / h
        return Quotient(float(slopes.mean()), rounding, straddles)

    def _losses(
        self, layer: int, neuron: int, column: int
    ) -> tuple[Floats, NDArray[Any]]:
        """Return weighted losses, (N,), with the penalty; and all corners' sides."""
        network = self._network
        row = self._blocks[layer][neuron]
        z, a = (values.copy() for values in self._layers[layer])
        z[neuron] = row[:-1].dot(self._inputs[layer]) + row[-1]
        sides: list[NDArray[Any]] = []
        for i in range(layer, len(self._blocks)):
            f = network.activations[i]
            if i > layer:
                z = network.weights[i].dot(a) + network.biases[i][:, None]
                a = np.empty_like(z)
            f.evaluate(z, a)
            sides += [(z > kink).ravel() for kink in f.kinks]
        form = self._loss.form
        if isinstance(form, ErrorForm) and form.side is not None:
            sides.append(form.side(a - self._y).ravel())
        penalty, weight = 0.0, 0.0
        # The other weights' penalties cancel in the difference.
        if self._penalty and column < len(row) - 1:
            weight = float(row[column])
            penalty = (
                self._penalty.l1 * abs(weight) + 0.5 * self._penalty.l2 * weight**2
            )
            sides.append(np.sign([weight * self._penalty.l1]))
        losses = self._loss.weighted(self._loss.losses(z, a, self._y), self._y)
        return losses + penalty, np.concatenate(sides) if sides else np.empty(0)

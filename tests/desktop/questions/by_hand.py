"""The numbers of a network, worked out with NumPy alone."""

from dataclasses import dataclass

import numpy as np

from nnviz.core.types import Floats
from nnviz.ui.window.main_window import MainWindow


@dataclass(frozen=True)
class ByHand:
    """A network of tanh layers with one sigmoid output on one sample, with NumPy."""

    weights: list[Floats]
    biases: list[Floats]
    x: Floats
    y: Floats

    @property
    def sums(self) -> list[Floats]:
        a, found = self.x, []
        for weights, bias in zip(self.weights, self.biases, strict=True):
            found.append(weights @ a + bias)
            a = np.tanh(found[-1])
        return found

    @property
    def activations(self) -> list[Floats]:
        *hidden, last = self.sums
        return [self.x, *map(np.tanh, hidden), 1.0 / (1.0 + np.exp(-last))]

    @property
    def deltas(self) -> list[Floats]:
        """Of binary cross-entropy, from the first layer on."""
        activations = self.activations
        found = [activations[-1] - self.y]
        for weights, a in zip(self.weights[:0:-1], activations[-2:0:-1], strict=True):
            found.insert(0, (weights.T @ found[0]) * (1.0 - a**2))
        return found

    def gradient(self, layer: int) -> Floats:
        return np.outer(self.deltas[layer - 1], self.activations[layer - 1])

    @property
    def loss(self) -> float:
        [p], [y] = self.activations[-1], self.y
        return float(-np.log(p) if y == 1.0 else -np.log(1.0 - p))


def by_hand(window: MainWindow, row: int | None = None) -> ByHand:
    """Take the parameters, and a row of the data set: the one the window looks at."""
    start, snapshot = window.controller.started, window.controller.snapshot
    layout, data = start.lane.network.layout, start.lane.data
    flat = snapshot.lane.parameters
    row = window.network.presenter.row if row is None else row
    return ByHand(
        [each.copy() for each in layout.weights(flat)],
        [each.copy() for each in layout.biases(flat)],
        data.input_scaling.apply(data.dataset.inputs[row][None])[0],
        data.dataset.targets[row],
    )


def batch_of(
    window: MainWindow,
) -> tuple[list[Floats], list[Floats], Floats, Floats]:
    """Return weights and biases before the last iteration, and its batch."""
    trace = window.controller.snapshot.lane.trace
    layers = range(1, last(window) + 1)
    weights, biases = [trace[f"W{k}"] for k in layers], [trace[f"b{k}"] for k in layers]
    return weights, biases, trace["inputs"], trace["targets"]


def parameters(window: MainWindow) -> Floats:
    return window.controller.snapshot.lane.parameters


def outputs_of(window: MainWindow, inputs: Floats) -> Floats:
    """Return the outputs (N, O) of one tanh layer and softmax for inputs (N, I)."""
    layout = window.controller.started.lane.network.layout
    (w1, w2), (b1, b2) = (
        list(part(parameters(window))) for part in (layout.weights, layout.biases)
    )
    z = np.tanh(inputs @ w1.T + b1) @ w2.T + b2
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def scaled(window: MainWindow, rows: object) -> Floats:
    data = window.controller.started.lane.data
    return data.input_scaling.apply(data.dataset.inputs[rows])


def last(window: MainWindow) -> int:
    return window.panels.diagram.state.last

"""Dead and saturated neurons are named, against a count by hand."""

import numpy as np
import pytest

from nnviz.core.network import Network
from nnviz.views.activation_statistics import (
    activation_values,
    answers_of,
    neuron_notes,
)


def test_known_dead_and_saturated_neurons_are_named() -> None:
    relu = Network((2, 3, 1), ("relu", "linear"), initializer="zeros")
    relu.weights[0][...] = [[1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]
    relu.biases[0][...] = [0.0, -100.0, -1.0]
    inputs = np.random.default_rng(0).normal(size=(200, 2))
    assert neuron_notes(relu, answers_of(relu, inputs)) == {
        (1, 1): "dead",
        (1, 2): "dead",
    }
    tanh = Network((2, 2, 1), ("tanh", "linear"), initializer="zeros")
    tanh.weights[0][0] = 0.5
    tanh.biases[0][1] = 9.0
    z = inputs @ tanh.weights[0].T + tanh.biases[0]
    shares = (1.0 - np.tanh(z) ** 2 < 0.01).mean(axis=0)
    assert shares[0] < 0.95 <= shares[1]
    assert neuron_notes(tanh, answers_of(tanh, inputs)) == {(1, 1): "saturated"}


def test_a_step_layer_is_not_called_saturated_as_a_whole() -> None:
    step = Network((2, 3, 1), ("step", "linear"), seed=1)
    inputs = np.random.default_rng(0).normal(size=(200, 2))
    assert "saturated" not in neuron_notes(step, answers_of(step, inputs)).values()


@pytest.mark.parametrize("name", ["relu", "tanh", "sigmoid", "elu", "gelu", "step"])
def test_panel_and_diagram_count_the_same_neurons(name: str) -> None:
    network = Network((2, 12, 5, 1), (name, name, "sigmoid"), seed=4)
    network.parameters[...] *= 6.0
    inputs = np.random.default_rng(1).normal(size=(300, 2))
    notes = neuron_notes(network, answers_of(network, inputs))
    for layer in (1, 2):
        values = activation_values(network, answers_of(network, inputs), layer)
        said = {
            "dead": set(values.dead.tolist()),
            "saturated": set(values.barely_learning),
        }
        for word, neurons in said.items():
            named = {n for (k, n), w in notes.items() if k == layer and w == word}
            assert neurons == named

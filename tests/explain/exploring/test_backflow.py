import numpy as np
import pytest

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.network import Network
from nnviz.core.passes.memory import Batch
from nnviz.core.program import compile_program
from nnviz.core.types import Floats
from nnviz.explain.exploring.backflow import flowing_back, gradient_norms
from nnviz.explain.exploring.untrained import Untrained, drawn_inputs

random = np.random.default_rng(4)


def cost(network: Network, inputs: Floats, arriving: Floats) -> float:
    return float((network.output_layer(inputs).a * arriving).sum())


@pytest.mark.parametrize("name", ["tanh", "softplus", "gelu", "swish"])
def test_the_last_norm_is_that_of_difference_quotients_at_the_inputs(name: str) -> None:
    network = Network((3, 5, 4), (name, name), seed=2)
    inputs, arriving = random.normal(size=(6, 3)), random.normal(size=(4, 6))
    slopes = np.empty_like(inputs)
    for place in np.ndindex(inputs.shape):
        above, below = inputs.copy(), inputs.copy()
        above[place] += 1e-5
        below[place] -= 1e-5
        rise = cost(network, above, arriving) - cost(network, below, arriving)
        slopes[place] = rise / 2e-5
    wanted = np.linalg.norm(slopes) / np.linalg.norm(arriving)
    assert 10 ** gradient_norms(network, inputs, arriving)[-1] == pytest.approx(wanted)


@pytest.mark.parametrize("name", ["tanh", "relu", "step_straight_through", "elu"])
def test_norms_are_those_that_training_computes(name: str) -> None:
    network = Network((3, 6, 5, 4, 2), (name,) * 3 + ("linear",), seed=1)
    batch = Batch.empty(8, network.layout, "float64")
    batch.inputs[:, :-1] = random.normal(size=(8, 3))
    batch.targets[...] = random.normal(size=(2, 8))
    untrained = network.copy()
    program = compile_program(network, "mse", batch=batch)
    program.run()
    values = program.workspace
    logs = gradient_norms(untrained, batch.inputs[:, :-1], values["da4"].T)
    start = np.linalg.norm(values["da4"])
    wanted = [np.linalg.norm(values[f"da{layer}"]) / start for layer in (3, 2, 1)]
    np.testing.assert_allclose(10 ** logs[:-1], wanted, rtol=1e-10)


def test_nothing_comes_back_through_a_step() -> None:
    subject = Untrained(ACTIVATIONS["step"], "he_normal", layers=4, width=10)
    logs = flowing_back(subject, drawn_inputs(20, 10, 0))
    assert np.isneginf(logs).all()


def test_a_gradient_keeps_its_norm_on_average_through_linear_layers() -> None:
    subject = Untrained(ACTIVATIONS["linear"], "lecun_normal", layers=8, width=200)
    logs = flowing_back(subject, drawn_inputs(50, 200, 0))
    assert np.abs(logs).max() < 0.1

"""Networks: sizes, views, seeds and predictions."""

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.core.initializers import INITIALIZERS
from nnviz.core.network import Network


def test_weights_and_biases_are_views_on_the_flat_vector() -> None:
    network = Network((3, 4, 2), ("relu", "linear"))
    assert [w.shape for w in network.weights] == [(4, 3), (2, 4)]
    assert [b.shape for b in network.biases] == [(4,), (2,)]
    assert network.parameters.shape == (4 * 3 + 4 + 2 * 4 + 2,)
    network.parameters[...] = 7.0
    assert all((view == 7.0).all() for view in network.weights + network.biases)


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_predict_is_the_formula(precision: str) -> None:
    network = Network((3, 4, 2), ("tanh", "linear"), precision=precision, seed=5)
    inputs = np.random.default_rng(1).normal(size=(2500, 3))
    (w1, w2), (b1, b2) = network.weights, network.biases
    expected = np.tanh(inputs @ w1.T + b1) @ w2.T + b2
    outputs = network.predict(inputs)
    assert outputs.shape == (2500, 2)
    assert outputs.dtype == precision
    tolerance = 1e-5 if precision == "float32" else 1e-12
    np.testing.assert_allclose(outputs, expected, rtol=tolerance, atol=tolerance)


def test_same_seed_same_parameters_whatever_the_other_layers_are() -> None:
    one = Network((3, 4, 2), ("relu", "linear"), seed=9)
    same = Network((3, 4, 2), ("relu", "linear"), seed=9)
    deeper = Network((3, 4, 5, 2), ("relu", "relu", "linear"), seed=9)
    other = Network((3, 4, 2), ("relu", "linear"), seed=10)
    np.testing.assert_array_equal(one.parameters, same.parameters)
    np.testing.assert_array_equal(one.weights[0], deeper.weights[0])
    assert not np.array_equal(one.parameters, other.parameters)


def test_layers_of_one_shape_start_differently() -> None:
    first, second = Network((4, 4, 4), ("relu", "relu")).weights
    assert not np.array_equal(first, second)


def test_initialize_brings_the_first_parameters_back() -> None:
    network = Network((3, 4, 2), ("relu", "linear"), seed=9)
    before = network.parameters.copy()
    network.parameters[...] = 0.0
    network.initialize()
    np.testing.assert_array_equal(network.parameters, before)


def test_a_copy_is_a_network_of_its_own() -> None:
    network = Network((3, 4, 2), ("relu", "linear"), precision="float32")
    clone = network.copy("float64")
    np.testing.assert_array_equal(clone.parameters, network.parameters)
    clone.parameters[...] = 0.0
    assert network.parameters.any()
    clone.initialize()
    np.testing.assert_allclose(clone.parameters, network.parameters, rtol=1e-7)
    assert network.copy().precision == "float32"


@pytest.mark.parametrize(
    ("sizes", "activations", "words"),
    [
        ((3,), (), "do not make a network"),
        ((3, 0, 2), ("relu", "relu"), "at least 1"),
        ((3, 2.0), ("relu",), "at least 1"),
        ((3, 4, 2), ("relu",), "2 layers need as many activations, but 1 were given"),
        ((3, 2), ("rellu",), "unknown activation 'rellu'.*'relu'"),
    ],
)
def test_what_is_no_network_is_refused(
    sizes: tuple[int, ...], activations: tuple[str, ...], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        Network(sizes, activations)


def test_inputs_of_another_width_are_refused() -> None:
    with pytest.raises(InputError, match=r"needs \(samples, 3\)"):
        Network((3, 2), ("linear",)).predict(np.ones((5, 4)))


SPREADS = {
    "xavier_uniform": np.sqrt(2 / 500),
    "xavier_normal": np.sqrt(2 / 500),
    "he_uniform": np.sqrt(2 / 300),
    "he_normal": np.sqrt(2 / 300),
    "lecun_uniform": np.sqrt(1 / 300),
    "lecun_normal": np.sqrt(1 / 300),
    "uniform": np.sqrt(1 / 12),
    "normal": 1.0,
    "zeros": 0.0,
}


@pytest.mark.parametrize("name", list(SPREADS))
def test_initialisers_have_their_textbook_mean_and_spread(name: str) -> None:
    network = Network((300, 200), ("linear",), initializer=name)
    weights = network.weights[0]
    assert weights.std() == pytest.approx(SPREADS[name], rel=0.02)
    assert abs(weights.mean()) <= 0.02 * SPREADS[name]
    assert network.biases[0].any() == (name in ("uniform", "normal"))


def test_uniform_ones_stay_within_a_half() -> None:
    parameters = Network((300, 200), ("linear",), initializer="uniform").parameters
    assert np.abs(parameters).max() <= 0.5
    assert np.abs(parameters).max() > 0.49


def test_short_names_of_initialisers_are_known() -> None:
    assert {"xavier", "he", "lecun"} <= set(INITIALIZERS)

import numpy as np
import pytest

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.network import Network
from nnviz.core.types import Floats
from nnviz.views.activation_statistics import (
    ActivationValues,
    activation_values,
    answers_of,
    layer_values,
)

WITH_A_SLOPE = [
    name
    for name, activation in ACTIVATIONS.items()
    if activation.elementwise and not activation.surrogate and name != "step"
]


def layer(name: str, z: Floats) -> ActivationValues:
    a = np.empty_like(z)
    ACTIVATIONS[name].evaluate(z, a)
    return layer_values(ACTIVATIONS[name], 1, z, a)


@pytest.mark.parametrize("name", WITH_A_SLOPE)
def test_saturated_shares_agree_with_difference_quotients(name: str) -> None:
    z = np.random.default_rng(1).normal(0, 4, (3, 200))

    def slope(x: float) -> float:
        ends = np.array([[x - 1e-6, x + 1e-6]])
        a = np.empty_like(ends)
        ACTIVATIONS[name].evaluate(ends, a)
        return abs(float(a[0, 1] - a[0, 0])) / 2e-6

    a = np.empty_like(z)
    ACTIVATIONS[name].evaluate(z, a)
    # What is not bounded on both sides and puts out about 0 is off, not saturated.
    bounded = np.isfinite(ACTIVATIONS[name].range).all()
    counts = bounded | (np.abs(a) >= 0.02)
    largest = max(slope(x) for x in np.linspace(-10, 10, 4001) + 1e-4)
    flat = [[slope(x) < 0.00999 * largest for x in row] for row in z]
    shares = (np.array(flat) & counts).mean(axis=1)
    assert layer(name, z).saturated == pytest.approx(shares)


@pytest.mark.parametrize("name", ["relu", "softplus", "swish", "gelu"])
def test_what_is_off_is_not_saturated(name: str) -> None:
    assert layer(name, np.full((2, 5), -12.0)).saturated_share == 0.0


@pytest.mark.parametrize(("name", "z"), [("elu", -12.0), ("tanh", 9.0), ("tanh", -9.0)])
def test_what_is_flat_far_from_0_is_saturated(name: str, z: float) -> None:
    assert layer(name, np.full((2, 5), z)).saturated_share == 1.0


def test_a_slope_that_is_zero_everywhere_is_saturated() -> None:
    assert layer("step", np.ones((2, 5))).saturated_share == 1.0


def test_dead_is_zero_output_for_every_sample() -> None:
    z = np.array([[-1.0, -2.0, -3.0], [-1.0, 0.1, -3.0], [0.0, 0.0, 0.0]])
    values = layer("relu", z)
    assert values.dead.tolist() == [0, 2]
    assert values.dead_share == pytest.approx(2 / 3)


def test_every_z_within_reach_is_counted_once() -> None:
    z = np.random.default_rng(2).normal(size=(4, 250))
    values = layer("tanh", z)
    inside = (np.abs(z) <= values.edges[-1]).sum()
    assert values.counts.sum() == inside
    assert inside >= 0.99 * z.size


def test_numbers_that_are_not_finite_do_no_harm() -> None:
    assert layer("relu", np.full((2, 3), np.nan)).counts.sum() == 0


def test_the_layer_that_was_asked_for_is_looked_at() -> None:
    network = Network((3, 4, 2), ("relu", "softmax"))
    inputs = np.random.default_rng(0).normal(size=(20, 3))
    values = activation_values(network, answers_of(network, inputs, most=10), 2)
    assert (values.name, values.neurons, values.samples) == ("softmax", 2, 10)
    assert not values.elementwise

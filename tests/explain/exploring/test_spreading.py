import math
import statistics

import numpy as np
import pytest

from nnviz.core.activations import ACTIVATIONS
from nnviz.explain.exploring.input_spread import (
    BINS,
    LayerSpread,
    NetworkSpread,
    network_spread,
    spread_of,
)
from nnviz.explain.exploring.untrained import Untrained, drawn_inputs


def test_every_layer_has_the_numbers_of_the_network_worked_out_by_hand() -> None:
    subject = Untrained(ACTIVATIONS["tanh"], "normal", layers=3, width=7, seed=5)
    inputs = drawn_inputs(40, 7, 5)
    spread = network_spread(subject, inputs)
    network, a = subject.network(7), inputs
    assert len(spread.layers) == 4
    for layer, weights, biases in zip(
        spread.layers[1:], network.weights, network.biases, strict=True
    ):
        z = np.einsum("ni,oi->no", a, weights) + biases
        a = np.tanh(z)
        for seen, values in ((layer.z, z), (layer.a, a)):
            assert seen.mean == pytest.approx(statistics.fmean(values.ravel()))
            assert seen.deviation == pytest.approx(statistics.pstdev(values.ravel()))
        flat = sum(1 - math.tanh(value) ** 2 < 0.01 for value in z.ravel())
        assert layer.saturated == pytest.approx(flat / z.size)


def test_exact_zeros_are_counted_and_kept_out_of_the_histogram() -> None:
    spread = spread_of(np.array([[0.0, 1.0, 2.0, 0.0], [3.0, 4.0, 0.0, 5.0]]))
    assert spread.zero == 3 / 8
    assert spread_of(np.zeros(1)).zero == 1.0
    assert len(spread.counts) == BINS == 40
    assert spread.counts.sum() <= 5
    assert spread.edges[0] >= 1.0


def test_relu_silences_half_of_what_is_symmetric() -> None:
    subject = Untrained(ACTIVATIONS["relu"], "he_normal")
    layer = network_spread(subject, drawn_inputs(500, 100, 1)).layers[1]
    assert layer.a.zero == pytest.approx(0.5, abs=0.05)
    assert layer.saturated == 0.0


def test_lecun_weights_keep_the_spread_of_linear_layers() -> None:
    subject = Untrained(ACTIVATIONS["linear"], "lecun_normal", width=300)
    assert network_spread(subject, drawn_inputs(300, 300, 0)).factor == pytest.approx(
        1.0, abs=0.03
    )


def test_plain_normal_weights_multiply_the_spread_by_the_root_of_the_width() -> None:
    subject = Untrained(ACTIVATIONS["linear"], "normal", width=100)
    factor = network_spread(subject, drawn_inputs(300, 100, 0)).factor
    assert factor == pytest.approx(10.0, rel=0.05)


def test_weights_of_zero_leave_nothing() -> None:
    spread = network_spread(
        Untrained(ACTIVATIONS["tanh"], "zeros"), drawn_inputs(20, 100, 0)
    )
    assert spread.factor == 0.0
    assert spread.layers[-1].a.zero == 1.0
    assert spread.layers[-1].a.counts.sum() == 0


def test_an_overflow_has_no_mean() -> None:
    spread = spread_of(np.array([1.0, np.inf, 2.0]))
    assert math.isnan(spread.mean)
    assert math.isnan(spread.deviation)
    assert spread.counts.sum() == 2


def test_the_same_seed_draws_the_same_inputs() -> None:
    one, other = drawn_inputs(5, 3, 7), drawn_inputs(5, 3, 7)
    np.testing.assert_array_equal(one, other)
    assert not np.array_equal(one, drawn_inputs(5, 3, 8))


@pytest.mark.parametrize("value", [5.0, -2000.0])
def test_a_histogram_of_one_value_has_a_width(value: float) -> None:
    spread = spread_of(np.full(9, value))
    margin = 0.5 if value == 5.0 else 2.0
    assert spread.edges[[0, -1]].tolist() == [value - margin, value + margin]
    assert spread.counts.sum() == 9


@pytest.mark.parametrize(("count", "left_out"), [(10_000, False), (20_000, True)])
def test_of_many_values_the_outermost_are_left_out(count: int, left_out: bool) -> None:
    spread = spread_of(np.linspace(1.0, 2.0, count))
    share = 0.005 if left_out else 0.0
    ends = [1.0 + share, 2.0 - share]
    np.testing.assert_allclose(spread.edges[[0, -1]], ends, rtol=1e-4)


def test_the_factor_is_the_geometric_mean_of_the_steps() -> None:
    spreads = [spread_of(np.array([-s, s])) for s in (9.0, 2.0, 5.0, 18.0)]
    subject = Untrained(ACTIVATIONS["linear"], "zeros")
    layers = [LayerSpread(i, z, z, 0.0) for i, z in enumerate(spreads)]
    assert NetworkSpread(subject, tuple(layers)).factor == pytest.approx(3.0)
    assert math.isnan(NetworkSpread(subject, tuple(layers[:2])).factor)
    assert NetworkSpread(subject, tuple(layers[:3])).factor == pytest.approx(2.5)

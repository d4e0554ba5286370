import math

import numpy as np
import pytest

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.gradient_check import check_gradients
from nnviz.core.network import Network
from nnviz.core.penalty import Penalty
from nnviz.core.program import find_loss
from nnviz.data.prepared import Part
from nnviz.session.health.layer_health import NetworkHealth
from nnviz.session.health.measure import health_of, measure_health, norm
from tests.session.runs import trainer

MSE = find_loss("mse")


def part(samples: int, inputs: int = 3, outputs: int = 2) -> Part:
    rng = np.random.default_rng(7)
    padded = np.ones((samples, inputs + 1))
    padded[:, :-1] = rng.normal(size=(samples, inputs))
    return Part(padded, rng.normal(size=(samples, outputs)))


def wide(name: str, seed: int = 3) -> Network:
    """A network whose z lie far apart, so that neurons die and saturate."""
    network = Network((3, 30, 20, 2), (name, name, "linear"), seed=seed)
    network.parameters *= 3.0
    rng = np.random.default_rng(seed)
    for biases in network.biases[:-1]:
        biases[...] = rng.normal(0.0, 6.0, len(biases))
    return network


def looked_at(
    network: Network, samples: Part, penalty: Penalty | None = None
) -> NetworkHealth:
    return measure_health((network, MSE, penalty or Penalty()), samples, 5)


def neurons_by_hand(network: Network, samples: Part) -> list[list[list[tuple]]]:
    """(z, a) of every layer, neuron and sample, one number at a time."""
    layers: list[list[list[tuple]]] = []
    for row in samples.inputs.tolist():
        ins = row
        for layer, (weights, biases) in enumerate(
            zip(network.weights, network.biases, strict=True)
        ):
            outs = []
            for neuron, bias in enumerate(biases.tolist()):
                z = bias + sum(
                    w * x for w, x in zip(weights[neuron].tolist(), ins, strict=True)
                )
                a = np.empty(1)
                network.activations[layer].evaluate(np.array([z]), a)
                outs.append((z, float(a[0])))
            if len(layers) <= layer:
                layers.append([[] for _ in outs])
            for neuron, values in enumerate(outs):
                layers[layer][neuron].append(values)
            ins = [a for _, a in outs]
    return layers


@pytest.mark.parametrize("name", [n for n in ACTIVATIONS if n != "softmax"])
def test_dead_nearly_dead_and_saturated_are_as_counted_by_hand(name: str) -> None:
    network, samples = wide(name), part(150)
    found = looked_at(network, samples)
    f = ACTIVATIONS[name]

    def slope(z: float, a: float) -> float:
        out = np.empty(1)
        f.slope(np.array([z]), np.array([a]), out)
        return abs(float(out[0]))

    places = [x / 100 for x in range(-3000, 3001)]
    values = np.empty(len(places))
    f.evaluate(np.array(places), values)
    steepest = max(slope(z, a) for z, a in zip(places, values.tolist(), strict=True))
    bounded = all(map(math.isfinite, f.range))
    counted = neurons_by_hand(network, samples)
    for layer, neurons in zip(found.hidden, counted, strict=False):
        zeros = [sum(a == 0.0 for _, a in values) for values in neurons]
        flat = [
            sum(
                steepest == 0.0
                or (slope(z, a) < 0.01 * steepest and (bounded or abs(a) >= 0.02))
                for z, a in values
            )
            for values in neurons
        ]
        assert layer.dead.tolist() == [n for n, c in enumerate(zeros) if c == 150]
        assert layer.nearly_dead.tolist() == [
            n for n, c in enumerate(zeros) if 148.5 <= c < 150
        ]
        assert (layer.saturated * 150).round(9).tolist() == flat


def test_relu_has_dead_nearly_dead_and_living_neurons_in_that_test() -> None:
    first = looked_at(wide("relu"), part(150)).layers[0]
    assert len(first.dead)
    assert len(first.nearly_dead)
    assert len(first.dead) + len(first.nearly_dead) < first.neurons


def test_shares_of_a_network_count_every_hidden_neuron_alike() -> None:
    found = looked_at(wide("elu"), part(150))
    first, second = found.hidden
    assert first.saturated_share != second.saturated_share
    dead = len(first.dead) + len(second.dead)
    assert found.dead_share == pytest.approx(dead / 50, rel=1e-12)
    flat = np.concatenate([first.saturated, second.saturated])
    assert found.saturated_share == pytest.approx(flat.mean(), rel=1e-12)


def test_neurons_known_to_be_dead_are_reported() -> None:
    network = Network((3, 6, 5, 2), ("relu", "relu", "linear"), seed=1)
    network.biases[0][[1, 4]] = -100.0
    network.biases[1][3] = -100.0
    found = looked_at(network, part(200))
    assert set(found.layers[0].dead.tolist()) >= {1, 4}
    assert 3 in found.layers[1].dead
    network.biases[0][...] = 100.0
    assert not len(looked_at(network, part(200)).layers[0].dead)


@pytest.mark.parametrize("name", ["sigmoid", "leaky_relu", "elu", "softplus"])
def test_what_is_never_zero_is_never_dead(name: str) -> None:
    network = Network((3, 6, 2), (name, "linear"), seed=1)
    network.biases[0][...] = -25.0
    assert not len(looked_at(network, part(50)).layers[0].dead)


def test_a_step_that_is_always_1_is_saturated_and_not_dead() -> None:
    network = Network((3, 2, 2), ("step", "linear"), seed=1)
    network.biases[0][...] = 100.0, -100.0
    hidden = looked_at(network, part(50)).layers[0]
    assert hidden.dead.tolist() == [1]
    assert hidden.saturated_share == 1.0


@pytest.mark.parametrize("penalty", [Penalty(), Penalty(0.01, 0.1)])
@pytest.mark.parametrize("name", ["tanh", "softplus"])
def test_gradient_norms_agree_with_finite_differences(
    name: str, penalty: Penalty
) -> None:
    network, samples = Network((3, 5, 4, 2), (name, name, "linear"), seed=2), part(60)
    found = looked_at(network, samples, penalty)
    numeric = check_gradients(
        network, MSE, samples.inputs, samples.targets, penalty=penalty
    ).numeric
    wanted = [np.linalg.norm(block) for block in network.layout.blocks(numeric)]
    assert [layer.gradient_norm for layer in found.layers] == pytest.approx(wanted)


def test_the_data_s_gradient_leaves_the_penalty_out() -> None:
    network, samples = Network((3, 4, 2), ("tanh", "linear"), seed=2), part(60)
    free = looked_at(network, samples)
    held = looked_at(network, samples, Penalty(0.1, 0.5))
    for one, other in zip(free.layers, held.layers, strict=True):
        assert other.data_gradient_norm == one.gradient_norm != other.gradient_norm


def test_more_samples_than_fit_in_one_piece_are_all_looked_at() -> None:
    network, samples = Network((3, 4, 2), ("tanh", "linear"), seed=2), part(5000)
    found = looked_at(network, samples)
    layers = network.forward(samples.inputs)
    for layer, (z, a) in zip(found.layers, layers, strict=True):
        assert layer.samples == 5000
        for values, gathered in ((z, layer.z), (a, layer.a)):
            assert gathered.mean == pytest.approx(values.mean())
            assert gathered.deviation == pytest.approx(values.std())
            clipped = np.clip(values, gathered.edges[0], gathered.edges[-1])
            counts, _ = np.histogram(clipped, gathered.edges)
            assert gathered.counts.tolist() == counts.tolist()
    errors = layers[-1][1] - samples.targets.T
    slope = 2.0 * errors / errors.size
    last = np.hstack((slope @ layers[0][1].T, slope.sum(axis=1)[:, None]))
    assert found.layers[-1].gradient_norm == pytest.approx(np.linalg.norm(last))


def test_at_most_so_many_samples_are_looked_at_if_wished() -> None:
    network = Network((3, 4, 2), ("tanh", "linear"))
    found = measure_health((network, MSE, Penalty()), part(1000), 0, most=300)
    assert found.layers[0].samples == 250


def test_values_that_are_not_finite_are_counted_apart() -> None:
    network, samples = Network((3, 4, 2), ("linear", "linear")), part(50)
    network.weights[0][1] = np.inf
    network.weights[0][2] = np.nan
    found = looked_at(network, samples).layers[0].z
    assert found.outside == 100
    assert found.counts.sum() == 100
    assert np.isfinite([found.mean, found.deviation]).all()


def test_the_steepest_slope_met_is_known() -> None:
    network = Network((3, 4, 2), ("relu", "linear"))
    assert looked_at(network, part(50)).layers[0].steepest == 1.0
    network.biases[0][...] = -100.0
    assert looked_at(network, part(50)).layers[0].steepest == 0.0
    network.biases[0][0] = np.nan
    assert np.isnan(looked_at(network, part(50)).layers[0].steepest or 0.0)


def test_a_run_is_looked_at_as_it_is_and_not_changed() -> None:
    run, alone = trainer(hidden=(4,), l2=0.1), trainer(hidden=(4,), l2=0.1)
    for each in (run, alone):
        each.run(20)
    found = health_of(run)
    assert found.iteration == 20
    assert found.layers[0].samples == run.data.train.samples
    run.run(20)
    alone.run(20)
    assert run.network.parameters.tobytes() == alone.network.parameters.tobytes()


def test_a_norm_is_zero_only_where_all_is_zero() -> None:
    assert norm(np.zeros(3)) == 0.0
    assert norm(np.array([3e-200, 4e-200])) == pytest.approx(5e-200)
    assert norm(np.array([3e200, 4e200])) == pytest.approx(5e200)
    assert np.isnan(norm(np.array([1.0, np.nan])))

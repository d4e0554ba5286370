import numpy as np
import pytest

from nnviz.core.network import Network
from nnviz.session.comparison.collapse import agreement, collapse


def linear(*sizes: int, output: str = "linear", precision: str = "float64") -> Network:
    activations = (*["linear"] * (len(sizes) - 2), output)
    network = Network(sizes, activations, precision=precision, seed=4)
    rng = np.random.default_rng(1)
    for biases in network.biases:
        biases[...] = rng.normal(size=len(biases))
    return network


def inputs(count: int, width: int) -> np.ndarray:
    return np.random.default_rng(2).normal(size=(count, width))


@pytest.mark.parametrize("sizes", [(2, 1), (2, 6, 1), (3, 5, 4, 2), (4, 2, 9, 8, 3)])
def test_the_one_matrix_gives_what_the_network_gives(sizes: tuple[int, ...]) -> None:
    network = linear(*sizes)
    one = collapse(network)
    assert one is not None
    assert one.weights.shape == (sizes[-1], sizes[0])
    samples = inputs(50, sizes[0])
    by_hand = [
        [
            sum(w * x for w, x in zip(row, sample, strict=True)) + bias
            for sample in samples.tolist()
        ]
        for row, bias in zip(one.weights.tolist(), one.biases.tolist(), strict=True)
    ]
    assert network.output_layer(samples).z == pytest.approx(np.array(by_hand))


@pytest.mark.parametrize("output", ["linear", "sigmoid", "softmax"])
def test_they_agree_but_for_rounding(output: str) -> None:
    found = agreement(linear(3, 5, 4, 2, output=output), inputs(5000, 3))
    assert found is not None
    assert found.samples == 5000
    assert found.z <= 100 * found.rounding * found.scale
    assert found.outputs <= 100 * found.rounding * max(1.0, found.scale)
    assert found.rounding == np.finfo(float).eps


def test_in_single_precision_the_rounding_is_larger() -> None:
    found = agreement(linear(3, 50, 40, 2, precision="float32"), inputs(50, 3))
    assert found is not None
    assert 1e-9 < found.z <= 100 * found.rounding * found.scale


def test_the_differences_are_those_of_the_network_as_it_runs() -> None:
    network, samples = linear(3, 5, 2, output="sigmoid"), inputs(20, 3)
    one, found = collapse(network), agreement(network, samples)
    assert one is not None
    assert found is not None
    layer = network.output_layer(samples)
    assert found.z == np.abs(one.z(samples) - layer.z).max()
    assert found.scale == np.abs(layer.z).max()


def test_a_network_that_bends_is_no_one_matrix() -> None:
    network = Network((3, 5, 4, 2), ("linear", "tanh", "linear"))
    assert collapse(network) is None
    assert agreement(network, inputs(5, 3)) is None


def test_the_sentence_says_how_far_apart_they_are() -> None:
    found = agreement(linear(3, 5, 2), inputs(1234, 3))
    assert found is not None
    assert found.words().startswith(
        "on 1,234 samples, the single matrix and the layers"
    )

from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.models.plain import run_plainly
from nnviz.models.weights import (
    ModelChoices,
    ModelQuestionError,
    layers_of,
    propose,
)

SAID = ModelChoices(activations=("relu", "linear"))

Shapes = dict[str, tuple[int, ...]]


def arrays(shapes: Shapes) -> dict[str, Any]:
    random = np.random.default_rng(0)
    return {name: random.normal(size=shape) for name, shape in shapes.items()}


@pytest.mark.parametrize(
    ("shapes", "across"),
    [
        ({"W1": (5, 3), "b1": (5,), "W2": (2, 5), "b2": (2,)}, False),
        ({"W1": (3, 5), "b1": (1, 5), "W2": (5, 2), "b2": (1, 2)}, True),
        ({"W1": (5, 3), "b1": (5, 1), "W2": (2, 5), "b2": (2, 1)}, False),
        ({"fc1.weight": (5, 3), "fc1.bias": (5,), "out.weight": (2, 5)}, False),
        ({"out.bias": (2,), "out.weight": (2, 5), "a.weight": (5, 3)}, False),
        ({"coefs_0": (3, 5), "intercepts_0": (5,), "coefs_1": (5, 2)}, True),
        ({"dense/kernel:0": (3, 5), "dense_1/kernel:0": (5, 2)}, True),
        ({"w_hidden": (3, 5), "b_hidden": (5,), "w_out": (5, 2)}, True),
        ({"bh": (5,), "bo": (2,), "wh": (5, 3), "wo": (2, 5)}, False),
    ],
)
def test_layers_are_found_whatever_they_are_called(
    shapes: Shapes, across: bool
) -> None:
    layers = layers_of(arrays(shapes), SAID)
    assert [layer.matrix.shape for layer in layers] == [(5, 3), (2, 5)]
    assert {layer.across for layer in layers} == {across}
    assert run_plainly(layers, np.ones((4, 3))).shape == (4, 2)


def test_more_than_nine_layers_are_in_the_order_of_their_numbers() -> None:
    shapes: Shapes = {f"W{k}": (k + 1, k) for k in range(12, 0, -1)}
    proposal = propose(arrays(shapes), ModelChoices())
    assert proposal.sizes == tuple(range(1, 14))


@pytest.mark.parametrize(
    ("shapes", "asked"),
    [
        ({"W1": (5, 3), "W2": (2, 5)}, ("activations",)),
        ({"W1": (4, 4), "b1": (4,)}, ("orientation", "activations")),
        ({"u": (3, 3), "v": (3, 3)}, ("order", "orientation", "activations")),
        ({"W1": (3, 5), "W2": (5, 3)}, ("orientation", "activations")),
        ({"W1": (3, 5), "b1": (5,), "W2": (5, 3)}, ("activations",)),
    ],
)
def test_what_shapes_do_not_settle_is_asked(
    shapes: Shapes, asked: tuple[str, ...]
) -> None:
    with pytest.raises(ModelQuestionError) as raised:
        layers_of(arrays(shapes), ModelChoices())
    assert raised.value.proposal.asked == asked
    assert all(f"--{name}" in str(raised.value) for name in asked)


def test_what_was_asked_can_be_said() -> None:
    said = ModelChoices(("tanh", "tanh"), "columns", ("v", "u"))
    layers = layers_of(given := arrays({"u": (3, 3), "v": (3, 3)}), said)
    assert layers[0].matrix is not None
    assert np.array_equal(layers[0].matrix, given["v"].T)


@pytest.mark.parametrize(
    ("shapes", "words"),
    [
        ({"conv1.weight": (8, 3, 3, 3), "fc.weight": (2, 5)}, "'conv1.weight'"),
        ({"lstm.weight_hh_l0": (8, 8), "fc.weight": (2, 8)}, "loop"),
        ({"fc.weight": (8, 3), "bn.running_mean": (8,)}, "normalisation"),
        ({"fc.weight": (8, 3), "norm.weight": (8,)}, "'norm.weight'"),
        ({"b1": (3,)}, "no matrix"),
        ({"W1": (5, 3), "W2": (4, 4)}, "follow each other"),
    ],
)
def test_what_is_no_chain_of_dense_layers_is_refused_by_name(
    shapes: Shapes, words: str
) -> None:
    with pytest.raises(InputError, match=words):
        layers_of(arrays(shapes), SAID)


def test_as_many_activations_as_layers_are_needed() -> None:
    shapes: Shapes = {"W1": (5, 3), "W2": (2, 5)}
    with pytest.raises(InputError, match=r"1 activations for 2 layers \(3-5-2\)"):
        layers_of(arrays(shapes), ModelChoices(activations=("relu",)))

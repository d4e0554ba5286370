"""What a step of the cursor works from, and how it is called."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.explain.selection import Selection
from nnviz.explain.validate_selection import check_selection
from nnviz.explain.walk.cursor_selection import words_at
from nnviz.explain.walk.operands import OperationPart, columns_of, operands_of
from tests.explain.networks import case, place_of

CASES = {
    "mse": case(),
    "penalty": case(l2=0.1),
    "softmax": case(loss="cross_entropy", output_activation="softmax"),
    "sigmoid": case(
        outputs=1, loss="binary_cross_entropy", output_activation="sigmoid"
    ),
    "inner softmax": case(activations=("tanh", "softmax")),
}


def test_the_bias_is_the_term_after_the_weights() -> None:
    assert columns_of(range(3), 3) == (range(3), False)
    assert columns_of(range(4), 3) == (range(3), True)
    assert columns_of(range(1, 2), 3) == (range(1, 2), False)
    assert not columns_of(range(3, 4), 3)[0]


@pytest.mark.parametrize(
    ("name", "quantity", "layer", "terms", "names"),
    [
        ("mse", "z1", 1, range(4), "inputs W1 b1"),
        ("mse", "z2", 2, range(5), "a1 W2 b2"),
        ("mse", "z2", 2, range(4), "a1 W2"),
        ("mse", "z2", 2, range(4, 5), "b2"),
        ("mse", "a2", 2, range(1), "z2"),
        ("softmax", "a3", 3, range(1), "exponentials3 total3"),
        ("mse", "terms", 3, range(1), "error"),
        ("softmax", "terms", 3, range(1), "targets surprise3"),
        ("sigmoid", "terms", 3, range(1), "softplus3 hit3"),
        ("mse", "losses", 3, range(2), "terms"),
        ("mse", "da3", 3, range(1), "error"),
        ("mse", "da2", 2, range(2), "W3 delta3"),
        ("mse", "delta3", 3, range(1), "da3 slope3"),
        ("softmax", "delta3", 3, range(1), "a3 targets"),
        ("inner softmax", "delta2", 2, range(3), "a2 da2"),
        ("mse", "share2", 2, range(1), "delta2"),
        ("mse", "dW1", 1, range(4), "share1 inputs"),
        ("mse", "dW2", 2, range(5), "share2 a1"),
        ("mse", "dW2", 2, range(4, 5), "share2"),
        ("mse", "cost", 0, range(5), "losses"),
        ("penalty", "cost", 0, range(2), "data_cost penalty"),
        ("penalty", "penalty", 0, range(1), "W1 W2 W3"),
        ("mse", "update_W2", 2, range(5), "dW2 db2"),
        ("mse", "update_W2", 2, range(4), "dW2"),
        ("mse", "update_W2", 2, range(4, 5), "db2"),
    ],
)
def test_a_step_has_these_operands(
    name: str, quantity: str, layer: int, terms: range, names: str
) -> None:
    found = CASES[name]
    leg = next(leg for leg in found.route.legs if quantity in leg.produces)
    neurons = range(1) if name == "sigmoid" else range(1, 2)
    part = OperationPart(layer, neurons, terms, sample=1, samples=5)
    parts = operands_of(found.structure, leg, part)
    assert list(dict.fromkeys(each.quantity for each in parts)) == names.split()
    for each in parts:
        values = found.trace[each.quantity]
        ranges = [
            r for r in (each.samples, each.neurons, each.columns) if r is not None
        ]
        if each.quantity in ("losses", "total3"):
            ranges = [each.samples]
        # Every number is there, and of weights and inputs none is left out.
        shown = np.zeros(values.shape, bool)
        shown[np.ix_(*ranges)[: values.ndim]] = True
        assert shown.sum() == np.prod([len(r) for r in ranges])


@pytest.mark.parametrize(
    ("quantity", "names"), [("z2", "a1 W2"), ("dW2", "a1"), ("update_W2", "dW2")]
)
def test_all_inputs_of_a_neuron_are_operands(quantity: str, names: str) -> None:
    found = CASES["mse"]
    leg = next(leg for leg in found.route.legs if quantity in leg.produces)
    part = OperationPart(2, range(1), range(5), sample=1, samples=5)
    parts = {each.quantity: each for each in operands_of(found.structure, leg, part)}
    for name in names.split():
        assert (parts[name].columns or parts[name].neurons) == range(4)


@pytest.mark.parametrize(
    ("name", "quantity", "grain", "words"),
    [
        ("mse", "z2", "neuron", "forward: hidden 2, neuron 1, weighted sum"),
        ("mse", "z3", "layer", "forward: output"),
        ("sigmoid", "z3", "neuron", "forward: output, weighted sum"),
        ("sigmoid", "a3", "term", "forward: output, activation"),
        ("mse", "cost", "neuron", "loss: cost of the batch"),
        ("mse", "z2", "phase", "forward pass"),
        ("mse", "cost", "sample", "loss"),
    ],
)
def test_a_place_in_words(name: str, quantity: str, grain: Any, words: str) -> None:
    found = CASES[name]
    assert words_at(found.route, place_of(found.route, quantity, 1), grain) == words


@pytest.mark.parametrize(
    ("selection", "words"),
    [
        (Selection("neuron", "forward", 5, 1), "has samples 1 to 5"),
        (Selection("layer", "forward", 0, 4), "layers 0 to 3, 0 being the inputs"),
        (Selection("edge", "forward", 0, 0), "layers 1 to 3$"),
        (Selection("neuron", "forward", 0, 2, 3), "has neurons 1 to 3"),
        (Selection("neuron", "forward", 0, 0, 3), "has neurons 1 to 3"),
        (Selection("edge", "forward", 0, 2, 0, 4), "have weights 1 to 4"),
        (Selection("edge", "forward", 0, 2, 0, -2), "have weights 1 to 4"),
    ],
)
def test_what_is_not_there_cannot_be_explained(
    selection: Selection, words: str
) -> None:
    found = CASES["mse"]
    with pytest.raises(InputError, match=words):
        check_selection(found.trace, found.structure, selection)


def test_inputs_of_a_layer_have_names() -> None:
    structure = CASES["mse"].structure
    assert structure.sources(1) == structure.input_names
    assert structure.sources(2) == ("a1[1]", "a1[2]", "a1[3]", "a1[4]")
    assert structure.sources(3) == ("a2[1]", "a2[2]", "a2[3]")
    assert structure.last == 3

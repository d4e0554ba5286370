"""What explanations say while a mistake is on, held against the changed operation."""

import re

import pytest

from nnviz.core.mistakes import MISTAKES
from nnviz.explain.explain import explain
from nnviz.explain.selection import neuron
from nnviz.explain.walk.route import PHASES
from tests.explain.networks import Case, case

SETTINGS = {
    "hidden": (3, 3),
    "loss": "cross_entropy",
    "output_activation": "softmax",
}


def changed_place(right: Case, wrong: Case) -> tuple[str, set[int]]:
    """Return phase and layers of the operations that are others."""
    pairs = zip(right.program.operations, wrong.program.operations, strict=True)
    changed = [b for a, b in pairs if a.formula != b.formula]
    (phase,) = {step.phase for step in changed}
    names = [name for step in changed for name in step.produces]
    return phase, {int(n) for n in re.findall(r"[a-zA-Z](\d+)\b", " ".join(names))}


@pytest.mark.parametrize("name", MISTAKES)
def test_the_warning_stands_where_the_changed_operation_is(name: str) -> None:
    wrong = case(mistakes=(name,), **SETTINGS)
    phase, layers = changed_place(case(**SETTINGS), wrong)
    for layer in (1, 2, 3):
        found = explain(wrong.trace, wrong.structure, neuron(layer, 0, phase))  # type: ignore[arg-type]
        assert bool(found.warning) == (layer in layers)
        assert MISTAKES[name].title in found.warning + "".join(found.notes)


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("softmax_without_max", "in the exponents of the output layer."),
        ("bias_gradient_summed", "in db3."),
        ("all_bias_gradients_summed", "in db1, db2 and db3."),
        ("slope_left_out", "in delta1 and delta2."),
        ("own_output_as_input", "in dW2."),
        ("weights_not_transposed", "in da1."),
        ("data_overwritten", "in the inputs of hidden layer 1."),
        ("missing_mean", "in the average over the batch."),
        ("update_not_stored", "in the new weights and biases."),
    ],
)
def test_elsewhere_a_note_says_where_it_is_made(name: str, where: str) -> None:
    wrong = case(mistakes=(name,), **SETTINGS)
    found = explain(wrong.trace, wrong.structure, neuron(2, 0, "loss"))
    assert where in found.notes[-1]


def test_each_of_several_mistakes_is_spoken_of() -> None:
    names = ("bias_gradient_summed", "own_output_as_input", "missing_mean")
    wrong = case(mistakes=names, **SETTINGS)
    found = explain(wrong.trace, wrong.structure, neuron(2, 0, "backward"))
    here, elsewhere = found.warning, "".join(found.notes)
    assert MISTAKES["own_output_as_input"].title in here
    assert MISTAKES["missing_mean"].title in here
    assert MISTAKES["bias_gradient_summed"].title in elsewhere


@pytest.mark.parametrize("phase", PHASES)
def test_nothing_is_said_without_a_mistake(phase: str) -> None:
    right = case(**SETTINGS)
    found = explain(right.trace, right.structure, neuron(1, 0, phase))  # type: ignore[arg-type]
    assert not found.warning
    assert "mistake" not in "".join(found.notes)

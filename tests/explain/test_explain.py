"""Explanations: every number is the trace's, and the Python gives it again."""

import contextlib
import io
import math
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.core.errors import InputError
from nnviz.core.writing.number_text import percent
from nnviz.explain.arithmetic.cost import cost_after
from nnviz.explain.explain import explain
from nnviz.explain.explanation import Cell, Explanation
from nnviz.explain.selection import KINDS, Selection
from nnviz.explain.structure import structure_of
from nnviz.explain.terms import add_up
from nnviz.explain.walk.route import PHASES
from tests.explain.networks import Case, case, cases


def selections(case: Case, kind: str, phase: Any, sample: int) -> Iterator[Selection]:
    """Select everything of a kind."""
    sizes = case.structure.sizes
    if kind in ("sample", "loss"):
        yield Selection(kind, phase, sample)
        return
    first = 1 if kind == "edge" else 0
    for layer in range(first, len(sizes)):
        if kind == "layer":
            yield Selection("layer", phase, sample, layer)
            continue
        for neuron in range(sizes[layer]):
            if kind == "neuron":
                yield Selection("neuron", phase, sample, layer, neuron)
                continue
            for column in range(-1, sizes[layer - 1]):
                yield Selection("edge", phase, sample, layer, neuron, column)


def stored(case: Case, cell: Cell) -> float:
    values = {
        "now": case.trace.quantities,
        "after": case.trace.after,
        "before": case.trace.state_before,
    }[cell.when]
    return float(values[cell.quantity][cell.index])


def check_numbers(case: Case, found: Explanation) -> None:
    for each in found.calculations:
        for entry in (each.result, *each.entries):
            if entry.cell is not None:
                assert entry.value == stored(case, entry.cell), entry.name
        if each.terms is not None:
            terms = each.terms
            constant = [] if terms.constant is None else [terms.constant]
            parts = [*terms.products.tolist(), *constant, *terms.roundings]
            assert add_up(parts) == each.result.value
            assert len(terms.names) == len(terms)
            few = terms.largest(2)
            parts = [*few.products.tolist(), few.rest, *constant, *few.roundings]
            assert add_up(parts) == each.result.value


def check_python(case: Case, found: Explanation) -> None:
    tolerance = 1e-13 if case.structure.precision == "float64" else 3e-6
    for each in found.calculations:
        names: dict[str, Any] = {}
        exec(each.as_python(), names)
        worked_out = float(names[each.variable])
        value = each.result.value
        scale = max([1.0, *(abs(entry.value) for entry in each.entries)])
        if each.terms is not None:
            assert worked_out == value
        assert math.isclose(
            worked_out, value, rel_tol=tolerance, abs_tol=tolerance * scale
        ), (each.title, worked_out, value, each.as_python())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("phase", PHASES)
@given(data=st.data())
@settings(max_examples=12, deadline=None)
def test_every_number_is_the_traces_and_python_gives_it_again(
    kind: str, phase: str, data: st.DataObject
) -> None:
    case = data.draw(cases())
    sample = data.draw(st.integers(0, len(case.trace.rows) - 1))
    for selection in selections(case, kind, phase, sample):
        found = explain(case.trace, case.structure, selection)
        assert found.title
        assert found.words.endswith(".")
        check_numbers(case, found)
        check_python(case, found)


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_explanation_runs_as_python_and_prints_its_numbers(
    kind: str, phase: Any
) -> None:
    found_case = case(optimizer="adam", l2=0.1)
    *_, selection = selections(found_case, kind, phase, 1)
    found = explain(found_case.trace, found_case.structure, selection)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(found.as_python(), {})
    lines = printed.getvalue().splitlines()
    assert len(lines) == len(found.calculations)
    for line, each in zip(lines, found.calculations, strict=True):
        name, number = line.rsplit(" ", 1)
        assert name == each.result.name
        assert float(number) == pytest.approx(each.result.value, rel=1e-12)


def test_formulas_keep_to_what_can_be_drawn() -> None:
    found_case = case(output_activation="softmax", loss="cross_entropy", l2=0.1)
    for kind in KINDS:
        for phase in PHASES:
            for selection in selections(found_case, kind, phase, 0):
                latex = explain(
                    found_case.trace, found_case.structure, selection
                ).as_latex()
                assert r"\left(" not in latex
                assert r"\right)" not in latex
                assert latex.count("{") == latex.count("}")


def test_the_cost_after_is_the_next_cost_of_the_same_batch() -> None:
    full = case(batch_size="full", l1=0.01, l2=0.02, iterations=3)
    after = cost_after(full.trace, full.structure)
    full.trainer.run(1)
    assert full.trainer.history.costs[-1] == pytest.approx(after, rel=1e-14)


def test_the_prediction_is_the_change_for_a_tiny_step() -> None:
    tiny = case(batch_size="full", learning_rate=1e-6, l2=0.02)
    found = explain(tiny.trace, tiny.structure, Selection("loss", "update"))
    change = found.calculations[0]
    happened = {entry.name: entry.value for entry in change.entries}["change"]
    assert change.result.value == pytest.approx(happened, rel=1e-4)


def test_the_hardest_pull_is_the_sample_with_the_largest_gradient() -> None:
    found_case = case()
    selection = Selection("edge", "backward", 0, 1, 2, 1)
    stack = (
        explain(found_case.trace, found_case.structure, selection).calculations[0].stack
    )
    assert stack is not None
    gradients = found_case.trace["delta1"][:, 2] * found_case.trace["inputs"][:, 1]
    np.testing.assert_array_equal(stack.values, gradients)
    assert stack.driver == np.abs(gradients).argmax()
    assert stack.values.mean() == pytest.approx(found_case.trace["dW1"][2, 1])
    share = np.abs(gradients).max() / np.abs(gradients).sum()
    # Where no sample has the half of it, one contributes most all the same.
    assert 0.0 < share < 0.5
    found = explain(found_case.trace, found_case.structure, selection)
    said = found.calculations[0].words
    assert f"Sample {stack.driver + 1} contributes most, {percent(share, 0)}" in said


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        (Selection("neuron", layer=7), "layer 7: this network has layers 0 to 3"),
        (
            Selection("neuron", layer=1, neuron=4),
            "neuron 5: hidden layer 1 has neurons 1 to 4",
        ),
        (Selection("edge", layer=0), "layer 0: this network has layers 1 to 3"),
        (
            Selection("edge", layer=1, column=3),
            "weight 4: neurons of hidden layer 1 have",
        ),
        (Selection("sample", sample=5), "sample 6: the batch of iteration 2 has"),
    ],
)
def test_what_does_not_exist_is_said(selection: Selection, message: str) -> None:
    found = case()
    with pytest.raises(InputError, match=message):
        explain(found.trace, found.structure, selection)


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_a_run_that_diverged_is_explained_without_an_error(precision: str) -> None:
    found = case(
        activation="linear",
        learning_rate=1e30,
        iterations=12,
        optimizer="adam" if precision == "float32" else "sgd",
        precision=precision,
        l2=1.0,
    )
    for kind in KINDS:
        for phase in PHASES:
            for selection in selections(found, kind, phase, 0):
                explain(found.trace, found.structure, selection).as_latex()


def test_a_small_layer_is_written_as_matrices_with_numbers() -> None:
    found_case = case(hidden=(2, 3))
    found = explain(
        found_case.trace, found_case.structure, Selection("layer", "forward", 1, 1)
    )
    assert found.formula.startswith("z^{(1)} = W^{(1)} x + b^{(1)}")
    assert found.numbers.count("pmatrix") == 8
    for value in found_case.trace["z1"][1]:
        assert f"{abs(value):.4g}" in found.numbers


def test_a_large_layer_is_written_in_symbols_alone() -> None:
    found_case = case(hidden=(9,))
    found = explain(
        found_case.trace, found_case.structure, Selection("layer", "forward", 0, 1)
    )
    assert found.formula
    assert found.numbers == ""


def test_a_penalty_that_came_during_the_run_is_explained() -> None:
    found_case = case()
    found_case.trainer.change(l2=0.5)
    found_case.trainer.run(1)
    trace = found_case.trainer.trace()
    structure = structure_of(found_case.trainer)
    selection = Selection("edge", "backward", 0, 2, 1, 0)
    for known in (structure, found_case.structure):
        results = explain(trace, known, selection).results
        assert results["dW2[2, 1]"] == trace["dW2"][1, 0]
    weight = trace["W2"][1, 0]
    assert results["penalty gradient of W2[2, 1]"] == pytest.approx(0.5 * weight)


@pytest.mark.parametrize(
    ("task", "names", "outputs", "targets", "words"),
    [
        ("classification", ("no", "yes"), [0.75], [1], "predicts yes, which is right."),
        ("classification", ("no", "yes"), [0.5], [1], "predicts yes, which is right."),
        ("classification", ("no", "yes"), [0.25], [1], "predicts no, but it is yes."),
        ("classification", ("no", "yes"), [np.nan], [0], "predicts nothing."),
        ("classification", ("no", "yes"), [0.25], [0], "predicts no, which is right."),
        ("classification", ("no", "yes"), [0.75], [0], "predicts yes, but it is no."),
        (
            "classification",
            tuple("abc"),
            [0.1, 0.2, 0.7],
            [0, 0, 1],
            "c, which is right.",
        ),
        ("classification", tuple("abc"), [0.5, 0.2, 0.3], [0, 0, 1], "a, but it is c."),
        ("labels", (), [0.5, 0.4, 0.9], [1, 0, 1], "l1, l3, which is right."),
        ("labels", (), [0.5, 0.4, 0.9], [1, 1, 0], "l1, l3, but it is l1, l2."),
    ],
)
def test_a_sample_is_said_to_be_right_or_wrong(
    task: Any,
    names: tuple[str, ...],
    outputs: list[float],
    targets: list[int],
    words: str,
) -> None:
    found = case(outputs=len(outputs))
    labels = tuple(f"l{k}" for k in range(1, len(outputs) + 1))
    structure = replace(
        found.structure, task=task, class_names=names, output_names=labels
    )
    numbers = {"a3": np.array([outputs]), "targets": np.array([targets], float)}
    quantities = {
        name: values[:1] if name in ("losses", "terms", "delta3") else values
        for name, values in found.trace.quantities.items()
    }
    trace = replace(found.trace, quantities={**quantities, **numbers})
    (note,) = explain(trace, structure, Selection("sample", "forward", 0)).notes
    assert note.endswith(words)


@pytest.mark.parametrize(
    ("phase", "count"), [("forward", 0), ("backward", 1), ("update", 1)]
)
def test_a_sample_run_alone_says_that_no_iteration_did_this(
    phase: Any, count: int
) -> None:
    found = case()
    trace = replace(found.trace, probed="the sample typed")
    shown = explain(trace, found.structure, Selection("layer", phase, 0, 1))
    plain = explain(found.trace, found.structure, Selection("layer", phase, 0, 1))
    assert len(shown.notes) == len(plain.notes) + count
    rest = {k: v for k, v in trace.quantities.items() if k != "losses"}
    untold = replace(trace, quantities=rest)
    if phase == "forward":
        shown = explain(untold, found.structure, Selection("layer", phase, 0, 1))
        assert "without a target" in shown.notes[-1]


SOFTMAX = {"loss": "cross_entropy", "output_activation": "softmax"}
FROM_SOFTMAX = "terms[{0}] from a, log_total3, surprise3[{0}], terms[{0}]"


@pytest.mark.parametrize(
    ("settings", "phase", "names"),
    [
        ({}, "loss", "error[1], terms[1], error[2], terms[2], loss, cost"),
        ({"outputs": 5}, "loss", "error[{0}], terms[{0}], loss, cost"),
        ({"l2": 0.1}, "loss", "loss, data_cost, penalty, cost"),
        (SOFTMAX, "loss", FROM_SOFTMAX.format(1) + ", terms[2] from a, surprise3[2]"),
        ({**SOFTMAX, "outputs": 4}, "loss", FROM_SOFTMAX + ", loss, cost"),
        ({}, "backward", "da3[1], da3[2]"),
        (SOFTMAX, "backward", "delta3[1] by the chain rule, delta3[1], delta3[2]"),
        ({}, "update", "predicted change"),
    ],
)
def test_the_loss_is_explained_from_its_terms_to_the_cost(
    settings: dict[str, Any], phase: Any, names: str
) -> None:
    found = case(**settings)
    shown = explain(found.trace, found.structure, Selection("loss", phase, 1))
    largest = int(found.trace["terms"][1].argmax()) + 1
    said = ", ".join(each.result.name for each in shown.calculations)
    # Of many outputs, the one that adds most.
    assert names.format(largest) in said


def test_the_predicted_change_is_added_up_layer_by_layer() -> None:
    found = case()
    shown = explain(found.trace, found.structure, Selection("loss", "update"))
    names: dict[str, Any] = {}
    exec(shown.calculations[0].as_python(), names)
    assert len(names["parts"]) == 6
    trace = found.trace
    wanted = sum(
        float((trace[f"d{kind}{layer}"] * trace[f"update_{kind}{layer}"]).sum())
        for layer in (1, 2, 3)
        for kind in "Wb"
    )
    assert names["change"] == pytest.approx(wanted, rel=1e-12)
    assert shown.calculations[0].result.value == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize(
    "settings",
    [
        {"l1": 0.01, "l2": 0.1},
        {**SOFTMAX, "outputs": 3},
        {
            "loss": "binary_cross_entropy",
            "output_activation": "sigmoid",
            "outputs": 3,
        },
        {"activations": ("softmax", "relu"), "optimizer": "adam"},
    ],
)
def test_formulas_are_about_the_neuron_that_is_named(settings: dict[str, Any]) -> None:
    found, seen = case(**settings), 0
    kinds = ("neuron", "edge", "loss")
    for selection in (
        each
        for kind in kinds
        for phase in PHASES
        for each in selections(found, kind, phase, 1)
    ):
        for each in explain(found.trace, found.structure, selection).calculations:
            name = re.search(r"\[(\d+)(?:, \d+)?\]", each.result.name)
            said = re.findall(r"_\{(\d+)", each.formula + each.numbers)
            if name and said:
                seen += 1
                assert name[1] in said, each.formula
                if "=" in each.formula and "_{" in each.formula.split("=")[0]:
                    assert f"_{{{name[1]}" in each.formula.split("=")[0], each.formula
    assert seen > 50


@pytest.mark.parametrize(
    ("outputs", "words"),
    [(1, "There is one output, so its term"), (3, "is the mean of the terms of 3")],
)
def test_the_loss_of_a_sample_says_what_it_is_of(outputs: int, words: str) -> None:
    found = case(outputs=outputs)
    shown = explain(found.trace, found.structure, Selection("sample", "loss"))
    assert words in shown.calculations[0].words


def test_a_neuron_that_lets_nothing_through_says_so() -> None:
    found = case(activation="relu", seed=1)
    slopes = found.trace["slope1"]
    assert {0.0, 1.0} == set(slopes.ravel().tolist())
    for sample, neuron in np.ndindex(*slopes.shape):
        selection = Selection("neuron", "backward", sample, 1, neuron)
        shown = explain(found.trace, found.structure, selection)
        said = any(
            "nothing passes through" in each.words for each in shown.calculations
        )
        assert said == (slopes[sample, neuron] == 0.0)


@pytest.mark.parametrize(
    ("layer", "letter", "words"),
    [
        (1, "x", "Each input, 3 in all, is multiplied"),
        (2, "a", "Each activation of hidden layer 1, 4 in all"),
        (3, "a", "The only activation of hidden layer 2 is multiplied"),
    ],
)
def test_a_weighted_sum_says_what_it_weighs(
    layer: int, letter: str, words: str
) -> None:
    found = case(hidden=(4, 1))
    selection = Selection("neuron", "forward", 0, layer)
    (shown, *_) = explain(found.trace, found.structure, selection).calculations
    assert shown.terms.right_name == letter
    assert shown.words.startswith(words)
    assert (rf"a^{{({layer - 1})}}_k" in shown.formula) == (layer > 1)


def test_a_mean_of_one_value_is_that_value() -> None:
    found = case(batch_size=1)
    shown = explain(found.trace, found.structure, Selection("loss", "loss"))
    cost = shown.calculations[-1]
    assert cost.result.name == "cost"
    assert "frac" not in cost.numbers


def in_latex(values: Any) -> set[str]:
    """Return the numbers of a small array, as they are written without their signs."""
    return {f"{abs(value):.4g}" for value in np.ravel(values)}


@pytest.mark.parametrize(
    ("phase", "layer", "formula", "names", "words"),
    [
        ("forward", 2, "z^{(2)} = W^{(2)} a^{(1)} + b^{(2)}", "z2", "takes a weighted"),
        ("backward", 2, r"\delta^{(2)} = a^{(2)} - y", "a2 delta2", "neuron's delta"),
        ("backward", 1, r"W^{(2)T} \delta^{(2)}", "delta2 da1", "neuron's delta"),
        ("update", 1, r"W^{(1)} \leftarrow W^{(1)} + \Delta", "update_W1", "How far"),
        ("loss", 2, "", "", "Only the outputs have targets"),
    ],
)
def test_each_phase_of_a_layer_has_its_formula_and_its_numbers(
    phase: Any, layer: int, formula: str, names: str, words: str
) -> None:
    found_case = case(
        hidden=(2,), loss="cross_entropy", output_activation="softmax", batch_size=1
    )
    found = explain(
        found_case.trace, found_case.structure, Selection("layer", phase, 0, layer)
    )
    assert formula in found.formula
    assert bool(found.numbers) == bool(names)
    for name in names.split():
        plain = found.numbers.replace("{", "").replace("}", "")
        for number in in_latex(found_case.trace[name]):
            assert number in plain, name
    assert words in " ".join((found.words, *(one.words for one in found.calculations)))


@pytest.mark.parametrize(
    ("layer", "symbols"), [(1, "x_{2}"), (2, "a^{(1)}_{2}"), (3, "a^{(2)}_{2}")]
)
def test_a_weight_is_written_with_what_it_multiplies(layer: int, symbols: str) -> None:
    found_case = case()
    selection = Selection("edge", "forward", 1, layer, 0, 1)
    first = explain(found_case.trace, found_case.structure, selection).calculations[0]
    assert first.formula == rf"w^{{({layer})}}_{{1,2}} \, {symbols}"
    before = "inputs" if layer == 1 else f"a{layer - 1}"
    w, x = found_case.trace[f"W{layer}"][0, 1], found_case.trace[before][1, 1]
    assert first.result.value == w * x


def test_a_calculation_without_terms_or_python_has_none() -> None:
    found_case = case()
    selection = Selection("neuron", "forward", 0, 1, 0)
    first = explain(found_case.trace, found_case.structure, selection).calculations[0]
    assert first.terms is not None
    assert replace(first, terms=None, python="").as_python() == ""
    assert replace(first, terms=None, python="x = 1").as_python() == "x = 1"
    assert replace(first, python="x = 1").as_python() == "x = 1"
    assert replace(first, python="").as_python().startswith("w = [")

"""The numbers of a worksheet: those given, and every answer."""

import numpy as np
import pytest

from nnviz.explain.notation import of_layer
from nnviz.explain.structure import structure_of
from nnviz.explain.traced_sample import TracedSample
from nnviz.files.worksheet.by_hand import (
    WorksheetChoice,
    rounded,
    trained,
)
from nnviz.files.worksheet.making import make_sheets
from nnviz.files.worksheet.second_pass import after_update
from nnviz.files.worksheet.worksheet_numbers import answer
from nnviz.files.worksheet.worksheet_page import to_html
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer
from tests.files.worksheet.sheets import (
    CASES,
    WEIGHTS,
    answers,
    in_trace,
    page,
    section,
    sheet,
    task_named,
    words_in,
)


@pytest.mark.parametrize("settings", CASES)
def test_every_answer_is_the_number_of_the_trace(settings: dict[str, object]) -> None:
    found = sheet(**settings)
    sizes = found.structure.sizes
    counts = {}
    for task in found.tasks[:-2]:
        for blank in task.blanks:
            assert blank.answer.value == in_trace(found.trace, blank.answer)
            assert blank.answer.cell is not None
            kind = blank.answer.cell.when + blank.answer.cell.quantity.rstrip(
                "0123456789"
            )
            counts[kind] = counts.get(kind, 0) + 1
    neurons, parameters = sum(sizes[1:]), found.structure.layout.count
    for kind in ("nowz", "nowa", "nowdelta"):
        assert counts[kind] == neurons
    assert counts["nowdW"] + counts["nowdb"] == parameters
    assert counts["afterW"] + counts["afterb"] == parameters


@pytest.mark.parametrize("settings", CASES)
def test_the_answers_follow_from_plain_arithmetic(settings: dict[str, object]) -> None:
    found = sheet(**settings)
    trace, got = found.trace, answers(found)
    rate, penalty = trace.learning_rate, found.structure.penalty
    a = np.array([entry.value for entry in found.inputs])
    for layer in range(1, found.structure.last + 1):
        z = trace[f"W{layer}"] @ a + trace[f"b{layer}"]
        for row, value in enumerate(z):
            assert got[f"z{layer}[{row + 1}]"] == pytest.approx(value, rel=1e-12)
            moved = trace[f"b{layer}"][row] - rate * got[f"db{layer}[{row + 1}]"]
            assert got[f"b{layer}[{row + 1}] after"] == pytest.approx(moved)
            if len(trace.rows) == 1:
                delta = got[f"delta{layer}[{row + 1}]"]
                assert got[f"db{layer}[{row + 1}]"] == delta
                for column, source in enumerate(a):
                    name = f"dW{layer}[{row + 1}, {column + 1}]"
                    w = trace[f"W{layer}"][row, column]
                    pulled = penalty.l2 * w + penalty.l1 * np.sign(w)
                    slope = delta * source + pulled
                    assert got[name] == pytest.approx(slope, rel=1e-12)
        a = np.array([got[f"a{layer}[{row + 1}]"] for row in range(len(z))])


@pytest.mark.parametrize("batch_size", [1, 3])
def test_class_weights_are_given_and_worked_with(batch_size: int) -> None:
    found = sheet(
        dataset="iris", hidden=(2,), batch_size=batch_size, class_weights=WEIGHTS
    )
    trace, got = found.trace, answers(found)
    weight = trace["class_weights"][found.sample]
    words = words_in(section(page(found), "sheet"))
    assert f"that of this sample is {weight:g}." in words
    mean = (trace["class_weights"] * trace["losses"]).mean()
    assert got["cost"] == pytest.approx(mean, rel=1e-12)
    if batch_size == 1:
        assert got["db1[1]"] == weight * got["delta1[1]"]
    key = words_in(section(page(found), "answers"))
    assert "mean over" in words if batch_size > 1 else "times the weight w" in words
    assert "weight of its class" in key


@pytest.mark.parametrize("dataset", ["xor", "iris"])
def test_the_delta_of_a_cross_entropy_is_worked_out_as_a_difference(
    dataset: str,
) -> None:
    found = sheet(dataset=dataset)
    last = f"delta{found.structure.last}"
    blanks = [blank for task in found.tasks for blank in task.blanks]
    deltas = [b for b in blanks if b.answer.name.startswith(last)]
    assert len(deltas) == found.structure.sizes[-1]
    for blank in deltas:
        assert [step.title for step in blank.steps] == ["Delta of the output"]


@pytest.mark.parametrize(
    ("value", "written"),
    [(-0.25, "−0.25"), (2.55912e-05, "2.559·10⁻⁵"), (-0.0, "0"), (1.5e7, "1.5·10⁷")],
)
def test_numbers_are_written_as_people_write_them(value: float, written: str) -> None:
    assert answer(value) == written


@pytest.mark.parametrize("decimals", [1, 2])
@pytest.mark.parametrize("iteration", [1, 40])
def test_what_is_given_has_few_decimals(decimals: int, iteration: int) -> None:
    config = RunConfig(dataset="plane", seed=4)
    found = sheet(WorksheetChoice(config, iteration, decimals=decimals))
    trace = found.trace
    assert trace.iteration == iteration
    for name in ("W1", "b1", "W2", "b2", "inputs", "targets"):
        np.testing.assert_array_equal(trace[name], np.round(trace[name], decimals))
        assert np.all(trace[name] != 0.0)


def test_rounding_never_makes_a_weight_zero() -> None:
    values = np.array([0.04, -0.01, 0.0, 0.26, -1.449])
    np.testing.assert_array_equal(rounded(values, 1), [0.1, -0.1, 0.0, 0.3, -1.4])


def test_exact_numbers_are_those_of_plain_training() -> None:

    config = RunConfig(
        dataset="xor", hidden=(2,), optimizer="sgd", batch_size=1, seed=6
    )
    trainer = Trainer(config)
    trainer.run(12)
    found = sheet(WorksheetChoice(config, iteration=12, decimals=None))
    for name, values in trainer.trace().items():
        np.testing.assert_array_equal(found.trace[name], values)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_an_exercise_is_worth_the_work(seed: int, activation: str) -> None:
    config = RunConfig(dataset="xor", activation=activation, seed=seed)
    trace = trained(WorksheetChoice(config)).trace()
    assert np.abs(trace["slope1"]).max() >= 0.05
    assert np.abs(trace["delta2"]).max() >= 0.02


@pytest.mark.parametrize("settings", CASES)
def test_the_second_pass_is_the_forward_pass_of_the_new_weights(
    settings: dict[str, object],
) -> None:
    found = sheet(**settings)
    again, check = found.tasks[-2:]
    a = found.trace["inputs"][found.sample]
    wanted, z = [], a
    for layer, f in enumerate(found.structure.activations, start=1):
        z = found.trace.after[f"W{layer}"] @ a + found.trace.after[f"b{layer}"]
        a = np.empty_like(z)
        f.evaluate(z[:, None], a[:, None])
        wanted += a.tolist()
    got = [blank.answer.value for blank in again.blanks]
    np.testing.assert_allclose(got, wanted, rtol=1e-12)
    targets = found.trace["targets"][found.sample]
    (now,) = found.structure.loss.losses(z[:, None], a[:, None], targets[:, None])
    _predicted, loss, change = (blank.answer.value for blank in check.blanks)
    assert loss == pytest.approx(now, rel=1e-12)
    before = found.trace["losses"].reshape(-1)[found.sample]
    assert change == pytest.approx(now - before, abs=1e-15)


@pytest.mark.parametrize("hidden", [(2,), (3, 3, 3)])
def test_every_new_weight_is_written_with_the_digits_that_change(
    hidden: tuple[int, ...],
) -> None:
    for seed in range(6):
        found = sheet(hidden=hidden, seed=seed, learning_rate=1e-4)
        for blank in (b for task in found.tasks for b in task.blanks if b.given):
            assert blank.given is not None
            written = answer(blank.answer.value, blank.before)
            same = answer(blank.given.value) == written
            assert same == (blank.answer.value == blank.given.value)


def test_no_sum_of_an_exercise_is_zero_but_for_rounding() -> None:
    """0.4 + 0.3 - 0.7 is not 0 in a computer, which nobody would find by hand."""
    for seed in range(12):
        trace = trained(
            WorksheetChoice(RunConfig(dataset="xor", hidden=(3, 3), seed=seed))
        )
        for layer in (1, 2, 3):
            assert np.abs(trace.trace()[f"z{layer}"]).min() > 1e-9


def test_an_optimiser_with_a_memory_has_no_update_to_work_out() -> None:
    config = RunConfig(dataset="xor", hidden=(2,), optimizer="adam", seed=1)
    (sheet,) = make_sheets(WorksheetChoice(config))
    titles = [task.title for task in sheet.tasks]
    assert titles[-1] == "Gradients"
    assert "update the weights" not in to_html([sheet])


def test_the_loss_of_one_output_is_one_logarithm() -> None:
    (blank,) = task_named(sheet(), "Loss").blanks
    numbers = blank.steps[-1].numbers
    assert numbers.startswith(r"L = -\ln")


def test_each_rule_of_a_gradient_has_the_input_of_its_layer() -> None:
    first, second = task_named(sheet(), "Gradients").rules[:2]
    assert "x_{1}" in first
    assert "x_{1}" not in second
    assert of_layer("a", 1, 0) in second


def test_the_sample_alone_goes_through_the_new_network() -> None:
    trainer = trained(WorksheetChoice(RunConfig(dataset="plane", batch_size=3)))
    moment = TracedSample(trainer.trace(), structure_of(trainer), 1)
    again = after_update(moment)
    assert again.trace.rows.tolist() == [moment.trace.rows[1]]
    assert again.samples == 1

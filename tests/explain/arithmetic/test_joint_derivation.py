"""Why a cross-entropy gives a - y: its steps, held against plain formulas."""

import contextlib
import dataclasses
import io
import math

import numpy as np
import pytest

from nnviz.explain.explain import explain
from nnviz.explain.explanation import Calculation, Explanation
from nnviz.explain.selection import Selection
from nnviz.explain.structure import Structure, structure_of
from nnviz.session.config import RunConfig
from nnviz.session.settings.presets import PRESETS
from nnviz.session.trainer import Trainer
from tests.explain.networks import Case, case

SIGMOID = {"loss": "binary_cross_entropy", "output_activation": "sigmoid"}
SOFTMAX = {"loss": "cross_entropy", "output_activation": "softmax"}
CHAIN = ["Slope of the loss", "Slope of {}", "Chain rule", "Delta of the output"]
STEP = 1e-6


def of_preset(name: str) -> Case:
    trainer = Trainer(PRESETS[name].config)
    trainer.run(10)
    return Case(trainer, structure_of(trainer), trainer.trace())


CASES = {
    "circle": lambda: of_preset("circle"),
    "xor": lambda: of_preset("xor"),
    "iris": lambda: of_preset("iris"),
    "digits": lambda: of_preset("digits"),
    "one output": lambda: case(outputs=1, **SIGMOID),
    "several targets": lambda: case(outputs=3, **SIGMOID, precision="float32"),
    "two classes": lambda: case(outputs=2, **SOFTMAX, precision="float32"),
}


def with_output(outputs: list[float], targets: list[float], **settings: str) -> Case:
    """Return a case whose first sample has other z of the output, and targets.

    The quantities that depend on them are computed by the plain stable formulas.
    """
    found = case(outputs=len(outputs), **settings)
    precision = found.structure.precision
    z, y = np.array(outputs, precision), np.array(targets, precision)
    quantities = {name: each.copy() for name, each in found.trace.quantities.items()}
    if settings["loss"] == "cross_entropy":
        shifted = z - z.max()
        total = np.exp(shifted).sum()
        a = np.exp(shifted) / total
        new = {"shifted3": shifted, "total3": total, "log_total3": np.log(total)}
        new["surprise3"] = new["log_total3"] - shifted
        new["terms"] = y * new["surprise3"]
    else:
        with np.errstate(over="ignore", invalid="ignore"):
            a = 1.0 / (1.0 + np.exp(-z))
            softplus = np.logaddexp(z, np.zeros_like(z))
        new = {"softplus3": softplus, "hit3": y * z}
        new["terms"] = new["softplus3"] - new["hit3"]
    new |= {"z3": z, "a3": a, "targets": y, "delta3": a - y}
    new["losses"] = new["terms"].sum()
    for name, value in new.items():
        quantities[name][0] = value
    trace = dataclasses.replace(found.trace, quantities=quantities)
    return Case(found.trainer, found.structure, trace)


def steps(found: Case, phase: str, neuron: int, sample: int = 0) -> list[Calculation]:
    return list(explained(found, phase, neuron, sample).calculations)


def explained(found: Case, phase: str, neuron: int, sample: int = 0) -> Explanation:
    selection = Selection("neuron", phase, sample, found.structure.last, neuron)
    return explain(found.trace, found.structure, selection)


def outputs_of(structure: Structure, z: np.ndarray) -> np.ndarray:
    if structure.loss.name == "cross_entropy":
        return np.exp(z) / np.exp(z).sum()
    return 1.0 / (1.0 + np.exp(-z))


def loss_of(structure: Structure, a: np.ndarray, y: np.ndarray) -> float:
    if structure.loss.name == "cross_entropy":
        return float(-(y * np.log(a)).sum())
    return float(-(y * np.log(a) + (1 - y) * np.log(1 - a)).sum())


@pytest.mark.parametrize("name", CASES)
def test_the_steps_are_those_of_plain_formulas_and_differences(name: str) -> None:
    found = CASES[name]()
    structure, last = found.structure, found.structure.last
    label = structure.activation(last).label
    for sample in range(min(4, len(found.trace.rows))):
        z = found.trace[f"z{last}"][sample].astype(np.float64)
        y = found.trace["targets"][sample].astype(np.float64)
        a = outputs_of(structure, z)
        for neuron in range(len(a)):
            by_a, by_z, product, delta, *_ = steps(found, "backward", neuron, sample)
            titles = [each.title for each in (by_a, by_z, product, delta)]
            assert titles == [title.format(label) for title in CHAIN]
            place = (
                int(y.argmax()) if structure.loss.name == "cross_entropy" else neuron
            )
            up, down = a.copy(), a.copy()
            up[place] += STEP * a[place] * (1 - a[place])
            down[place] -= STEP * a[place] * (1 - a[place])
            change = loss_of(structure, up, y) - loss_of(structure, down, y)
            assert by_a.result.value == pytest.approx(
                change / (up[place] - down[place]), rel=1e-4
            )
            nudge = STEP * (np.arange(len(z)) == neuron)
            above = outputs_of(structure, z + nudge)
            below = outputs_of(structure, z - nudge)
            slope = (above - below)[place] / (2 * STEP)
            assert by_z.result.value == pytest.approx(slope, rel=1e-4, abs=1e-8)
            by_loss = loss_of(structure, above, y) - loss_of(structure, below, y)
            assert product.result.value == pytest.approx(
                by_loss / (2 * STEP), rel=1e-4, abs=1e-8
            )
            stored = float(found.trace[f"delta{last}"][sample, neuron])
            assert delta.result.value == stored
            assert product.result.value == pytest.approx(stored, rel=1e-4, abs=1e-7)


@pytest.mark.parametrize("name", CASES)
def test_the_loss_is_shown_by_its_definition_first(name: str) -> None:
    found = CASES[name]()
    structure, last = found.structure, found.structure.last
    a = found.trace[f"a{last}"].astype(np.float64)
    for sample in range(min(4, len(found.trace.rows))):
        for neuron in range(structure.sizes[-1]):
            first, *_, term, loss = steps(found, "loss", neuron, sample)
            y, p = found.trace["targets"][sample, neuron], a[sample, neuron]
            assert first.title == "Cross-entropy"
            plain = -math.log(p) if y == 1.0 else -math.log(1.0 - p)
            if structure.loss.name == "cross_entropy" and y == 0.0:
                plain = 0.0
            assert first.result.value == pytest.approx(plain, rel=1e-12)
            assert term.result.value == found.trace["terms"][sample, neuron]
            assert loss.result.value == found.trace["losses"][sample]
            assert term.result.value == pytest.approx(plain, rel=1e-4, abs=1e-6)
            assert "Computed from a, it is the same number" in term.words


@pytest.mark.parametrize(
    ("z", "y", "near"),
    [(40.0, 0.0, "1"), (40.0, 1.0, "1"), (-800.0, 1.0, "0"), (-800.0, 0.0, "0")],
)
def test_a_saturated_sigmoid_shows_the_difference_alone(
    z: float, y: float, near: str
) -> None:
    found = with_output([z], [y], **SIGMOID)
    first, *_ = steps(found, "backward", 0)
    assert first.title == "Delta of the output"
    assert f"a is so close to {near} that a (1 - a) is 0" in first.words
    assert first.result.value == (1.0 if z > 0 else 0.0) - y


def test_a_sigmoid_whose_difference_to_1_has_lost_its_digits_says_so() -> None:
    found = with_output([30.0], [0.0], **SIGMOID)
    first, *_ = steps(found, "backward", 0)
    assert "has too few digits left" in first.words
    # As close to 0, the output has all its digits, and so have the factors.
    found = with_output([-30.0], [1.0], **SIGMOID)
    by_a, by_z, product, delta, *_ = steps(found, "backward", 0)
    assert by_a.result.value == pytest.approx(-math.exp(30.0), rel=1e-9)
    assert by_z.result.value == pytest.approx(math.exp(-30.0), rel=1e-9)
    assert product.result.value == pytest.approx(delta.result.value, rel=1e-12)


def test_a_wrong_saturated_output_has_an_infinite_loss_only_by_definition() -> None:
    found = with_output([40.0], [0.0], **SIGMOID)
    first, softplus, _, term, _ = steps(found, "loss", 0)
    assert first.result.value == math.inf
    assert first.numbers == r"t_{1} = -\ln(1 - 1) = \infty"
    assert "directly from z" in softplus.words
    assert term.result.value == 40.0
    assert "Computed from a, it would be infinite" in term.words


def test_a_loss_that_rounding_has_changed_is_not_called_the_same() -> None:
    found = with_output([36.0], [0.0], **SIGMOID)
    first, *_, term, _ = steps(found, "loss", 0)
    assert abs(first.result.value - 36.0) > 0.01
    assert f"rounding has led to {first.result.value:.4g}" in term.words


def test_a_softmax_that_underflowed_shows_the_difference_alone() -> None:
    found = with_output([900.0, 0.0, 0.0], [0.0, 1.0, 0.0], **SOFTMAX)
    for neuron, delta in enumerate((1.0, -1.0, 0.0)):
        first, *_ = steps(found, "backward", neuron)
        assert first.title == "Delta of the output"
        assert "the output of the true class is rounded to 0" in first.words
        assert first.result.value == delta
    first, *_, term, _ = steps(found, "loss", 1)
    assert (first.result.value, term.result.value) == (math.inf, 900.0)
    assert "it would be infinite" in term.words


def test_targets_between_0_and_1_take_every_class() -> None:
    found = with_output([0.5, -1.0, 2.0], [0.3, 0.0, 0.7], **SOFTMAX)
    _, _, product, delta, *_ = steps(found, "backward", 1)
    assert product.terms is not None
    assert list(product.terms.names) == ["da3[1]", "da3[3]"]
    assert product.result.value == pytest.approx(delta.result.value, rel=1e-12)
    found = with_output([0.5], [0.3], **SIGMOID)
    first, *_, term, _ = steps(found, "loss", 0)
    a = 1 / (1 + math.exp(-0.5))
    plain = -0.3 * math.log(a) - 0.7 * math.log(1 - a)
    assert first.result.value == pytest.approx(plain, rel=1e-12)
    assert term.result.value == pytest.approx(plain, rel=1e-12)
    assert "both logarithms count" in first.words


@pytest.mark.parametrize(
    ("outputs", "targets", "words"),
    [
        ([0.5, -1.0], [1.0, 0.0], " Of the other class, dL/da is 0."),
        ([0.5, -1.0, 2.0], [0.0, 1.0, 0.0], " Of the other 2 classes, dL/da is 0."),
        ([0.5, -1.0, 2.0], [0.3, 0.0, 0.7], " Of the other class, dL/da is 0."),
        ([0.5, -1.0, 2.0], [0.3, 0.1, 0.6], ""),
    ],
)
def test_classes_whose_slope_is_0_are_counted(
    outputs: list[float], targets: list[float], words: str
) -> None:
    _, _, product, *_ = steps(with_output(outputs, targets, **SOFTMAX), "backward", 0)
    assert words in product.words
    assert ("dL/da is 0" in product.words) == bool(words)


@pytest.mark.parametrize(
    "found",
    [
        with_output([40.0], [0.0], **SIGMOID),
        with_output([0.3], [1.0], **SIGMOID),
        with_output([900.0, 0.0, 0.0], [0.0, 1.0, 0.0], **SOFTMAX),
        with_output([0.5, -1.0, 2.0], [0.3, 0.0, 0.7], **SOFTMAX),
    ],
    ids=["saturated", "sigmoid", "underflown", "softmax"],
)
def test_the_python_of_the_page_prints_every_step(found: Case) -> None:
    for phase in ("loss", "backward"):
        shown = explained(found, phase, 0)
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(shown.as_python(), {})
        lines = [line.rsplit(" ", 1) for line in printed.getvalue().splitlines()]
        numbers = {name: float(number) for name, number in lines}
        assert len(numbers) == len(shown.calculations)
        # The batch's gradient is not that of the sample that was changed.
        for each in shown.calculations:
            if not each.result.name.startswith(("share", "db")):
                assert numbers[each.result.name] == pytest.approx(each.result.value)


def test_the_page_of_the_loss_derives_the_first_output_only() -> None:
    found = case(outputs=3, **SOFTMAX)
    shown = explain(found.trace, found.structure, Selection("loss", "backward"))
    titles = [each.title for each in shown.calculations]
    chain = [title.format("softmax") for title in CHAIN]
    assert titles == [*chain, CHAIN[-1], CHAIN[-1]]


def test_a_run_without_a_joint_loss_is_explained_as_before() -> None:
    config = RunConfig(dataset="xor", loss="mse", output_activation="sigmoid")
    trainer = Trainer(config)
    trainer.run(1)
    found = Case(trainer, structure_of(trainer), trainer.trace())
    titles = [each.title for each in steps(found, "backward", 0)]
    assert titles[:3] == ["Slope of the loss", "Slope of sigmoid", "Delta"]


@pytest.mark.parametrize("settings", [SIGMOID, SOFTMAX], ids=["sigmoid", "softmax"])
def test_a_run_that_diverged_is_explained_without_an_error(
    settings: dict[str, str],
) -> None:
    outputs = 1 if settings is SIGMOID else 3
    nan = with_output([math.nan] * outputs, [1.0] + [0.0] * (outputs - 1), **settings)
    for phase in ("loss", "backward"):
        explained(nan, phase, 0).as_latex()
    first, *_ = steps(nan, "backward", 0)
    assert first.title == "Delta of the output"

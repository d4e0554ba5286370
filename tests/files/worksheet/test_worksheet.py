"""Worksheets: every number is the trace's, and the exercise gives no answer away."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.core.trace import Trace
from nnviz.explain.explanation import Entry
from nnviz.files.worksheet.by_hand import WorksheetChoice, rounded, trained
from nnviz.files.worksheet.drawing import draw_network
from nnviz.files.worksheet.making import make_sheet, make_sheets
from nnviz.files.worksheet.sheet import Sheet
from nnviz.files.worksheet.worksheet_numbers import answer
from nnviz.files.worksheet.worksheet_page import to_html
from nnviz.session.config import RunConfig

SVG = "{http://www.w3.org/2000/svg}"


def sheet(choice: WorksheetChoice | None = None, **settings: object) -> Sheet:
    settings = {"dataset": "xor", "seed": 1, **settings}
    return make_sheet(choice or WorksheetChoice(RunConfig(**settings)))  # type: ignore[arg-type]


def page(*sheets: Sheet, with_key: bool = True) -> ElementTree.Element:
    html = to_html(sheets, with_key)
    return ElementTree.fromstring(html.removeprefix("<!DOCTYPE html>"))


def section(root: ElementTree.Element, kind: str) -> ElementTree.Element:
    return next(s for s in root.iter("section") if s.get("class") == kind)


def numbers_in(part: ElementTree.Element) -> list[float]:
    return [float(str(data.get("value"))) for data in part.iter("data")]


def words_in(part: ElementTree.Element) -> str:
    labels = [str(svg.get("aria-label", "")) for svg in part.iter(f"{SVG}svg")]
    return " ".join([*part.itertext(), *labels]).replace("\N{MINUS SIGN}", "-")


def in_trace(trace: Trace, entry: Entry) -> float:
    assert entry.cell is not None
    values = trace.after if entry.cell.when == "after" else trace
    return float(values[entry.cell.quantity][entry.cell.index])


def answers(of: Sheet) -> dict[str, float]:
    return {
        blank.answer.name: blank.answer.value for t in of.tasks for blank in t.blanks
    }


CASES = [
    {},
    {"loss": "mse", "hidden": (3,), "activation": "sigmoid"},
    {"dataset": "plane", "batch_size": 3},
    {"dataset": "iris", "hidden": (3,), "activation": "relu"},
    {"dataset": "rings", "hidden": (2, 2), "loss": "mse"},
    {"dataset": "line", "hidden": ()},
]


@pytest.mark.parametrize("settings", CASES)
def test_every_answer_is_the_number_of_the_trace(settings: dict[str, object]) -> None:
    found = sheet(**settings)
    sizes = found.structure.sizes
    counts = {}
    for task in found.tasks[:-1]:
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
    rate = trace.learning_rate
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
                    assert got[name] == pytest.approx(delta * source, rel=1e-12)
        a = np.array([got[f"a{layer}[{row + 1}]"] for row in range(len(z))])


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


def test_the_key_has_every_answer_in_full_precision() -> None:
    found = sheet(batch_size=3)
    key = numbers_in(section(page(found), "answers"))
    assert set(answers(found).values()) <= set(key)


@pytest.mark.parametrize("settings", CASES)
def test_the_exercise_shows_what_is_given_and_no_answer(
    settings: dict[str, object],
) -> None:
    found = sheet(**settings)
    part = section(page(found), "sheet")
    trace = found.trace
    given = {entry.value for entry in (*found.inputs, *found.targets)}
    for layer in range(1, found.structure.last + 1):
        given |= set(trace[f"W{layer}"].flat) | set(trace[f"b{layer}"])
    for task in found.tasks:
        given |= {blank.given.value for blank in task.blanks if blank.given}
        given |= {entry.value for _, entries in task.given for entry in entries}
    assert set(numbers_in(part)) <= given
    text = words_in(part)
    for name, value in answers(found).items():
        shown = f"{value:.4g}"
        if len(shown.lstrip("-")) >= 5:
            assert shown not in text, name


@pytest.mark.parametrize(
    ("value", "written"),
    [(-0.25, "−0.25"), (2.55912e-05, "2.559·10⁻⁵"), (-0.0, "0"), (1.5e7, "1.5·10⁷")],
)
def test_numbers_are_written_as_people_write_them(value: float, written: str) -> None:
    assert answer(value) == written


def test_every_blank_is_empty() -> None:
    part = section(page(sheet()), "sheet")
    blanks = [td for td in part.iter("td") if td.get("class") in ("blank", "room")]
    assert len([td for td in blanks if td.get("class") == "blank"]) == 29
    assert all("".join(td.itertext()).strip() == "" for td in blanks)


def test_the_page_needs_nothing_else() -> None:
    html = to_html([sheet()])
    elsewhere = re.findall(r'(?:src|href|url)\s*[=(]\s*"?([^#"\s][^"\s]*)', html)
    assert elsewhere == []
    assert "<script" not in html
    assert "@import" not in html
    assert re.findall(r"https?://(?!www\.w3\.org/2000/svg)", html) == []


def test_every_letter_of_a_formula_is_on_the_page_once() -> None:
    html = to_html([sheet(activation="tanh")])
    shapes = re.findall(r'<symbol id="([^"]+)"', html)
    assert len(shapes) == len(set(shapes))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(shapes)


def test_the_key_can_be_left_out_and_comes_after_all_exercises() -> None:
    sheets = make_sheets(WorksheetChoice(RunConfig(dataset="xor", seed=3)), count=2)
    kinds = [s.get("class") for s in page(*sheets).iter("section")]
    assert kinds == ["sheet", "sheet", "answers", "answers"]
    kinds = [s.get("class") for s in page(*sheets, with_key=False).iter("section")]
    assert kinds == ["sheet", "sheet"]


def test_another_seed_is_another_exercise_and_the_same_the_same() -> None:
    first, again, other = sheet(), sheet(), sheet(seed=2)
    assert answers(first) == answers(again)
    assert answers(first) != answers(other)


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
    from nnviz.session.trainer import Trainer

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


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"dataset": "digits"}, "64-2-10 .* too large to work through by hand"),
        ({"hidden": (7,)}, "too large to work through by hand"),
        ({"batch_size": 10}, "use a batch size from 1 to 4"),
    ],
)
def test_what_nobody_would_work_out_is_refused(
    settings: dict[str, object], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        sheet(**settings)


def test_many_weights_are_given_with_the_tasks_and_not_drawn() -> None:
    config = RunConfig(dataset="circle", hidden=(6, 4), seed=1)
    exact, short = (
        make_sheets(WorksheetChoice(config, decimals=decimals))[0]
        for decimals in (None, 1)
    )
    assert exact.listed
    assert not short.listed
    given = exact.tasks[1].given
    assert [len(entries) for _, entries in given] == [7, 7, 7, 7]
    weights, biases = exact.trace["W2"], exact.trace["b2"]
    for row, (_, entries) in enumerate(given):
        values = [entry.value for entry in entries]
        assert values == [*weights[row].tolist(), float(biases[row])]
    assert not any(task.given for task in short.tasks)
    assert "b = " not in draw_network(exact).inside
    assert "b = " in draw_network(short).inside


def test_an_optimiser_with_a_memory_has_no_update_to_work_out() -> None:
    config = RunConfig(dataset="xor", hidden=(2,), optimizer="adam", seed=1)
    (sheet,) = make_sheets(WorksheetChoice(config))
    titles = [task.title for task in sheet.tasks]
    assert titles[-1] == "Gradients"
    assert "update the weights" not in to_html([sheet])

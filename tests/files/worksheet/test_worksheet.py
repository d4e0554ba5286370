"""Worksheets: every number is the trace's, and the exercise gives no answer away."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.core.trace import Trace
from nnviz.explain.explanation import Entry
from nnviz.explain.notation import of_layer
from nnviz.explain.structure import structure_of
from nnviz.explain.traced_sample import TracedSample
from nnviz.files.worksheet import by_hand
from nnviz.files.worksheet.blocks import SIDE_BY_SIDE, _rows, sheet_blocks
from nnviz.files.worksheet.by_hand import (
    WorksheetChoice,
    check_size,
    rounded,
    trained,
)
from nnviz.files.worksheet.drawing import draw_network
from nnviz.files.worksheet.formula_pictures import FormulaPicture
from nnviz.files.worksheet.key_blocks import _short_rows
from nnviz.files.worksheet.making import make_sheet, make_sheets
from nnviz.files.worksheet.second_pass import after_update
from nnviz.files.worksheet.sheet import Sheet, SheetTask
from nnviz.files.worksheet.worksheet_numbers import answer
from nnviz.files.worksheet.worksheet_page import to_html
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import RunParts
from nnviz.session.trainer import Trainer

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


WEIGHTS = {"setosa": 2.0, "versicolor": 0.5, "virginica": 3.0}
CASES = [
    {},
    {"loss": "mse", "hidden": (3,), "activation": "sigmoid"},
    {"dataset": "plane", "batch_size": 3},
    {"dataset": "iris", "hidden": (3,), "activation": "relu"},
    {"dataset": "rings", "hidden": (2, 2), "loss": "mse"},
    {"dataset": "line", "hidden": ()},
    {"dataset": "iris", "hidden": (3,), "batch_size": 3, "class_weights": WEIGHTS},
    {"l1": 0.02, "l2": 0.1},
    {"dataset": "plane", "batch_size": 3, "l2": 0.1},
]


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
    assert len([td for td in blanks if td.get("class") == "blank"]) == 34
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


@pytest.mark.parametrize(
    ("sizes", "batch", "fits"),
    [
        ((6, 4, 3), 4, True),
        ((6, 4, 3), 5, False),
        ((7, 1, 1), 1, False),
        ((2, 2, 4), 1, False),
        ((2, 6, 1), 1, True),
        ((2, 7, 1), 1, False),
        ((6, 1, 1, 1, 1), 1, True),
        ((6, 1, 1, 1, 1, 1), 1, False),
        ((3, 4, 6, 2), 1, True),
        ((3, 4, 6, 3), 1, False),
        ((6, 3), 1, True),
    ],
)
def test_what_fits_a_sheet_of_paper(
    sizes: tuple[int, ...], batch: int, fits: bool
) -> None:
    if fits:
        check_size(sizes, batch)
    else:
        with pytest.raises(InputError, match="too large to work through by hand"):
            check_size(sizes, batch)


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


def test_sheet_and_key_have_the_same_columns() -> None:
    root = page(sheet(dataset="iris", hidden=(3,), batch_size=3))

    def columns(kind: str, table: str, cell: str) -> list[int]:
        return [
            sum(part.get("class") == cell for part in row.iter())
            for each in section(root, kind).iter("table")
            if each.get("class") == table
            for row in each.iter("tr")
        ]

    asked, answered = (
        columns("sheet", "work", "blank"),
        columns("answers", "key", "answer"),
    )
    assert [n for n in asked if n > 1] == [n for n in answered if n > 1]
    assert asked.count(2) > 20


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


@pytest.mark.parametrize("hidden", [(2,), (3, 2)])
def test_everything_drawn_has_its_place_in_the_picture(hidden: tuple[int, ...]) -> None:
    of = sheet(hidden=hidden)
    drawn = draw_network(of)
    root = ElementTree.fromstring(f"<svg>{drawn.inside}</svg>")
    circles = [(float(c.get("cx")), float(c.get("cy"))) for c in root.iter("circle")]
    sizes, tallest = of.structure.sizes, max(of.structure.sizes)
    # The layers stand 150 apart, centred on each other, their neurons 84 apart.
    centres = [
        (62.0 + 150.0 * layer, 26.0 + 84.0 * ((tallest - size) / 2 + row))
        for layer, size in enumerate(sizes)
        for row in range(size)
    ]
    assert circles == centres
    wide, high = 124.0 + 150.0 * (len(sizes) - 1), 70.0 + 84.0 * (tallest - 1)
    assert (drawn.width, drawn.height) == (wide, high)
    lines = {
        tuple(float(line.get(at)) for at in ("x1", "y1", "x2", "y2")): line
        for line in root.iter("line")
    }
    assert len(lines) == sum(a * b for a, b in pairwise(sizes))
    for x1, y1, x2, y2 in lines:
        assert {(x1, y1), (x2, y2)} <= set(circles)
        assert x2 == x1 + 150.0
    row_of = {at: k for k, at in enumerate(circles)}
    starts = [sum(sizes[:layer]) for layer in range(len(sizes))]
    for (x1, y1, x2, y2), line in lines.items():
        layer = round((x2 - 62.0) / 150.0)
        row, column = row_of[x2, y2] - starts[layer], row_of[x1, y1] - starts[layer - 1]
        is_negative = of.trace[f"W{layer}"][row, column] < 0.0
        assert (line.get("stroke-dasharray") is not None) == is_negative
        assert line.get("stroke") == ("#b8500f" if is_negative else "#1668c9")
    texts = {
        anchor: [
            (float(text.get("x")), float(text.get("y")))
            for text in root.iter("text")
            if text.get("text-anchor") == anchor
        ]
        for anchor in ("end", "start")
    }
    # Inputs are written to the left of their neurons, targets to the right.
    assert texts["end"] == [(x - 25.0, y + 4.0) for x, y in circles[: sizes[0]]]
    assert texts["start"] == [(x + 25.0, y + 4.0) for x, y in circles[starts[-1] :]]
    patches = [
        [float(rect.get(at)) for at in ("x", "y", "width", "height")]
        for rect in root.iter("rect")
    ]
    assert len(patches) == of.structure.layout.count
    for place, (x, y, width, height) in enumerate(patches):
        assert min(x, y) >= 0.0
        assert x + width <= wide
        assert y + height <= high
        for left, top, across, down in patches[:place]:
            assert (
                x >= left + across
                or left >= x + width
                or y >= top + down
                or top >= y + height
            )


def task(of: Sheet, title: str) -> SheetTask:
    return next(each for each in of.tasks if each.title.startswith(title))


def test_facts_say_which_sample_where_there_are_several() -> None:
    alone, three = sheet(), sheet(dataset="plane", batch_size=3)
    assert "Sample" not in dict(alone.facts)
    assert dict(three.facts)["Sample"] == "1 of 3 in the batch"


def test_the_other_samples_are_given_and_not_this_one() -> None:
    ((_, losses),) = task(sheet(dataset="plane", batch_size=3), "Loss").given
    assert [each.name for each in losses] == ["loss of sample 2", "loss of sample 3"]


def test_the_loss_of_one_output_is_one_logarithm() -> None:
    (blank,) = task(sheet(), "Loss").blanks
    numbers = blank.steps[-1].numbers
    assert numbers.startswith(r"L = -\ln")


def test_each_rule_of_a_gradient_has_the_input_of_its_layer() -> None:
    first, second = task(sheet(), "Gradients").rules[:2]
    assert "x_{1}" in first
    assert "x_{1}" not in second
    assert of_layer("a", 1, 0) in second


def test_the_sample_alone_goes_through_the_new_network() -> None:
    trainer = trained(WorksheetChoice(RunConfig(dataset="plane", batch_size=3)))
    moment = TracedSample(trainer.trace(), structure_of(trainer), 1)
    again = after_update(moment)
    assert again.trace.rows.tolist() == [moment.trace.rows[1]]
    assert again.samples == 1


def test_exercises_try_seeds_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []
    reach = by_hand._reach

    def noted(choice: WorksheetChoice, setup: RunParts, seed: int) -> Trainer:
        tried.append(seed)
        return reach(choice, setup, seed)

    monkeypatch.setattr(by_hand, "_reach", noted)
    monkeypatch.setattr(by_hand, "_is_lively", lambda *_: False)
    for seed in (1, 2):
        trained(WorksheetChoice(RunConfig(dataset="xor", seed=seed)))
    assert len(tried) == 40
    assert len(set(tried)) == 40


def test_a_formula_is_centred_at_a_point() -> None:
    picture = FormulaPicture("x", "<g/>", -1.0, -10.0, 8.0, 12.0)
    assert picture.centred_at(100.0, 50.0).startswith(
        '<g transform="translate(97 54)">'
    )
    assert picture.descent == 2.0


class Noted:
    """Pictures of formulas by their names."""

    def formula(self, latex: str, size: int = 15) -> str:
        return f"[{latex}]"

    def network(self, sheet: Sheet) -> str:
        return "[network]"


def test_inputs_and_targets_are_numbered_from_1() -> None:
    top = next(sheet_blocks(sheet(dataset="iris", hidden=(3,)), Noted())).markup
    names = re.findall(r"\[([xy]_\{\d\})\]", top)
    assert names == ["x_{1}", "x_{2}", "x_{3}", "x_{4}", "y_{1}", "y_{2}", "y_{3}"]


def test_an_old_value_has_no_label_and_a_sum_of_others_has() -> None:
    found = sheet(dataset="plane", batch_size=3)
    shown = "".join(block.markup for block in sheet_blocks(found, Noted()))
    before, after = shown.split("New weights", 1)
    assert "others: " in before
    assert not re.search(r'">(others)?: ', after)


@pytest.mark.parametrize("kind", ["sheet", "key"])
def test_short_rows_are_filled(kind: str) -> None:
    # Nine parameters: the last row has one blank.
    found = sheet(hidden=(2,))
    assert found.structure.layout.count % SIDE_BY_SIDE
    blanks = task(found, "Gradients").blanks
    rows = re.findall(
        r"<tr>.*?</tr>",
        "".join(_rows(task(found, "Gradients"), Noted()))
        if kind == "sheet"
        else _short_rows(blanks, Noted()),
    )
    assert len({row.count("<td") for row in rows if "<table" not in row}) == 1


def test_a_page_is_named_after_its_sheet_or_how_many_there_are() -> None:
    one, other = sheet(), sheet(dataset="line", hidden=())
    assert f"<title>{one.title}</title>" in to_html([one], with_key=False)
    assert "<title>2 worksheets</title>" in to_html([one, other], with_key=False)


def test_the_shape_of_a_letter_is_on_a_page_once() -> None:
    text = to_html([sheet()], with_key=False)
    shapes = re.findall(r'<symbol id="([^"]+)"', text)
    used = re.findall(r'<use (?:xlink:)?href="#([^"]+)"', text)
    assert len(shapes) == len(set(shapes)) > 10
    assert len(used) > 3 * len(shapes)
    # A drawing by itself has its own.
    assert draw_network(sheet()).glyphs == ()
    assert draw_network(sheet(), shared=True).glyphs
    assert set(used) == set(shapes)

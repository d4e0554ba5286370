"""Worksheets: every number is the trace's, and the exercise gives no answer away."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from nnviz.core.errors import InputError
from nnviz.files.worksheet import by_hand
from nnviz.files.worksheet.blocks import SIDE_BY_SIDE, _rows, sheet_blocks
from nnviz.files.worksheet.by_hand import (
    WorksheetChoice,
    check_size,
    trained,
)
from nnviz.files.worksheet.drawing import draw_network
from nnviz.files.worksheet.formula_pictures import FormulaPicture
from nnviz.files.worksheet.key_blocks import _short_rows
from nnviz.files.worksheet.making import make_sheets
from nnviz.files.worksheet.sheet import Sheet
from nnviz.files.worksheet.worksheet_page import to_html
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import RunParts
from nnviz.session.trainer import Trainer
from tests.files.worksheet.sheets import (
    CASES,
    answers,
    numbers_in,
    page,
    section,
    sheet,
    task_named,
    words_in,
)


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


def test_facts_say_which_sample_where_there_are_several() -> None:
    alone, three = sheet(), sheet(dataset="plane", batch_size=3)
    assert "Sample" not in dict(alone.facts)
    assert dict(three.facts)["Sample"] == "1 of 3 in the batch"


def test_the_other_samples_are_given_and_not_this_one() -> None:
    ((_, losses),) = task_named(sheet(dataset="plane", batch_size=3), "Loss").given
    assert [each.name for each in losses] == ["loss of sample 2", "loss of sample 3"]


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
    blanks = task_named(found, "Gradients").blanks
    rows = re.findall(
        r"<tr>.*?</tr>",
        "".join(_rows(task_named(found, "Gradients"), Noted()))
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

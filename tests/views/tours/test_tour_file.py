"""A tour's file: what is read from it, and what is said of one that is wrong."""

from pathlib import Path

import pytest

from nnviz.core.errors import InputError
from nnviz.data.assets import asset_path
from nnviz.views.tours.tour_file import (
    MOST_SENTENCES,
    MOST_STEPS,
    count_sentences,
    parse_tour,
    read_tour,
)
from nnviz.views.tours.tour_list import TOURS

HEAD = "---\ntitle: A title\nabout: What it is about\nsetup: preset circle\n---\n"
KEYS = "points_at: neuron 1.1\ndoes: steps phase\ndoes: iteration 0"


def step(title: str = "One", text: str = "Look. Then think.", keys: str = KEYS) -> str:
    return f"\n## {title}\n\n{text}\n\n```step\n{keys}\n```\n"


def fault(source: str) -> str:
    with pytest.raises(InputError) as raised:
        parse_tour(source, Path("a.md"))
    return str(raised.value)


def test_a_tour_is_read() -> None:
    tour = parse_tour(HEAD + step() + step("Two", keys=KEYS + "\nwaits_for: edit"), P)
    assert (tour.name, tour.title, tour.about) == ("a", "A title", "What it is about")
    assert [str(one) for one in tour.setup] == ["preset circle"]
    first, second = tour.steps
    assert (first.title, first.text) == ("One", "Look. Then think.")
    assert str(first.points_at) == "neuron 1.1"
    assert [str(one) for one in first.does] == ["steps phase", "iteration 0"]
    assert first.waits_for is None
    assert str(second.waits_for) == "edit"


P = Path("a.md")


def test_lines_are_those_of_the_file() -> None:
    source = HEAD + step()
    (one,) = parse_tour(source, P).steps
    lines = source.splitlines()
    assert lines[one.line - 1] == "## One"
    assert lines[one.points_at.line - 1] == "points_at: neuron 1.1"
    assert [lines[each.line - 1] for each in one.does] == [
        "does: steps phase",
        "does: iteration 0",
    ]


@pytest.mark.parametrize(
    ("source", "line", "why"),
    [
        ("## One\n", 1, "begins with its title"),
        ("---\ntitle: A\n---\n" + step(), 1, "“about” is needed once"),
        (HEAD.replace("title: A title", "titel: A"), 2, "“titel: A” is not one of"),
        (HEAD, 1, "this one has 0"),
        (HEAD + step() * 9, 1, "this one has 9"),
        (HEAD + "\nWords.\n" + step(), 7, "before the first heading"),
        (HEAD + "\n## One\n\nLook.\n", 7, "“One” needs one block of keys"),
        (HEAD + step(text="A. B. C."), 9, "this one has 3"),
        (HEAD + step(text="no end"), 9, "this one has 0"),
        (HEAD + step(text="One.\n\nTwo."), 7, "one paragraph"),
        (HEAD + step(keys="does: edit"), 7, "“points_at” is needed once"),
        (HEAD + step(keys=KEYS + "\nwait: edit"), 15, "“wait: edit” is not one of"),
        (HEAD + step(keys="points_at:"), 12, "“points_at:” is not one of"),
    ],
)
def test_a_wrong_file_is_refused_by_its_line(source: str, line: int, why: str) -> None:
    said = fault(source)
    assert said.startswith(f"a.md, line {line}: ")
    assert why in said


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.md: cannot be read"):
        read_tour(tmp_path / "none.md")


def test_decimal_points_and_names_of_numbers_end_no_sentence() -> None:
    assert count_sentences("It is 0.25 at most, or {W1[1,2]}. Is it? Yes!") == 3


@pytest.mark.parametrize("name", TOURS)
def test_every_tour_is_short_and_has_the_title_of_the_menu(name: str) -> None:
    tour = read_tour(asset_path("tours", f"{name}.md"))
    assert tour.title == TOURS[name]
    assert len(tour.steps) <= MOST_STEPS
    assert all(0 < count_sentences(one.text) <= MOST_SENTENCES for one in tour.steps)

"""The columns show the numbers of the contenders' own traces."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from nnviz.explain.linked.linked_walk import LinkedPlace, LinkedWalk, begin
from nnviz.explain.walk.cursor import CursorPosition, Grain
from nnviz.ui.comparison.contender_column import LEAST_WIDTH
from nnviz.ui.comparison.side_by_side import SideBySide
from nnviz.ui.theme.fonts import load_fonts
from nnviz.ui.theme.tokens import DARK, LIGHT
from nnviz.views.comparison.column_words import ColumnWords
from nnviz.views.numbers import signed, significant
from tests.conftest import ChangeTheme
from tests.explain.linked.contenders import ACTIVATIONS, OPTIMIZERS, sides
from tests.explain.networks import place_of

A_OF_NEURON_3 = CursorPosition(0, 0, 1, 2, 0, 4)


@pytest.fixture
def view(qtbot: QtBot) -> SideBySide:
    load_fonts()
    widget = SideBySide()
    qtbot.addWidget(widget)
    widget.resize(1240, 420)
    widget.show()
    return widget


def words(view: SideBySide) -> list[ColumnWords]:
    contents = [column.content for column in view.columns]
    return [content.words for content in contents if content is not None]


def walk_at(
    position: CursorPosition,
    setting: str,
    values: tuple[Any, ...],
    grain: Grain = "neuron",
) -> LinkedWalk:
    return LinkedWalk(sides(setting, values), LinkedPlace(0, position, grain))


def test_each_column_has_the_contenders_own_number(view: SideBySide) -> None:
    names = ("tanh", "sigmoid", "softplus")
    walk = walk_at(A_OF_NEURON_3, "activation", names)
    view.show_walk(walk)
    values = [float(side.trace["a1"][4, 2]) for side in walk.sides]
    assert [w.value for w in words(view)] == [significant(value) for value in values]
    assert [w.name for w in words(view)] == list(names)
    first = values[0]
    for one, value in zip(words(view)[1:], values[1:], strict=True):
        row = next(row for row in one.rows if row.name == "a")
        assert row.text == signed(value, 4)
        assert row.current
        sign = "−" if value < first else "+"
        assert row.difference == f"{sign}{significant(abs(value - first), 3)}"


def test_numbers_that_come_later_are_not_known_yet(view: SideBySide) -> None:
    view.show_walk(walk_at(A_OF_NEURON_3, "activation", ACTIVATIONS))
    for one in words(view):
        texts = {row.name: row.text for row in one.rows}
        assert texts["δ"] == texts["new b"] == "not yet"


def test_the_header_says_where_the_cursor_is(view: SideBySide) -> None:
    walk = walk_at(A_OF_NEURON_3, "activation", ACTIVATIONS)
    view.show_walk(walk)
    assert view.header.place.text() == "Activation a of hidden 1, neuron 3"
    row = walk.leader.trace.rows[4] + 1
    assert view.header.detail.text() == (
        f"iteration 3  ·  forward  ·  training sample {row}"
    )
    assert view.header.sample.text() == "5 of 10"


def test_what_does_not_correspond_is_said_in_the_column(view: SideBySide) -> None:
    contenders = sides("optimizer", ("momentum", *OPTIMIZERS[2:]))
    at = place_of(contenders[0].route, "velocity")
    view.show_walk(LinkedWalk(contenders, LinkedPlace(0, at)))
    note = "Adam has no velocity: showing change"
    assert words(view)[1].notes == note
    assert note in view.columns[1].toolTip()


def test_a_term_shows_the_sum_so_far(view: SideBySide) -> None:
    walk = walk_at(
        CursorPosition(0, 0, 0, 1, 1), "activation", ("relu", "tanh"), "term"
    )
    view.show_walk(walk)
    products = walk.sides[1].trace["W1"][1] * walk.sides[1].trace["inputs"][0]
    assert words(view)[1].value == significant(float(products[:2].sum()))
    assert words(view)[1].below.startswith("so far; term 2 of 3 adds")


def test_a_click_on_a_column_lets_that_contender_lead(
    qtbot: QtBot, view: SideBySide
) -> None:
    view.show_walk(walk_at(A_OF_NEURON_3, "activation", ACTIVATIONS))
    with qtbot.waitSignal(view.leader_chosen) as chosen:
        qtbot.mouseClick(view.columns[2], Qt.MouseButton.LeftButton)
    assert chosen.args == [2]


def test_neuron_and_sample_are_chosen_by_key(qtbot: QtBot, view: SideBySide) -> None:
    view.show_walk(walk_at(A_OF_NEURON_3, "activation", ACTIVATIONS))
    with qtbot.waitSignal(view.neuron_chosen) as chosen:
        qtbot.keyClick(view.header.neuron, Qt.Key.Key_Up)
    assert chosen.args == [1, 3]
    with qtbot.waitSignal(view.sample_chosen) as sample:
        qtbot.keyClick(view.header.sample, Qt.Key.Key_Down)
    assert sample.args == [3]


def test_showing_a_place_announces_nothing(qtbot: QtBot, view: SideBySide) -> None:
    walk = walk_at(A_OF_NEURON_3, "activation", ACTIVATIONS)
    for signal in (view.neuron_chosen, view.sample_chosen, view.leader_chosen):
        with qtbot.assertNotEmitted(signal):
            view.show_walk(walk)
            view.show_walk(begin(walk.sides, at_end=True))


@pytest.mark.parametrize("count", [2, 4, 8])
def test_all_columns_fit_into_the_width(view: SideBySide, count: int) -> None:
    names = (*ACTIVATIONS, "elu", "gelu", "linear", "softplus")[:count]
    view.show_walk(walk_at(A_OF_NEURON_3, "activation", names))
    assert len(view.columns) == count
    assert not view.area.horizontalScrollBar().isVisible()
    assert view.columns[-1].geometry().right() <= view.area.viewport().width()


def test_fewer_contenders_leave_no_column_behind(view: SideBySide) -> None:
    view.show_walk(walk_at(A_OF_NEURON_3, "activation", ACTIVATIONS))
    view.show_walk(walk_at(A_OF_NEURON_3, "activation", ("relu", "tanh")))
    assert [one.name for one in words(view)] == ["relu", "tanh"]


def test_every_place_of_an_iteration_can_be_painted_in_both_themes(
    view: SideBySide, change_theme: ChangeTheme
) -> None:
    walk: Any = begin(sides("optimizer", OPTIMIZERS, hidden=(2, 2)), LinkedPlace(2))
    for number in range(10_000):
        if not isinstance(walk, LinkedWalk):
            break
        change_theme(LIGHT if number % 2 else DARK)
        view.show_walk(walk)
        view.grab()
        walk = walk.step(1)
    assert number > 50


def test_before_any_iteration_it_says_what_to_do(view: SideBySide) -> None:
    view.show_walk(None)
    assert view.empty.isVisible()
    assert not view.area.isVisible()


def test_where_columns_have_no_room_they_are_scrolled(
    qtbot: QtBot, view: SideBySide
) -> None:
    names = (*ACTIVATIONS, "elu", "gelu", "linear", "softplus")
    view.resize(860, 420)
    view.show_walk(walk_at(A_OF_NEURON_3, "activation", names))
    qtbot.waitUntil(view.area.horizontalScrollBar().isVisible)
    assert all(column.width() >= LEAST_WIDTH for column in view.columns)

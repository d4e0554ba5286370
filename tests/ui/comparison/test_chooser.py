"""What is compared is chosen: one setting, two to eight values, and how fairly."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from nnviz.session.comparison.choice import OWN, SAME, ComparisonChoice
from nnviz.session.comparison.contender import Variation, contenders_of
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data
from nnviz.ui.comparison.chooser import ComparisonChooser
from nnviz.ui.experiment.number_field import NumberField
from nnviz.ui.experiment.picker import Picker
from nnviz.views.comparison.varied import (
    VARIED,
    VariedSetting,
    checked,
    find_varied,
    pieces,
)

LEFT = Qt.MouseButton.LeftButton
FOUR = ("relu", "tanh", "sigmoid", "step")


@pytest.fixture
def chooser(qtbot: QtBot) -> ComparisonChooser:
    chooser = ComparisonChooser()
    qtbot.addWidget(chooser)
    chooser.resize(1200, 90)
    with qtbot.waitExposed(chooser):
        chooser.show()
    return chooser


def turn_to(chooser: ComparisonChooser, setting: str) -> None:
    chooser.findChild(Picker, "comparison_setting").chosen.emit(setting)


def type_in(chooser: ComparisonChooser, qtbot: QtBot, text: str) -> QLineEdit:
    edit = chooser.findChild(QComboBox, "comparison_add").lineEdit()
    edit.clear()
    qtbot.keyClicks(edit, text)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    return edit


def button(chooser: ComparisonChooser, name: str) -> QPushButton:
    return chooser.findChild(QPushButton, name)


def error(chooser: ComparisonChooser) -> str:
    return chooser.findChild(QLabel, "comparison_error").text()


def test_the_wish_carries_setting_and_values(
    chooser: ComparisonChooser, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(chooser.comparison_requested) as heard:
        qtbot.mouseClick(button(chooser, "comparison_start"), LEFT)
    assert heard.args == [ComparisonChoice("activation", FOUR, False)]


def test_a_value_is_typed_in(chooser: ComparisonChooser, qtbot: QtBot) -> None:
    edit = type_in(chooser, qtbot, "gelu")
    assert chooser.choice.values == (*FOUR, "gelu")
    assert edit.text() == ""
    assert error(chooser) == ""


def test_a_value_is_chosen_from_the_list(chooser: ComparisonChooser) -> None:
    field = chooser.findChild(QComboBox, "comparison_add")
    field.activated.emit(field.findText("elu"))
    assert chooser.choice.values == (*FOUR, "elu")


def test_several_numbers_are_typed_at_once(
    chooser: ComparisonChooser, qtbot: QtBot
) -> None:
    turn_to(chooser, "learning_rate")
    type_in(chooser, qtbot, "0.5, 2")
    assert chooser.choice.values == (0.001, 0.01, 0.1, 0.5, 2.0)


@pytest.mark.parametrize(
    ("setting", "text", "words"),
    [
        ("learning_rate", "fast", "'fast' is not a number"),
        ("learning_rate", "-1", "it must be above 0"),
        ("learning_rate", "0.1", "0.1 is already in the list"),
        ("batch_size", "2.5", "2.5 is not a whole number"),
        ("activation", "wibble", "wibble"),
        ("hidden", "a-b", "type neurons like 8-4"),
    ],
)
def test_what_cannot_be_is_said_at_once(
    chooser: ComparisonChooser, qtbot: QtBot, setting: str, text: str, words: str
) -> None:
    turn_to(chooser, setting)
    before = chooser.choice.values
    edit = type_in(chooser, qtbot, text)
    assert words in error(chooser)
    assert edit.property("invalid") == "true"
    assert chooser.choice.values == before


def test_a_click_on_a_value_takes_it_out(
    chooser: ComparisonChooser, qtbot: QtBot
) -> None:
    qtbot.mouseClick(button(chooser, "comparison_value_1"), LEFT)
    assert chooser.choice.values == ("relu", "sigmoid", "step")


def test_delete_takes_the_focused_value_out(
    chooser: ComparisonChooser, qtbot: QtBot
) -> None:
    qtbot.keyClick(button(chooser, "comparison_value_3"), Qt.Key.Key_Delete)
    assert chooser.choice.values == ("relu", "tanh", "sigmoid")


def test_one_value_is_too_few(chooser: ComparisonChooser) -> None:
    chooser.show_choice(ComparisonChoice("loss", ("mse",)))
    assert error(chooser) == "Choose 2 to 8 values to compare."
    assert not button(chooser, "comparison_start").isEnabled()
    assert not button(chooser, "comparison_run_seeds").isEnabled()


def test_there_is_no_room_for_a_ninth(chooser: ComparisonChooser, qtbot: QtBot) -> None:
    turn_to(chooser, "learning_rate")
    type_in(chooser, qtbot, "1 2 3 4 5 6")
    assert chooser.choice.values == (0.001, 0.01, 0.1, 1.0, 2.0, 3.0, 4.0, 5.0)
    assert error(chooser) == "At most 8 contenders: 6 was left out"
    assert not chooser.findChild(QComboBox, "comparison_add").isEnabled()


def test_each_may_begin_with_its_own_initialiser(
    chooser: ComparisonChooser, qtbot: QtBot
) -> None:
    qtbot.mouseClick(button(chooser, f"comparison_fairness_{OWN}"), LEFT)
    assert chooser.choice.own_initializers
    qtbot.mouseClick(button(chooser, f"comparison_fairness_{SAME}"), LEFT)
    assert not chooser.choice.own_initializers


def test_varied_initialisers_are_never_replaced(chooser: ComparisonChooser) -> None:
    values = ("he_normal", "zeros")
    chooser.show_choice(ComparisonChoice("initializer", values, own_initializers=True))
    assert not chooser.choice.own_initializers
    assert not button(chooser, f"comparison_fairness_{OWN}").isEnabled()


def test_values_are_remembered_for_each_setting(
    chooser: ComparisonChooser, qtbot: QtBot
) -> None:
    qtbot.mouseClick(button(chooser, "comparison_value_0"), LEFT)
    turn_to(chooser, "optimizer")
    turn_to(chooser, "activation")
    assert chooser.choice.values == FOUR[1:]


def test_a_study_carries_its_number_of_seeds(
    chooser: ComparisonChooser, qtbot: QtBot
) -> None:
    field = chooser.findChild(NumberField, "comparison_seeds")
    field.selectAll()
    qtbot.keyClicks(field, "12")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    with qtbot.waitSignal(chooser.study_requested) as heard:
        qtbot.mouseClick(button(chooser, "comparison_run_seeds"), LEFT)
    assert heard.args == [chooser.choice, 12]


def test_a_study_that_runs_can_be_cancelled(
    chooser: ComparisonChooser, qtbot: QtBot
) -> None:
    chooser.seeds.show_progress(3, 40)
    words = chooser.findChild(QLabel, "comparison_progress_words")
    assert words.text() == "3 of 40 runs"
    with qtbot.waitSignal(chooser.study_cancelled):
        qtbot.mouseClick(button(chooser, "comparison_run_seeds"), LEFT)
    chooser.seeds.show_idle("cancelled after 3 runs")
    assert words.text() == "cancelled after 3 runs"


def test_only_what_fits_the_data_is_offered(chooser: ComparisonChooser) -> None:
    base = RunConfig(dataset="sine")
    chooser.show_base(base, load_data(base))
    turn_to(chooser, "loss")
    field = chooser.findChild(QComboBox, "comparison_add")
    offered = {field.itemText(place) for place in range(field.count())}
    assert {"mse", "mae"} <= set(chooser.choice.values)
    assert "binary cross-entropy" not in offered


def test_what_is_in_the_list_is_not_offered_again(
    chooser: ComparisonChooser, qtbot: QtBot
) -> None:
    field = chooser.findChild(QComboBox, "comparison_add")
    assert field.findText("relu") < 0
    field.activated.emit(field.findText("leaky relu"))
    assert chooser.choice.values == (*FOUR, "leaky_relu")
    assert field.findText("leaky relu") < 0
    qtbot.mouseClick(chooser._chips.chips[0], LEFT)
    assert field.findText("relu") >= 0


def test_a_name_is_typed_as_it_is_shown(
    chooser: ComparisonChooser, qtbot: QtBot
) -> None:
    type_in(chooser, qtbot, "leaky relu")
    type_in(chooser, qtbot, "step_straight_through")
    assert chooser.choice.values == (*FOUR, "leaky_relu", "step_straight_through")
    shown = [button(chooser, f"comparison_value_{k}").text() for k in (4, 5)]
    assert shown == ["leaky relu  ✕", "step STE  ✕"]


def test_a_choice_that_is_not_trained_yet_is_marked(
    chooser: ComparisonChooser, qtbot: QtBot
) -> None:
    running = ComparisonChoice("activation", FOUR)
    chooser.show_running(running, "the same weights")
    statement = chooser.findChild(QLabel, "comparison_statement")
    discard = button(chooser, "comparison_discard")
    start = button(chooser, "comparison_start")
    assert statement.text() == "the same weights"
    assert discard.isHidden()
    assert start.property("role") != "primary"
    type_in(chooser, qtbot, "gelu")
    marks = [chip.property("chosen") for chip in chooser._chips.chips]
    assert marks == ["", "", "", "", "pending"]
    assert statement.text().startswith("Not trained yet")
    assert start.property("role") == "primary"
    qtbot.mouseClick(discard, LEFT)
    assert chooser.choice == running
    assert statement.text() == "the same weights"
    chooser.findChild(QPushButton, f"comparison_fairness_{OWN}").click()
    assert statement.text().startswith("Not trained yet")
    turn_to(chooser, "learning_rate")
    assert {chip.property("chosen") for chip in chooser._chips.chips} == {"pending"}
    chooser.show_running(chooser.choice, "")
    assert {chip.property("chosen") for chip in chooser._chips.chips} == {""}


def test_what_does_not_fit_the_data_is_refused_with_the_reason(
    chooser: ComparisonChooser, qtbot: QtBot
) -> None:
    base = RunConfig(dataset="sine")
    chooser.show_base(base, load_data(base))
    turn_to(chooser, "loss")
    type_in(chooser, qtbot, "binary_cross_entropy")
    assert "is a regression" in error(chooser)


def test_learning_rates_are_suggested_around_the_one_in_use(
    chooser: ComparisonChooser,
) -> None:
    base = RunConfig(dataset="circle", learning_rate=0.02)
    chooser.show_base(base, load_data(base))
    turn_to(chooser, "learning_rate")
    assert chooser.choice.values == (0.002, 0.02, 0.2)


def test_which_fairness_holds_is_stated(chooser: ComparisonChooser) -> None:
    chooser.show_statement("all begin with the same weights")
    label = chooser.findChild(QLabel, "comparison_statement")
    assert label.text() == "all begin with the same weights"


@pytest.mark.parametrize("varied", VARIED, ids=lambda varied: varied.setting)
def test_every_value_on_offer_can_be(varied: VariedSetting) -> None:
    assert all(checked(varied.setting, value) is None for value in varied.offered)
    assert set(varied.suggested) <= set(varied.offered)


@pytest.mark.parametrize("setting", [varied.setting for varied in VARIED])
def test_what_is_suggested_can_be_compared_on_the_first_data_set(setting: str) -> None:
    base = RunConfig(dataset="circle")
    values = find_varied(setting).suggested
    found = contenders_of(base, load_data(base), [Variation(setting, values)])
    assert len(found) == len(values)


def test_an_expression_is_one_value() -> None:
    varied = find_varied("activation")
    assert pieces("relu, tanh", varied) == ["relu", "tanh"]
    assert pieces("relu * tanh(relu, 1)", varied) == ["relu * tanh(relu, 1)"]


def test_a_very_long_word_does_not_widen_the_window(
    chooser: ComparisonChooser, qtbot: QtBot
) -> None:
    before = chooser.minimumSizeHint().width()
    type_in(chooser, qtbot, "x" * 500)
    assert error(chooser).startswith("unknown activation")
    assert chooser.minimumSizeHint().width() <= before

"""Writing a function: what is typed is shown, or pointed at."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from nnviz.core.network import find_activation
from nnviz.ui.controls.remembered import MOST, RememberedFunctions
from nnviz.ui.own_function.own_function_window import EXAMPLES, OwnFunctionWindow
from nnviz.ui.theme.tokens import LIGHT
from tests.conftest import ChangeTheme


@pytest.fixture
def window(qtbot: QtBot) -> OwnFunctionWindow:
    window = OwnFunctionWindow()
    qtbot.addWidget(window)
    window.taken = []
    window.chosen.connect(window.taken.append)
    window.ask("hidden 1")
    return window


def typed(qtbot: QtBot, window: OwnFunctionWindow, text: str) -> None:
    window.field.clear()
    qtbot.keyClicks(window.field, text)


def test_it_begins_with_an_example_that_can_be_used(window: OwnFunctionWindow) -> None:
    assert window.text == EXAMPLES[0]
    assert window.accept_button.isEnabled()
    assert window.place.text() == "Activation of hidden 1"


def test_it_does_not_keep_others_waiting(window: OwnFunctionWindow) -> None:
    assert not window.isModal()


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_a_function(example: str) -> None:
    assert find_activation(example).elementwise


def test_enter_takes_what_is_typed(qtbot: QtBot, window: OwnFunctionWindow) -> None:
    window.name.clear()
    typed(qtbot, window, "sin(x) + x")
    qtbot.keyClick(window.field, Qt.Key.Key_Return)
    assert window.taken == ["sin(x) + x"]
    assert not window.isVisible()


def test_a_name_goes_in_front(qtbot: QtBot, window: OwnFunctionWindow) -> None:
    typed(qtbot, window, "sin(x) + x")
    window.name.setText("wavy")
    window.accept_button.click()
    assert window.taken == ["wavy = sin(x) + x"]


def test_a_name_typed_in_front_counts(qtbot: QtBot, window: OwnFunctionWindow) -> None:
    window.name.setText("mish")
    typed(qtbot, window, "wavy = sin(x) + x")
    window.accept_button.click()
    assert window.taken == ["wavy = sin(x) + x"]


def test_the_wrong_character_is_marked_and_nothing_can_be_taken(
    qtbot: QtBot, window: OwnFunctionWindow
) -> None:
    typed(qtbot, window, "  x * lg(x)")
    assert window.field.place == 6
    assert window.field.property("invalid") == "true"
    assert "did you mean 'log'" in window.message.text()
    assert not window.accept_button.isEnabled()
    qtbot.keyClick(window.field, Qt.Key.Key_Return)
    assert window.taken == []


def test_the_mark_goes_when_it_is_right_again(
    qtbot: QtBot, window: OwnFunctionWindow
) -> None:
    typed(qtbot, window, "x * lg(x)")
    typed(qtbot, window, "x * tanh(x)")
    assert window.field.place is None
    assert window.accept_button.isEnabled()
    assert window.formula.accessibleName() == r"f(z) = z \, \tanh(z)"


def test_the_caret_is_painted_where_the_text_has_scrolled(
    qtbot: QtBot, window: OwnFunctionWindow
) -> None:
    typed(qtbot, window, "+".join(["sin(x)"] * 20) + "+oops")
    before = window.grab().toImage()
    window.field.mark(None)
    assert window.grab().toImage() != before


def test_a_name_that_cannot_be_is_said_so(window: OwnFunctionWindow) -> None:
    window.name.setText("relu")
    assert window.name.property("invalid") == "true"
    assert window.field.place is None
    assert "already a" in window.message.text()
    assert not window.accept_button.isEnabled()


def test_an_example_is_a_click_away(qtbot: QtBot, window: OwnFunctionWindow) -> None:
    button = next(b for b in window.findChildren(QPushButton) if b.text() == "sin(x)")
    button.click()
    assert window.text == "sin(x)"


def test_a_function_with_a_name_comes_back_apart(window: OwnFunctionWindow) -> None:
    window.ask("the output", "wavy = sin(x)")
    assert (window.name.text(), window.field.text()) == ("wavy", "sin(x)")


def test_the_picture_follows_the_function_and_the_theme(
    qtbot: QtBot, window: OwnFunctionWindow, change_theme: ChangeTheme
) -> None:
    pictures = [window.plot.grab().toImage()]
    typed(qtbot, window, "cos(x)")
    pictures.append(window.plot.grab().toImage())
    change_theme(LIGHT)
    pictures.append(window.plot.grab().toImage())
    assert pictures[0] != pictures[1] != pictures[2]


def test_functions_are_remembered_the_latest_first(
    qtbot: QtBot, tmp_path: Path
) -> None:
    file = str(tmp_path / "settings.ini")
    memory = RememberedFunctions()
    memory.remember(QSettings(file, QSettings.Format.IniFormat))
    for k in range(MOST + 3):
        memory.add(f"{k} * x")
    memory.add("max(x, 5 * x)")
    again = RememberedFunctions()
    again.remember(QSettings(file, QSettings.Format.IniFormat))
    assert again.texts == memory.texts
    assert again.texts[0] == "max(x, 5 * x)"
    assert len(again.texts) == MOST


def test_one_that_is_added_again_moves_up() -> None:
    memory = RememberedFunctions()
    for text in ("sin(x)", "cos(x)", "sin(x)"):
        memory.add(text)
    assert memory.texts == ("sin(x)", "cos(x)")


def test_what_settings_have_that_is_no_function_is_left_out(tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    settings.setValue("own_functions", ["sin(x)", "oops(", "relu", "log(x)"])
    memory = RememberedFunctions()
    memory.remember(settings)
    assert memory.texts == ("sin(x)",)

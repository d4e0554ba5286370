"""The window's keys: what they do, where they mean something else, and their list."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTextBrowser,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.ui.window.help.help_texts import guide_text, menu_groups
from nnviz.ui.window.help.help_window import HelpWindow
from nnviz.ui.window.main_window import MainWindow
from tests.desktop.driving import open_on

CTRL = Qt.KeyboardModifier.ControlModifier


def press(qtbot: QtBot, window: QWidget, keys: str) -> None:
    qtbot.keySequence(window, keys)


def test_keys_choose_what_edges_show(window: MainWindow, qtbot: QtBot) -> None:
    for keys, kind in (("Ctrl+2", "contribution"), ("Ctrl+4", "update")):
        press(qtbot, window, keys)
        assert window.panels.edges.kind == kind


SHIFTED = dict(zip('+_<>?:"{}|~!@#$%^&*()', "=-,./;'[]\\`1234567890", strict=True))
"""What Shift makes of keys on a keyboard of the United States."""


def chord(keys: QKeySequence) -> tuple[frozenset[str], str]:
    """Return the modifiers and the key that are pressed for a shortcut."""
    text = keys.toString(QKeySequence.SequenceFormat.PortableText)
    *modifiers, key = re.split(r"\+(?=.)", text)
    shift = {"Shift"} if key in SHIFTED else set()
    return frozenset((*modifiers, *shift)), SHIFTED.get(key, key)


def test_no_two_shortcuts_are_reached_by_the_same_keys(window: MainWindow) -> None:
    # Qt would do nothing at all.
    pressed: dict[tuple[frozenset[str], str], str] = {}
    for action in window.findChildren(QAction):
        for keys in action.shortcuts():
            words = f"{action.text()} {keys.toString()}"
            assert pressed.setdefault(chord(keys), words) == words
    assert chord(QKeySequence("Ctrl++")) == chord(QKeySequence("Ctrl+Shift+="))
    assert chord(QKeySequence("Ctrl+>")) in pressed


def test_keys_change_the_speed(window: MainWindow, qtbot: QtBot) -> None:
    press(qtbot, window, "Ctrl+,")
    slower = window.controller.speed
    assert slower is not None
    press(qtbot, window, "Ctrl+,")
    assert window.controller.speed < slower
    for _ in range(2):
        press(qtbot, window, "Ctrl+.")
    assert window.controller.speed is None


def test_one_key_leads_to_no_limit_and_back_to_auto(
    window: MainWindow, qtbot: QtBot
) -> None:
    for wanted in ("auto", None, "auto"):
        press(qtbot, window, "Ctrl+U")
        assert window.controller.speed == wanted


def test_keys_go_through_the_samples(window: MainWindow, qtbot: QtBot) -> None:
    open_on(window, qtbot, RunConfig(dataset="digits"))
    title, titles = window.panels.output.images.sample.title, []
    qtbot.waitUntil(lambda: title.text() != "")
    # A sample is shown once its numbers are there.
    for keys in ("Ctrl+PgDown", "Ctrl+PgUp"):
        titles.append(title.text())
        press(qtbot, window, keys)
        qtbot.waitUntil(lambda: title.text() != titles[-1])
    assert title.text() == titles[0]


def test_a_key_switches_dark_and_light(window: MainWindow, qtbot: QtBot) -> None:
    dark = window.appearance.theme.dark
    press(qtbot, window, "Ctrl+T")
    assert window.appearance.theme.dark != dark
    press(qtbot, window, "Ctrl+T")
    assert window.appearance.theme.dark == dark


def test_a_key_fills_the_screen_and_gives_it_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    for full in (True, False):
        press(qtbot, window, "F11")
        qtbot.waitUntil(lambda full=full: window.isFullScreen() == full)


def test_no_key_means_two_things(window: MainWindow) -> None:
    keys = [a.shortcut().toString() for a in window.actions() if a.shortcut()]
    used = [key for key in keys if key]
    assert len(used) == len(set(used))


def test_enter_trains_at_first(window: MainWindow, qtbot: QtBot) -> None:
    open_on(window, qtbot, RunConfig(dataset="circle"))
    focused = window.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, Qt.Key.Key_Return)
    assert window.controller.playing
    window.controller.pause()


def test_enter_presses_the_button_with_the_focus(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, RunConfig(dataset="circle"))
    button = window.findChild(QToolButton, "full_batch")
    button.setFocus()
    with qtbot.waitSignal(window.controller.run_started):
        qtbot.keyClick(button, Qt.Key.Key_Return)
    assert window.controller.config.batch_size == "full"


def test_space_trains_and_undo_undoes_from_a_field_too(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, RunConfig(dataset="circle"))
    window.activateWindow()
    field = window.findChild(QLineEdit, "l2")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "0.25")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.controller.config.l2 == 0.25
    qtbot.keyClick(field, Qt.Key.Key_Z, CTRL)
    assert window.controller.config.l2 == 0.0
    assert field.text() == "0"
    qtbot.keyClick(field, Qt.Key.Key_Space)
    assert window.controller.playing
    window.controller.pause()


@pytest.mark.parametrize("name", ["speed"])
def test_arrows_do_no_steps_where_they_move_something(
    window: MainWindow, qtbot: QtBot, name: str
) -> None:
    open_on(window, qtbot, RunConfig(dataset="circle"))
    window.activateWindow()
    control = window.findChild(QWidget, name)
    control.setFocus()
    qtbot.keyClick(control, Qt.Key.Key_Right)
    assert not window.controller.playing
    window.findChild(QPushButton, "button_play").setFocus()
    qtbot.keyClick(window, Qt.Key.Key_Right)
    qtbot.waitUntil(
        lambda: (s := window.controller.snapshot) is not None and s.iteration == 1
    )


def test_arrows_step_in_the_diagram_and_with_shift_they_select(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, RunConfig(dataset="circle"))
    qtbot.waitUntil(lambda: window.panels.diagram.state is not None)
    window.activateWindow()
    diagram, chosen = window.panels.diagram, list[tuple[int, int]]()
    diagram.selection_changed.connect(lambda *at: chosen.append(at))
    diagram.setFocus()
    qtbot.keyClick(diagram, Qt.Key.Key_Right)
    qtbot.waitUntil(
        lambda: (s := window.controller.snapshot) is not None and s.iteration == 1
    )
    assert not chosen
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down):
        qtbot.keyClick(diagram, key, Qt.KeyboardModifier.ShiftModifier)
    first, across, down = chosen
    assert first == (0, 0)
    assert across[0] == down[0] == 1
    assert down[1] == across[1] + 1


def test_escape_clears_the_selection_wherever_the_focus_is(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, RunConfig(dataset="circle"))
    diagram, chosen = window.panels.diagram, list[tuple[int, int]]()
    qtbot.waitUntil(lambda: diagram.state is not None)
    diagram.selection_changed.connect(lambda *at: chosen.append(at))
    window.activateWindow()
    for name in ("button_play", "learning_rate", "main_window"):
        diagram.select_neuron(1, 0)
        chosen.clear()
        focus = window.findChild(QWidget, name) or window
        focus.setFocus()
        for _ in range(2):
            # The first one leaves a field.
            qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_Escape)
        assert chosen == [(-1, -1)], name


def test_the_keys_are_listed_and_the_window_stays_usable(
    window: MainWindow, qtbot: QtBot
) -> None:
    for _ in range(2):
        press(qtbot, window, "F1")
    (keys,) = window.findChildren(HelpWindow, "keyboard_window")
    listed = {label.text() for label in keys.findChildren(QLabel)}
    assert {"Train or pause", "Space", "Undo", "Ctrl+Z", "Full screen"} <= listed
    assert {"Zoom the diagram", "Wheel", "Double-click", "Drag up, down"} <= listed
    assert not keys.isModal()
    keys.close()


def test_the_guide_lists_every_key_of_the_menus(window: MainWindow) -> None:
    listed = guide_text().partition("## All keys")[2]
    edges = ", ".join(f"Ctrl+{place}" for place in range(1, 6))
    listed = listed.replace("Ctrl+1 to Ctrl+5", edges)
    for group in menu_groups(window.menuBar()):
        for shortcut in group.shortcuts:
            alone = rf"(?<![\w+]){re.escape(shortcut.keys)}(?![\w+])"
            assert re.search(alone, listed), shortcut.words


def test_the_guide_has_contents_and_can_be_searched(
    window: MainWindow, qtbot: QtBot
) -> None:
    press(qtbot, window, "Shift+F1")
    (guide,) = window.findChildren(HelpWindow, "guide_window")
    page = guide.findChild(QTextBrowser)
    contents = guide.findChild(QListWidget, "guide_contents")
    titles = [contents.item(row).text().strip() for row in range(contents.count())]
    assert {"Get started", "Take a tour", "All keys"} <= set(titles)
    contents.itemClicked.emit(contents.item(titles.index("All keys")))
    assert page.textCursor().block().text() == "All keys"
    assert page.verticalScrollBar().value() > 0
    assert page.horizontalScrollBar().maximum() == 0
    search = guide.findChild(QLineEdit, "guide_search")
    qtbot.keyClicks(search, "learning")
    first = page.textCursor()
    assert first.selectedText().lower() == "learning"
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert page.textCursor().selectionStart() != first.selectionStart()
    qtbot.keyClicks(search, "xyz")
    assert search.property("invalid") == "true"
    for _ in range(3):
        qtbot.keyClick(search, Qt.Key.Key_Backspace)
    assert search.property("invalid") == ""
    assert page.textCursor().selectedText().lower() == "learning"
    search.clear()
    guide.close()

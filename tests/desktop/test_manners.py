"""The window's manners: keys, help, failures, divergence, what is remembered."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QLabel,
    QLineEdit,
    QPushButton,
    QTextBrowser,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from nnviz import __version__
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer
from nnviz.ui.help.help_window import HelpWindow
from nnviz.ui.main_window import MainWindow
from nnviz.ui.run.commands import Edit
from nnviz.ui.theme.apply import Appearance
from tests.desktop.driving import open_on, train
from tests.ui.run.driving import worker_of

CTRL = Qt.KeyboardModifier.ControlModifier
WILD = RunConfig(
    dataset="circle",
    activation="relu",
    output_activation="linear",
    loss="mse",
    optimizer="sgd",
    learning_rate=100.0,
)


def press(qtbot: QtBot, window: QWidget, keys: str) -> None:
    qtbot.keySequence(window, keys)


def remedy(window: MainWindow) -> QPushButton:
    button = window.panels.messages.findChild(QPushButton, "message_action")
    assert button is not None
    return button


def help_window(window: MainWindow, name: str) -> HelpWindow | None:
    return window.findChild(HelpWindow, name)


def test_divergence_pauses_and_its_remedy_trains_at_once(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, WILD)
    window.controller.play()
    qtbot.waitUntil(lambda: "diverged" in window.panels.messages.text, timeout=10_000)
    assert not window.controller.playing
    assert "learning rate of 100" in window.panels.messages.text
    with qtbot.waitSignal(window.controller.run_started, timeout=10_000):
        qtbot.mouseClick(remedy(window), Qt.MouseButton.LeftButton)
    assert window.controller.playing
    controller = window.controller
    qtbot.waitUntil(lambda: controller.snapshot and controller.snapshot.iteration > 500)
    assert not window.panels.messages.isVisible()
    controller.pause()


def test_the_remedy_begins_at_the_same_initial_weights(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, WILD)
    window.controller.play()
    qtbot.waitUntil(lambda: "diverged" in window.panels.messages.text, timeout=10_000)
    with qtbot.waitSignal(window.controller.run_started) as started:
        remedy(window).click()
    expected = Trainer(WILD).network.parameters
    assert (started.args[0].network.parameters == expected).all()
    window.controller.pause()


def test_a_smaller_rate_after_divergence_starts_anew(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, WILD)
    window.controller.play()
    qtbot.waitUntil(lambda: "diverged" in window.panels.messages.text, timeout=10_000)
    with qtbot.waitSignal(window.controller.run_started):
        window.panels.experiment.tuned.emit({"learning_rate": 0.1})
    train(window, qtbot, 20)


def test_playing_a_run_that_is_over_says_again_why_it_is(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, RunConfig(dataset="circle", iterations=20))
    messages = window.panels.messages
    for _ in range(2):
        window.controller.play()
        qtbot.waitUntil(messages.isVisible)
        assert messages.text == "Iterations done: 20"


def test_an_error_in_the_thread_is_reported_and_the_window_lives_on(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, RunConfig(dataset="circle"))
    train(window, qtbot, 10)
    with qtbot.waitSignal(window.controller.failed):
        worker_of(window.controller).ask(Edit(1_000_000, 1.0))
    assert window.panels.messages.kind == "error"
    assert "1000000" in window.panels.messages.text
    with qtbot.waitSignal(window.controller.run_started):
        remedy(window).click()
    train(window, qtbot, 10)
    assert not window.panels.messages.isVisible()


def test_what_cannot_start_can_be_undone_from_its_message(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, RunConfig(dataset="circle"))
    with qtbot.waitSignal(window.controller.failed):
        window.open(RunConfig(dataset="nowhere.csv"))
    assert remedy(window).text() == "Undo data set nowhere.csv"
    with qtbot.waitSignal(window.controller.run_started):
        remedy(window).click()
    assert window.controller.config.dataset == "circle"


@pytest.mark.parametrize(
    ("keys", "kind"), [("Ctrl+2", "contribution"), ("Ctrl+4", "update")]
)
def test_keys_choose_what_edges_show(
    window: MainWindow, qtbot: QtBot, keys: str, kind: str
) -> None:
    press(qtbot, window, keys)
    assert window.panels.edges.kind == kind


def test_keys_change_the_speed(window: MainWindow, qtbot: QtBot) -> None:
    press(qtbot, window, "Ctrl+,")
    slower = window.controller.speed
    assert slower is not None
    press(qtbot, window, "Ctrl+,")
    assert window.controller.speed < slower
    for _ in range(2):
        press(qtbot, window, "Ctrl+.")
    assert window.controller.speed is None


def test_keys_go_through_the_samples(window: MainWindow, qtbot: QtBot) -> None:
    open_on(window, qtbot, RunConfig(dataset="digits"))
    title, titles = window.panels.output.images.sample.title, []
    qtbot.waitUntil(lambda: title.text() != "")
    for keys in ("Ctrl+PgDown", "Ctrl+PgUp"):
        titles.append(title.text())
        press(qtbot, window, keys)
    assert titles[0] != titles[1]
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


@pytest.mark.parametrize("name", ["network_diagram", "speed"])
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


def test_the_keys_are_listed_and_the_window_stays_usable(
    window: MainWindow, qtbot: QtBot
) -> None:
    for _ in range(2):
        press(qtbot, window, "F1")
    (keys,) = window.findChildren(HelpWindow, "keyboard_window")
    listed = {label.text() for label in keys.findChildren(QLabel)}
    assert {"Train or pause", "Space", "Undo", "Ctrl+Z", "Full screen"} <= listed
    assert not keys.isModal()
    keys.close()


@pytest.mark.parametrize(
    ("name", "said"),
    [("about", __version__), ("about", "SIL Open Font License"), ("guide", "Scaling")],
)
def test_help_has_a_guide_and_says_where_things_come_from(
    window: MainWindow, name: str, said: str
) -> None:
    window.findChild(QAction, f"action_{name}").trigger()
    page = help_window(window, f"{name}_window")
    assert page is not None
    assert not page.isModal()
    text = page.findChild(QTextBrowser)
    assert said in text.toPlainText()
    assert text.verticalScrollBar().value() == 0
    page.close()


def test_the_palette_is_remembered(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    file = str(tmp_path / "nnviz.ini")
    names = []
    for chosen in ("green and purple", None):
        window = MainWindow(Appearance(qapp))
        qtbot.addWidget(window)
        window.remember(QSettings(file, QSettings.Format.IniFormat))
        if chosen:
            window.appearance.choose_palette(chosen)
        names.append(window.appearance.palette_name)
        window.close()
    assert names == ["green and purple", "green and purple"]


def test_the_layout_can_be_put_back(window: MainWindow, qtbot: QtBot) -> None:
    docks = {
        name: window.findChild(QDockWidget, f"dock_{name}")
        for name in ("experiment", "output", "plots")
    }
    left = window.dockWidgetArea(docks["experiment"])
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, docks["experiment"])
    docks["plots"].hide()
    docks["output"].setFloating(True)
    window.findChild(QAction, "action_reset_layout").trigger()
    assert window.dockWidgetArea(docks["experiment"]) == left
    assert all(dock.isVisible() for dock in docks.values())
    assert not docks["output"].isFloating()

"""The window's manners: help, failures, divergence, what is remembered."""

from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QPushButton,
    QTextBrowser,
)
from pytestqt.qtbot import QtBot

from nnviz import __version__
from nnviz.live.commands import Edit
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer
from nnviz.ui.theme.apply import Appearance
from nnviz.ui.window.help.help_window import HelpWindow
from nnviz.ui.window.main_window import MainWindow
from tests.desktop.agreement import agree
from tests.desktop.driving import action, open_on, train, tune
from tests.desktop.test_lens import state_of, wait_for_lens
from tests.ui.threads.driving import worker_of

WILD = RunConfig(
    dataset="circle",
    activation="relu",
    output_activation="linear",
    loss="mse",
    optimizer="sgd",
    learning_rate=100.0,
)


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
    qtbot.waitUntil(lambda: "diverged" in window.panels.messages.text)
    assert not window.controller.playing
    assert "learning rate of 100" in window.panels.messages.text
    with qtbot.waitSignal(window.controller.run_started):
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
    qtbot.waitUntil(lambda: "diverged" in window.panels.messages.text)
    with qtbot.waitSignal(window.controller.run_started) as started:
        remedy(window).click()
    expected = Trainer(WILD).network.parameters
    assert (started.args[0].lane.network.parameters == expected).all()
    window.controller.pause()


def test_a_smaller_rate_after_divergence_starts_anew(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, WILD)
    window.controller.play()
    qtbot.waitUntil(lambda: "diverged" in window.panels.messages.text)
    with qtbot.waitSignal(window.controller.run_started):
        tune(window, learning_rate=0.1)
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


def test_samples_can_be_looked_at_after_an_error_and_no_two_views_differ(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, RunConfig(dataset="circle"))
    train(window, qtbot, 10)
    wait_for_lens(window, qtbot, 10)
    window.panels.diagram.selection_changed.emit(1, 0)
    before, inspector = window.network.presenter.row, window.panels.inspector
    assert inspector.explanation is not None
    inputs = state_of(window).activations[0].tolist()
    with qtbot.waitSignal(window.controller.failed):
        worker_of(window.controller).ask(Edit(1_000_000, 1.0))
    window.network.step_sample(1)
    assert state_of(window).activations[0].tolist() != inputs
    assert "An error has ended it" in inspector.empty.text()
    assert not inspector.empty.isHidden()
    agree(window, qtbot)
    window.network.presenter.show_sample(before)
    assert state_of(window).activations[0].tolist() == inputs
    window.panels.diagram.selection_changed.emit(1, 1)
    assert inspector.empty.isHidden()
    agree(window, qtbot)


def test_what_cannot_start_leaves_the_run_that_is_there(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, RunConfig(dataset="circle"))
    train(window, qtbot, 10)
    with qtbot.waitSignal(window.controller.went_back):
        window.open(RunConfig(dataset="nowhere.csv"))
    assert window.controller.config.dataset == "circle"
    qtbot.waitUntil(lambda: window.controller.iteration == 10)
    assert "nowhere.csv" in window.panels.messages.text
    assert window.panels.messages.kind == "error"
    assert not action(window, "undo").isEnabled()


def test_help_has_a_guide_and_says_where_things_come_from(window: MainWindow) -> None:
    said = {"about": (__version__, "SIL Open Font License"), "guide": ("Scaling",)}
    for name, words in said.items():
        action(window, name).trigger()
        page = help_window(window, f"{name}_window")
        assert page is not None
        assert not page.isModal()
        text = page.findChild(QTextBrowser)
        assert all(word in text.toPlainText() for word in words)
        assert text.verticalScrollBar().value() == 0
        page.close()


def test_the_palette_is_remembered(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    file = str(tmp_path / "nnviz.ini")
    names = []
    for chosen in ("teal and brown", None):
        window = MainWindow(Appearance(qapp))
        qtbot.addWidget(window)
        window.remember(QSettings(file, QSettings.Format.IniFormat))
        if chosen:
            window.appearance.choose_palette(chosen)
        names.append(window.appearance.palette_name)
        window.close()
    assert names == ["teal and brown", "teal and brown"]


def test_the_layout_can_be_put_back(window: MainWindow, qtbot: QtBot) -> None:
    docks = {
        name: window.findChild(QDockWidget, f"dock_{name}")
        for name in ("experiment", "output", "plots")
    }
    left = window.dockWidgetArea(docks["experiment"])
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, docks["experiment"])
    docks["plots"].hide()
    docks["output"].setFloating(True)
    action(window, "reset_layout").trigger()
    assert window.dockWidgetArea(docks["experiment"]) == left
    assert all(dock.isVisible() for dock in docks.values())
    assert not docks["output"].isFloating()

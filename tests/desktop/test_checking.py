"""The check and the gallery in the real window."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDockWidget, QPushButton
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.ui.window.main_window import MainWindow
from tests.desktop.driving import open_on, train

LEFT = Qt.MouseButton.LeftButton
IRIS = RunConfig(dataset="iris", hidden=(6, 6), batch_size=16)


@pytest.fixture
def window(window: MainWindow, qtbot: QtBot) -> MainWindow:
    open_on(window, qtbot, IRIS)
    return window


def press(window: MainWindow, qtbot: QtBot, name: str) -> None:
    qtbot.mouseClick(window.findChild(QPushButton, name), LEFT)


def choose(window: MainWindow, *names: str) -> None:
    window.panels.checking.gallery.mistakes_chosen.emit(names)


def switch_of(window: MainWindow, name: str) -> QPushButton:
    return window.findChild(QPushButton, f"switch_{name}")


def iteration(window: MainWindow) -> int:
    snapshot = window.controller.snapshot
    return -1 if snapshot is None else snapshot.iteration


def test_a_mistake_turns_the_badge_red_and_off_again_green(
    window: MainWindow, qtbot: QtBot
) -> None:
    badge, messages = window.panels.badge, window.panels.messages
    badge.findChild(QCheckBox, "check_switch").click()
    window.controller.step()
    qtbot.waitUntil(lambda: badge.text.startswith("✓ gradients agree: 93 of 93"))
    choose(window, "bias_gradient_summed")
    assert "A mistake is on" in messages.text
    window.controller.step()
    qtbot.waitUntil(lambda: badge.text == "✕ db3 is wrong")
    press(window, qtbot, "message_action")
    assert messages.isHidden()
    window.controller.step()
    qtbot.waitUntil(lambda: badge.text.startswith("✓"))


def test_badge_opens_the_details(window: MainWindow, qtbot: QtBot) -> None:
    window.panels.badge.findChild(QCheckBox, "check_switch").click()
    window.controller.step()
    details = window.panels.checking.details
    qtbot.waitUntil(lambda: "Iteration 1" in details.text)
    press(window, qtbot, "check_badge")
    qtbot.waitUntil(details.isVisible)


def test_mistake_that_a_change_rules_out_is_switched_off_and_told(
    window: MainWindow, qtbot: QtBot
) -> None:
    messages = window.panels.messages
    choose(window, "weights_not_transposed")
    with qtbot.waitSignal(window.controller.mistakes_ruled_out):
        window.network.edits.choose(window.controller.config.changed(hidden=(5, 6)))
    assert window.controller.config == IRIS.changed(hidden=(5, 6))
    assert "A mistake was turned off" in messages.text
    messages.clear()
    assert messages.isHidden()
    assert not switch_of(window, "weights_not_transposed").isEnabled()
    with qtbot.waitSignal(window.controller.run_started):
        window.network.edits.undo()
    assert window.controller.config == IRIS.changed(
        mistakes=("weights_not_transposed",)
    )
    assert "A mistake is on" in messages.text


def test_mistake_is_undone_and_made_again(window: MainWindow, qtbot: QtBot) -> None:
    messages, run = window.panels.messages, window.controller.run
    choose(window, "missing_mean")
    assert window.network.edits.undoable == "mistakes missing mean"
    window.network.edits.undo()
    assert window.controller.config == IRIS
    assert messages.isHidden()
    assert switch_of(window, "missing_mean").text() == "Turn on"
    window.network.edits.redo()
    assert window.controller.config.mistakes == ("missing_mean",)
    assert "A mistake is on" in messages.text
    assert window.controller.run == run


def test_several_mistakes_are_on_at_once(window: MainWindow, qtbot: QtBot) -> None:
    messages, edits = window.panels.messages, window.network.edits
    gallery = window.panels.checking.gallery
    for name in ("slope_left_out", "bias_gradient_summed"):
        gallery.findChild(QPushButton, f"switch_{name}").click()
    both = ("bias_gradient_summed", "slope_left_out")
    assert window.controller.config.mistakes == both
    assert "2 mistakes are on: bias gradient summed" in messages.text
    window.panels.badge.findChild(QCheckBox, "check_switch").click()
    window.controller.step()
    qtbot.waitUntil(lambda: "wrong" in window.panels.badge.text)
    edits.undo()
    assert window.controller.config.mistakes == ("slope_left_out",)
    edits.redo()
    press(window, qtbot, "message_action")
    assert window.controller.config.mistakes == ()
    assert messages.isHidden()


def test_branch_brings_its_mistake_back(window: MainWindow, qtbot: QtBot) -> None:
    choose(window, "missing_mean")
    train(window, qtbot, 10)
    choose(window)
    window.controller.step(10)
    qtbot.waitUntil(lambda: iteration(window) == 20)
    assert window.panels.messages.isHidden()
    window.controller.show_moment(5)
    qtbot.waitUntil(lambda: iteration(window) == 5)
    assert window.panels.messages.isHidden()
    window.controller.go_on_from_here()
    qtbot.waitUntil(lambda: "A mistake is on" in window.panels.messages.text)
    assert window.controller.config.mistakes == ("missing_mean",)


def test_reset_layout_puts_the_panel_behind_the_activation(
    window: MainWindow, qtbot: QtBot
) -> None:
    checking = window.findChild(QDockWidget, "dock_checking")
    activation = window.findChild(QDockWidget, "dock_activation")
    checking.setFloating(True)
    window._docks.reset()
    assert checking in window.tabifiedDockWidgets(activation)


def test_no_thread_checks_once_the_window_is_closed(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.panels.badge.findChild(QCheckBox, "check_switch").click()
    window.controller.step()
    worker = window.network.checks.checks._worker
    assert worker is not None
    qtbot.waitUntil(worker.isRunning)
    window.close()
    assert worker.isFinished()


def test_edges_show_the_verdicts_of_the_check(window: MainWindow, qtbot: QtBot) -> None:
    edges, diagram = window.panels.edges, window.panels.diagram
    edges.choose("check")
    assert "No gradient has been checked yet" in window.panels.messages.text
    window.panels.badge.findChild(QCheckBox, "check_switch").click()
    choose(window, "bias_gradient_summed")
    with qtbot.waitSignal(window.network.checks.checked):
        window.controller.step()
    edges.choose("check")

    def is_shown() -> bool:
        state = diagram.state
        return state is not None and state.kind == "check"

    qtbot.waitUntil(is_shown)
    verdicts = diagram.state.verdicts
    assert max(errors.max() for errors in verdicts.weights) < verdicts.tolerance
    assert (verdicts.biases[-1] > 0.5).all()
    window.panels.badge.findChild(QCheckBox, "check_switch").click()
    assert edges.kind == "weight"


def test_another_run_has_not_been_checked_yet(window: MainWindow, qtbot: QtBot) -> None:
    window.panels.badge.findChild(QCheckBox, "check_switch").click()
    with qtbot.waitSignal(window.network.checks.checked):
        window.controller.step()
    window.panels.edges.choose("check")
    with qtbot.waitSignal(window.controller.run_started):
        window.controller.change(hidden=(5, 6))
    builder = window.network.presenter.builder
    assert builder is not None
    assert builder.verdicts is None

    def is_grey() -> bool:
        state = window.panels.diagram.state
        return state.sizes == (4, 5, 6, 3) and bool(np.isnan(state.edges[0]).all())

    qtbot.waitUntil(is_grey)

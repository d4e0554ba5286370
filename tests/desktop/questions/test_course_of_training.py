"""The questions about the course of training, each answered within three actions.

Every number is read where the window shows it, and compared with the same number
worked out here, with NumPy alone.
"""

import numpy as np
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
)
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer
from tests.desktop.driving import open_on, train
from tests.desktop.questions.by_hand import (
    by_hand,
    parameters,
)
from tests.desktop.questions.user import ALT, CTRL, SHIFT, Key, User
from tests.desktop.test_lens import wait_for_lens


def test_4_why_is_the_cost_not_a_number(user: User, qtbot: QtBot) -> None:
    config = RunConfig(
        dataset="sine", hidden=(4,), activation="relu", learning_rate=100.0
    )
    open_on(user.window, qtbot, config)
    wait_for_lens(user.window, qtbot)
    user.press(Key.Key_Space)
    messages = user.window.panels.messages
    qtbot.waitUntil(lambda: "diverged" in messages.text)
    run = Trainer(user.window.controller.started.lane.config)
    run.run(1000)
    assert run.stopped is not None
    assert f"iteration {run.stopped.iteration:,}" in messages.text
    assert "learning rate" in messages.text


def test_14_the_same_start_again(user: User) -> None:
    start = user.window.controller.started.lane.network.parameters.copy()
    user.press(Key.Key_R, CTRL)
    user.reads("iteration", 0)
    np.testing.assert_array_equal(parameters(user.window), start)


def test_15_what_was_it_500_iterations_ago(user: User, qtbot: QtBot) -> None:
    train(user.window, qtbot, 620)
    wait_for_lens(user.window, qtbot, 640)
    user.press(Key.Key_PageUp, ALT | SHIFT)
    wait_for_lens(user.window, qtbot, 140)
    user.reads("iteration", 140)
    run = Trainer(user.window.controller.started.lane.config)
    run.run(140)
    np.testing.assert_array_equal(parameters(user.window), run.network.parameters)


def test_16_what_if_the_rate_had_been_lower_from_there(
    user: User, qtbot: QtBot
) -> None:
    train(user.window, qtbot, 620)
    wait_for_lens(user.window, qtbot, 640)
    user.press(Key.Key_PageUp, ALT | SHIFT)
    wait_for_lens(user.window, qtbot, 140)
    user.click(user.find(QLineEdit, "learning_rate"))
    user.type("0.01", Key.Key_Space)
    controller = user.window.controller
    qtbot.waitUntil(lambda: controller.iteration > 150)
    controller.pause()
    qtbot.waitUntil(lambda: not controller.playing)
    assert user.find(QLineEdit, "learning_rate").text() == "0.01"
    view = user.window.network.shown.timeline
    assert [branch.fork for branch in view.branches] == [0, 140]
    wait_for_lens(user.window, qtbot, None)
    run = Trainer(controller.started.lane.config)
    run.run(140)
    run.change(learning_rate=0.01)
    run.run(controller.iteration - 140)
    np.testing.assert_array_equal(parameters(user.window), run.network.parameters)


def test_20_stop_when_it_is_good_enough(user: User, qtbot: QtBot) -> None:
    user.press(Key.Key_K, CTRL)
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    user.type("stop accuracy")
    qtbot.waitUntil(user.find(QLineEdit, "target_accuracy").hasFocus)
    user.type("90", Key.Key_Space)
    window = user.window
    qtbot.waitUntil(lambda: bool(window.panels.messages.text))
    assert "accuracy" in window.panels.messages.text.lower()
    qtbot.waitUntil(lambda: window.controller.iteration > 20)
    wait_for_lens(window, qtbot, None)
    prepared = window.controller.started.lane.data
    nets = [by_hand(window, int(row)) for row in prepared.test_rows]
    right = [(net.activations[-1][0] > 0.5) == (net.y[0] > 0.5) for net in nets]
    assert np.mean(right) >= 0.9
    user.reads("test_accuracy", float(np.mean(right)))

"""A cost is told apart into mean loss and penalty, and settings that stay are named."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.ui.experiment.tiles import TileGrid
from nnviz.ui.window.main_window import MainWindow
from nnviz.views.numbers import parsed
from tests.desktop.driving import open_on, train

_PARTS = re.compile(r"(\S+) = mean loss (\S+) \+ penalty (\S+)\.$")


def told(window: MainWindow, name: str) -> str:
    """Return what is said of a counter under the pointer."""
    number = window.findChild(QWidget, f"counter_{name}")
    found: QWidget | None = number
    while found is not None and not found.toolTip():
        found = found.parentWidget()
    assert found is not None
    return found.toolTip()


def choose_data(window: MainWindow, qtbot: QtBot, name: str) -> None:
    grid = window.findChild(TileGrid, "dataset_picker")
    with qtbot.waitSignal(window.controller.run_started):
        qtbot.mouseClick(grid.tile(name), Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("counter", ["train_cost", "test_cost"])
def test_a_cost_says_its_mean_loss_and_its_penalty(
    window: MainWindow, qtbot: QtBot, counter: str
) -> None:
    open_on(window, qtbot, RunConfig(dataset="circle", l1=0.001, l2=0.01))
    train(window, qtbot, 16)
    qtbot.waitUntil(lambda: _PARTS.search(told(window, counter)) is not None)
    found = _PARTS.search(told(window, counter))
    assert found is not None
    cost, loss, penalty = map(parsed, found.groups())
    assert cost == pytest.approx(loss + penalty, rel=1e-3)
    assert min(loss, penalty) > 0.0
    assert window.findChild(QWidget, "loss_plot_show_penalty") is not None


def test_a_cost_without_a_penalty_is_said_to_be_nothing_else(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, RunConfig(dataset="circle"))
    train(window, qtbot, 16)
    assert _PARTS.search(told(window, "train_cost")) is None


def test_other_data_say_that_they_keep_a_penalty_and_can_do_without(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, RunConfig(dataset="circle", l1=0.002, l2=0.01))
    choose_data(window, qtbot, "xor")
    messages = window.panels.messages
    qtbot.waitUntil(lambda: "Kept from the run before" in messages.text)
    assert "L1 0.002, L2 0.01" in messages.text
    assert window.controller.config.l2 == 0.01
    button = messages.findChild(QPushButton, "message_action")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.controller.config.l2 == 0.0)
    assert window.controller.config.l1 == 0.0


def test_other_data_that_keep_nothing_say_nothing(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, RunConfig(dataset="circle"))
    choose_data(window, qtbot, "xor")
    assert "Kept" not in window.panels.messages.text

"""Every change of the settings and every edit of a weight can be undone."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QListWidget, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.session.settings.presets import PRESETS
from nnviz.session.trainer import Trainer
from nnviz.ui.window.main_window import MainWindow
from tests.desktop.driving import action, open_on, train, tune, type_number

CIRCLE = RunConfig(dataset="circle")
WEIGHT = (2, 1, 3)
"""Layer, neuron and column of the weight that is edited here."""


def weight(window: MainWindow) -> float:
    snapshot = window.controller.snapshot
    assert snapshot is not None
    layer, neuron, column = WEIGHT
    weights = snapshot.lane.layout.weights(snapshot.lane.parameters)[layer - 1]
    return float(weights[neuron, column])


def settle(window: MainWindow, qtbot: QtBot, value: float) -> None:
    """Wait until the edited weight has a value."""
    qtbot.waitUntil(lambda: weight(window) == value)


def open_and_see(window: MainWindow, qtbot: QtBot, config: RunConfig = CIRCLE) -> None:
    open_on(window, qtbot, config)
    qtbot.waitUntil(lambda: window.controller.snapshot is not None)


def test_nothing_can_be_undone_at_first(window: MainWindow, qtbot: QtBot) -> None:
    open_and_see(window, qtbot)
    assert not action(window, "undo").isEnabled()
    assert not action(window, "redo").isEnabled()


def test_a_learning_rate_is_undone_in_the_same_run(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_and_see(window, qtbot)
    tune(window, learning_rate=0.25)
    assert action(window, "undo").text() == "&Undo learning rate 0.25"
    train(window, qtbot, 10)
    action(window, "undo").trigger()
    train(window, qtbot, 10)
    qtbot.waitUntil(lambda: window.controller.snapshot.iteration == 20)
    alone = Trainer(CIRCLE)
    usual = alone.learning_rate
    alone.change(learning_rate=0.25)
    alone.run(10)
    alone.change(learning_rate=usual)
    alone.run(10)
    snapshot = window.controller.snapshot
    assert snapshot is not None
    np.testing.assert_array_equal(snapshot.lane.parameters, alone.network.parameters)
    assert window.controller.config == CIRCLE


def test_a_tuned_number_stays_when_something_else_is_chosen(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_and_see(window, qtbot)
    tune(window, learning_rate=0.25)
    button = window.findChild(QPushButton, "add_layer")
    with qtbot.waitSignal(window.controller.run_started):
        button.click()
    assert window.controller.config.learning_rate == 0.25


def test_a_structure_is_undone_in_a_run_that_goes_on_training(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_and_see(window, qtbot)
    window.controller.play()
    started = window.controller.run_started
    with qtbot.waitSignal(started):
        window.panels.experiment.config_requested.emit(CIRCLE.changed(hidden=(3,)))
    assert window.controller.playing
    assert action(window, "undo").text() == "&Undo layers 3"
    with qtbot.waitSignal(started):
        action(window, "undo").trigger()
    assert window.controller.config == CIRCLE
    assert window.controller.playing
    assert action(window, "redo").text() == "&Redo layers 3"
    window.controller.pause()


def test_a_schedule_begins_in_the_run_that_trains(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_and_see(window, qtbot)
    run = window.controller.run
    wished = CIRCLE.changed(schedule="warmup")
    window.panels.experiment.config_requested.emit(wished)
    train(window, qtbot, 5)
    assert window.controller.run == run
    assert window.controller.snapshot.lane.learning_rate < Trainer(CIRCLE).learning_rate


def test_an_edit_is_undone_and_done_again(window: MainWindow, qtbot: QtBot) -> None:
    open_and_see(window, qtbot)
    before = weight(window)
    window.panels.diagram.weight_edited.emit(*WEIGHT, 0.75)
    settle(window, qtbot, 0.75)
    text = "&Undo weight W2[2, 4] of hidden 2, neuron 2"
    assert action(window, "undo").text() == text
    action(window, "undo").trigger()
    settle(window, qtbot, before)
    action(window, "redo").trigger()
    settle(window, qtbot, 0.75)


def test_an_edited_bias_is_named_as_one(window: MainWindow, qtbot: QtBot) -> None:
    open_and_see(window, qtbot)
    window.panels.diagram.bias_edited.emit(3, 0, 0.5)
    assert action(window, "undo").text() == "&Undo bias b3[1] of output, neuron 1"


def test_each_drag_of_a_weight_is_one_change(window: MainWindow, qtbot: QtBot) -> None:
    open_and_see(window, qtbot)
    before, diagram = weight(window), window.panels.diagram
    for end in (0.5, 0.9):
        for value in (end - 0.2, end - 0.1, end):
            diagram.weight_edited.emit(*WEIGHT, value)
        diagram.edit_finished.emit()
        settle(window, qtbot, end)
    for value in (0.5, before):
        action(window, "undo").trigger()
        settle(window, qtbot, value)
    assert not action(window, "undo").isEnabled()


LEAVING = {
    "a data tile": lambda window: tune(window, dataset="moons"),
    "a structure": lambda window: tune(window, hidden=(3,)),
    "a preset": lambda window: window.open_preset(next(iter(PRESETS.values()))),
    "a reset": lambda window: action(window, "reset").trigger(),
    "new weights": lambda window: action(window, "new_weights").trigger(),
}


@pytest.mark.parametrize("leave", LEAVING)
def test_undo_brings_the_run_back_with_its_past(
    window: MainWindow, qtbot: QtBot, leave: str
) -> None:
    open_and_see(window, qtbot)
    train(window, qtbot, 60)
    controller = window.controller
    before = controller.snapshot.lane.parameters.copy()
    with qtbot.waitSignal(controller.run_started):
        LEAVING[leave](window)
    qtbot.waitUntil(lambda: controller.iteration == 0)
    action(window, "undo").trigger()
    qtbot.waitUntil(lambda: controller.iteration == 60)
    assert controller.config == CIRCLE
    np.testing.assert_array_equal(controller.snapshot.lane.parameters, before)
    controller.show_moment(25)
    qtbot.waitUntil(lambda: controller.iteration == 25)
    alone = Trainer(CIRCLE)
    alone.run(25)
    np.testing.assert_array_equal(
        controller.snapshot.lane.parameters, alone.network.parameters
    )
    action(window, "redo").trigger()
    qtbot.waitUntil(lambda: controller.iteration == 0)


def test_edits_and_rates_of_a_run_that_came_back_can_be_undone_at_once(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_and_see(window, qtbot)
    before = weight(window)
    train(window, qtbot, 20)
    trained = weight(window)
    tune(window, l2=0.1)
    window.panels.diagram.weight_edited.emit(*WEIGHT, 0.75)
    settle(window, qtbot, 0.75)
    with qtbot.waitSignal(window.controller.run_started):
        action(window, "reset").trigger()
    settle(window, qtbot, before)
    # Nobody waits until the run that comes back is ready.
    for _ in range(3):
        action(window, "undo").trigger()
    settle(window, qtbot, trained)
    assert window.controller.config == CIRCLE
    assert window.controller.iteration == 20
    assert not action(window, "undo").isEnabled()


def test_a_run_that_diverged_comes_back_as_it_was_and_can_be_left_again(
    window: MainWindow, qtbot: QtBot
) -> None:
    wild = CIRCLE.changed(output_activation="linear", loss="mse", learning_rate=1e3)
    open_and_see(window, qtbot, wild)
    controller, messages = window.controller, window.panels.messages
    controller.play()
    qtbot.waitUntil(lambda: "diverged" in messages.text)
    qtbot.waitUntil(lambda: controller.snapshot.at_rest)
    end = controller.iteration
    with qtbot.waitSignal(controller.run_started):
        tune(window, dataset="moons")
    with qtbot.waitSignal(controller.run_started):
        action(window, "undo").trigger()
    qtbot.waitUntil(lambda: controller.iteration == end)
    # Its weights are of no use: another rate begins a new run.
    with qtbot.waitSignal(controller.run_started):
        tune(window, learning_rate=0.1)
    train(window, qtbot, 20)


def test_the_history_goes_to_any_point(window: MainWindow, qtbot: QtBot) -> None:
    open_and_see(window, qtbot)
    train(window, qtbot, 30)
    tune(window, l2=0.1)
    with qtbot.waitSignal(window.controller.run_started):
        tune(window, dataset="moons")
    train(window, qtbot, 40)
    action(window, "history").trigger()
    shown = window.findChild(QListWidget, "history_list")
    texts = [shown.item(row).text() for row in range(shown.count())]
    assert texts == ["The beginning", "L2 0.1", "Data set Moons"]
    assert shown.currentRow() == 2
    qtbot.mouseClick(
        shown.viewport(),
        Qt.MouseButton.LeftButton,
        pos=shown.visualItemRect(shown.item(0)).center(),
    )
    qtbot.waitUntil(lambda: window.controller.iteration == 30)
    assert window.controller.config == CIRCLE
    assert shown.currentRow() == 0
    shown.setCurrentRow(2)
    qtbot.keyClick(shown, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.controller.iteration == 40)
    assert window.controller.config.dataset == "moons"


def test_a_run_that_was_left_can_be_chosen_from_a_list(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_and_see(window, qtbot)
    for data, iterations in (("moons", 30), ("xor", 20), ("gauss", 10)):
        train(window, qtbot, iterations)
        with qtbot.waitSignal(window.controller.run_started):
            tune(window, dataset=data)
    menu = window.findChild(QMenu, "menu_earlier_runs")
    qtbot.waitUntil(lambda: len(menu.actions()) == 3)
    words = [entry.text() for entry in menu.actions()]
    assert words[0].endswith("Exclusive or, hidden layers 4-4: iteration 10")
    menu.actions()[2].trigger()
    qtbot.waitUntil(lambda: window.controller.iteration == 30)
    assert window.controller.config == CIRCLE
    action(window, "undo").trigger()
    qtbot.waitUntil(lambda: window.controller.config.dataset == "gauss")


def test_new_weights_are_the_next_seeds_and_can_be_undone(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_and_see(window, qtbot)
    button = window.findChild(QPushButton, "button_new_weights")
    with qtbot.waitSignal(window.controller.run_started):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.controller.config.seed == 1
    assert action(window, "undo").text() == "&Undo new weights, seed 1"
    with qtbot.waitSignal(window.controller.run_started):
        action(window, "undo").trigger()
    assert window.controller.config.seed == 0


def test_settings_changed_by_somebody_else_are_a_change_once_noted(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_and_see(window, qtbot)
    window.controller.change(l1=0.5)
    window.network.edits.note()
    assert action(window, "undo").text() == "&Undo L1 0.5"
    action(window, "undo").trigger()
    assert window.controller.config == CIRCLE


def test_a_preset_can_be_undone_by_its_name(window: MainWindow, qtbot: QtBot) -> None:
    open_and_see(window, qtbot)
    title = PRESETS["spiral"].title
    preset = next(a for a in window.findChildren(QAction) if a.text() == title)
    with qtbot.waitSignal(window.controller.run_started):
        preset.trigger()
    assert window.controller.config.dataset == "spiral"
    assert action(window, "undo").text() == f"&Undo preset {title}"


@pytest.mark.parametrize("rate", [-1.0, 0.0])
def test_what_cannot_be_is_refused_and_no_change(
    window: MainWindow, qtbot: QtBot, rate: float
) -> None:
    open_and_see(window, qtbot)
    type_number(window, qtbot, "learning_rate", rate)
    assert "learning_rate" in window.panels.messages.text
    assert not action(window, "undo").isEnabled()


def test_a_refusal_is_gone_once_a_value_is_taken(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_and_see(window, qtbot)
    window.panels.experiment.refused.emit("'abc' is not a number")
    assert window.panels.messages.isVisible()
    tune(window, learning_rate=0.05)
    assert not window.panels.messages.isVisible()

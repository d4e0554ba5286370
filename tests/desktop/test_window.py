"""The real window, without a display: it opens, trains, follows, and closes."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QPushButton,
    QSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot

from nnviz.core.types import Floats
from nnviz.session.config import RunConfig
from nnviz.session.settings.presets import PRESETS
from nnviz.session.trainer import Trainer
from nnviz.ui.theme.apply import Appearance
from nnviz.ui.theme.tokens import PALETTES
from nnviz.ui.window.main_window import MainWindow
from nnviz.views.output.output_values import output_values
from nnviz.views.output.surface_values import SurfaceValues
from tests.desktop.agreement import agree
from tests.desktop.driving import is_at_rest, open_on, train


def test_space_trains_and_pauses(window: MainWindow, qtbot: QtBot) -> None:
    open_on(window, qtbot, RunConfig(dataset="circle"))
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.controller.playing)
    qtbot.waitUntil(
        lambda: (s := window.controller.snapshot) is not None and s.iteration > 100
    )
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not window.controller.playing)


def test_the_window_trains_as_the_trainer_does(
    window: MainWindow, qtbot: QtBot
) -> None:
    config = RunConfig(dataset="xor")
    open_on(window, qtbot, config)
    train(window, qtbot, 300)
    alone = Trainer(config)
    alone.run(300)
    snapshot = window.controller.snapshot
    assert snapshot is not None
    np.testing.assert_array_equal(snapshot.lane.parameters, alone.network.parameters)


def test_at_rest_the_output_is_that_of_the_weights_reached(
    window: MainWindow, qtbot: QtBot
) -> None:
    config = RunConfig(dataset="circle")
    open_on(window, qtbot, config)
    shown: list[SurfaceValues] = []
    window.panels.output.surface.show_values = shown.append
    alone = Trainer(config)
    for _ in range(3):
        train(window, qtbot, 500)
        alone.run(500)
        plan = window.network.presenter.builder.plan
        wanted = output_values(alone.network, plan).heights

        def is_shown(wanted: Floats = wanted) -> bool:
            return bool(shown) and np.allclose(shown[-1].heights, wanted)

        qtbot.waitUntil(is_shown)


def test_shares_that_wait_while_it_trains_are_those_of_the_network_at_rest(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, RunConfig(dataset="digits", hidden=(6,)))
    window.network.presenter._shares.least = 3600.0
    for _ in range(2):
        train(window, qtbot, 100)
        qtbot.waitUntil(lambda: is_at_rest(window))
        assert {f"a2[{k}]" for k in range(1, 11)} <= agree(window, qtbot)


def test_the_tutorial_prints_every_10_iterations(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, PRESETS["tutorial-digits"].config)
    images = window.panels.output.images
    assert images.tabs.currentWidget() is images.log
    train(window, qtbot, 10)
    qtbot.waitUntil(lambda: "iteration   10" in images.log.text())
    start, snapshot = window.controller.started, window.controller.snapshot
    network = start.lane.network.copy()
    network.parameters[...] = snapshot.lane.parameters
    outputs = network.predict(start.lane.data.train.inputs)
    right = outputs.argmax(axis=1) == start.lane.data.train.targets.argmax(axis=1)
    accuracy = right.mean()
    assert f"accuracy    {accuracy:.4f}" in images.log.text()


def test_a_sample_chosen_on_the_curve_is_the_diagram_s(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, RunConfig(dataset="sine"))
    train(window, qtbot, 5)
    points = window.network.presenter.builder.plan.shape.train
    window.panels.output.curve.sample_requested.emit(int(points.rows[9]))
    assert window.panels.output.curve.canvas.chosen.x == points.x[9]
    assert window.network.presenter.row == points.rows[9]


def test_costs_that_counters_show_while_training_are_plotted_too(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, RunConfig(dataset="circle", samples=60))
    window.controller.set_speed(1.0)  # A slow machine may miss some.
    window.controller.play()
    cost = window.panels.cost
    qtbot.waitUntil(lambda: 0 < cost._test.last_iteration < 100)
    assert window.controller.playing
    assert cost._train.last_iteration == cost._test.last_iteration


def test_lines_of_both_parts_reach_the_end_of_a_run_at_rest(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, RunConfig(dataset="iris"))
    train(window, qtbot, 37)
    cost = window.panels.cost
    qtbot.waitUntil(lambda: cost._train.last_iteration == 37)
    assert cost._test.last_iteration == 37


def test_real_digits_train_in_the_window(window: MainWindow, qtbot: QtBot) -> None:
    open_on(window, qtbot, RunConfig(dataset="mnist"))
    train(window, qtbot, 200)
    assert window.windowTitle().startswith("MNIST")
    assert window.panels.output.grab().width() > 100


def test_another_activation_starts_a_run_from_the_same_weights(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, RunConfig(dataset="circle", initializer="xavier"))
    first = window.controller.started
    window.controller.play()
    with qtbot.waitSignal(window.controller.run_started):
        window.controller.change(activation="sigmoid")
    second = window.controller.started
    assert first is not None
    assert second is not None
    assert second.lane.config.activations == ("sigmoid", "sigmoid")
    window.controller.pause()


def test_another_structure_leaves_sample_and_layer_looked_at(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, RunConfig(dataset="circle", hidden=(4, 4, 4)))
    window.network.presenter.show_sample(7)
    window.panels.diagram.selection_changed.emit(2, 1)
    with qtbot.waitSignal(window.controller.run_started):
        window.network.edits.choose(window.controller.config.changed(hidden=(4, 5)))
    title = window.panels.activation.title
    qtbot.waitUntil(lambda: title.text().startswith("hidden 2: tanh, 5 neurons"))
    assert window.network.presenter.row == 7
    open_on(window, qtbot, RunConfig(dataset="xor"))
    assert (
        window.network.presenter.row == window.network.presenter.builder.plan.first_row
    )


def test_an_edited_weight_is_the_networks(window: MainWindow, qtbot: QtBot) -> None:
    open_on(window, qtbot, RunConfig(dataset="circle"))
    train(window, qtbot, 10)
    window.panels.diagram.weight_edited.emit(2, 1, 3, 0.75)

    def edited() -> bool:
        snapshot = window.controller.snapshot
        assert snapshot is not None
        return bool(
            snapshot.lane.layout.weights(snapshot.lane.parameters)[1][1, 3] == 0.75
        )

    qtbot.waitUntil(edited)


def test_divergence_is_said_with_a_remedy(window: MainWindow, qtbot: QtBot) -> None:
    config = RunConfig(
        dataset="plane", activation="relu", optimizer="sgd", learning_rate=9.0
    )
    open_on(window, qtbot, config)
    window.controller.play()
    qtbot.waitUntil(lambda: "diverged" in window.panels.messages.text)
    with qtbot.waitSignal(window.controller.run_started):
        window.panels.messages.findChild(QPushButton, "message_action").click()
    assert window.controller.config.learning_rate == pytest.approx(0.1)


def test_data_that_cannot_be_used_leave_the_window_alive(
    window: MainWindow, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(window.controller.failed):
        window.open(RunConfig(dataset="nowhere.csv"))
    assert "nowhere.csv" in window.panels.messages.text
    open_on(window, qtbot, RunConfig(dataset="gauss"))
    train(window, qtbot, 20)


def test_themes_change_while_training(window: MainWindow, qtbot: QtBot) -> None:
    open_on(window, qtbot, RunConfig(dataset="rings"))
    controller = window.controller
    controller.play()
    for mode in ("light", "dark"):
        before = controller.iteration
        window.appearance.choose(mode)
        qtbot.waitUntil(lambda last=before: controller.iteration > last + 50)
    controller.pause()


def test_every_preset_opens_and_steps(window: MainWindow, qtbot: QtBot) -> None:
    for name, preset in PRESETS.items():
        if name == "mnist":
            continue
        open_on(window, qtbot, preset.config)
        train(window, qtbot, 1)
        assert window.controller.iteration == 1, name
        said = window.panels.messages.text
        assert ("mistakes are on" in said) == (name == "tutorial-published"), said
        assert bool(said) == (name == "tutorial-published"), name


def test_a_change_can_be_undone_and_done_again(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, RunConfig(dataset="circle"))
    started = window.controller.run_started
    with qtbot.waitSignal(started):
        window.panels.experiment.config_requested.emit(RunConfig(dataset="xor"))
    with qtbot.waitSignal(started):
        window.network.edits.undo()
    assert window.controller.config.dataset == "circle"
    with qtbot.waitSignal(started):
        window.network.edits.redo()
    assert window.controller.config.dataset == "xor"


def test_palettes_can_be_chosen(window: MainWindow, qtbot: QtBot) -> None:
    open_on(window, qtbot, RunConfig(dataset="circle"))
    for number, palette in enumerate(PALETTES, start=1):
        window.appearance.choose_palette(palette)
        window.controller.step(5)
        qtbot.waitUntil(lambda n=number: window.controller.iteration == 5 * n)


def test_layout_and_theme_are_remembered(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    file = str(tmp_path / "nnviz.ini")
    first = MainWindow(Appearance(qapp))
    qtbot.addWidget(first)
    first.remember(QSettings(file, QSettings.Format.IniFormat))
    first.show()
    first.appearance.choose("light")
    first.findChild(QDockWidget, "dock_plots").hide()
    first.close()
    second = MainWindow(Appearance(qapp))
    qtbot.addWidget(second)
    second.remember(QSettings(file, QSettings.Format.IniFormat))
    second.show()
    assert second.appearance.mode == "light"
    assert second.findChild(QDockWidget, "dock_plots").isHidden()
    assert second.findChild(QDockWidget, "dock_output").isVisible()
    second.close()


def test_panels_have_their_share_of_a_larger_window(
    qtbot: QtBot, qapp: QApplication
) -> None:
    def sizes(width: int, height: int) -> tuple[int, int]:
        window = MainWindow(Appearance(qapp))
        qtbot.addWidget(window)
        window.resize(width, height)
        window.show()
        docks = {d.objectName(): d for d in window.findChildren(QDockWidget)}
        qtbot.waitUntil(lambda: docks["dock_plots"].height() > 150)
        return docks["dock_output"].width(), docks["dock_plots"].height()

    (narrow, low), (wide, high) = sizes(1280, 800), sizes(1920, 1200)
    assert narrow + 50 < wide
    assert low + 50 < high


def test_controls_have_the_names_that_scripts_rely_on(window: MainWindow) -> None:
    names = (
        "network_diagram loss_plot accuracy_plot activation_picker dataset_picker "
        "learning_rate batch_size loss_picker optimizer_picker speed step_size "
        "output_view message_bar"
    )
    for name in names.split():
        assert window.findChild(QWidget, name) is not None, name
    assert window.findChild(QSlider, "speed") is not None
    actions = {action.objectName() for action in window.actions()}
    expected = "play step reset open undo redo"
    assert {f"action_{name}" for name in expected.split()} <= actions

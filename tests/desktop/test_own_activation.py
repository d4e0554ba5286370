"""A function that is written in the window is trained, drawn and explained."""

import numpy as np
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer
from nnviz.ui.experiment.activation_choices import OWN_FUNCTION
from nnviz.ui.main_window import MainWindow
from nnviz.ui.own_function.window import OwnFunctionWindow
from tests.desktop.driving import action, is_at_rest, open_on, train

CIRCLE = RunConfig(dataset="circle", hidden=(4, 3), activation="tanh")
MISH = "mish = x * tanh(log(1 + exp(x)))"


def write_mish(window: MainWindow, qtbot: QtBot, picker: str) -> None:
    box = window.findChild(QComboBox, picker)
    place = box.findData(OWN_FUNCTION)
    box.setCurrentIndex(place)
    box.activated.emit(place)
    writing = window.findChild(OwnFunctionWindow)
    writing.field.setText("x * tanh(log(1 + exp(x)))")
    writing.name.setText("mish")
    with qtbot.waitSignal(window.controller.run_started, timeout=30_000):
        qtbot.keyClick(writing.field, Qt.Key.Key_Return)


def test_it_is_trained_as_the_engine_alone_trains_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, CIRCLE)
    write_mish(window, qtbot, "activation_picker_1")
    train(window, qtbot, 30)
    alone = Trainer(CIRCLE.changed(activation=None, activations=(MISH, "tanh")))
    alone.run(30)
    snapshot = window.controller.snapshot
    assert snapshot is not None
    assert np.array_equal(snapshot.parameters, alone.network.parameters)
    assert snapshot.activations == (MISH, "tanh", "sigmoid")


def test_its_name_is_read_in_pickers_and_in_the_menu(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, CIRCLE)
    write_mish(window, qtbot, "activation_picker_1")
    assert window.findChild(QComboBox, "activation_picker_1").currentText() == "mish"
    assert "mish" in action(window, "undo").text()
    assert "exp" not in action(window, "undo").text()


def test_it_is_undone_like_any_change(window: MainWindow, qtbot: QtBot) -> None:
    open_on(window, qtbot, CIRCLE)
    write_mish(window, qtbot, "activation_picker_2")
    with qtbot.waitSignal(window.controller.run_started, timeout=30_000):
        action(window, "undo").trigger()
    box = window.findChild(QComboBox, "activation_picker_2")
    assert box.currentData() == "tanh"
    assert box.findData(MISH) >= 0


def test_the_inspector_explains_it(window: MainWindow, qtbot: QtBot) -> None:
    open_on(window, qtbot, CIRCLE.changed(activation=MISH))
    train(window, qtbot, 5)
    qtbot.waitUntil(lambda: is_at_rest(window), timeout=10_000)
    action(window, "step")
    window.panels.diagram.neuron_selected.emit(1, 0)
    qtbot.waitUntil(lambda: "mish" in words_of(window), timeout=10_000)


def words_of(window: MainWindow) -> str:
    from PySide6.QtWidgets import QLabel

    return " ".join(
        label.text() for label in window.panels.inspector.findChildren(QLabel)
    )


def test_it_is_offered_the_next_time(
    window: MainWindow, qtbot: QtBot, tmp_path: object
) -> None:
    settings = QSettings(f"{tmp_path}/settings.ini", QSettings.Format.IniFormat)
    settings.setValue("own_functions", [MISH])
    window.remember(settings)
    open_on(window, qtbot, CIRCLE)
    assert window.findChild(QComboBox, "activation_picker_1").findData(MISH) >= 0

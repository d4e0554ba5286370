"""A function that is written in the window is trained, drawn and explained."""

import numpy as np
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer
from nnviz.ui.own_function.own_function_window import OwnFunctionWindow
from nnviz.ui.window.main_window import MainWindow
from nnviz.views.experiment.choices import OWN_FUNCTION
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
    with qtbot.waitSignal(window.controller.run_started):
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
    assert np.array_equal(snapshot.lane.parameters, alone.network.parameters)
    assert snapshot.lane.activations == (MISH, "tanh", "sigmoid")


def test_its_name_is_read_in_pickers_and_in_the_menu(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, CIRCLE)
    window.panels.experiment.config_requested.emit(CIRCLE.changed(activation=MISH))
    box = window.findChild(QComboBox, "activation_picker_1")
    qtbot.waitUntil(lambda: box.currentText() == "mish")
    assert action(window, "undo").text() == "&Undo activation mish"


def test_it_is_undone_like_any_change(window: MainWindow, qtbot: QtBot) -> None:
    open_on(window, qtbot, CIRCLE)
    write_mish(window, qtbot, "activation_picker_2")
    with qtbot.waitSignal(window.controller.run_started):
        action(window, "undo").trigger()
    box = window.findChild(QComboBox, "activation_picker_2")
    assert box.currentData() == "tanh"
    assert box.findData(MISH) >= 0


def test_the_inspector_explains_it(window: MainWindow, qtbot: QtBot) -> None:
    open_on(window, qtbot, CIRCLE.changed(activation=MISH))
    train(window, qtbot, 5)
    qtbot.waitUntil(lambda: is_at_rest(window))
    window._inspector.raise_()
    window.panels.diagram.selection_changed.emit(1, 0)

    def is_explained() -> bool:
        explanation = window.panels.inspector.explanation
        return explanation is not None and "mish" in explanation.words

    qtbot.waitUntil(is_explained)
    assert not window.panels.inspector.grab().isNull()


def test_it_is_offered_the_next_time(
    window: MainWindow, qtbot: QtBot, tmp_path: object
) -> None:
    settings = QSettings(f"{tmp_path}/settings.ini", QSettings.Format.IniFormat)
    settings.setValue("own_functions", [MISH])
    window.remember(settings)
    open_on(window, qtbot, CIRCLE)
    assert window.findChild(QComboBox, "activation_picker_1").findData(MISH) >= 0

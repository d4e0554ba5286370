"""Models of other programs in the real window: opened, trained on, and exported."""

from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from nnviz.models.opened_model import open_model
from nnviz.session.config import RunConfig
from nnviz.ui.window.main_window import MainWindow
from nnviz.ui.window.opening.model_dialog import ModelDialog
from tests.desktop.driving import action, open_on, train


def box(dialog: ModelDialog, name: str) -> QComboBox:
    found = dialog.findChild(QComboBox, name)
    assert isinstance(found, QComboBox)
    return found


def press(dialog: ModelDialog) -> None:
    button = dialog.findChild(QPushButton, "model_open")
    assert isinstance(button, QPushButton)
    button.click()


def test_weights_are_asked_about_run_on_data_and_exported_again(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    open_on(window, qtbot, RunConfig(dataset="xor"))
    random = np.random.default_rng(0)
    weights = random.normal(size=(4, 4)), random.normal(size=(3, 4))
    path = tmp_path / "mine.npz"
    np.savez(path, W1=weights[0], b1=np.zeros(4), W2=weights[1], b2=np.ones(3))

    window.files.models.open(path)
    qtbot.waitUntil(lambda: window.findChild(ModelDialog) is not None)
    dialog = window.findChild(ModelDialog)
    assert dialog.isVisible()
    # W2 tells that a neuron's weights are a row; W1 alone would not.
    assert dialog.findChild(QComboBox, "model_orientation") is None
    assert box(dialog, "model_activation_1").currentText() == "relu"
    box(dialog, "model_activation_1").setEditText("tanh")
    press(dialog)
    qtbot.waitUntil(lambda: dialog.findChild(QComboBox, "model_data") is not None)
    assert box(dialog, "model_data").currentText() == "Iris"
    with qtbot.waitSignal(window.controller.run_started):
        press(dialog)
    assert not dialog.isVisible()
    config = window.controller.config
    assert (config.dataset, config.activations) == ("iris", ("tanh",))
    assert window.files.session is None

    train(window, qtbot, 5)
    window.tabs.page.export.write(str(out := tmp_path / "out.safetensors"))
    qtbot.waitUntil(out.exists)
    qtbot.waitUntil(lambda: "Verified with" in window.panels.messages.text)
    model = open_model(out).model
    assert model.card.class_names == ("setosa", "versicolor", "virginica")
    assert not np.array_equal(model.network.weights[1], weights[1])
    assert action(window, "export_model").isEnabled()


def test_a_square_matrix_is_asked_about_and_nothing_is_chosen(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    open_on(window, qtbot, RunConfig(dataset="xor"))
    np.savez(path := tmp_path / "square.npz", W1=np.eye(2), W2=np.eye(2))
    # As data it cannot be opened; the message says what else it may be.
    window.files.open(path)
    qtbot.waitUntil(lambda: "square.npz" in window.panels.messages.text)
    way_on = window.panels.messages.findChild(QPushButton, "message_action")
    assert isinstance(way_on, QPushButton)
    assert "model" in way_on.text()
    way_on.click()
    qtbot.waitUntil(lambda: window.findChild(ModelDialog) is not None)
    dialog = window.findChild(ModelDialog)
    assert box(dialog, "model_orientation").currentText() == "choose: both fit"
    press(dialog)
    assert "both ways fit" in dialog.problem
    box(dialog, "model_orientation").setCurrentIndex(1)
    press(dialog)
    qtbot.waitUntil(lambda: dialog.findChild(QComboBox, "model_data") is not None)


def test_what_cannot_be_opened_is_said_in_the_message_bar(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    open_on(window, qtbot, RunConfig(dataset="xor"))
    np.savez(path := tmp_path / "conv.npz", kernel=np.zeros((3, 3, 2)))
    window.files.models.open(path)
    qtbot.waitUntil(lambda: "'kernel' has the shape" in window.panels.messages.text)

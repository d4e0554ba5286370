"""Every picker of activations offers the user's own functions, and to write one."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from nnviz.data.catalog import load_dataset
from nnviz.session.config import RunConfig
from nnviz.ui.experiment.experiment_panel import ExperimentPanel
from nnviz.ui.own_function.own_function_window import OwnFunctionWindow
from nnviz.views.experiment.choices import OWN_FUNCTION

MISH = "mish = x * tanh(log(1 + exp(x)))"
CIRCLE = RunConfig(hidden=(4, 3), activation="tanh")


@pytest.fixture
def panel(qtbot: QtBot) -> ExperimentPanel:
    panel = ExperimentPanel()
    qtbot.addWidget(panel)
    panel.wishes, panel.refusals = [], []
    panel.config_requested.connect(panel.wishes.append)
    panel.refused.connect(panel.refusals.append)
    panel.show_config(CIRCLE, load_dataset("circle"))
    panel.show()
    return panel


def names_in(panel: ExperimentPanel, picker: str) -> list[str]:
    box = panel.findChild(QComboBox, picker)
    return [box.itemData(k) for k in range(box.count())]


def pick(panel: ExperimentPanel, picker: str, name: str) -> None:
    box = panel.findChild(QComboBox, picker)
    place = box.findData(name)
    box.setCurrentIndex(place)
    box.activated.emit(place)


def write(qtbot: QtBot, panel: ExperimentPanel, text: str) -> None:
    window = panel.findChild(OwnFunctionWindow)
    assert window.isVisible()
    window.name.clear()
    window.field.setText(text)
    qtbot.keyClick(window.field, Qt.Key.Key_Return)


PICKERS = ["activation_picker_1", "activation_picker_2", "output_activation"]


@pytest.mark.parametrize("picker", PICKERS)
def test_the_last_option_is_to_write_one(panel: ExperimentPanel, picker: str) -> None:
    assert names_in(panel, picker)[-1] == OWN_FUNCTION


def test_a_written_function_is_a_wish_for_its_layer(
    qtbot: QtBot, panel: ExperimentPanel
) -> None:
    pick(panel, "activation_picker_2", OWN_FUNCTION)
    assert panel.wishes == []
    assert panel.findChild(QComboBox, "activation_picker_2").currentData() == "tanh"
    write(qtbot, panel, "sin(x)")
    assert [wish.activations for wish in panel.wishes] == [("tanh", "sin(x)")]


def test_a_tile_writes_one_for_all_hidden_layers(
    qtbot: QtBot, panel: ExperimentPanel
) -> None:
    grid = panel.findChild(QWidget, "activation_picker")
    qtbot.mouseClick(grid.tile(OWN_FUNCTION), Qt.MouseButton.LeftButton)
    write(qtbot, panel, "sin(x)")
    assert [wish.activation for wish in panel.wishes] == ["sin(x)"]


def test_the_output_can_have_one(qtbot: QtBot, panel: ExperimentPanel) -> None:
    pick(panel, "output_activation", OWN_FUNCTION)
    write(qtbot, panel, "atan(x)")
    assert [wish.output_activation for wish in panel.wishes] == ["atan(x)"]


def test_where_the_loss_is_for_another_output_it_cannot_be_chosen(
    panel: ExperimentPanel,
) -> None:
    config = CIRCLE.changed(loss="binary_cross_entropy")
    panel.show_config(config, load_dataset("circle"))
    box = panel.findChild(QComboBox, "output_activation")
    item = box.model().item(box.findData(OWN_FUNCTION))
    assert not item.isEnabled()
    assert "binary_cross_entropy" in item.toolTip()


@pytest.mark.parametrize("picker", PICKERS)
def test_what_was_written_is_offered_everywhere(
    panel: ExperimentPanel, picker: str
) -> None:
    panel.functions.add("sin(x)")
    assert "sin(x)" in names_in(panel, picker)
    grid = panel.findChild(QWidget, "activation_picker")
    assert grid.tile("sin(x)").isVisible()


def test_a_configuration_brings_its_own_with_it(panel: ExperimentPanel) -> None:
    panel.show_config(CIRCLE.changed(activation=MISH), load_dataset("circle"))
    box = panel.findChild(QComboBox, "activation_picker_1")
    assert (box.currentData(), box.currentText()) == (MISH, "mish")
    assert panel.findChild(QWidget, "activation_picker").current == MISH


def test_one_that_is_used_no_more_goes_unless_it_was_written_here(
    panel: ExperimentPanel,
) -> None:
    panel.show_config(CIRCLE.changed(activation=MISH), load_dataset("circle"))
    panel.show_config(CIRCLE, load_dataset("circle"))
    assert MISH not in names_in(panel, "activation_picker_1")


def test_the_window_begins_with_the_function_in_use(
    qtbot: QtBot, panel: ExperimentPanel
) -> None:
    panel.show_config(CIRCLE.changed(activation="cos(x)"), load_dataset("circle"))
    pick(panel, "activation_picker_1", OWN_FUNCTION)
    assert panel.findChild(OwnFunctionWindow).text == "cos(x)"


def test_a_tile_is_reached_with_the_arrow_keys(
    qtbot: QtBot, panel: ExperimentPanel
) -> None:
    panel.functions.add("sin(x)")
    grid = panel.findChild(QWidget, "activation_picker")
    qtbot.keyClick(grid.tile("softmax"), Qt.Key.Key_Right)
    assert panel.focusWidget() is grid.tile("sin(x)")

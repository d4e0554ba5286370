"""The preview of a table: it shows, lets choose, and says why something cannot be."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QTableView
from pytestqt.qtbot import QtBot

from nnviz.data.readers.csv_table import read_table
from nnviz.session.config import RunConfig
from nnviz.ui.experiment.picker import Picker
from nnviz.ui.preview.preview_model import FIRST, KIND, USE
from nnviz.ui.preview.preview_panel import PreviewPanel


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [f"{k},{k % 3},{'ab'[k % 2]},{'' if k == 2 else k}" for k in range(30)]
    file = tmp_path / "mine.csv"
    file.write_text("\n".join(["x,y,word,gap", *rows]))
    return file


@pytest.fixture
def panel(qtbot: QtBot, file: Path) -> PreviewPanel:
    panel = PreviewPanel()
    qtbot.addWidget(panel)
    panel.show_table(read_table(file))
    panel.show()
    return panel


def cell(panel: PreviewPanel, row: int, column: int) -> str:
    view = panel.findChild(QTableView, "preview_table")
    return str(view.model().index(row, column).data())


def press(qtbot: QtBot, panel: PreviewPanel, name: str) -> None:
    button = panel.findChild(QPushButton, name)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def tick(panel: PreviewPanel, column: int, state: Qt.CheckState) -> bool:
    model = panel.findChild(QTableView, "preview_table").model()
    role = Qt.ItemDataRole.CheckStateRole
    return bool(model.setData(model.index(USE, column), state, role))


def pick(panel: PreviewPanel, name: str, option: str) -> None:
    picker = panel.findChild(Picker, name)
    picker.activated.emit(picker.findData(option))


def test_the_first_rows_are_shown_with_names_and_kinds(panel: PreviewPanel) -> None:
    view = panel.findChild(QTableView, "preview_table")
    header = Qt.Orientation.Horizontal
    names = [str(view.model().headerData(k, header)) for k in range(4)]
    assert names == ["x", "y", "word", "gap"]
    assert [cell(panel, KIND, k) for k in (0, 2)] == ["numbers", "2 different words"]
    assert [cell(panel, FIRST + 2, k) for k in range(4)] == ["2", "2", "a", "–"]
    side = view.model().headerData(FIRST, Qt.Orientation.Vertical)
    assert side == "line 2"


def test_a_column_with_a_gap_cannot_be_ticked_and_says_why(
    panel: PreviewPanel,
) -> None:
    model = panel.findChild(QTableView, "preview_table").model()
    index = model.index(USE, 3)
    assert not index.flags() & Qt.ItemFlag.ItemIsEnabled
    tip = str(index.data(Qt.ItemDataRole.ToolTipRole))
    assert "line 4, column 'gap': the value is missing" in tip


def test_training_is_wished_with_the_columns_chosen(
    panel: PreviewPanel, qtbot: QtBot, file: Path
) -> None:
    pick(panel, "target_picker", "y")
    pick(panel, "task_picker", "regression")
    tick(panel, 2, Qt.CheckState.Unchecked)
    with qtbot.waitSignal(panel.config_requested) as wished:
        press(qtbot, panel, "preview_train")
    assert wished.args == [
        RunConfig(dataset=str(file), target="y", inputs=("x",), task="regression")
    ]


def test_showing_a_table_wishes_nothing(
    panel: PreviewPanel, qtbot: QtBot, file: Path
) -> None:
    with qtbot.assertNotEmitted(panel.config_requested):
        panel.show_table(read_table(file))
    assert panel.choice.target == "word"


def test_without_inputs_there_is_nothing_to_train_on(
    panel: PreviewPanel, qtbot: QtBot
) -> None:
    press(qtbot, panel, "preview_none")
    assert not panel.findChild(QPushButton, "preview_train").isEnabled()
    assert "tick at least one column" in panel.note
    press(qtbot, panel, "preview_all")
    assert panel.choice.inputs == ("x", "y")
    assert panel.findChild(QPushButton, "preview_train").isEnabled()


def test_a_column_that_is_no_longer_the_target_becomes_an_input(
    panel: PreviewPanel,
) -> None:
    pick(panel, "target_picker", "x")
    assert panel.choice.inputs == ("y", "word")


def test_a_task_the_target_cannot_have_is_greyed_out(panel: PreviewPanel) -> None:
    why = panel.findChild(Picker, "task_picker").obstacle("regression")
    assert why is not None
    assert "words" in why


def test_another_target_takes_the_task_that_suits_it(panel: PreviewPanel) -> None:
    pick(panel, "task_picker", "classification")
    pick(panel, "target_picker", "x")
    assert panel.choice.task is None
    assert panel.findChild(Picker, "task_picker").current == "regression"


def test_cancelling_only_closes(panel: PreviewPanel, qtbot: QtBot) -> None:
    with (
        qtbot.assertNotEmitted(panel.config_requested),
        qtbot.waitSignal(panel.closed),
    ):
        press(qtbot, panel, "preview_cancel")

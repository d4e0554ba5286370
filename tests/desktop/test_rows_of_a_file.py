"""Rows of another file in the panel of samples: listed, looked at, saved."""

import csv
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.ui.window.main_window import MainWindow
from nnviz.views.samples.sample_list import OTHER
from tests.desktop.driving import (
    action,
    open_on,
    train,
    wait_for_figures,
)
from tests.desktop.samples_panel import (
    CIRCLE,
    click_row,
    lens,
    open_samples,
    text,
)


def test_rows_of_another_file_are_listed_and_looked_at(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    open_samples(window, qtbot, RunConfig(dataset="iris"))
    start = window.controller.started
    assert start is not None
    names = start.dataset.input_names
    path = tmp_path / "new.csv"
    path.write_text(f"{','.join(names)}\n5.9,3.1,4.2,1.5\n6.4,2.8,5.1,1.9\n")
    window.files.add_rows(str(path))
    panel = window.panels.samples
    qtbot.waitUntil(lambda: panel.model.rowCount() == 2)
    assert panel.sets.currentText() == "rows of new.csv"
    wait_for_figures(window, qtbot)
    assert text(window, 0, "predicted") in start.dataset.class_names
    assert (text(window, 0, "target"), text(window, 0, "loss")) == ("", "")
    click_row(window, qtbot, 1)
    wait_for_figures(window, qtbot)
    assert lens(window).endswith(", row 2 of new.csv")
    assert panel.table.currentIndex().row() == 1
    with qtbot.waitSignal(window.controller.run_started):
        window.network.edits.choose(window.controller.config.changed(hidden=(7,)))
    wait_for_figures(window, qtbot)
    assert lens(window).endswith(", row 2 of new.csv")
    assert OTHER in panel._sets


def choose_file(window: MainWindow, dialog: str, path: Path) -> None:
    """Choose a file in a dialog that is open, and let it close."""
    found = window.findChild(QFileDialog, dialog)
    assert found is not None
    found.fileSelected.emit(str(path))
    found.reject()


def open_rows(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    """Open rows of irises to predict, of which the second has a gap."""
    open_on(window, qtbot, RunConfig(dataset="iris"))
    train(window, qtbot, 40)
    start = window.controller.started
    assert start is not None
    names = ",".join(start.dataset.input_names)
    path.write_text(f"note,{names}\na,5.9,3,4,1.50\nb,?,2.8,5.1,1.9\nc,5,3,1.5,.2\n")
    action(window, "open_rows").trigger()
    choose_file(window, "rows_dialog", path)
    qtbot.waitUntil(lambda: window.panels.samples.model.rowCount() == 2)
    wait_for_figures(window, qtbot)


def test_rows_to_predict_are_listed_and_any_is_looked_at(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    open_rows(window, qtbot, tmp_path / "new.csv")
    assert window.panels.samples.table.isVisible()
    said = window.panels.messages.text
    assert "1 of 3 rows has no prediction" in said
    assert "line 3, column 'sepal length (cm)': the value is missing" in said
    listed = [text(window, row, "row") for row in range(2)]
    assert sorted(listed) == ["1", "3"]
    click_row(window, qtbot, listed.index("3"))
    qtbot.waitUntil(lambda: lens(window).endswith(", row 3 of new.csv"))


def test_predictions_are_saved_beside_the_rows_as_they_are_written(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.network.predictions.ask()
    assert "no rows to predict" in window.panels.messages.text
    out = tmp_path / "out.csv"
    open_rows(window, qtbot, tmp_path / "new.csv")
    told = {
        text(window, row, "row"): text(window, row, "predicted") for row in range(2)
    }
    action(window, "save_predictions").trigger()
    choose_file(window, "predictions_dialog", out)
    qtbot.waitUntil(lambda: "Saved as" in window.panels.messages.text)
    with out.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["note"] for row in rows] == ["a", "b", "c"]
    assert rows[0]["petal width (cm)"] == "1.50"
    assert [row["prediction"] for row in rows] == [told["1"], "", told["3"]]
    shares = [float(value) for name, value in rows[0].items() if name[:2] == "P("]
    assert len(shares) == 3
    assert sum(shares) == pytest.approx(1.0)


def test_predictions_are_not_written_over_their_rows(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    open_samples(window, qtbot, CIRCLE)
    path = tmp_path / "new.csv"
    path.write_text("x1,x2\n1,2\n3,4\n")
    window.files.add_rows(str(path))
    qtbot.waitUntil(lambda: window.panels.samples.model.rowCount() == 2)
    window.network.predictions.write(str(path))
    assert "choose another name" in window.panels.messages.text
    assert path.read_text() == "x1,x2\n1,2\n3,4\n"


def test_a_file_without_the_inputs_is_refused(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    open_samples(window, qtbot, RunConfig(dataset="iris"))
    path = tmp_path / "new.csv"
    path.write_text("a,b\n1,2\n2,3\n")
    window.files.add_rows(str(path))
    messages = window.panels.messages
    qtbot.waitUntil(lambda: "there is no column" in messages.text)
    assert OTHER not in window.panels.samples._sets

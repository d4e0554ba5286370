"""Opening and saving in the real window, as a person does."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from nnviz.files.opening import open_file
from nnviz.files.session import session_of
from nnviz.files.session_file import write_session
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data
from nnviz.session.trainer import Trainer
from nnviz.ui.theme.apply import Appearance
from nnviz.ui.window.main_window import MainWindow
from nnviz.ui.window.opening.preview_dialog import PreviewDialog
from tests.desktop.driving import action


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    """Return the window, shown and at rest on the circle."""
    window = MainWindow(Appearance(qapp))
    qtbot.addWidget(window)
    file = str(tmp_path / "nnviz.ini")
    window.remember(QSettings(file, QSettings.Format.IniFormat))
    window.show()
    with qtbot.waitSignal(window.controller.run_started):
        window.open(RunConfig(dataset="circle"))
    yield window
    window.close()
    assert not [t for t in threading.enumerate() if "training" in t.name.lower()]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    rows = [f"{k},{k % 5},{'ab'[k % 2]}" for k in range(50)]
    file = tmp_path / "mine.csv"
    file.write_text("\n".join(["x,y,word", *rows]))
    return file


@pytest.fixture
def session(tmp_path: Path) -> Path:
    config = RunConfig(dataset="xor", optimizer="adam")
    run = Trainer(config)
    run.run(250)
    path = tmp_path / "mine.nnviz"
    write_session(path, session_of(config, run, load_data(config)))
    return path


def dialog(window: MainWindow, name: str) -> QFileDialog:
    found = window.findChild(QFileDialog, name)
    assert isinstance(found, QFileDialog)
    return found


def open_and_wait(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    with qtbot.waitSignal(window.controller.run_started):
        window.files.open(path)


def save_as(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    action(window, "save").trigger()
    asked = dialog(window, "save_dialog")
    with qtbot.waitSignal(window.controller.saved):
        asked.fileSelected.emit(str(path))
    asked.close()


def train(window: MainWindow, qtbot: QtBot, iteration: int) -> None:
    snapshot = window.controller.snapshot
    done = 0 if snapshot is None else snapshot.iteration
    window.controller.step(iteration - done)
    wait_for(window, qtbot, iteration)


def wait_for(window: MainWindow, qtbot: QtBot, iteration: int) -> None:
    def shown() -> bool:
        snapshot = window.controller.snapshot
        return snapshot is not None and snapshot.iteration == iteration

    qtbot.waitUntil(shown)
    qtbot.waitUntil(lambda: not window.controller.playing)


def test_a_session_saved_opened_and_trained_is_the_run_that_never_stopped(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    train(window, qtbot, 40)
    save_as(window, qtbot, tmp_path / "circle.nnviz")
    open_and_wait(window, qtbot, tmp_path / "circle.nnviz")
    wait_for(window, qtbot, 40)
    train(window, qtbot, 90)
    alone = Trainer(RunConfig(dataset="circle"))
    alone.run(90)
    snapshot = window.controller.snapshot
    assert snapshot is not None
    np.testing.assert_array_equal(snapshot.lane.parameters, alone.network.parameters)


def test_an_opened_session_shows_its_whole_history_and_its_name(
    window: MainWindow, qtbot: QtBot, session: Path
) -> None:
    open_and_wait(window, qtbot, session)
    wait_for(window, qtbot, 250)
    assert window.windowTitle() == "mine.nnviz - Exclusive or - nnviz"
    assert not window.controller.playing
    alone = Trainer(RunConfig(dataset="xor", optimizer="adam"))
    alone.run(250)
    for iteration in (1, 100, 250):
        cost = alone.history.costs[iteration - 1]
        assert window.panels.cost._batch.at(iteration) == (iteration, cost)
    (found,) = alone.history.evaluations
    assert window.panels.cost._train.at(200) == (found.iteration, found.train.cost)


def test_saving_again_writes_the_same_file_without_asking(
    window: MainWindow, qtbot: QtBot, session: Path
) -> None:
    open_and_wait(window, qtbot, session)
    wait_for(window, qtbot, 250)
    train(window, qtbot, 260)
    with qtbot.waitSignal(window.controller.saved):
        action(window, "save").trigger()
    found = open_file(session)
    assert found.session.state.now.iteration == 260  # type: ignore[union-attr]
    assert "mine.nnviz" in window.panels.messages.text


def test_a_preset_leaves_the_session_file_alone(
    window: MainWindow, qtbot: QtBot, session: Path
) -> None:
    before = session.read_bytes()
    open_and_wait(window, qtbot, session)
    with qtbot.waitSignal(window.controller.run_started):
        window.open(RunConfig(dataset="gauss"))
    assert window.windowTitle() == "Two clouds - nnviz"
    action(window, "save").trigger()
    dialog(window, "save_dialog").close()
    assert session.read_bytes() == before


def test_undoing_to_other_data_leaves_the_session_file_alone(
    window: MainWindow, qtbot: QtBot, session: Path
) -> None:
    open_and_wait(window, qtbot, session)
    with qtbot.waitSignal(window.controller.run_started):
        window.controller.change(activation="sigmoid")
    assert window.files.session == session
    with qtbot.waitSignal(window.controller.run_started):
        window.network.edits.undo()
    assert window.controller.config.dataset == "circle"
    assert window.files.session is None


def test_a_file_that_cannot_be_used_leaves_the_network_training(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.nnviz"
    broken.write_text("no session")
    window.controller.play()
    run = window.controller.started
    window.files.open(broken)
    qtbot.waitUntil(
        lambda: "is not a complete session file" in window.panels.messages.text
    )
    assert window.panels.messages.kind == "error"
    assert window.controller.playing
    assert window.controller.started is run
    window.controller.pause()


def test_a_table_is_previewed_while_the_network_trains(
    window: MainWindow, qtbot: QtBot, table: Path
) -> None:
    window.controller.play()
    window.files.open(table)
    qtbot.waitUntil(lambda: window.findChild(QDialog, "preview_dialog") is not None)
    preview = window.findChild(QDialog, "preview_dialog")
    assert isinstance(preview, PreviewDialog)
    assert preview.isVisible()
    assert not preview.isModal()
    assert window.controller.playing
    with qtbot.waitSignal(window.controller.run_started):
        preview.panel.config_requested.emit(
            RunConfig(dataset=str(table), target="y", inputs=("x",), task="regression")
        )
    assert not preview.isVisible()
    start = window.controller.started
    assert start is not None
    assert start.dataset.input_names == ("x",)
    assert window.windowTitle() == "mine.csv - nnviz"


def test_the_choice_of_columns_can_be_undone_and_reset(
    window: MainWindow, qtbot: QtBot, table: Path
) -> None:
    started = window.controller.run_started
    config = RunConfig(dataset=str(table), target="y", inputs=("x",))
    with qtbot.waitSignal(started):
        window.open(config)
    with qtbot.waitSignal(started):
        window.controller.reset()
    start = window.controller.started
    assert start is not None
    assert start.dataset.input_names == ("x",)
    with qtbot.waitSignal(started):
        window.network.edits.undo()
    assert window.controller.config.dataset == "circle"
    with qtbot.waitSignal(started):
        window.network.edits.redo()
    assert window.controller.config == config


def test_the_open_dialog_lets_the_network_train_on(
    window: MainWindow, qtbot: QtBot, session: Path
) -> None:
    window.controller.play()
    action(window, "open").trigger()
    asked = dialog(window, "open_dialog")
    assert not asked.isModal()
    assert window.controller.playing
    with qtbot.waitSignal(window.controller.run_started):
        asked.fileSelected.emit(str(session))
    asked.close()
    assert window.controller.config.dataset == "xor"


def test_a_file_dropped_on_the_window_is_opened(
    window: MainWindow, qtbot: QtBot, session: Path
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(session))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none, place = Qt.KeyboardModifier.NoModifier, QPointF(50, 50)
    entered = QDragEnterEvent(place.toPoint(), copy, data, left, none)
    QApplication.sendEvent(window, entered)
    assert entered.isAccepted()
    with qtbot.waitSignal(window.controller.run_started):
        QApplication.sendEvent(window, QDropEvent(place, copy, data, left, none))
    assert window.controller.config.dataset == "xor"


def test_arrays_are_trained_on_at_once(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "mine.npz"
    np.savez(path, X=np.random.default_rng(0).normal(size=(40, 2)), y=np.arange(40) % 2)
    open_and_wait(window, qtbot, path)
    assert window.controller.config == RunConfig(dataset=str(path))
    train(window, qtbot, 3)


def test_files_opened_are_offered_again_the_next_time(
    window: MainWindow, qtbot: QtBot, qapp: QApplication, session: Path, table: Path
) -> None:
    open_and_wait(window, qtbot, session)
    window.files.open(table)
    qtbot.waitUntil(lambda: window.files.recent.paths[:1] == (table,))
    window.close()
    table.unlink()
    second = MainWindow(Appearance(qapp))
    qtbot.addWidget(second)
    file = str(session.parent / "nnviz.ini")
    second.remember(QSettings(file, QSettings.Format.IniFormat))
    menu = second.findChild(QMenu, "menu_recent")
    assert isinstance(menu, QMenu)
    offered = {a.data(): a.isEnabled() for a in menu.actions() if a.data()}
    assert offered == {str(table): False, str(session): True}
    with qtbot.waitSignal(second.controller.run_started):
        next(a for a in menu.actions() if a.data() == str(session)).trigger()
    assert second.controller.config.dataset == "xor"
    second.close()


def test_a_window_can_begin_with_a_table(
    window: MainWindow, qtbot: QtBot, table: Path
) -> None:
    with qtbot.waitSignal(window.controller.run_started):
        window.files.begin_with(open_file(table))
    assert window.controller.config.dataset == str(table)
    assert window.findChild(QDialog, "preview_dialog").isVisible()

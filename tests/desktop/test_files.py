"""Opening and saving in the real window, as a person does."""

import threading
import zipfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QMenu,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from nnviz.files.opening import DataMissingError, open_file
from nnviz.files.session import session_of
from nnviz.files.session_file import write_session
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data
from nnviz.session.trainer import Trainer
from nnviz.ui.theme.apply import Appearance
from nnviz.ui.window.main_window import MainWindow
from nnviz.ui.window.opening.preview_dialog import PreviewDialog
from nnviz.watch import Watch
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
    # Back at the session's run, its name is back as well.
    with qtbot.waitSignal(window.controller.run_started):
        window.network.edits.undo()
    assert window.windowTitle().startswith("mine.nnviz")
    assert window.files.session == session


def test_a_run_that_was_left_for_a_session_on_its_data_does_not_overwrite_it(
    window: MainWindow, qtbot: QtBot, session: Path
) -> None:
    with qtbot.waitSignal(window.controller.run_started):
        window.open(RunConfig(dataset="xor"))
    train(window, qtbot, 10)
    open_and_wait(window, qtbot, session)
    for step, expected in (("undo", None), ("redo", session)):
        with qtbot.waitSignal(window.controller.run_started):
            getattr(window.network.edits, step)()
        assert window.controller.config.dataset == "xor"
        assert window.files.session == expected


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


def by_dialog(window: MainWindow, path: Path) -> None:
    action(window, "open").trigger()
    asked = dialog(window, "open_dialog")
    asked.fileSelected.emit(str(path))
    asked.close()


def by_dropping(window: MainWindow, path: Path) -> None:
    drop(window, path)


def by_recent(window: MainWindow, path: Path) -> None:
    window.files.recent.add(path)
    menu = window.findChild(QMenu, "menu_recent")
    assert isinstance(menu, QMenu)
    next(a for a in menu.actions() if a.data() == str(path)).trigger()


def by_finding_it(window: MainWindow, path: Path) -> None:
    """Say that the data of a session are in the file."""
    window.files._ask_for_data(DataMissingError(path, "moved.csv"))
    button = window.panels.messages.findChild(QPushButton, "message_action")
    assert button is not None
    button.click()
    asked = dialog(window, "open_dialog")
    asked.fileSelected.emit(str(path))
    asked.close()


def by_settings(window: MainWindow, path: Path) -> None:
    """Choose the file as data, as a tile, the preview and the palette do."""
    window.open(RunConfig(dataset=str(path)))


def by_choice(window: MainWindow, path: Path) -> None:
    """Choose other data in the panel of settings, as a change of the run."""
    window.network.edits.choose(RunConfig(dataset=str(path)))


def by_preview(window: MainWindow, path: Path) -> None:
    """Accept a table that is no longer what was previewed."""
    window.files.config_requested.emit(RunConfig(dataset=str(path), target="b"))


DOORS = [
    *(by_dialog, by_dropping, by_recent, by_finding_it, by_settings, by_choice),
    by_preview,
]

UNREADABLE = {
    "bad.csv": b"a,b\n1,\0\n",
    "bad.npz": b"PK\3\4",
    "bad.nnviz": b"no session",
    "bad.zip": b"PK\3\4",
    "bad.png": b"\x89PNG",
}


def test_a_file_that_cannot_be_read_leaves_the_run_and_its_past(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    controller, messages = window.controller, window.panels.messages
    train(window, qtbot, 20)
    key, config, history = controller.key, controller.config, window.network.edits.done
    parameters = controller.snapshot.lane.parameters.copy()
    for door, (name, content) in product(DOORS, UNREADABLE.items()):
        path = tmp_path / name
        path.write_bytes(content)
        door(window, path)

        def is_said(words: str = str(path)) -> bool:
            said = messages.kind == "error" and words in messages.text
            return said and controller.iteration == 20

        qtbot.waitUntil(is_said)
        assert (controller.key, controller.config) == (key, config), (door, name)
        assert window.network.edits.done == history
        np.testing.assert_array_equal(controller.snapshot.lane.parameters, parameters)
        for iteration in (7, 20):
            controller.show_moment(iteration)
            qtbot.waitUntil(lambda wanted=iteration: controller.iteration == wanted)


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


def test_a_table_in_an_archive_is_trained_on_and_offered_again(
    window: MainWindow, qtbot: QtBot, table: Path
) -> None:
    path = table.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(table, "mine.csv")
    window.files.open(path)
    qtbot.waitUntil(lambda: window.findChild(QDialog, "preview_dialog") is not None)
    preview = window.findChild(QDialog, "preview_dialog")
    assert isinstance(preview, PreviewDialog)
    made = preview.panel.review
    assert made is not None
    with qtbot.waitSignal(window.controller.run_started):
        preview.panel.config_requested.emit(made.config)
    assert window.controller.config.dataset == str(path)
    assert path in window.files.recent.paths


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


def drop(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none, place = Qt.KeyboardModifier.NoModifier, QPointF(50, 50)
    entered = QDragEnterEvent(place.toPoint(), copy, data, left, none)
    QApplication.sendEvent(window, entered)
    assert entered.isAccepted()
    QApplication.sendEvent(window, QDropEvent(place, copy, data, left, none))


def test_a_file_dropped_on_the_window_is_opened(
    window: MainWindow, qtbot: QtBot, session: Path
) -> None:
    with qtbot.waitSignal(window.controller.run_started):
        drop(window, session)
    assert window.controller.config.dataset == "xor"


def test_arrays_are_trained_on_at_once(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "mine.npz"
    np.savez(path, X=np.random.default_rng(0).normal(size=(40, 2)), y=np.arange(40) % 2)
    open_and_wait(window, qtbot, path)
    assert window.controller.config == RunConfig(dataset=str(path))
    train(window, qtbot, 3)


def test_which_column_is_the_label_is_said_with_the_other_way(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "mine.csv"
    pixels = np.random.default_rng(0).integers(0, 16, (40, 63)).tolist()
    rows = [[k % 4, *row, k % 5] for k, row in enumerate(pixels)]
    path.write_text("\n".join(",".join(map(str, row)) for row in rows))
    messages = window.panels.messages
    window.files.open(path)
    qtbot.waitUntil(lambda: "the last was taken for the label" in messages.text)
    buttons = messages.findChildren(QPushButton)
    (way,) = [one for one in buttons if one.text() == "Take the first for the label"]
    way.click()
    qtbot.waitUntil(lambda: "the first was taken for the label" in messages.text)
    assert window.controller.config.target == "1"
    started = window.controller.started
    assert started is not None
    assert len(started.dataset.class_names) == 4


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


def test_a_recorded_iteration_is_shown_with_exactly_its_weights(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    place = tmp_path / "mine.nnvizlog"
    rng = np.random.default_rng(0)
    inputs, weights = rng.normal(size=(20, 2)), rng.normal(size=(2, 1))
    loss = "binary_cross_entropy"
    with Watch(place, activations=["sigmoid"], loss=loss) as watch:
        targets = (inputs[:, :1] > 0).astype(float)
        a = 1 / (1 + np.exp(-inputs @ weights))
        wrong = [inputs.T @ (a - targets)]
        watch.iteration([weights], None, inputs, targets, gradients=wrong)
    before = place.read_bytes()
    open_and_wait(window, qtbot, place)
    start = window.tabs.page.shown.start
    assert start is not None
    lane = start.lane
    np.testing.assert_array_equal(lane.network.weights[0], weights.T)
    np.testing.assert_array_equal(lane.data.train.inputs, inputs)
    qtbot.waitUntil(lambda: "1 of 1 wrong: dW1" in window.panels.claims.text())
    # What was recorded must never be overwritten by a session.
    assert window.files.session is None
    assert place.read_bytes() == before

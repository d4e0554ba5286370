"""A run is kept by itself, and offered by the next window."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from nnviz.files import session as files_session
from nnviz.files.opening import OpenedSession, open_file
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer
from nnviz.ui.theme.apply import Appearance
from nnviz.ui.window import autosave
from nnviz.ui.window.main_window import MainWindow
from tests.desktop.driving import action, train
from tests.waiting import wait_until

CIRCLE = RunConfig(dataset="circle")


def opened(qapp: QApplication, qtbot: QtBot, folder: Path) -> MainWindow:
    window = MainWindow(Appearance(qapp))
    qtbot.addWidget(window)
    window.show()
    window.keep_safe(folder)
    with qtbot.waitSignal(window.controller.run_started):
        window.open(CIRCLE)
    return window


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, folder: Path) -> Iterator[MainWindow]:
    window = opened(qapp, qtbot, folder)
    yield window
    window.close()


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.nnviz"))


def kept_iteration(path: Path) -> int:
    kept = open_file(path)
    assert isinstance(kept, OpenedSession)
    return kept.session.state.now.iteration


def remedy(window: MainWindow) -> QPushButton:
    button = window.panels.messages.findChild(QPushButton, "message_action")
    assert button is not None
    return button


def test_a_run_that_was_left_by_quitting_is_offered_and_goes_on(
    qapp: QApplication, qtbot: QtBot, folder: Path
) -> None:
    first = opened(qapp, qtbot, folder)
    train(first, qtbot, 50)
    first.close()
    second = opened(qapp, qtbot, folder)
    assert "has been kept" in second.panels.messages.text
    qtbot.mouseClick(remedy(second), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: second.controller.iteration == 50)
    alone = Trainer(CIRCLE)
    alone.run(50)
    np.testing.assert_array_equal(
        second.controller.snapshot.lane.parameters, alone.network.parameters
    )
    # It is nobody's file: saving asks for a name.
    assert second.files.session is None
    second.close()


def begin_tour(window: MainWindow, qtbot: QtBot) -> None:
    """Take a tour away from a run of 50 iterations, and train in it."""
    train(window, qtbot, 50)
    window.desk.start("backpropagation")
    qtbot.waitUntil(lambda: window.tours.is_ready)
    train(window, qtbot, 7)


def test_a_window_closed_in_a_tour_keeps_the_run_there_was(
    qapp: QApplication, qtbot: QtBot, folder: Path
) -> None:
    first = opened(qapp, qtbot, folder)
    begin_tour(first, qtbot)
    first.findChild(autosave.Autosave).save()
    first.close()
    assert [kept_iteration(path) for path in files(folder)] == [50]


def test_whoever_stays_in_a_tour_keeps_both_runs_for_the_next_window(
    qapp: QApplication, qtbot: QtBot, folder: Path
) -> None:
    first = opened(qapp, qtbot, folder)
    begin_tour(first, qtbot)
    first.tours.close()
    first.close()
    assert sorted(kept_iteration(path) for path in files(folder)) == [7, 50]
    second = opened(qapp, qtbot, folder)
    earlier = second.findChild(QMenu, "menu_earlier_runs")
    earlier.aboutToShow.emit()
    _, older = earlier.actions()
    older.trigger()
    qtbot.waitUntil(lambda: second.controller.iteration == 50)
    second.close()


def test_whoever_returns_from_a_tour_goes_on_being_kept_in_the_same_file(
    window: MainWindow, qtbot: QtBot, folder: Path
) -> None:
    begin_tour(window, qtbot)
    window.tours.return_to_run()
    qtbot.waitUntil(lambda: window.controller.iteration == 50)
    train(window, qtbot, 60)
    window.close()
    assert [kept_iteration(path) for path in files(folder)] == [110]


def test_nothing_is_offered_where_nothing_was_done(
    qapp: QApplication, qtbot: QtBot, folder: Path
) -> None:
    opened(qapp, qtbot, folder).close()
    second = opened(qapp, qtbot, folder)
    assert not files(folder)
    assert not second.panels.messages.isVisible()
    second.close()


def test_what_was_saved_as_it_is_is_not_offered_again(
    window: MainWindow, qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    train(window, qtbot, 20)
    with qtbot.waitSignal(window.controller.saved):
        window.controller.save(tmp_path / "mine.nnviz")
    window.close()
    assert not files(folder)


def test_the_run_is_written_again_only_if_something_has_happened(
    window: MainWindow, qtbot: QtBot, folder: Path
) -> None:
    keeper = window.findChild(autosave.Autosave)
    train(window, qtbot, 20)
    keeper.save()
    qtbot.waitUntil(lambda: bool(files(folder)))
    (path,) = files(folder)
    before = path.stat().st_mtime_ns
    keeper.save()
    train(window, qtbot, 25)
    assert path.stat().st_mtime_ns == before
    keeper.save()
    qtbot.waitUntil(lambda: path.stat().st_mtime_ns != before)
    assert files(folder) == [path]


def test_two_windows_keep_two_runs(
    qapp: QApplication, qtbot: QtBot, folder: Path
) -> None:
    both = [opened(qapp, qtbot, folder) for _ in range(2)]
    for window, iterations in zip(both, (10, 30), strict=True):
        train(window, qtbot, iterations)
        window.findChild(autosave.Autosave).save()
    qtbot.waitUntil(lambda: len(files(folder)) == 2)
    # Those of windows that live are not offered.
    assert both[0].findChild(autosave.Autosave).left_behind() == []
    for window in both:
        window.close()
    kept = [kept_iteration(path) for path in files(folder)]
    assert set(kept) == {10, 30}


def test_only_the_latest_runs_stay(
    window: MainWindow, folder: Path, tmp_path: Path
) -> None:
    folder.mkdir()
    for number in range(8):
        path = folder / f"{number}.nnviz"
        path.write_bytes(b"")
        os.utime(path, (number, number))
    left = window.findChild(autosave.Autosave).left_behind()
    assert [path.stem for path in left] == ["7", "6", "5", "4", "3"]
    assert len(files(folder)) == 5


def test_a_folder_that_cannot_be_written_is_said_once_with_a_way_on(
    window: MainWindow, qtbot: QtBot, folder: Path
) -> None:
    folder.write_text("a file in its place")
    train(window, qtbot, 5)
    window.findChild(autosave.Autosave).save()
    assert "save it with Ctrl+S" in window.panels.messages.text


def test_a_session_whose_data_are_gone_asks_where_they_are(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files_session, "EMBEDDED", 0)
    table = tmp_path / "mine.csv"
    rows = [f"{k},{k % 7},{'ab'[k % 2]}" for k in range(50)]
    table.write_text("\n".join(["x,y,word", *rows]))
    with qtbot.waitSignal(window.controller.run_started):
        window.open(RunConfig(dataset=str(table)))
    train(window, qtbot, 10)
    session = tmp_path / "there" / "run.nnviz"
    session.parent.mkdir()
    with qtbot.waitSignal(window.controller.saved):
        window.controller.save(session)
    moved = tmp_path / "elsewhere.csv"
    table.rename(moved)
    window.files.open(session)
    qtbot.waitUntil(lambda: "mine.csv" in window.panels.messages.text)
    assert remedy(window).text() == "Find it…"
    qtbot.mouseClick(remedy(window), Qt.MouseButton.LeftButton)
    dialog = window.findChild(QFileDialog, "open_dialog")
    with qtbot.waitSignal(window.controller.run_started):
        dialog.fileSelected.emit(str(moved))
    qtbot.waitUntil(lambda: window.controller.iteration == 10)
    assert window.controller.config.dataset == str(moved)
    assert action(window, "save").isEnabled()


KILLED = """
import sys
from pathlib import Path
from nnviz.session.config import RunConfig
from nnviz.ui import app
from nnviz.ui.window import autosave
autosave.EVERY_MS = 20
folder = Path(sys.argv[1])
autosave.usual_folder = lambda: folder
class Training(app.MainWindow):
    def keep_safe(self, folder):
        super().keep_safe(folder)
        self.controller.run_started.connect(self.controller.play)
app.MainWindow = Training
app.open_window(RunConfig(dataset="circle"))
"""
"""A window that trains and keeps its run fifty times a second."""


def test_a_window_that_is_killed_leaves_a_whole_run_behind(
    folder: Path, tmp_path: Path
) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)}
    for pause in (0.0, 0.013, 0.037):
        known = set(files(folder))
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(folder)], env=environment
        )
        wait_until(lambda known=known: bool(set(files(folder)) - known), process)
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        process.wait()
        (path,) = set(files(folder)) - known
        assert kept_iteration(path) > 0


def test_runs_that_were_left_are_kept_with_the_one_at_hand(
    qapp: QApplication, qtbot: QtBot, folder: Path
) -> None:
    first = opened(qapp, qtbot, folder)
    train(first, qtbot, 50)
    with qtbot.waitSignal(first.controller.run_started):
        first.open(RunConfig(dataset="moons"))
    train(first, qtbot, 20)
    with qtbot.waitSignal(first.controller.run_started):
        first.open(RunConfig(dataset="spiral"))
    first.close()
    assert sorted(kept_iteration(path) for path in files(folder)) == [20, 50]
    second = opened(qapp, qtbot, folder)
    earlier = second.findChild(QMenu, "menu_earlier_runs")
    earlier.aboutToShow.emit()
    latest, older = earlier.actions()
    assert "Moons" in latest.text()
    assert "iteration 20, at " in latest.text()
    assert "Circle" in older.text()
    older.trigger()
    qtbot.waitUntil(lambda: second.controller.iteration == 50)
    second.close()


def test_a_run_that_was_left_saved_is_not_offered_again(
    window: MainWindow, qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    train(window, qtbot, 20)
    with qtbot.waitSignal(window.controller.saved):
        window.controller.save(tmp_path / "mine.nnviz")
    with qtbot.waitSignal(window.controller.run_started):
        window.open(RunConfig(dataset="moons"))
    train(window, qtbot, 30)
    window.close()
    assert [kept_iteration(path) for path in files(folder)] == [30]


def saved(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    with qtbot.waitSignal(window.controller.saved):
        window.controller.save(path)


def reopened(window: MainWindow, qtbot: QtBot, path: Path, iteration: int) -> None:
    window.files.open(path)
    qtbot.waitUntil(lambda: window.files.session == path)
    qtbot.waitUntil(lambda: window.controller.iteration == iteration)


def at_rest(window: MainWindow, qtbot: QtBot, mark: str) -> None:
    """Wait until the window knows of a bookmark."""
    keeper = window.findChild(autosave.Autosave)
    qtbot.waitUntil(
        lambda: (
            keeper._done is not None
            and mark in [one.name for one in keeper._done.bookmarks]
        )
    )


def test_a_session_that_was_only_looked_at_is_not_offered(
    window: MainWindow, qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    train(window, qtbot, 20)
    saved(window, qtbot, tmp_path / "mine.nnviz")
    with qtbot.waitSignal(window.controller.run_started):
        window.open(RunConfig(dataset="moons"))
    reopened(window, qtbot, tmp_path / "mine.nnviz", 20)
    window.controller.show_moment(5)
    qtbot.waitUntil(lambda: window.controller.iteration == 5)
    window.close()
    assert not files(folder)


def test_a_bookmark_and_an_edit_are_kept_like_iterations(
    qapp: QApplication, qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    first = opened(qapp, qtbot, folder)
    train(first, qtbot, 20)
    saved(first, qtbot, tmp_path / "mine.nnviz")
    first.controller.set_bookmark("here", "for the lesson")
    first.controller.edit_parameter(0, 0.25)
    at_rest(first, qtbot, "here")
    first.close()
    (path,) = files(folder)
    kept = open_file(path)
    assert isinstance(kept, OpenedSession)
    assert kept.session.past.bookmarks[0].note == "for the lesson"
    assert kept.session.state.now.parameters[0] == 0.25


def test_marks_at_the_very_beginning_are_kept_of_runs_that_were_left_too(
    window: MainWindow, qtbot: QtBot, folder: Path
) -> None:
    window.controller.set_bookmark("start")
    at_rest(window, qtbot, "start")
    with qtbot.waitSignal(window.controller.run_started):
        window.open(RunConfig(dataset="moons"))
    window.controller.set_bookmark("other")
    at_rest(window, qtbot, "other")
    window.close()
    names = {
        opened.session.past.bookmarks[0].name
        for opened in map(open_file, files(folder))
        if isinstance(opened, OpenedSession)
    }
    assert names == {"start", "other"}

"""The window on what another program has recorded, and is recording."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from nnviz.cli.main import nnviz
from nnviz.core.types import Floats
from nnviz.ui.theme.apply import Appearance
from nnviz.ui.window.main_window import MainWindow
from tests.watch.recording import Recording


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    window = MainWindow(Appearance(qapp))
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()


def button(window: MainWindow, name: str) -> QPushButton:
    found = window.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def show(window: MainWindow, qtbot: QtBot, path: Path, iteration: int) -> None:
    window.files.open(path)
    wait_for(window, qtbot, iteration)


def wait_for(window: MainWindow, qtbot: QtBot, iteration: int) -> None:
    def is_shown() -> bool:
        shown = window.network.shown.snapshot
        return shown is not None and shown.iteration == iteration

    qtbot.waitUntil(is_shown)


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    """Five recorded iterations: 1, 11, 21, 31 and 41."""
    recording = Recording(tmp_path / "mine.nnvizlog", sums_bias=True, every=10)
    recording.train(50)
    recording.watch.close()
    return recording


def test_a_record_is_scrubbed_and_walked_and_cannot_be_changed(
    window: MainWindow, qtbot: QtBot, recording: Recording
) -> None:
    show(window, qtbot, recording.path, 41)
    network, panels = window.network, window.panels
    assert panels.lens.text().startswith("iteration 41 of 41, recorded by another")
    qtbot.waitUntil(lambda: "1 of 11 wrong: db1" in panels.claims.text())
    assert button(window, "button_reset").isHidden()
    network.go_to(1)
    wait_for(window, qtbot, 1)
    network.step(1, "iteration")
    wait_for(window, qtbot, 11)
    network.step(1, "phase")
    walk = network.stepping.stepper.walk
    assert walk is not None
    assert walk.trace.iteration == 11
    for _ in range(4):
        network.step(1, "phase")
    wait_for(window, qtbot, 21)
    network.edits.reset()
    assert "cannot be changed" in panels.messages.text
    assert window.controller.recording == recording.path


def test_what_is_wrong_is_named_and_leads_into_the_stepper(
    window: MainWindow, qtbot: QtBot, recording: Recording
) -> None:
    show(window, qtbot, recording.path, 41)
    panels = window.panels
    qtbot.waitUntil(lambda: panels.edges.kind == "check")
    panels.claims.click()
    details = panels.checking.claims
    qtbot.waitUntil(lambda: "db1 = dZ1.sum(axis=0) / m" in details.toPlainText())
    qtbot.waitUntil(lambda: "5 wrong: 1, 11, 21, 31, 41" in details.toPlainText())
    details.anchorClicked.emit(QUrl("db1"))
    walk = window.network.stepping.stepper.walk
    assert walk is not None
    assert walk.selection.phase == "backward"
    warning = panels.inspector.page.warning
    assert warning.text().startswith("The other program recorded db1[")
    details.anchorClicked.emit(QUrl("11"))
    wait_for(window, qtbot, 11)


def test_a_run_that_takes_a_record_over_can_be_undone(
    window: MainWindow, qtbot: QtBot, recording: Recording
) -> None:
    show(window, qtbot, recording.path, 41)
    window.network.go_to(21)
    wait_for(window, qtbot, 21)
    button(window, "button_take_over").click()
    qtbot.waitUntil(lambda: window.controller.recording is None)
    qtbot.waitUntil(lambda: window.network.shown.snapshot is not None)
    window.network.pause()
    window.controller.show_moment(0)
    wait_for(window, qtbot, 0)
    shown = window.network.shown.snapshot
    assert shown is not None
    np.testing.assert_array_equal(shown.lane.parameters, recording.flat(21))
    assert window.panels.claims.isHidden()
    window.network.edits.undo()
    wait_for(window, qtbot, 41)
    assert window.controller.recording == recording.path


def test_a_run_that_took_a_record_over_begins_with_its_weights_again(
    window: MainWindow, qtbot: QtBot, recording: Recording
) -> None:
    def begun() -> Floats:
        qtbot.waitUntil(lambda: window.controller.started is not None)
        wait_for(window, qtbot, 0)
        shown = window.network.shown.snapshot
        assert shown is not None
        return shown.lane.parameters

    show(window, qtbot, recording.path, 41)
    edits = window.network.edits
    button(window, "button_take_over").click()
    qtbot.waitUntil(lambda: window.controller.recording is None)
    qtbot.waitUntil(lambda: window.controller.started is not None)
    edits.reset()
    # Also before that run is ready.
    window.controller.change(batch_size=7)
    np.testing.assert_array_equal(begun(), recording.flat(41))
    edits.new_weights()
    assert (begun() != recording.flat(41)).any()
    edits.undo()
    np.testing.assert_array_equal(begun(), recording.flat(41))


def test_a_log_that_grows_is_followed_until_one_looks_closely(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "mine.nnvizlog"
    recording = Recording(path)
    recording.train(3)
    recording.flush(3)
    show(window, qtbot, path, 3)
    recording.train(2)
    wait_for(window, qtbot, 5)
    assert "following" in window.panels.lens.text()
    window.network.step(1, "phase")
    recording.train(2)

    def newest() -> int:
        shown = window.network.shown.snapshot
        assert shown is not None
        assert shown.recorded is not None
        return shown.recorded.newest

    qtbot.waitUntil(lambda: newest() == 7)
    assert window.network.stepping.stepper.walk is not None
    assert window.network.stepping.stepper.iteration == 5
    now = button(window, "timeline_now")
    qtbot.waitUntil(now.isVisible)
    now.click()
    wait_for(window, qtbot, 7)
    recording.watch.close()


def test_a_record_becomes_a_page_and_a_film(
    window: MainWindow, qtbot: QtBot, recording: Recording, tmp_path: Path
) -> None:
    show(window, qtbot, recording.path, 41)
    sharing = window.export.sharing
    asked = window.export.ask_for_film()
    asked.layout_text.setText("cost")
    page, film_file = tmp_path / "run.html", tmp_path / "run.gif"
    with qtbot.waitSignal(sharing.finished):
        sharing.make("page", page)
    assert window.panels.messages.text == f"Saved as {page}."
    assert '"moments": [1, 11, 21, 31, 41]' in page.read_text("utf-8")
    with qtbot.waitSignal(sharing.finished):
        asked.make(str(film_file))
    assert window.panels.messages.text == f"Saved as {film_file}."
    with Image.open(film_file) as film:
        assert film.n_frames == 5


def test_a_recorded_moment_becomes_a_figure(
    qapp: QApplication, recording: Recording, tmp_path: Path
) -> None:
    svg = tmp_path / "net.svg"
    told = f"figure {recording.path} --iteration 21 --out {svg}"
    result = CliRunner().invoke(nnviz, told.split())
    assert result.exit_code == 0, f"{result.exception}"
    assert "iteration 21" in svg.read_text()
    told = f"figure {recording.path} --iteration 22 --out {svg}"
    result = CliRunner().invoke(nnviz, told.split())
    assert "the nearest is 21" in str(result.exception)

"""A worksheet of the sample that is looked at, written by the window."""

import re
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from nnviz.explain.notation import tex
from nnviz.session.config import RunConfig
from nnviz.ui.window.main_window import MainWindow
from tests.desktop.driving import action, is_at_rest, open_on, train
from tests.desktop.test_lens import wait_for_lens

SMALL = RunConfig(dataset="circle", hidden=(3,), optimizer="sgd", batch_size=4)


def asked(window: MainWindow) -> bool:
    action(window, "worksheet").trigger()
    return window.network.worksheet._sheet is not None


@pytest.mark.parametrize("ending", ["html", "pdf"])
def test_the_worksheet_has_the_numbers_of_the_lens(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, ending: str
) -> None:
    open_on(window, qtbot, SMALL)
    train(window, qtbot, 12)
    wait_for_lens(window, qtbot, 12)
    assert asked(window)
    path = tmp_path / f"sheet.{ending}"
    window.network.worksheet.write(str(path))
    said = f"Saved as {path}."
    qtbot.waitUntil(lambda: window.panels.messages.text == said)
    if ending == "pdf":
        assert path.read_bytes().startswith(b"%PDF")
        return
    page = path.read_text()
    row = window.network.presenter.row
    assert "after iteration 12" in page
    assert re.search(rf"(training|test) sample {row + 1}\b", page)
    snapshot = window.network.shown.snapshot
    assert snapshot is not None
    assert snapshot.lane.probe is not None
    trace = snapshot.lane.probe.trace
    for number in (trace["a1"][0, 1], trace["losses"].ravel()[0]):
        assert tex(float(number)) in page


def test_within_a_walk_it_is_the_sample_of_the_batch(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, SMALL)
    train(window, qtbot, 3)
    wait_for_lens(window, qtbot, 3)
    qtbot.waitUntil(lambda: is_at_rest(window))
    window.panels.run_bar._sizes.button("phase").click()
    window.network.stepping.stepper.step(-1)
    window.network.step_sample(2)
    assert asked(window)
    sheet = window.network.worksheet._sheet
    assert sheet is not None
    assert ("Sample", "3 of 4 in the batch") in sheet.facts
    assert ("Iteration", "3") in sheet.facts


def test_what_cannot_be_worked_out_by_hand_is_said(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, SMALL)
    wait_for_lens(window, qtbot)
    window.panels.output.place_requested.emit((0.5, 0.5))

    def seen() -> bool:
        snapshot = window.network.shown.snapshot
        probe = snapshot.lane.probe if snapshot else None
        return probe is not None and probe.trace.probed.startswith("the point")

    qtbot.waitUntil(seen)
    assert not asked(window)
    assert "has no target" in window.panels.messages.text
    open_on(window, qtbot, RunConfig(dataset="digits"))
    wait_for_lens(window, qtbot)
    assert not asked(window)
    assert "too large to work through by hand" in window.panels.messages.text


def test_closing_the_window_gives_up_what_is_being_written(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    open_on(window, qtbot, SMALL)
    wait_for_lens(window, qtbot)
    assert asked(window)
    window.network.worksheet.write(str(tmp_path / "sheet.pdf"))
    window.close()
    assert not window.network.worksheet._writer._workers._ending

"""Saving from the thread that trains, and going on from what was saved."""

from pathlib import Path

import numpy as np
from pytestqt.qtbot import QtBot

from nnviz.files.opening import OpenedSession, open_file
from nnviz.files.session_file import read_session
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer
from nnviz.ui.threads.run_controller import RunController
from tests.ui.threads.driving import CIRCLE, Listener, begin, step, wait_for_rest


def save(qtbot: QtBot, controller: RunController, path: Path) -> None:
    with qtbot.waitSignal(controller.saved) as told:
        controller.save(path)
    assert told.args == [path]


def take_up(qtbot: QtBot, controller: RunController, path: Path) -> OpenedSession:
    opened = open_file(path)
    assert isinstance(opened, OpenedSession)
    with qtbot.waitSignal(controller.run_started):
        session = opened.session
        controller.resume(session.config, opened.dataset, session)
    return opened


def test_a_saved_run_goes_on_in_the_window_bit_for_bit(
    qtbot: QtBot, controller: RunController, heard: Listener, tmp_path: Path
) -> None:
    begin(qtbot, controller)
    step(qtbot, controller, 70)
    save(qtbot, controller, tmp_path / "run.nnviz")
    heard.blocks.clear()
    take_up(qtbot, controller, tmp_path / "run.nnviz")
    wait_for_rest(qtbot, controller, 70)
    step(qtbot, controller, 50)
    alone = Trainer(CIRCLE)
    alone.run(120)
    snapshot = wait_for_rest(qtbot, controller, 120)
    np.testing.assert_array_equal(snapshot.lane.parameters, alone.network.parameters)
    assert heard.costs.tolist() == alone.history.costs.tolist()


def test_an_opened_session_is_at_rest_with_its_last_iteration(
    qtbot: QtBot, controller: RunController, tmp_path: Path
) -> None:
    begin(qtbot, controller)
    step(qtbot, controller, 33)
    before = wait_for_rest(qtbot, controller, 33)
    save(qtbot, controller, tmp_path / "run.nnviz")
    take_up(qtbot, controller, tmp_path / "run.nnviz")
    snapshot = wait_for_rest(qtbot, controller, 33)
    assert not controller.playing
    assert snapshot.lane.trace is not None
    assert snapshot.lane.trace.iteration == 33
    np.testing.assert_array_equal(snapshot.lane.gradient, before.lane.gradient)
    np.testing.assert_array_equal(snapshot.lane.update, before.lane.update)


def test_saving_does_not_stop_the_training(
    qtbot: QtBot, controller: RunController, tmp_path: Path
) -> None:
    begin(qtbot, controller)
    controller.play()
    save(qtbot, controller, tmp_path / "run.nnviz")
    saved = read_session(tmp_path / "run.nnviz").state
    assert controller.playing
    alone = Trainer(CIRCLE)
    alone.run(saved.now.iteration)
    np.testing.assert_array_equal(saved.now.parameters, alone.network.parameters)
    assert saved.costs.tolist() == alone.history.costs.tolist()


def test_what_is_asked_just_before_the_end_is_still_written(
    qtbot: QtBot, controller: RunController, tmp_path: Path
) -> None:
    begin(qtbot, controller, RunConfig(dataset="mnist"))
    controller.play()
    controller.save(tmp_path / "run.nnviz")
    controller.close()
    assert read_session(tmp_path / "run.nnviz").config == RunConfig(dataset="mnist")


def test_a_file_that_cannot_be_written_is_told_and_the_run_goes_on(
    qtbot: QtBot, controller: RunController, heard: Listener, tmp_path: Path
) -> None:
    begin(qtbot, controller)
    with qtbot.waitSignal(controller.not_saved) as told:
        controller.save(tmp_path / "nowhere" / "run.nnviz")
    assert "cannot be written" in told.args[0]
    step(qtbot, controller, 5)
    assert not heard.messages


def test_reset_after_a_session_goes_to_its_initial_weights(
    qtbot: QtBot, controller: RunController, tmp_path: Path
) -> None:
    begin(qtbot, controller)
    step(qtbot, controller, 10)
    save(qtbot, controller, tmp_path / "run.nnviz")
    take_up(qtbot, controller, tmp_path / "run.nnviz")
    with qtbot.waitSignal(controller.run_started):
        controller.reset()
    snapshot = wait_for_rest(qtbot, controller)
    initial = Trainer(CIRCLE).network.parameters
    np.testing.assert_array_equal(snapshot.lane.parameters, initial)


def test_without_a_run_there_is_nothing_to_save(
    qtbot: QtBot, controller: RunController, tmp_path: Path
) -> None:
    with qtbot.waitSignal(controller.not_saved) as told:
        controller.save(tmp_path / "run.nnviz")
    assert "there is no run to save" in told.args[0]

"""Saving from the thread that trains, and going on from what was saved."""

from pathlib import Path

import numpy as np
from pytestqt.qtbot import QtBot

from nnviz.files.opening import OpenedSession, open_file
from nnviz.files.session_file import read_session
from nnviz.live.commands import Command, Save, Train
from nnviz.live.training_loop import TrainingLoop
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data
from nnviz.session.trainer import Trainer
from nnviz.ui.threads.run_controller import RunController
from tests.ui.threads.driving import CIRCLE, Listener, begin, step, wait_for_rest


class Told(list[object]):
    """Stands for a signal and keeps what was told."""

    def emit(self, *values: object) -> None:
        self.extend(values)


class ClosingWindow:
    """A window that is told to save and to close in the middle of an evaluation."""

    def __init__(self, path: Path, at: int) -> None:
        self.iterated, self.pictured, self.rested = Told(), Told(), Told()
        self.stopped, self.saved, self.not_saved = Told(), Told(), Told()
        self.travelled, self.compared = Told(), Told()
        self.interrupted = False
        self.loop: TrainingLoop | None = None
        self._commands: list[Command] = [Train(None)]
        self._path, self._at = path, at

    def next_command(self, seconds: float | None = 0.0) -> Command | None:
        loop = self.loop
        if loop and loop.trainer.iteration == self._at and not self.interrupted:
            self.interrupted = True
            return Save(self._path, loop.trainer.config)
        return self._commands.pop() if self._commands else None


def save(qtbot: QtBot, controller: RunController, path: Path) -> None:
    with qtbot.waitSignal(controller.saved, timeout=20_000) as told:
        controller.save(path)
    assert told.args == [path]


def take_up(qtbot: QtBot, controller: RunController, path: Path) -> OpenedSession:
    opened = open_file(path)
    assert isinstance(opened, OpenedSession)
    with qtbot.waitSignal(controller.run_started):
        session = opened.session
        controller.take_up(session.config, opened.dataset, session.state)
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
    np.testing.assert_array_equal(snapshot.parameters, alone.network.parameters)
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
    assert snapshot.trace is not None
    assert snapshot.trace.iteration == 33
    np.testing.assert_array_equal(snapshot.gradient, before.gradient)
    np.testing.assert_array_equal(snapshot.update, before.update)


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


def test_an_evaluation_is_ended_before_the_run_is_saved_and_over(
    tmp_path: Path,
) -> None:
    config = RunConfig(dataset="circle", samples=9000, evaluate_every=5)
    window = ClosingWindow(tmp_path / "run.nnviz", at=5)
    window.loop = TrainingLoop(1, config, load_data(config), window)
    while not window.interrupted:
        window.loop.turn()
    window.loop.finish()
    assert window.saved == [tmp_path / "run.nnviz"]
    state = read_session(tmp_path / "run.nnviz").state
    assert [found.iteration for found in state.evaluations] == [5]


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
    np.testing.assert_array_equal(snapshot.parameters, initial)


def test_without_a_run_there_is_nothing_to_save(
    qtbot: QtBot, controller: RunController, tmp_path: Path
) -> None:
    with qtbot.waitSignal(controller.not_saved) as told:
        controller.save(tmp_path / "run.nnviz")
    assert "there is no run to save" in told.args[0]

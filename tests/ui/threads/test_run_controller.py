"""The controller: nothing is lost, nothing floods, failures are survived."""

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer
from nnviz.ui.threads.run_controller import RunController
from tests.ui.threads.driving import (
    CIRCLE,
    Listener,
    begin,
    play_to_the_end,
    step,
    wait_for_rest,
    worker_of,
)

pytestmark = pytest.mark.qt_log_level_fail("WARNING")


@pytest.mark.parametrize(
    ("speed", "iterations"), [(None, 5_000), (3000.0, 600), (50.0, 12)]
)
def test_every_iteration_arrives_once_and_in_order(
    qtbot: QtBot,
    controller: RunController,
    heard: Listener,
    speed: float | None,
    iterations: int,
) -> None:
    config = CIRCLE.changed(iterations=iterations)
    controller.set_speed(speed)
    begin(qtbot, controller, config)
    play_to_the_end(qtbot, controller)
    headless = Trainer(config)
    headless.run(iterations)
    np.testing.assert_array_equal(heard.costs, headless.history.costs)
    evaluations = [e for block in heard.blocks for e in block.evaluations[0]]
    assert evaluations == headless.history.evaluations
    assert [stop.reason for stop in heard.stops] == ["iterations"]


def test_blocks_of_a_run_that_is_over_are_dropped(
    qtbot: QtBot, controller: RunController, heard: Listener
) -> None:
    begin(qtbot, controller)
    controller.play()
    qtbot.waitUntil(lambda: bool(heard.blocks))
    controller.start(CIRCLE.changed(seed=5))
    with qtbot.waitSignal(controller.run_started):
        heard.blocks.clear()
    step(qtbot, controller, 3)
    # The picture may be there before the last block, which waits for its turn.
    qtbot.waitUntil(lambda: len(heard.costs) == 3)
    assert {block.run for block in heard.blocks} == {controller.run}


@pytest.mark.parametrize(
    "config",
    [
        RunConfig(dataset="nowhere"),
        CIRCLE.changed(output_activation="softmax", loss="cross_entropy"),
    ],
)
def test_what_cannot_be_used_is_reported_and_another_run_can_start(
    qtbot: QtBot, controller: RunController, heard: Listener, config: RunConfig
) -> None:
    with qtbot.waitSignal(controller.failed):
        controller.start(config)
    controller.play()
    assert not controller.playing
    begin(qtbot, controller)
    step(qtbot, controller, 5)
    assert (len(heard.messages), len(heard.costs)) == (1, 5)


def test_an_error_in_the_middle_of_a_run_is_reported(
    qtbot: QtBot,
    controller: RunController,
    heard: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(self: Trainer, iterations: int) -> None:
        raise ZeroDivisionError("by design")

    begin(qtbot, controller)
    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "run", fail)
        with qtbot.waitSignal(controller.failed):
            controller.play()
    assert heard.messages == ["ZeroDivisionError: by design"]
    assert not controller.playing
    with qtbot.waitSignal(controller.run_started):
        controller.reset()
    step(qtbot, controller)


@pytest.mark.parametrize("playing", [True, False])
def test_closing_leaves_no_thread(
    qtbot: QtBot, controller: RunController, playing: bool
) -> None:
    begin(qtbot, controller)
    worker = worker_of(controller)
    if playing:
        with qtbot.waitSignal(controller.block_arrived):
            controller.play()
    controller.close()
    assert worker.isFinished()


def test_closing_while_data_are_loaded_leaves_no_thread(
    controller: RunController,
) -> None:
    controller.start(RunConfig(dataset="mnist"))
    first = worker_of(controller)
    controller.start(RunConfig(dataset="mnist"))
    second = worker_of(controller)
    controller.close()
    assert first.isFinished()
    assert second.isFinished()


def test_data_that_cannot_be_read_any_more_do_not_end_the_run(
    qtbot: QtBot, controller: RunController, heard: Listener, tmp_path: Path
) -> None:
    table = tmp_path / "mine.csv"
    table.write_text("\n".join(f"{k},{k % 7},{k % 2}" for k in range(60)))
    begin(qtbot, controller, RunConfig(dataset=str(table)))
    step(qtbot, controller, 40)
    before = wait_for_rest(qtbot, controller, 40)
    key, config = controller.key, controller.config
    table.unlink()
    with qtbot.waitSignal(controller.went_back) as told:
        controller.change(task="regression")
    assert "mine.csv" in told.args[0]
    snapshot = wait_for_rest(qtbot, controller, 40)
    assert (controller.key, controller.config) == (key, config)
    np.testing.assert_array_equal(snapshot.lane.parameters, before.lane.parameters)
    path = tmp_path / "run.nnviz"
    with qtbot.waitSignal(controller.saved):
        controller.save(path)
    step(qtbot, controller, 5)
    assert len(heard.messages) == 1


def test_a_run_as_it_began_stays_too_and_goes_on_training(
    qtbot: QtBot, controller: RunController
) -> None:
    begin(qtbot, controller)
    key = controller.key
    with qtbot.waitSignal(controller.went_back):
        controller.start(RunConfig(dataset="nowhere"))
    assert (controller.key, controller.config) == (key, CIRCLE)
    assert controller.given is None
    controller.play()
    with qtbot.waitSignal(controller.went_back):
        controller.start(RunConfig(dataset="nowhere"))
    assert controller.playing
    with qtbot.waitSignal(controller.block_arrived):
        pass

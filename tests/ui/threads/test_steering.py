"""Steering a run: pause, steps, changes of settings and of weights."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.errors import InputError
from nnviz.data.catalog import load_dataset
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
)

pytestmark = pytest.mark.qt_log_level_fail("WARNING")


def test_stepping_does_one_iteration(
    qtbot: QtBot, controller: RunController, heard: Listener
) -> None:
    begin(qtbot, controller)
    for _ in range(3):
        step(qtbot, controller)
    assert controller.snapshot is not None
    assert controller.snapshot.trace is not None
    assert (len(heard.costs), controller.snapshot.trace.iteration) == (3, 3)


def test_an_epoch_ends_where_the_epoch_does(
    qtbot: QtBot, controller: RunController, heard: Listener
) -> None:
    begin(qtbot, controller)
    assert controller.started is not None
    per_epoch = controller.started.iterations_per_epoch
    step(qtbot, controller, 2)
    for epochs in (1, 2):
        controller.run_epoch()
        qtbot.waitUntil(lambda: not controller.playing)
        assert len(heard.costs) == epochs * per_epoch


@pytest.mark.parametrize("speed", [None, 1000.0, 1.0])
def test_pause_brings_training_to_rest_at_any_speed(
    qtbot: QtBot, controller: RunController, heard: Listener, speed: float | None
) -> None:
    controller.set_speed(speed)
    begin(qtbot, controller)
    controller.play()
    qtbot.waitUntil(lambda: len(heard.costs) > 0)
    controller.pause()
    assert not controller.playing
    done = wait_for_rest(qtbot, controller, len(heard.costs)).iteration
    step(qtbot, controller)
    assert len(heard.costs) == done + 1


def test_play_after_pause_is_not_taken_back_by_the_pause(
    qtbot: QtBot, controller: RunController, heard: Listener
) -> None:
    begin(qtbot, controller)
    for _ in range(20):
        controller.play()
        controller.pause()
    controller.play()
    qtbot.waitUntil(lambda: len(heard.costs) > 20_000)
    assert controller.playing


def test_at_rest_the_evaluation_is_that_of_the_parameters_shown(
    qtbot: QtBot, controller: RunController
) -> None:
    begin(qtbot, controller)
    step(qtbot, controller, 17)
    headless = Trainer(CIRCLE)
    headless.run(17)
    assert wait_for_rest(qtbot, controller).evaluation == headless.evaluate()


def test_before_the_first_iteration_there_is_an_evaluation_too(
    qtbot: QtBot, controller: RunController
) -> None:
    begin(qtbot, controller)
    assert wait_for_rest(qtbot, controller).iteration == 0


def test_a_learning_rate_changes_during_the_run(
    qtbot: QtBot, controller: RunController, heard: Listener
) -> None:
    begin(qtbot, controller)
    step(qtbot, controller, 10)
    controller.change(learning_rate=0.5)
    step(qtbot, controller, 10)
    headless = Trainer(CIRCLE)
    headless.run(10)
    headless.change(learning_rate=0.5)
    headless.run(10)
    np.testing.assert_array_equal(heard.costs, headless.history.costs)
    assert controller.snapshot is not None
    assert controller.snapshot.learning_rate == 0.5
    assert controller.run == 1


def test_a_limit_that_is_raised_lets_the_run_go_on(
    qtbot: QtBot, controller: RunController, heard: Listener
) -> None:
    begin(qtbot, controller, CIRCLE.changed(iterations=10))
    play_to_the_end(qtbot, controller)
    controller.change(iterations=25)
    play_to_the_end(qtbot, controller)
    assert (len(heard.costs), len(heard.stops)) == (25, 2)


def test_a_value_that_cannot_be_is_refused_and_the_run_goes_on(
    qtbot: QtBot, controller: RunController, heard: Listener
) -> None:
    begin(qtbot, controller)
    with pytest.raises(InputError, match="learning_rate"):
        controller.change(learning_rate=-1.0)
    step(qtbot, controller)
    assert (len(heard.costs), controller.config) == (1, CIRCLE)


def test_an_edit_of_a_weight_takes_effect_at_once(
    qtbot: QtBot, controller: RunController, heard: Listener
) -> None:
    begin(qtbot, controller)
    before = wait_for_rest(qtbot, controller)
    with qtbot.waitSignal(
        controller.snapshot_changed,
        check_params_cb=lambda s: s.evaluation != before.evaluation,
    ):
        controller.edit_parameter(2, 1.5)
    step(qtbot, controller)
    headless = Trainer(CIRCLE)
    headless.network.parameters[2] = 1.5
    headless.run(1)
    np.testing.assert_array_equal(heard.costs, headless.history.costs)


def test_reset_goes_back_to_the_same_weights_and_trains_the_same(
    qtbot: QtBot, controller: RunController, heard: Listener
) -> None:
    begin(qtbot, controller)
    step(qtbot, controller, 30)
    first = heard.costs
    heard.blocks.clear()
    controller.reset()
    step(qtbot, controller, 30)
    np.testing.assert_array_equal(heard.costs, first)


def test_another_seed_begins_at_its_own_initial_weights(
    qtbot: QtBot, controller: RunController
) -> None:
    begin(qtbot, controller)
    with qtbot.waitSignal(controller.run_started):
        controller.change(seed=1)
    snapshot = wait_for_rest(qtbot, controller)
    expected = Trainer(CIRCLE.changed(seed=1)).network.parameters
    np.testing.assert_array_equal(snapshot.parameters, expected)


def test_another_structure_starts_a_run_that_keeps_playing_on_the_same_data(
    qtbot: QtBot, controller: RunController, heard: Listener
) -> None:
    data = load_dataset("circle", samples=50, seed=9)
    with qtbot.waitSignal(controller.run_started):
        controller.start(CIRCLE, data)
    controller.play()
    with qtbot.waitSignal(controller.run_started):
        controller.change(activation="relu")
    assert controller.started is not None
    assert controller.started.dataset is data
    heard.blocks.clear()
    qtbot.waitUntil(lambda: len(heard.costs) > 100)
    assert controller.playing


def test_samples_that_are_asked_for_are_loaded(
    qtbot: QtBot, controller: RunController
) -> None:
    begin(qtbot, controller)
    with qtbot.waitSignal(controller.run_started):
        controller.change(samples=64)
    assert controller.started is not None
    assert controller.started.dataset.samples == 64


def test_pause_is_obeyed_in_the_middle_of_a_long_evaluation(
    qtbot: QtBot, controller: RunController, heard: Listener
) -> None:
    config = RunConfig(dataset="circle", samples=60_000, evaluate_every=30)
    begin(qtbot, controller, config)
    controller.play()
    qtbot.waitUntil(lambda: len(heard.costs) >= 60)
    controller.pause()
    done = wait_for_rest(qtbot, controller).iteration
    assert len(heard.costs) == done
    np.testing.assert_array_equal(
        np.diff([e.iteration for b in heard.blocks for e in b.evaluations[0]]), 30
    )

"""Steering a run: pause, steps, changes of settings and of weights."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.errors import InputError
from nnviz.data.catalog import load_dataset
from nnviz.session.trainer import Trainer
from nnviz.ui.threads.run_controller import RunController
from tests.ui.threads.driving import (
    CIRCLE,
    Listener,
    begin,
    headless,
    play_to_the_end,
    step,
    wait_for_moment,
    wait_for_rest,
)

pytestmark = pytest.mark.qt_log_level_fail("WARNING")


@pytest.mark.parametrize("speed", [None, 1.0])
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
    qtbot.waitUntil(lambda: len(heard.costs) > 4_000)
    assert controller.playing


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
    assert controller.snapshot.lane.learning_rate == 0.5
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


def test_settings_that_do_not_suit_the_data_leave_the_run_and_its_data_alone(
    qtbot: QtBot, controller: RunController, heard: Listener
) -> None:
    data = load_dataset("circle", samples=50, seed=9)
    with qtbot.waitSignal(controller.run_started):
        controller.start(CIRCLE, data)
    step(qtbot, controller, 7)
    with pytest.raises(InputError, match="cross_entropy"):
        controller.change(output_activation="softmax", loss="cross_entropy")
    step(qtbot, controller)
    assert (len(heard.costs), heard.messages, controller.run) == (8, [], 1)
    assert (controller.config, controller.given) == (CIRCLE, data)


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
    np.testing.assert_array_equal(snapshot.lane.parameters, expected)


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


def test_stepping_back_and_forth_walks_what_was_recorded(
    qtbot: QtBot, controller: RunController, heard: Listener
) -> None:
    begin(qtbot, controller)
    step(qtbot, controller, 40)
    for iteration in (39, 38, 37):
        controller.step_back()
        wait_for_moment(qtbot, controller, iteration)
    for iteration in (38, 39, 40):
        controller.step()
        shown = wait_for_moment(qtbot, controller, iteration)
        assert not controller.playing
    assert shown.is_present
    assert len(heard.costs) == 40


def test_going_back_while_training_pauses(
    qtbot: QtBot, controller: RunController, heard: Listener
) -> None:
    begin(qtbot, controller)
    controller.play()
    qtbot.waitUntil(lambda: len(heard.costs) > 1000)
    controller.show_moment(77)
    assert not controller.playing
    shown = wait_for_moment(qtbot, controller, 77)
    np.testing.assert_array_equal(
        shown.lane.parameters, headless(77).network.parameters
    )
    assert heard.timelines[-1].now.iteration == len(heard.costs)


def test_an_edit_that_cannot_be_is_refused(
    qtbot: QtBot, controller: RunController
) -> None:
    begin(qtbot, controller)
    with pytest.raises(InputError, match="parameter 100000"):
        controller.edit_parameter(100_000, 0.0)


def test_an_activation_is_switched_without_a_new_run(
    qtbot: QtBot, controller: RunController, heard: Listener
) -> None:
    config = CIRCLE.changed(activation="tanh")
    begin(qtbot, controller, config)
    step(qtbot, controller, 30)
    controller.switch(activation="relu")
    step(qtbot, controller, 30)
    then = headless(30, config)
    then.change(activation="relu")
    then.run(30)
    np.testing.assert_array_equal(heard.costs, then.history.costs)
    assert controller.snapshot is not None
    assert controller.snapshot.lane.activations[0] == "relu"
    assert controller.config.activation == "relu"
    controller.show_moment(29)
    assert wait_for_moment(qtbot, controller, 29).lane.activations[0] == "tanh"


def test_a_branch_brings_its_settings_back(
    qtbot: QtBot, controller: RunController
) -> None:
    begin(qtbot, controller, CIRCLE.changed(learning_rate=0.1))
    step(qtbot, controller, 20)
    controller.change(learning_rate=0.5)
    step(qtbot, controller, 20)
    controller.show_moment(10)
    assert wait_for_moment(qtbot, controller, 10).lane.config.learning_rate == 0.1
    assert controller.config.learning_rate == 0.5
    controller.go_on_from_here()
    wait_for_moment(qtbot, controller, 10, 1)
    # The settings follow with the frame that shows the branch.
    qtbot.waitUntil(lambda: controller.config.learning_rate == 0.1)

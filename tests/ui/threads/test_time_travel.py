"""The past of a run in the window: shown, walked, left by a branch."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.session.timeline.timeline_view import Position
from nnviz.ui.threads.run_controller import RunController
from tests.ui.threads.driving import (
    Listener,
    begin,
    headless,
    play_to_the_end,
    step,
    wait_for_moment,
)

pytestmark = pytest.mark.qt_log_level_fail("WARNING")


def test_a_moment_is_shown_as_it_was(
    qtbot: QtBot, controller: RunController, heard: Listener
) -> None:
    begin(qtbot, controller)
    step(qtbot, controller, 500)
    controller.show_moment(123)
    shown, then = wait_for_moment(qtbot, controller, 123), headless(123)
    np.testing.assert_array_equal(shown.parameters, then.network.parameters)
    np.testing.assert_array_equal(shown.gradient, then.program.state.gradient)
    assert shown.trace is not None
    np.testing.assert_array_equal(shown.trace["z1"], then.trace()["z1"])
    assert shown.evaluation == then.evaluate()
    assert not shown.is_present
    assert heard.standings[-1].cursor == Position(123)
    assert heard.standings[-1].now == Position(500)


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


def test_steps_back_that_follow_quickly_add_up_and_end_at_the_start(
    qtbot: QtBot, controller: RunController
) -> None:
    begin(qtbot, controller)
    step(qtbot, controller, 30)
    for _ in range(7):
        controller.step_back()
    wait_for_moment(qtbot, controller, 23)
    controller.step_back(1000)
    shown = wait_for_moment(qtbot, controller, 0)
    np.testing.assert_array_equal(shown.parameters, headless(0).network.parameters)
    assert shown.trace is None


def test_an_epoch_back_is_the_beginning_of_one(
    qtbot: QtBot, controller: RunController
) -> None:
    begin(qtbot, controller)
    assert controller.started is not None
    epoch = controller.started.iterations_per_epoch
    step(qtbot, controller, 2 * epoch + 1)
    for expected in (2 * epoch, epoch, 0):
        controller.step_back_epoch()
        wait_for_moment(qtbot, controller, expected)
    controller.run_epoch()
    wait_for_moment(qtbot, controller, epoch)


def test_going_back_while_training_pauses(
    qtbot: QtBot, controller: RunController, heard: Listener
) -> None:
    begin(qtbot, controller)
    controller.play()
    qtbot.waitUntil(lambda: len(heard.costs) > 1000)
    controller.show_moment(77)
    assert not controller.playing
    shown = wait_for_moment(qtbot, controller, 77)
    np.testing.assert_array_equal(shown.parameters, headless(77).network.parameters)
    assert heard.standings[-1].now.iteration == len(heard.costs)


def test_of_many_wishes_the_newest_is_shown(
    qtbot: QtBot, controller: RunController, heard: Listener
) -> None:
    begin(qtbot, controller)
    step(qtbot, controller, 3000)
    wait_for_moment(qtbot, controller, 3000)
    heard.snapshots.clear()
    for iteration in range(2999, 0, -10):
        controller.show_moment(iteration)
    wait_for_moment(qtbot, controller, 9)
    assert len(heard.snapshots) < 30


def test_after_a_look_at_the_past_training_goes_on_as_if_nothing_had_been(
    qtbot: QtBot, controller: RunController, heard: Listener
) -> None:
    begin(qtbot, controller)
    step(qtbot, controller, 200)
    controller.show_moment(50)
    wait_for_moment(qtbot, controller, 50)
    controller.return_to_now()
    assert wait_for_moment(qtbot, controller, 200).is_present
    step(qtbot, controller, 100)
    np.testing.assert_array_equal(heard.costs, headless(300).history.costs)


def test_a_bookmark_names_the_moment_shown(
    qtbot: QtBot, controller: RunController, heard: Listener
) -> None:
    begin(qtbot, controller)
    step(qtbot, controller, 30)
    controller.show_moment(12)
    controller.set_bookmark("twelve")
    qtbot.waitUntil(lambda: bool(heard.standings and heard.standings[-1].bookmarks))
    (bookmark,) = heard.standings[-1].bookmarks
    assert (bookmark.name, bookmark.position) == ("twelve", Position(12))
    controller.forget_bookmark("twelve")
    qtbot.waitUntil(lambda: not heard.standings[-1].bookmarks)


def test_two_moments_can_be_compared_while_a_third_is_shown(
    qtbot: QtBot, controller: RunController
) -> None:
    begin(qtbot, controller)
    step(qtbot, controller, 60)
    controller.show_moment(30)
    with qtbot.waitSignal(controller.compared) as found:
        controller.compare(Position(10), Position(50))
    expected = headless(50).network.parameters - headless(10).network.parameters
    np.testing.assert_array_equal(found.args[0].parameters, expected)
    shown = wait_for_moment(qtbot, controller, 30)
    np.testing.assert_array_equal(shown.parameters, headless(30).network.parameters)


def test_a_diverged_run_can_be_walked_back(
    qtbot: QtBot, controller: RunController, heard: Listener
) -> None:
    config = RunConfig(
        dataset="plane",
        samples=100,
        activation="relu",
        optimizer="sgd",
        learning_rate=0.35,
    )
    begin(qtbot, controller, config)
    play_to_the_end(qtbot, controller)
    end = heard.stops[0].iteration
    controller.step_back()
    shown = wait_for_moment(qtbot, controller, end - 1)
    then = headless(end - 1, config)
    np.testing.assert_array_equal(shown.parameters, then.network.parameters)
    assert shown.stop is None


def test_what_is_not_there_is_the_nearest_that_is(
    qtbot: QtBot, controller: RunController
) -> None:
    begin(qtbot, controller)
    step(qtbot, controller, 10)
    controller.show_moment(-5, 17)
    wait_for_moment(qtbot, controller, 0)
    controller.show_moment(10_000)
    assert wait_for_moment(qtbot, controller, 10).is_present

"""The past of a run in the window: shown, walked, left by a branch."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.errors import InputError
from nnviz.core.types import Floats
from nnviz.session.config import RunConfig
from nnviz.session.timeline.standing import BranchStanding, Position
from nnviz.session.trainer import Trainer
from nnviz.ui.run.run_controller import RunController
from nnviz.ui.run.snapshot import Snapshot
from tests.ui.run.driving import (
    CIRCLE,
    Listener,
    begin,
    play_to_the_end,
    step,
)

pytestmark = pytest.mark.qt_log_level_fail("WARNING")


def wait_for(
    qtbot: QtBot, controller: RunController, iteration: int, branch: int = 0
) -> Snapshot:
    """Wait for a picture of a moment at rest, with its own evaluation."""

    def is_there() -> bool:
        shown = controller.snapshot
        return (
            shown is not None
            and (shown.iteration, shown.branch) == (iteration, branch)
            and shown.evaluation is not None
            and shown.evaluation.iteration == iteration
            and (shown.trace is not None or iteration == 0)
        )

    qtbot.waitUntil(is_there)
    assert controller.snapshot is not None
    return controller.snapshot


def headless(iterations: int, config: RunConfig = CIRCLE) -> Trainer:
    trainer = Trainer(config)
    trainer.run(iterations)
    return trainer


def play_on(
    qtbot: QtBot, controller: RunController, heard: Listener, branch: int
) -> None:
    """Play until a branch has grown, and pause."""
    controller.play()
    qtbot.waitUntil(lambda: any(b.branch == branch for b in heard.blocks))
    controller.pause()
    qtbot.waitUntil(
        lambda: (
            controller.snapshot is not None
            and controller.snapshot.branch == branch
            and controller.snapshot.iteration == heard.blocks[-1].last_iteration
            and controller.snapshot.iterations_per_second == 0.0
        )
    )


def test_a_moment_is_shown_as_it_was(
    qtbot: QtBot, controller: RunController, heard: Listener
) -> None:
    begin(qtbot, controller)
    step(qtbot, controller, 500)
    controller.show_moment(123)
    shown, then = wait_for(qtbot, controller, 123), headless(123)
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
        wait_for(qtbot, controller, iteration)
    for iteration in (38, 39, 40):
        controller.step()
        shown = wait_for(qtbot, controller, iteration)
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
    wait_for(qtbot, controller, 23)
    controller.step_back(1000)
    shown = wait_for(qtbot, controller, 0)
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
        wait_for(qtbot, controller, expected)
    controller.run_epoch()
    wait_for(qtbot, controller, epoch)


def test_going_back_while_training_pauses(
    qtbot: QtBot, controller: RunController, heard: Listener
) -> None:
    begin(qtbot, controller)
    controller.play()
    qtbot.waitUntil(lambda: len(heard.costs) > 1000)
    controller.show_moment(77)
    assert not controller.playing
    shown = wait_for(qtbot, controller, 77)
    np.testing.assert_array_equal(shown.parameters, headless(77).network.parameters)
    assert heard.standings[-1].now.iteration == len(heard.costs)


def test_of_many_wishes_the_newest_is_shown(
    qtbot: QtBot, controller: RunController, heard: Listener
) -> None:
    begin(qtbot, controller)
    step(qtbot, controller, 3000)
    wait_for(qtbot, controller, 3000)
    heard.snapshots.clear()
    for iteration in range(2999, 0, -10):
        controller.show_moment(iteration)
    wait_for(qtbot, controller, 9)
    assert len(heard.snapshots) < 30


def test_after_a_look_at_the_past_training_goes_on_as_if_nothing_had_been(
    qtbot: QtBot, controller: RunController, heard: Listener
) -> None:
    begin(qtbot, controller)
    step(qtbot, controller, 200)
    controller.show_moment(50)
    wait_for(qtbot, controller, 50)
    controller.return_to_now()
    assert wait_for(qtbot, controller, 200).is_present
    step(qtbot, controller, 100)
    np.testing.assert_array_equal(heard.costs, headless(300).history.costs)


def test_playing_on_from_the_past_opens_a_branch(
    qtbot: QtBot, controller: RunController, heard: Listener
) -> None:
    begin(qtbot, controller)
    step(qtbot, controller, 200)
    controller.show_moment(50)
    controller.change(learning_rate=0.5)
    play_on(qtbot, controller, heard, 1)
    then = headless(50)
    then.change(learning_rate=0.5)
    first, costs = heard.costs_of(1)
    then.run(len(costs))
    assert first == 51
    np.testing.assert_array_equal(costs, then.history.costs[50:])
    assert len(heard.costs_of(0)[1]) == 200
    assert heard.standings[-1].branches == (
        BranchStanding(0, None, 0, 200),
        BranchStanding(1, 0, 50, 50 + len(costs)),
    )


def test_a_branch_of_a_branch_and_back_to_the_first(
    qtbot: QtBot, controller: RunController, heard: Listener
) -> None:
    begin(qtbot, controller)
    step(qtbot, controller, 100)
    for branch, fork in ((1, 60), (2, 61)):
        controller.show_moment(fork)
        play_on(qtbot, controller, heard, branch)
    controller.show_moment(100, 0)
    wait_for(qtbot, controller, 100)
    controller.go_on_from_here()
    step(qtbot, controller, 30)
    assert wait_for(qtbot, controller, 130).is_present
    np.testing.assert_array_equal(heard.costs_of(0)[1], headless(130).history.costs)
    branches = heard.standings[-1].branches
    assert [(b.parent, b.fork) for b in branches] == [(None, 0), (0, 60), (1, 61)]


def test_an_edit_in_the_past_opens_a_branch(
    qtbot: QtBot, controller: RunController, heard: Listener
) -> None:
    begin(qtbot, controller)
    step(qtbot, controller, 60)
    controller.show_moment(20)
    controller.edit_parameter(3, 1.25)
    shown = wait_for(qtbot, controller, 20, 1)
    expected: Floats = headless(20).network.parameters.copy()
    expected[3] = 1.25
    np.testing.assert_array_equal(shown.parameters, expected)
    assert shown.is_present
    (event,) = heard.standings[-1].events
    assert (event.iteration, event.branch) == (20, 1)


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
    assert controller.snapshot.activations[0] == "relu"
    assert controller.config.activation == "relu"
    controller.show_moment(29)
    assert wait_for(qtbot, controller, 29).activations[0] == "tanh"


def test_a_branch_brings_its_settings_back(
    qtbot: QtBot, controller: RunController
) -> None:
    begin(qtbot, controller, CIRCLE.changed(learning_rate=0.1))
    step(qtbot, controller, 20)
    controller.change(learning_rate=0.5)
    step(qtbot, controller, 20)
    controller.show_moment(10)
    assert wait_for(qtbot, controller, 10).config.learning_rate == 0.1
    assert controller.config.learning_rate == 0.5
    controller.go_on_from_here()
    wait_for(qtbot, controller, 10, 1)
    assert controller.config.learning_rate == 0.1


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
    shown = wait_for(qtbot, controller, 30)
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
    shown = wait_for(qtbot, controller, end - 1)
    then = headless(end - 1, config)
    np.testing.assert_array_equal(shown.parameters, then.network.parameters)
    assert shown.stop is None


def test_what_is_not_there_is_the_nearest_that_is(
    qtbot: QtBot, controller: RunController
) -> None:
    begin(qtbot, controller)
    step(qtbot, controller, 10)
    controller.show_moment(-5, 17)
    wait_for(qtbot, controller, 0)
    controller.show_moment(10_000)
    assert wait_for(qtbot, controller, 10).is_present

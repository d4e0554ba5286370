"""Branches that leave the past of a run in the window."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.errors import InputError
from nnviz.core.types import Floats
from nnviz.session.timeline.timeline_view import BranchView
from nnviz.ui.threads.run_controller import RunController
from tests.ui.threads.driving import (
    CIRCLE,
    Listener,
    begin,
    headless,
    step,
    wait_for_moment,
)

pytestmark = pytest.mark.qt_log_level_fail("WARNING")


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
        BranchView(0, None, 0, 200),
        BranchView(1, 0, 50, 50 + len(costs)),
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
    wait_for_moment(qtbot, controller, 100)
    controller.go_on_from_here()
    step(qtbot, controller, 30)
    assert wait_for_moment(qtbot, controller, 130).is_present
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
    shown = wait_for_moment(qtbot, controller, 20, 1)
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
    assert wait_for_moment(qtbot, controller, 29).activations[0] == "tanh"


def test_a_branch_brings_its_settings_back(
    qtbot: QtBot, controller: RunController
) -> None:
    begin(qtbot, controller, CIRCLE.changed(learning_rate=0.1))
    step(qtbot, controller, 20)
    controller.change(learning_rate=0.5)
    step(qtbot, controller, 20)
    controller.show_moment(10)
    assert wait_for_moment(qtbot, controller, 10).config.learning_rate == 0.1
    assert controller.config.learning_rate == 0.5
    controller.go_on_from_here()
    wait_for_moment(qtbot, controller, 10, 1)
    assert controller.config.learning_rate == 0.1

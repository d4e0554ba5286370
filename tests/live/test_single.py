"""The past of one network: shown, walked, left by a branch; and what is changed."""

import numpy as np
import pytest

from nnviz.core.types import Floats
from nnviz.live.commands import (
    Change,
    Compare,
    Edit,
    ForgetBookmark,
    GoOnFromHere,
    NoteBookmark,
    ReturnToNow,
    SetBookmark,
    ShowMoment,
    StepBack,
    Train,
)
from nnviz.live.reports import Difference
from nnviz.live.snapshot import Snapshot
from nnviz.session.config import RunConfig
from nnviz.session.stop import Stop
from nnviz.session.timeline.timeline_view import BranchView, Position, TimelineView
from nnviz.session.trainer import Trainer
from tests.live.driving import Driven, single

CIRCLE = RunConfig(dataset="circle", samples=103)


@pytest.fixture
def driven() -> Driven:
    return single(CIRCLE)


def headless(iterations: int, config: RunConfig = CIRCLE) -> Trainer:
    trainer = Trainer(config)
    trainer.run(iterations)
    return trainer


def view(driven: Driven) -> TimelineView:
    return driven.script.of(TimelineView)[-1]


def moment(driven: Driven, iteration: int, branch: int = 0) -> Snapshot:
    """Return the snapshot at rest, which is to be of this moment."""
    driven.settle()
    assert driven.snapshot.position == Position(iteration, branch)
    return driven.snapshot


def reports_done(driven: Driven) -> list[Stop]:
    """Drive until a stop is reported once more."""
    before = len(driven.script.of(Stop))
    driven.until(lambda: len(driven.script.of(Stop)) > before)
    return driven.script.of(Stop)


def test_evaluations_are_those_of_a_run_without_a_window(driven: Driven) -> None:
    driven.order(Train(5_000))
    found = [e for b in driven.script.blocks for e in b.evaluations[0]]
    assert found == headless(5_000).history.evaluations


def test_divergence_stops_the_run_at_its_iteration() -> None:
    driven = single(RunConfig(dataset="line", learning_rate=1e3))
    driven.ask(Train(None, 1))
    (stop,) = reports_done(driven)
    assert stop.reason == "diverged"
    assert stop.iteration == driven.script.costs().size


def test_a_moment_is_shown_as_it_was(driven: Driven) -> None:
    driven.order(Train(500))
    driven.order(ShowMoment(123))
    shown, then = moment(driven, 123), headless(123)
    np.testing.assert_array_equal(shown.lane.parameters, then.network.parameters)
    np.testing.assert_array_equal(shown.lane.gradient, then.program.state.gradient)
    assert shown.lane.trace is not None
    np.testing.assert_array_equal(shown.lane.trace["z1"], then.trace()["z1"])
    assert shown.lane.evaluation == then.evaluate()
    assert not shown.is_present
    assert (view(driven).cursor, view(driven).now) == (Position(123), Position(500))


def test_steps_in_the_past_end_where_the_branch_does(driven: Driven) -> None:
    driven.order(Train(40))
    driven.order(StepBack(3))
    for iteration in (38, 39, 40):
        driven.order(Train(1))
        shown = moment(driven, iteration)
    assert shown.is_present
    driven.order(StepBack(2))
    driven.order(Train(10))
    assert moment(driven, 40).is_present
    assert driven.script.costs().size == 40


def test_going_back_while_training_pauses(driven: Driven) -> None:
    driven.ask(Train(None, 1))
    driven.until(lambda: driven.course.now.iteration > 1000)
    driven.order(ShowMoment(77))
    shown = moment(driven, 77)
    np.testing.assert_array_equal(
        shown.lane.parameters, headless(77).network.parameters
    )
    assert view(driven).now.iteration == driven.script.costs().size


def test_after_a_look_at_the_past_training_goes_on_as_if_nothing_had_been(
    driven: Driven,
) -> None:
    driven.order(Train(200))
    driven.order(ShowMoment(50))
    driven.ask(ReturnToNow())
    driven.tick()
    assert moment(driven, 200).is_present
    driven.order(Train(100))
    np.testing.assert_array_equal(driven.script.costs()[0], headless(300).history.costs)


def test_a_bookmark_names_the_moment_shown(driven: Driven) -> None:
    driven.order(Train(30))
    driven.ask(ShowMoment(12, None, 1), SetBookmark("twelve"))
    driven.tick()
    (bookmark,) = view(driven).bookmarks
    assert (bookmark.name, bookmark.position) == ("twelve", Position(12))
    driven.ask(NoteBookmark("twelve", "a dozen"), NoteBookmark("never", "lost"))
    driven.tick()
    (bookmark,) = view(driven).bookmarks
    assert (bookmark.position, bookmark.note) == (Position(12), "a dozen")
    driven.ask(ForgetBookmark("twelve"))
    driven.tick()
    assert not view(driven).bookmarks


def test_two_moments_can_be_compared_while_a_third_is_shown(driven: Driven) -> None:
    driven.order(Train(60))
    driven.ask(ShowMoment(30, None, 1), Compare(Position(10), Position(50)))
    driven.tick()
    (found,) = driven.script.of(Difference)
    expected = headless(50).network.parameters - headless(10).network.parameters
    np.testing.assert_array_equal(found.parameters, expected)
    shown = moment(driven, 30)
    np.testing.assert_array_equal(
        shown.lane.parameters, headless(30).network.parameters
    )


def test_a_diverged_run_can_be_walked_back() -> None:
    config = RunConfig(
        dataset="plane",
        samples=100,
        activation="relu",
        optimizer="sgd",
        learning_rate=0.35,
    )
    driven = single(config)
    driven.ask(Train(None, 1))
    (stop,) = reports_done(driven)
    driven.order(StepBack())
    shown = moment(driven, stop.iteration - 1)
    then = headless(stop.iteration - 1, config)
    np.testing.assert_array_equal(shown.lane.parameters, then.network.parameters)
    assert shown.lane.stop is None


def test_what_is_not_there_is_the_nearest_that_is(driven: Driven) -> None:
    driven.order(Train(10))
    driven.order(ShowMoment(-5, 17))
    moment(driven, 0)
    driven.order(ShowMoment(10_000))
    assert moment(driven, 10).is_present


def play_on(driven: Driven, branch: int) -> None:
    """Play until a branch has grown, and pause."""
    driven.ask(Train(None, 1))
    driven.until(lambda: any(b.branch == branch for b in driven.script.blocks))
    driven.order(Train(0))


def test_playing_on_from_the_past_opens_a_branch(driven: Driven) -> None:
    driven.order(Train(200))
    driven.ask(ShowMoment(50, None, 1), Change({"learning_rate": 0.5}))
    play_on(driven, 1)
    then = headless(50)
    then.change(learning_rate=0.5)
    (costs,) = driven.script.costs(1)
    then.run(len(costs))
    np.testing.assert_array_equal(costs, then.history.costs[50:])
    firsts = [b.first_iteration for b in driven.script.blocks if b.branch == 1]
    assert firsts[0] == 51
    assert driven.script.costs(0).size == 200
    assert view(driven).branches == (
        BranchView(0, None, 0, 200),
        BranchView(1, 0, 50, 50 + len(costs)),
    )


def test_the_trace_is_that_of_the_branch_shown(driven: Driven) -> None:
    driven.order(Train(100))
    driven.ask(ShowMoment(50, None, 1), Change({"learning_rate": 0.5}))
    driven.order(Train(50))
    then = headless(50)
    then.change(learning_rate=0.5)
    then.run(50)
    trace = moment(driven, 100, 1).lane.trace
    assert trace is not None
    np.testing.assert_array_equal(trace["z1"], then.trace()["z1"])


def test_a_branch_of_a_branch_and_back_to_the_first(driven: Driven) -> None:
    driven.order(Train(100))
    for branch, fork in ((1, 60), (2, 61)):
        driven.order(ShowMoment(fork))
        play_on(driven, branch)
    driven.order(ShowMoment(100, 0))
    driven.ask(GoOnFromHere())
    driven.order(Train(30))
    assert moment(driven, 130).is_present
    np.testing.assert_array_equal(
        driven.script.costs(0)[0], headless(130).history.costs
    )
    branches = view(driven).branches
    assert [(b.parent, b.fork) for b in branches] == [(None, 0), (0, 60), (1, 61)]


def test_an_edit_in_the_past_opens_a_branch(driven: Driven) -> None:
    driven.order(Train(60))
    driven.order(ShowMoment(20))
    driven.ask(Edit(3, 1.25))
    driven.tick()
    shown = moment(driven, 20, 1)
    expected: Floats = headless(20).network.parameters.copy()
    expected[3] = 1.25
    np.testing.assert_array_equal(shown.lane.parameters, expected)
    assert shown.is_present
    (event,) = view(driven).events
    assert (event.iteration, event.branch) == (20, 1)


def test_an_edit_of_a_weight_takes_effect_at_once(driven: Driven) -> None:
    driven.settle()
    before = driven.snapshot
    driven.ask(Edit(2, 1.5))
    driven.until(lambda: driven.snapshot.lane.evaluation != before.lane.evaluation)
    driven.order(Train(1))
    then = Trainer(CIRCLE)
    then.network.parameters[2] = 1.5
    then.run(1)
    np.testing.assert_array_equal(driven.script.costs()[0], then.history.costs)


def test_an_activation_is_switched_without_a_new_run() -> None:
    config = CIRCLE.changed(activation="tanh")
    driven = single(config)
    driven.order(Train(30))
    driven.ask(Change({"activation": "relu"}))
    driven.order(Train(30))
    then = headless(30, config)
    then.change(activation="relu")
    then.run(30)
    np.testing.assert_array_equal(driven.script.costs()[0], then.history.costs)
    assert driven.snapshot.lane.activations[0] == "relu"
    driven.order(ShowMoment(29))
    assert moment(driven, 29).lane.activations[0] == "tanh"


def test_a_learning_rate_changes_during_the_run(driven: Driven) -> None:
    driven.order(Train(10))
    driven.ask(Change({"learning_rate": 0.5}))
    driven.order(Train(10))
    then = headless(10)
    then.change(learning_rate=0.5)
    then.run(10)
    np.testing.assert_array_equal(driven.script.costs()[0], then.history.costs)
    assert driven.snapshot.lane.learning_rate == 0.5


def test_a_limit_that_is_raised_lets_the_run_go_on() -> None:
    driven = single(CIRCLE.changed(iterations=10))
    driven.ask(Train(None, 1))
    assert len(reports_done(driven)) == 1
    driven.ask(Change({"iterations": 25}), Train(None, 2))
    assert [stop.reason for stop in reports_done(driven)] == ["iterations"] * 2
    assert driven.script.costs().size == 25


def test_whoever_asks_a_run_that_is_over_to_train_hears_why_it_does_not() -> None:
    driven = single(CIRCLE.changed(iterations=10))
    for order in (1, 2):
        driven.ask(Train(None, order))
        assert len(reports_done(driven)) == order
    driven.order(Train(0))
    assert len(driven.script.of(Stop)) == 2

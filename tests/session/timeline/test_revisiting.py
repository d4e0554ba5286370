"""Any moment of a run comes back bit for bit, whatever happened on the way."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.core.optimizers import OPTIMIZERS
from nnviz.session.config import RunConfig
from nnviz.session.schedules import SCHEDULES
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.timeline.timeline_view import Position
from nnviz.session.trainer import Trainer
from tests.session.timeline.walking import Seen, Walk, assert_same, timeline


@pytest.mark.parametrize("batch_size", [7, "full"])
@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
def test_every_iteration_comes_back_bit_for_bit(
    optimizer: str, batch_size: int | str
) -> None:
    walk = Walk(timeline(optimizer=optimizer, batch_size=batch_size))
    walk.train(45)
    walk.check()


@pytest.mark.parametrize("schedule", list(SCHEDULES))
def test_learning_rates_come_back_with_the_schedule(schedule: str) -> None:
    walk = Walk(timeline(schedule=schedule))
    walk.train(30)
    walk.check()


def test_in_single_precision_too() -> None:
    walk = Walk(timeline(precision="float32", optimizer="adam", batch_size=10))
    walk.train(45)
    walk.check()


ALWAYS = ("missing_mean", "slope_of_activation", "data_overwritten")
"""Mistakes that make a difference in the networks trained here."""

EVENTS = {
    "learning rate": {"learning_rate": 0.5},
    "penalty": {"l1": 0.01, "l2": 0.1},
    "activation": {"activation": "relu"},
    "schedule": {"schedule": "step", "schedule_settings": {"every": 3.0}},
    "optimizer": {"optimizer": "adam", "learning_rate": 0.01},
    **{mistake: {"mistakes": (mistake,)} for mistake in ALWAYS},
}


@pytest.mark.parametrize("name", list(EVENTS))
def test_a_change_is_replayed_where_it_was_made(name: str) -> None:
    walk = Walk(timeline(optimizer="momentum", batch_size=10, activation="tanh"))
    walk.train(13)
    walk.act(lambda line: line.change(**EVENTS[name]))
    walk.train(13)
    walk.act(lambda line: line.change(learning_rate=0.03))
    walk.train(4)
    walk.check()


def test_an_optimizer_that_was_left_and_taken_again_has_no_memories() -> None:
    walk = Walk(timeline(optimizer="momentum", spacing=25))
    walk.train(13)
    walk.act(lambda line: line.change(optimizer="sgd"))
    walk.act(lambda line: line.change(optimizer="momentum"))
    walk.train(5)
    walk.check()


def test_an_edit_is_replayed_where_it_was_made() -> None:
    walk = Walk(timeline(optimizer="adam", spacing=25))
    walk.act(lambda line: line.edit(2, 1.5))
    walk.train(13)
    walk.act(lambda line: line.edit(0, -1.0))
    walk.act(lambda line: line.edit(0, -2.0))
    walk.act(lambda line: line.edit(3, 0.25))
    walk.train(13)
    walk.check()
    assert [event.iteration for event in walk.line.view().events] == [0, 13, 13]


def test_trained_in_one_go_the_moments_are_those_of_single_steps() -> None:
    walk = Walk(timeline(optimizer="adam", batch_size=10))
    walk.train(200)
    run = timeline(optimizer="adam", batch_size=10, spacing=None)
    run.run(200)
    for iteration in (200, 0, 1, 199, 57, 58, 57, 120):
        position = Position(iteration)
        assert_same(run.visit(position), walk.seen[position])


def test_stepping_back_to_the_start_meets_every_moment() -> None:
    walk = Walk(timeline(spacing=40))
    walk.train(100)
    for iteration in range(100, -1, -1):
        position = Position(iteration)
        assert_same(walk.line.visit(position), walk.seen[position])


def test_a_visit_leaves_the_run_alone() -> None:
    visited, alone = timeline(optimizer="adam"), timeline(optimizer="adam")
    for line in (visited, alone):
        line.run(50)
    visited.visit(Position(17))
    for line in (visited, alone):
        line.run(50)
    assert_same(visited.trainer, Seen.of(alone.trainer))
    np.testing.assert_array_equal(
        visited.trainer.history.costs, alone.trainer.history.costs
    )


@pytest.mark.parametrize("checkpoints", [1, 3, 6])
def test_after_thinning_every_moment_still_comes_back(checkpoints: int) -> None:
    one = timeline().nbytes
    walk = Walk(timeline(budget=checkpoints * one, spacing=2))
    walk.train(20)
    walk.act(lambda line: line.edit(1, 0.5))
    walk.train(40)
    assert walk.line.nbytes <= checkpoints * one
    walk.check()


def diverging(**more: Any) -> Walk:
    config = RunConfig(
        dataset="plane",
        samples=100,
        activation="relu",
        optimizer="sgd",
        learning_rate=0.35,
        **more,
    )
    return Walk(Timeline(Trainer(config), spacing=3))


def test_a_diverged_run_can_be_revisited_to_its_last_iteration() -> None:
    walk = diverging()
    walk.train(1000)
    assert walk.line.trainer.stopped is not None
    assert walk.line.trainer.stopped.reason == "diverged"
    walk.check()


def test_a_diverged_run_goes_on_from_before_with_another_rate() -> None:
    walk = diverging()
    walk.train(1000)
    end = walk.line.now.iteration
    walk.go_on_from(0, 0)
    walk.act(lambda line: line.change(learning_rate=0.001))
    walk.train(end + 20)
    assert walk.line.trainer.stopped is None
    walk.check()
    stops = [branch.stop is not None for branch in walk.line.view().branches]
    assert stops == [True, False]


def test_what_looks_up_can_end_a_visit_and_the_next_one_is_right() -> None:
    walk = Walk(timeline(spacing=1000))
    walk.train(300)

    def refuse() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        walk.line.visit(Position(250), refuse)
    walk.check(most=30)


def test_a_moment_that_is_not_there_is_refused_and_the_nearest_is_known() -> None:
    line = timeline()
    line.run(5)
    for position in (Position(6), Position(2, 7), Position(2, -1)):
        with pytest.raises(ValueError, match="not on the timeline"):
            line.visit(position)
    assert line.branches.nearest(6) == Position(5)
    assert line.branches.nearest(-3, 7) == Position(0)


acts = st.one_of(
    st.tuples(st.just("train"), st.integers(1, 25)),
    st.tuples(st.just("edit"), st.integers(0, 16)),
    st.tuples(st.just("rate"), st.floats(0.001, 1.0)),
    st.tuples(st.just("l2"), st.sampled_from([0.0, 0.1])),
    st.tuples(st.just("activation"), st.sampled_from(["relu", "tanh"])),
    st.tuples(st.just("mistakes"), st.sets(st.sampled_from(ALWAYS)).map(tuple)),
    st.tuples(st.just("optimizer"), st.sampled_from(list(OPTIMIZERS))),
    st.tuples(st.just("go on"), st.floats(0.0, 1.0)),
    st.tuples(st.just("visit"), st.floats(0.0, 1.0)),
    st.tuples(st.just("bookmark"), st.floats(0.0, 1.0)),
)


def do(walk: Walk, kind: str, value: Any) -> None:
    line = walk.line
    match kind:
        case "train":
            walk.train(value)
        case "edit":
            walk.act(lambda line: line.edit(value, 0.1 * value))
        case "rate":
            walk.act(lambda line: line.change(learning_rate=value))
        case "l2" | "activation" | "mistakes" | "optimizer":
            walk.act(lambda line: line.change(**{kind: value}))
        case "go on":
            position = list(walk.seen)[int(value * (len(walk.seen) - 1))]
            walk.go_on_from(position.iteration, position.branch)
        case "visit":
            position = list(walk.seen)[int(value * (len(walk.seen) - 1))]
            assert_same(line.visit(position), walk.seen[position])
        case "bookmark":
            position = list(walk.seen)[int(value * (len(walk.seen) - 1))]
            line.bookmark(f"at {value:.1f}", position)


@settings(max_examples=60, deadline=None)
@given(
    done=st.lists(acts, min_size=1, max_size=14),
    checkpoints=st.sampled_from([1, 4, 1000]),
    spacing=st.sampled_from([1, 7, 30]),
)
def test_any_history_of_acts_and_branches_comes_back(
    done: list[tuple[str, Any]], checkpoints: int, spacing: int
) -> None:
    budget = checkpoints * timeline().nbytes
    walk = Walk(timeline(budget=budget, spacing=spacing, batch_size=10))
    for kind, value in done:
        do(walk, kind, value)
    walk.check(most=40)


def test_an_act_that_is_corrected_after_a_visit_is_replayed_as_corrected() -> None:
    walk = Walk(timeline(spacing=100))
    walk.train(10)
    walk.act(lambda line: line.edit(0, 1.0))
    walk.line.visit(walk.line.now)
    walk.act(lambda line: line.edit(0, 2.0))
    walk.train(5)
    for iteration in (13, 10, 11):
        position = Position(iteration)
        assert_same(walk.line.visit(position), walk.seen[position])


def test_a_run_that_had_begun_before_its_timeline_goes_back_to_that_moment() -> None:
    config = RunConfig(dataset="circle", samples=103, optimizer="adam")
    trainer = Trainer(config)
    trainer.run(50)
    walk = Walk(Timeline(trainer, spacing=10))
    walk.train(30)
    first = walk.seen.pop(Position(50))
    walk.check()
    assert walk.line.branches.nearest(3) == Position(50)
    found = walk.line.visit(Position(50)).network.parameters
    np.testing.assert_array_equal(found, first.parameters)
    walk.go_on_from(50, 0)
    walk.train(30)
    assert walk.line.branches.costs(0).tolist() == walk.line.branches.costs(1).tolist()

"""What the page of one network knows of its run, without any window."""

from typing import Any

import pytest
from msgspec.structs import replace

from nnviz.explain.linked.contender_trace import side_of
from nnviz.live.snapshot import Snapshot, run_start
from nnviz.session.config import RunConfig
from nnviz.session.timeline.timeline_view import BranchView, Position, TimelineView
from nnviz.session.trainer import Trainer
from nnviz.views.shown_run import ShownRun
from tests.live.driving import snapshot_of


@pytest.fixture
def trainer() -> Trainer:
    """Return a trainer after 8 iterations of batches of 4 samples."""
    trainer = Trainer(RunConfig(dataset="circle", samples=40, batch_size=4))
    trainer.run(8)
    return trainer


def timeline(first: int = 0) -> TimelineView:
    """Return a run that left its first branch at iteration 3, where 9 were done."""
    branches = BranchView(0, None, 0, 9), BranchView(1, 0, 3, 8)
    now = Position(8, 1)
    return TimelineView(branches, (), (), now, now, first)


def shown_with(snapshot: Snapshot, first: int = 0) -> ShownRun:
    shown = ShownRun()
    shown.timeline = timeline(first)
    shown.take(snapshot, playing=False)
    return shown


def traced(trainer: Trainer) -> Snapshot:
    """Return a snapshot that has the trace of the iteration last done."""
    snapshot = snapshot_of(trainer)
    lane = replace(snapshot.lanes[0], traced=side_of("", trainer))
    return replace(snapshot, lanes=(lane,))


def at(snapshot: Snapshot, iteration: int, branch: int, **others: Any) -> Snapshot:
    return replace(snapshot, position=Position(iteration, branch), **others)


def test_the_same_moment_at_rest_is_nothing_new(trainer: Trainer) -> None:
    shown = ShownRun()
    assert shown.take(snapshot_of(trainer), playing=False)
    assert not shown.take(snapshot_of(trainer), playing=False)
    assert shown.take(snapshot_of(trainer), playing=True)


def test_other_parameters_at_the_same_iteration_are_new(trainer: Trainer) -> None:
    shown = shown_with(snapshot_of(trainer))
    trainer.edit(0, 0.5)
    assert shown.take(snapshot_of(trainer), playing=False)


def test_a_snapshot_of_a_branch_that_was_left_is_not_live(trainer: Trainer) -> None:
    snapshot = snapshot_of(trainer)
    shown = shown_with(snapshot)
    assert shown.is_live(at(snapshot, 8, 1))
    assert not shown.is_live(at(snapshot, 8, 0))
    assert not shown.is_live(at(snapshot, 5, 1, is_present=False))


@pytest.mark.parametrize(
    ("iteration", "branch", "is_last"), [(9, 0, True), (8, 0, False), (5, 1, False)]
)
def test_a_moment_of_the_past_is_last_at_the_end_of_its_branch(
    trainer: Trainer, iteration: int, branch: int, is_last: bool
) -> None:
    past = at(snapshot_of(trainer), iteration, branch, is_present=False)
    assert shown_with(past).is_last == is_last


@pytest.mark.parametrize(("first", "can_be"), [(0, False), (8, True)])
def test_an_iteration_without_its_trace_can_be_walked_only_where_there_is_none(
    trainer: Trainer, first: int, can_be: bool
) -> None:
    assert shown_with(traced(trainer), first).can_be_walked
    assert shown_with(snapshot_of(trainer), first).can_be_walked == can_be


def test_rows_of_the_data_set_are_found_in_the_batch(trainer: Trainer) -> None:
    snapshot = traced(trainer)
    shown = ShownRun()
    shown.begin(run_start(1, trainer, trainer.data.dataset))
    assert shown.batch_place_of(0) is None
    shown.take(snapshot, playing=False)
    assert snapshot.lane.trace is not None
    rows = trainer.data.train_rows[snapshot.lane.trace.rows].tolist()
    assert [shown.batch_place_of(row) for row in rows] == [0, 1, 2, 3]
    outside = next(row for row in range(40) if row not in rows)
    assert shown.batch_place_of(outside) is None

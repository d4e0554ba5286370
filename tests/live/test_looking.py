"""The sample that the window looks at, in the snapshots of a run."""

import numpy as np
import pytest

from nnviz.core.trace import Trace
from nnviz.live.commands import Change, Edit, LookAt, ShowMoment, Train
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer
from tests.live.driving import Driven, single

CIRCLE = RunConfig(dataset="circle", samples=103)


@pytest.fixture
def driven() -> Driven:
    return single(CIRCLE)


def probe_of(driven: Driven) -> Trace:
    driven.tick()
    seen = driven.snapshot.lane.probe
    assert seen is not None
    return seen.trace


def assert_is_of_the_moment(driven: Driven, row: int) -> None:
    trace, lane = probe_of(driven), driven.snapshot.lane
    assert (trace.iteration, trace.rows.tolist()) == (lane.iteration, [row])
    for name, values in lane.layout.named(lane.parameters).items():
        np.testing.assert_array_equal(trace[name], values)


def test_a_run_that_rests_shows_the_sample_asked_for_at_once(driven: Driven) -> None:
    assert_is_of_the_moment(driven, 0)
    driven.ask(LookAt(17))
    assert_is_of_the_moment(driven, 17)


def test_the_sample_stays_with_every_moment_and_every_edit(driven: Driven) -> None:
    driven.ask(LookAt(5))
    driven.order(Train(30))
    assert_is_of_the_moment(driven, 5)
    driven.order(ShowMoment(12))
    assert driven.snapshot.iteration == 12
    assert_is_of_the_moment(driven, 5)
    driven.ask(Edit(0, 2.5))
    assert_is_of_the_moment(driven, 5)
    assert probe_of(driven)["W1"][0, 0] == 2.5


def test_a_change_of_the_rate_is_seen_in_the_update(driven: Driven) -> None:
    driven.order(Train(3))
    before = probe_of(driven)["update_W1"]
    driven.ask(Change({"learning_rate": 2 * driven.snapshot.lane.learning_rate}))
    np.testing.assert_allclose(probe_of(driven)["update_W1"], 2 * before)


def test_looking_changes_no_number_of_the_run(driven: Driven) -> None:
    for row in range(5):
        driven.ask(LookAt(row))
        driven.order(Train(20))
    alone = Trainer(CIRCLE)
    alone.run(100)
    found = driven.snapshot.lane.parameters
    np.testing.assert_array_equal(found, alone.network.parameters)


def test_nothing_new_is_worked_out_for_the_same_moment(driven: Driven) -> None:
    driven.order(Train(3))
    seen = driven.snapshot.lane.probe
    assert driven.course.snapshot(0.0, with_trace=True).lane.probe is seen
    assert driven.course.snapshot(0.0, with_trace=False).lane.probe is seen

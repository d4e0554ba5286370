"""The sample that the window looks at, in the snapshots of a run."""

import numpy as np
import pytest

from nnviz.core.trace import Trace
from nnviz.data.prepared import Part
from nnviz.live.commands import (
    Change,
    Edit,
    ListSamples,
    LookAt,
    ShowMoment,
    Train,
)
from nnviz.session.config import RunConfig
from nnviz.session.interruption import no_interrupt
from nnviz.session.probe import Probe
from nnviz.session.sample_figures import SampleFigures, SampleWatch
from nnviz.session.trainer import Trainer
from tests.live.driving import Driven, sample_in, single

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


def figures_of(driven: Driven) -> SampleFigures:
    driven.settle()
    driven.tick()
    figures = driven.snapshot.samples
    assert figures is not None
    return figures


def assert_are_of(figures: SampleFigures, driven: Driven) -> None:
    """Compare all outputs and losses with those of a probe, sample by sample."""
    trainer, probe = driven.course._shown, Probe()
    assert figures.iteration == trainer.iteration
    rows = np.concatenate((trainer.data.train_rows, trainer.data.test_rows))
    for place, row in enumerate(rows.tolist()):
        trace = probe.look(trainer, sample_in(trainer.data, row))
        found = figures.outputs[place], figures.losses[place]
        np.testing.assert_allclose(found[0], trace["a3"][0], rtol=1e-12)
        np.testing.assert_allclose(found[1], trace["losses"].ravel()[0], rtol=1e-12)


def test_all_samples_are_looked_at_only_while_somebody_wants_it(
    driven: Driven,
) -> None:
    driven.order(Train(3))
    assert driven.snapshot.samples is None
    driven.ask(ListSamples(wanted=True))
    assert_are_of(figures_of(driven), driven)
    driven.ask(ListSamples(wanted=False))
    driven.tick()
    assert driven.snapshot.samples is None


def test_the_figures_of_all_samples_follow_every_moment_and_edit(
    driven: Driven,
) -> None:
    driven.ask(ListSamples(wanted=True))
    driven.order(Train(30))
    assert_are_of(figures_of(driven), driven)
    driven.order(ShowMoment(12))
    assert_are_of(figures_of(driven), driven)
    driven.ask(Edit(0, 2.5))
    driven.tick()
    assert_are_of(figures_of(driven), driven)


def test_other_samples_follow_those_of_the_data_set(driven: Driven) -> None:
    data = driven.course._trainer.data
    part = Part(data.train.padded[:3], np.full((3, 1), np.nan))
    driven.ask(ListSamples(wanted=True, more=part))
    driven.tick()
    figures = figures_of(driven)
    assert figures.outputs.shape == (106, 1)
    # Sums over other numbers of rows may differ in their last bit.
    np.testing.assert_allclose(figures.outputs[103:], figures.outputs[:3], rtol=1e-12)
    assert np.isnan(figures.losses[103:]).all()
    assert np.isfinite(figures.losses[:103]).all()


def test_an_edit_drops_the_figures_training_keeps_those_of_before() -> None:
    trainer = Trainer(CIRCLE)
    watch = SampleWatch(trainer.data)
    watch.ask(True, None)
    watch.work_out(trainer, no_interrupt)
    watch.forget(trained=True)
    assert watch.figures is not None
    assert not watch.is_complete
    watch.forget()
    assert watch.figures is None

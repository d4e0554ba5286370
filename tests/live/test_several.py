"""A comparison: all contenders go on, and its past is shown again, never changed."""

import numpy as np
import pytest

from nnviz.live.commands import (
    Edit,
    FindFirstDifference,
    GoOnFromHere,
    ShowMoment,
    StepBack,
    Train,
)
from nnviz.live.reports import FirstDifferenceAnswer, Report, Rested
from nnviz.live.snapshot import Block, Snapshot
from nnviz.session.comparison.comparison import Comparison
from nnviz.session.comparison.contender import Variation, contenders_of
from nnviz.session.config import RunConfig
from nnviz.session.health.measure import health_of
from nnviz.session.run_parts import load_data
from tests.live.driving import Driven, several

CIRCLE = RunConfig(dataset="circle", samples=103)
THREE = Variation("activation", ("relu", "tanh", "sigmoid"))
SGD = CIRCLE.changed(optimizer="sgd", activation="relu")
RATES = Variation("learning_rate", (0.03, 1e6))


@pytest.fixture
def driven() -> Driven:
    return several(CIRCLE, THREE)


def headless(iterations: int) -> Comparison:
    data = load_data(CIRCLE)
    comparison = Comparison(contenders_of(CIRCLE, data, [THREE]), data)
    comparison.run(iterations)
    return comparison


def test_one_that_diverges_is_marked_and_the_others_go_on() -> None:
    driven = several(SGD, RATES)
    driven.order(Train(500))
    sound, diverged = driven.snapshot.lanes
    assert (sound.stop, sound.iteration) == (None, 500)
    assert diverged.stop is not None
    assert diverged.stop.reason == "diverged"
    known = np.isfinite(driven.script.costs())
    assert known[0].all()
    assert not known[1, diverged.iteration :].any()


def test_one_that_had_diverged_stays_so_when_the_others_go_back() -> None:
    driven = several(SGD, RATES)
    driven.order(Train(500))
    ended = driven.snapshot.lanes[1]
    driven.order(StepBack(100))
    assert driven.snapshot.iteration == 400
    assert driven.snapshot.lanes[1].stop == ended.stop


def test_what_is_shown_has_the_cost_of_the_iteration_last_done(driven: Driven) -> None:
    driven.order(Train(300))
    for lane, trainer in zip(
        driven.snapshot.lanes, headless(300).trainers, strict=True
    ):
        assert lane.cost == pytest.approx(trainer.history.costs[-1])


def test_an_iteration_beyond_the_end_is_trained_for(driven: Driven) -> None:
    for there in (120, 40, 90, 130):
        driven.order(ShowMoment(there))
        assert driven.snapshot.iteration == there
        wanted = headless(there).trainers[0].network.parameters
        np.testing.assert_allclose(driven.snapshot.lanes[0].parameters, wanted)
    assert driven.script.costs().shape == (3, 130)


def test_the_neurons_of_all_are_looked_at(driven: Driven) -> None:
    driven.order(Train(100))
    assert driven.snapshot.is_complete
    for lane, trainer in zip(
        driven.snapshot.lanes, headless(100).trainers, strict=True
    ):
        wanted = health_of(trainer)
        assert lane.health is not None
        assert lane.health.dead_share == wanted.dead_share
        found = [layer.gradient_norm for layer in lane.health.layers]
        norms = [layer.gradient_norm for layer in wanted.layers]
        np.testing.assert_allclose(found, norms)


def test_play_in_the_past_shows_it_again_and_goes_on_from_the_end(
    driven: Driven,
) -> None:
    driven.order(Train(300))
    driven.order(ShowMoment(100))
    assert (driven.snapshot.is_present, driven.snapshot.done) == (False, 300)
    driven.ask(Train(None, 1))
    driven.until(lambda: driven.course.position.iteration > 320)
    driven.order(Train(0))
    assert driven.snapshot.is_present
    assert driven.script.costs().shape == (3, driven.snapshot.iteration)


def test_nothing_is_shown_on_the_way_to_another_moment(driven: Driven) -> None:
    driven.order(Train(3000))
    driven.order(ShowMoment(10))
    driven.script.at_check = ShowMoment(2500, None, 902)
    driven.ask(Train(None, 901))
    driven.until(lambda: 902 in driven.script.orders_done)
    for shown in driven.script.of(Snapshot):
        assert {lane.iteration for lane in shown.lanes} == {shown.iteration}


def test_a_pause_takes_back_an_iteration_beyond_the_end_that_still_waits(
    driven: Driven,
) -> None:
    driven.order(Train(5))
    driven.ask(FindFirstDifference(), ShowMoment(50, None, 200), Train(0, 201))
    driven.until(lambda: 201 in driven.script.orders_done)
    driven.settle()
    assert driven.script.costs().shape[1] == 5


def test_steps_cross_the_end(driven: Driven) -> None:
    driven.order(Train(50))
    driven.order(StepBack(20))
    driven.order(Train(40))
    assert driven.script.costs().shape == (3, 70)


def test_nothing_can_be_changed_in_its_past(driven: Driven) -> None:
    driven.order(Train(50))
    driven.order(StepBack(20))
    before = driven.snapshot.lanes[0].parameters
    driven.ask(Edit(0, 7.0), GoOnFromHere())
    driven.tick()
    assert driven.course.now.iteration == 50
    np.testing.assert_array_equal(driven.snapshot.lanes[0].parameters, before)


def evaluates_first(report: Report) -> bool:
    """Tell whether a report has an evaluation of iteration 1."""
    return isinstance(report, Block) and any(
        found.iteration == 1 for lane in report.evaluations for found in lane
    )


def test_a_pause_does_not_wait_for_evaluations() -> None:
    base = RunConfig(
        dataset="spiral", samples=20_000, evaluate_every=1, hidden=(64, 64)
    )
    driven = several(base, THREE)
    driven.settle()
    driven.script.at_check = Train(0, 2)
    driven.script.at_check_when = lambda: driven.course.now.iteration == 1
    driven.ask(Train(None, 1))
    driven.until(lambda: 2 in driven.script.orders_done)
    driven.settle()
    assert {lane.iteration for lane in driven.snapshot.lanes} == {1}
    evaluations = [lane.evaluation for lane in driven.snapshot.lanes]
    assert {found.iteration for found in evaluations if found} == {1}
    reports = driven.script.reports
    evaluated = next(i for i, r in enumerate(reports) if evaluates_first(r))
    assert reports.index(Rested(2)) < evaluated


@pytest.mark.parametrize("plays", [False, True], ids=["at rest", "while it trains"])
def test_the_first_difference_is_searched_for(driven: Driven, plays: bool) -> None:
    driven.settle()
    driven.ask(Train(None if plays else 0, 1), FindFirstDifference((0, 1), 1e-9))
    driven.until(lambda: bool(driven.script.of(FirstDifferenceAnswer)))
    answer = driven.script.of(FirstDifferenceAnswer)[-1]
    assert answer.finished
    assert answer.found is not None
    assert answer.found.iteration == 1
    assert "relu" in answer.words

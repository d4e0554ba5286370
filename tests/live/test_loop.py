"""What the loop does with one network and with several: nothing is lost or flooded."""

from collections.abc import Callable

import numpy as np
import pytest

from nnviz.core.types import Floats
from nnviz.live.commands import (
    SetSpeed,
    ShowMoment,
    StepBack,
    StepBackEpoch,
    Train,
    TrainEpoch,
)
from nnviz.live.pacing import IN_FLIGHT
from nnviz.live.single import Single
from nnviz.live.snapshot import Block, Snapshot
from nnviz.session.comparison.comparison import Comparison
from nnviz.session.comparison.contender import Variation, contenders_of
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data
from nnviz.session.trainer import Trainer
from tests.live.driving import Driven, several, single

CIRCLE = RunConfig(dataset="circle", samples=103)
THREE = Variation("activation", ("relu", "tanh", "sigmoid"))
Make = Callable[[RunConfig], Driven]


def three(config: RunConfig) -> Driven:
    return several(config, THREE)


def alone(make: Make, iterations: int, config: RunConfig = CIRCLE) -> list[Trainer]:
    """Return the trainers of a course, trained without a loop."""
    if make is single:
        trainer = Trainer(config)
        trainer.run(iterations)
        return [trainer]
    data = load_data(config)
    comparison = Comparison(contenders_of(config, data, [THREE]), data)
    comparison.run(iterations)
    return list(comparison.trainers)


def costs_alone(make: Make, iterations: int, config: RunConfig = CIRCLE) -> Floats:
    return np.array([t.history.costs for t in alone(make, iterations, config)])


def shows(driven: Driven, trainers: list[Trainer]) -> None:
    """Check that the snapshot shows these trainers as they are."""
    for lane, trainer in zip(driven.snapshot.lanes, trainers, strict=True):
        np.testing.assert_allclose(lane.parameters, trainer.network.parameters)
        assert lane.iteration == trainer.iteration
        assert lane.evaluation is not None
        assert lane.evaluation.train.cost == pytest.approx(
            trainer.evaluate().train.cost
        )


both = pytest.mark.parametrize("make", [single, three], ids=["single", "several"])


@both
@pytest.mark.parametrize(
    ("speed", "iterations"), [(None, 3000), (3000.0, 600), (50.0, 12)]
)
def test_every_iteration_is_reported_once_and_in_order(
    make: Make, speed: float | None, iterations: int
) -> None:
    driven = make(CIRCLE)
    driven.ask(SetSpeed(speed), Train(iterations, 1))
    driven.until(lambda: 1 in driven.script.orders_done, most=10**7)
    wanted = costs_alone(make, iterations)
    np.testing.assert_allclose(driven.script.costs(), wanted, rtol=1e-12)


@both
def test_at_slow_speeds_each_iteration_comes_by_itself(make: Make) -> None:
    driven = make(CIRCLE)
    driven.ask(SetSpeed(60.0), Train(8, 1))
    driven.until(lambda: 1 in driven.script.orders_done, most=10**7)
    counts = [block.iterations for block in driven.script.of(Block)]
    assert [count for count in counts if count] == [1] * 8


@both
def test_a_snapshot_at_a_slow_speed_has_the_trace_of_its_iteration(make: Make) -> None:
    driven = make(CIRCLE)
    driven.ask(SetSpeed(60.0), Train(6, 1))
    driven.until(lambda: 1 in driven.script.orders_done, most=10**7)
    moving = [s for s in driven.script.of(Snapshot) if not s.at_rest]
    assert moving
    for shown in moving:
        for lane in shown.lanes:
            assert lane.trace is not None
            assert lane.trace.iteration == shown.iteration


@both
def test_a_window_that_takes_nothing_is_not_flooded(make: Make) -> None:
    driven = make(CIRCLE)
    driven.settle()
    driven.tick()
    driven.script.takes_blocks = False
    before = len(driven.script.of(Block))
    driven.ask(Train(None, 1))
    driven.until(lambda: any(s.iteration > 2000 for s in driven.script.of(Snapshot)))
    assert len(driven.script.of(Block)) == before + IN_FLIGHT


@both
def test_stepping_does_one_iteration(make: Make) -> None:
    driven = make(CIRCLE)
    for done in (1, 2, 3):
        driven.order(Train(1))
        assert driven.script.costs().shape[1] == done
        assert all(lane.trace is not None for lane in driven.snapshot.lanes)
        assert driven.snapshot.iteration == done


@both
def test_an_epoch_ends_where_the_epoch_does(make: Make) -> None:
    driven = make(CIRCLE)
    per_epoch = driven.course.start().iterations_per_epoch
    driven.order(Train(2))
    for epochs in (1, 2):
        driven.order(TrainEpoch())
        assert driven.script.costs().shape[1] == epochs * per_epoch


@both
def test_what_is_shown_at_rest_is_what_was_reached(make: Make) -> None:
    driven = make(CIRCLE)
    driven.order(Train(300))
    shows(driven, alone(make, 300))


def test_a_step_that_is_evaluated_quickly_is_shown_once_with_all_that_is_known() -> (
    None
):
    driven = single(CIRCLE)
    driven.settle()
    course = driven.loop.course
    assert isinstance(course, Single)
    course._evaluation_seconds = 1e-4  # However busy the machine is.
    driven.order(Train(1, 1))
    driven.settle()
    seen = driven.script.of(Snapshot)
    evaluations = [each.lane.evaluation for each in seen if each.iteration == 1]
    assert [found and found.iteration for found in evaluations] == [1]


@both
def test_before_the_first_iteration_there_is_an_evaluation_too(make: Make) -> None:
    driven = make(CIRCLE)
    driven.settle()
    assert driven.snapshot.iteration == 0
    shows(driven, alone(make, 0))


@both
@pytest.mark.parametrize("speed", [None, 1000.0, 1.0])
def test_pause_brings_training_to_rest_at_any_speed(
    make: Make, speed: float | None
) -> None:
    driven = make(CIRCLE)
    driven.ask(SetSpeed(speed), Train(None, 1))
    driven.until(lambda: driven.course.now.iteration > 0)
    driven.order(Train(0))
    done = driven.snapshot.iteration
    assert driven.script.costs().shape[1] == done
    driven.order(Train(1))
    assert driven.script.costs().shape[1] == done + 1


@both
def test_play_goes_on_after_a_pause(make: Make) -> None:
    driven = make(CIRCLE)
    for _ in range(3):
        before = driven.course.now.iteration
        driven.ask(Train(None, 1))
        driven.until(lambda b=before: driven.course.now.iteration > b + 50)
        driven.order(Train(0))
        assert driven.script.costs().shape[1] == driven.snapshot.iteration


@both
@pytest.mark.parametrize("back", [1, 30, 299, 300, 1000])
def test_a_step_back_shows_what_was(make: Make, back: int) -> None:
    driven = make(CIRCLE)
    driven.order(Train(300))
    driven.order(StepBack(back))
    there = max(0, 300 - back)
    shows(driven, alone(make, there))
    traces = [lane.trace for lane in driven.snapshot.lanes]
    assert all((trace is not None) == (there > 0) for trace in traces)
    assert not driven.snapshot.is_present
    assert driven.snapshot.done == 300


@both
def test_steps_back_that_follow_quickly_add_up_and_end_at_the_start(
    make: Make,
) -> None:
    driven = make(CIRCLE)
    driven.order(Train(30))
    driven.ask(*(StepBack(1, 1) for _ in range(6)))
    driven.order(StepBack())
    assert driven.snapshot.iteration == 23
    driven.order(StepBack(1000))
    shows(driven, alone(make, 0))


@both
def test_an_epoch_back_is_the_beginning_of_one(make: Make) -> None:
    driven = make(CIRCLE)
    epoch = driven.course.iterations_per_epoch
    driven.order(Train(2 * epoch + 1))
    for expected in (2 * epoch, epoch, 0):
        driven.order(StepBackEpoch())
        assert driven.snapshot.iteration == expected
    driven.order(TrainEpoch())
    assert driven.snapshot.iteration == epoch


@both
def test_of_many_wishes_the_newest_is_shown(make: Make) -> None:
    driven = make(CIRCLE)
    driven.order(Train(1000))
    before = len(driven.script.of(Snapshot))
    driven.ask(*(ShowMoment(i, None, 1) for i in range(999, 9, -5)))
    driven.order(ShowMoment(9))
    assert driven.snapshot.iteration == 9
    assert len(driven.script.of(Snapshot)) < before + 30


@both
def test_iterations_shown_again_are_not_reported_again(make: Make) -> None:
    driven = make(CIRCLE)
    driven.order(Train(50))
    driven.order(StepBack(20))
    driven.order(Train(10))
    assert driven.snapshot.iteration == 40
    assert driven.script.costs().shape[1] == 50


@both
def test_a_pause_in_the_middle_of_a_long_evaluation_is_obeyed(make: Make) -> None:
    config = RunConfig(
        dataset="circle", samples=20_000, evaluate_every=30, batch_size=1000
    )
    driven = make(config)
    driven.settle()
    driven.script.at_check = Train(0, 2)
    driven.script.at_check_when = lambda: driven.course.now.iteration >= 60
    driven.ask(Train(None, 1))
    driven.until(lambda: 2 in driven.script.orders_done)
    driven.settle()
    done = driven.snapshot.iteration
    assert done == 60
    assert driven.script.costs().shape[1] == done
    shows(driven, alone(make, done, config))

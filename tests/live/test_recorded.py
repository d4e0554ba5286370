"""A third kind of course comes through the same door: a record that cannot train."""

import numpy as np
import pytest

from nnviz.core.types import Floats
from nnviz.live.commands import (
    Change,
    GoOnFromHere,
    ReturnToNow,
    SetBookmark,
    SetSpeed,
    ShowMoment,
    StepBack,
    Train,
    TrainEpoch,
)
from nnviz.live.course import Course, Move, Reported
from nnviz.live.snapshot import Block, RunStart, Snapshot, lane_of, run_start
from nnviz.session.config import RunConfig
from nnviz.session.interruption import CheckInterrupt, Interrupted
from nnviz.session.timeline.timeline_view import Position
from nnviz.session.trainer import Trainer
from tests.live.driving import Driven

AT = (0, 1, 5, 20, 21, 90)
"""The iterations that were recorded."""


class Recorded(Course):
    """Parameters that were written down at some iterations, and the cost of each.

    Its positions are the iterations recorded, and every step goes to the next one.
    """

    can_branch = False
    defers_evaluations = False

    def __init__(self, run: int, trainer: Trainer) -> None:
        self._run, self._trainer = run, trainer
        self._kept: list[Floats] = []
        for at in AT:
            trainer.run(at - trainer.iteration)
            self._kept.append(trainer.network.parameters.copy())
        self._costs = trainer.history.costs.copy()
        self._start = run_start(run, trainer, trainer.data.dataset)
        self._place = len(AT) - 1
        self.iterations_per_epoch = trainer.order.per_epoch

    @property
    def position(self) -> Position:
        return Position(AT[self._place])

    @property
    def now(self) -> Position:
        return Position(AT[-1])

    @property
    def can_go_on(self) -> bool:
        return self._place < len(AT) - 1

    @property
    def most_at_once(self) -> int:
        return 1

    def plan_training(self, here: Position, iterations: int | None) -> Move:
        return Move(None, iterations)

    def plan_visit(self, iteration: int, branch: int) -> Move:
        return Move(Position(min(AT, key=lambda at: abs(at - iteration))))

    def advance(self, iterations: int, check_interrupt: CheckInterrupt) -> None:
        check_interrupt()
        self._place = min(self._place + iterations, len(AT) - 1)

    def go_to(self, position: Position, check_interrupt: CheckInterrupt) -> None:
        check_interrupt()
        self._place = AT.index(position.iteration)

    def start(self) -> RunStart:
        return self._start

    def done(self) -> Reported:
        return Reported(0, AT[-1], (0,))

    def block_since(self, reported: Reported) -> Block:
        costs = self._costs[None, reported.iteration :]
        return Block(self._run, reported.iteration + 1, costs, ((),))

    def snapshot(self, rate: float, *, with_trace: bool) -> Snapshot:
        self._trainer.network.parameters[...] = self._kept[self._place]
        lane = lane_of(self._trainer, with_gradient=False)
        return Snapshot(self._run, self.position, (lane,), rate, done=AT[-1])


@pytest.fixture
def driven() -> Driven:
    """The record, at rest and at its end."""
    trainer = Trainer(RunConfig(dataset="circle", samples=103))
    driven = Driven(lambda run, _port, _check: Recorded(run, trainer))
    driven.tick()
    return driven


def parameters(iteration: int) -> Floats:
    trainer = Trainer(RunConfig(dataset="circle", samples=103))
    trainer.run(iteration)
    return trainer.network.parameters


def rest(driven: Driven, order: int) -> None:
    driven.until(lambda: order in driven.script.orders_done)
    driven.tick()


def test_all_that_was_recorded_is_reported_once(driven: Driven) -> None:
    wanted = Trainer(RunConfig(dataset="circle", samples=103))
    wanted.run(AT[-1])
    np.testing.assert_array_equal(driven.script.costs()[0], wanted.history.costs)


def test_play_at_the_end_trains_nothing_and_comes_to_rest(driven: Driven) -> None:
    driven.ask(Train(None, 1))
    rest(driven, 1)
    assert driven.course.now.iteration == AT[-1]
    assert driven.script.costs().size == AT[-1]
    np.testing.assert_array_equal(driven.snapshot.lane.parameters, parameters(90))


@pytest.mark.parametrize(("wish", "there"), [(0, 0), (5, 5), (14, 20), (1000, 90)])
def test_a_moment_is_the_nearest_one_recorded(
    driven: Driven, wish: int, there: int
) -> None:
    driven.ask(ShowMoment(wish, None, 1))
    rest(driven, 1)
    assert driven.snapshot.iteration == there
    np.testing.assert_array_equal(driven.snapshot.lane.parameters, parameters(there))


def test_steps_go_from_one_recorded_moment_to_the_next(driven: Driven) -> None:
    driven.ask(ShowMoment(0, None, 1))
    rest(driven, 1)
    for order, there in enumerate(AT[1:], start=2):
        driven.ask(Train(1, order))
        rest(driven, order)
        assert driven.snapshot.iteration == there
    driven.ask(StepBack(60, 9))
    rest(driven, 9)
    assert driven.snapshot.iteration == 21


def test_play_shows_the_record_again_up_to_its_end(driven: Driven) -> None:
    driven.ask(SetSpeed(1000.0), ShowMoment(0, None, 1), Train(None, 2))
    driven.script.reports.clear()
    rest(driven, 2)
    seen = [shown.iteration for shown in driven.script.of(Snapshot)]
    assert seen == sorted(seen)
    assert seen[-1] == AT[-1]
    assert not driven.script.of(Block)


def test_a_pause_is_obeyed_before_the_next_moment(driven: Driven) -> None:
    driven.ask(SetSpeed(20.0), ShowMoment(0, None, 1), Train(None, 2))
    driven.until(lambda: driven.course.position.iteration == AT[1], most=10**7)
    driven.ask(Train(0, 3))
    driven.tick(3)
    assert driven.script.orders_done[-1] == 3
    assert driven.course.position.iteration == AT[1]


@pytest.mark.parametrize(
    "command",
    [
        Change({"learning_rate": 0.5}),
        GoOnFromHere(),
        SetBookmark("here"),
        ReturnToNow(),
        TrainEpoch(4),
    ],
    ids=lambda command: type(command).__name__,
)
def test_what_a_record_cannot_do_is_passed_over(
    driven: Driven, command: Change
) -> None:
    driven.ask(command)
    driven.tick()
    assert driven.course.now.iteration == AT[-1]
    np.testing.assert_array_equal(driven.snapshot.lane.parameters, parameters(90))


@pytest.mark.parametrize("wish", [Train(None, 1), ShowMoment(5, None, 1)])
def test_its_thread_ends_when_it_is_asked_to(
    driven: Driven, wish: Train | ShowMoment
) -> None:
    driven.ask(ShowMoment(0, None, 1))
    rest(driven, 1)
    driven.script.interrupt_at = lambda: True
    driven.ask(wish)
    with pytest.raises(Interrupted):
        driven.tick()

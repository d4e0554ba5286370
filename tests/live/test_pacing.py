"""How many iterations are due, and when."""

import pytest

from nnviz.live.pacing import IterationPacer, SpeedMeter


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.mark.parametrize("rate", [1.0, 7.0, 60.0, 400.0, 20_000.0])
def test_the_speed_wanted_is_reached(clock: Clock, rate: float) -> None:
    pace, done = IterationPacer(clock), 0
    pace.set_rate(rate)
    pace.begin()
    while clock.now < 110.0:
        due = pace.due()
        if due == 0:
            clock.now += pace.wait()
            continue
        clock.now += due * 1e-6
        pace.done(due, due * 1e-6)
        done += due
    assert done == pytest.approx(10 * rate, rel=0.02, abs=1.5)


@pytest.mark.parametrize("rate", [1.0, 60.0])
def test_at_speeds_to_follow_iterations_come_one_by_one(
    clock: Clock, rate: float
) -> None:
    pace = IterationPacer(clock)
    pace.set_rate(rate)
    clock.now += 5.0
    assert (pace.followable, pace.due()) == (True, 1)


def test_the_first_iteration_is_due_at_once(clock: Clock) -> None:
    pace = IterationPacer(clock)
    pace.set_rate(1.0)
    pace.begin()
    assert pace.due() == 1


def test_a_faster_speed_does_not_wait_for_the_slower_one(clock: Clock) -> None:
    pace = IterationPacer(clock)
    pace.set_rate(0.1)
    pace.begin()
    pace.done(1, 1e-6)
    pace.set_rate(50.0)
    assert pace.wait() == pytest.approx(0.02)


def test_time_lost_is_not_made_up_for(clock: Clock) -> None:
    pace = IterationPacer(clock)
    pace.set_rate(10.0)
    clock.now += 60.0
    pace.done(1, 30.0)
    pace.done(1, 1e-6)
    assert pace.wait() > 0.0


@pytest.mark.parametrize(("seconds", "most"), [(1e-5, 500), (1e-3, 5), (0.4, 1)])
def test_a_turn_at_full_speed_takes_a_few_milliseconds(
    clock: Clock, seconds: float, most: int
) -> None:
    pace = IterationPacer(clock)
    for _ in range(12):
        due = pace.due()
        pace.done(due, due * seconds)
    assert pace.due() == pytest.approx(most, abs=1)


def test_the_speed_is_measured_over_the_last_second(clock: Clock) -> None:
    meter = SpeedMeter(clock)
    meter.begin(0)
    for iteration in range(10, 2000, 10):
        clock.now += 0.1 if iteration < 1000 else 0.01
        meter.mark(iteration)
    assert meter.rate() == pytest.approx(1000.0, rel=0.02)


def test_at_rest_the_speed_is_zero(clock: Clock) -> None:
    meter = SpeedMeter(clock)
    meter.mark(5)
    meter.begin(5)
    assert meter.rate() == 0.0

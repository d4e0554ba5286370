"""How many iterations are due, and when."""

import pytest

from nnviz.live.pacing import FIRST_RATE, IterationPacer, SpeedMeter, auto_rate


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
    pace.set_speed(rate)
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
    pace.set_speed(rate)
    clock.now += 5.0
    assert (pace.followable, pace.due()) == (True, 1)


def test_the_first_iteration_is_due_at_once(clock: Clock) -> None:
    pace = IterationPacer(clock)
    pace.set_speed(1.0)
    pace.begin()
    assert pace.due() == 1


def test_a_faster_speed_does_not_wait_for_the_slower_one(clock: Clock) -> None:
    pace = IterationPacer(clock)
    pace.set_speed(0.1)
    pace.begin()
    pace.done(1, 1e-6)
    pace.set_speed(50.0)
    assert pace.wait() == pytest.approx(0.02)


def test_time_lost_is_not_made_up_for(clock: Clock) -> None:
    pace = IterationPacer(clock)
    pace.set_speed(10.0)
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


def seconds_until(clock: Clock, pace: IterationPacer, iterations: int) -> float:
    """Train on a machine that does 100,000 iterations a second."""
    began, done = clock.now, 0
    while done < iterations:
        due = pace.due()
        clock.now += pace.wait() if due == 0 else due * 1e-5
        if due:
            pace.done(due, due * 1e-5)
        done += due
    return clock.now - began


@pytest.mark.parametrize(
    ("iterations", "soonest", "latest"),
    [(20, 1.5, 2.5), (2000, 8, 12), (10**6, 15, 30)],
)
def test_auto_begins_where_the_eye_can_follow_and_loses_its_limit(
    clock: Clock, iterations: int, soonest: float, latest: float
) -> None:
    pace = IterationPacer(clock)
    pace.set_speed("auto")
    pace.begin()
    assert pace.followable
    assert soonest < seconds_until(clock, pace, iterations) < latest
    assert pace.followable == (iterations == 20)


def test_auto_never_slows_down_and_ends_without_a_limit() -> None:
    rates = [auto_rate(seconds / 10) for seconds in range(300)]
    limited = [rate for rate in rates if rate is not None]
    assert limited == sorted(limited)
    assert rates[0] == FIRST_RATE
    assert rates[len(limited) :] == [None] * (300 - len(limited))
    assert auto_rate(1e9) is None


def test_rest_makes_auto_no_faster_and_what_was_watched_is_not_forgotten(
    clock: Clock,
) -> None:
    pace, waiting = IterationPacer(clock), IterationPacer(clock)
    for each in (pace, waiting):
        each.set_speed("auto")
        each.begin()
    seconds_until(clock, pace, 100)
    before = seconds_until(clock, pace, 10)
    clock.now += 500.0
    pace.begin()
    assert 0.5 * before < seconds_until(clock, pace, 10) < before
    waiting.begin()
    assert waiting.followable


def test_auto_holds_up_no_given_number_of_iterations(clock: Clock) -> None:
    pace = IterationPacer(clock)
    pace.set_speed("auto")
    pace.endless = False
    assert seconds_until(clock, pace, 5000) < 1.0
    pace.endless = True
    pace.begin()
    assert pace.followable


def test_choosing_auto_again_begins_slowly_again(clock: Clock) -> None:
    pace = IterationPacer(clock)
    pace.set_speed("auto")
    pace.begin()
    seconds_until(clock, pace, 10_000)
    pace.set_speed("auto")
    assert pace.followable

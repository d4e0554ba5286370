"""What plots keep of the branches of a run."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.ui.charts.branch_lines import Course, LeftBehind
from nnviz.views.charts.chart_series import EvaluationSeries, IterationSeries
from nnviz.views.charts.pyramid import Numbers

Runs = list[tuple[Course, dict[int, float]]]
"""The course of every branch, and its value at every iteration from the start."""


def grow(series: IterationSeries | EvaluationSeries, first: int, last: int) -> None:
    """Give a series a value for each iteration, unlike those of any other branch."""
    values = np.random.default_rng(len(series) + last).random(last - first + 1)
    if isinstance(series, IterationSeries):
        series.extend(first, values)
        return
    for iteration, value in enumerate(values, start=first):
        series.add(iteration, float(value))


def content(series: IterationSeries | EvaluationSeries, last: int) -> dict[int, float]:
    """Return what a series has at each iteration."""
    found = (series.at(iteration) for iteration in range(1, last + 1))
    return dict(filter(None, found))


@pytest.mark.parametrize("kind", [IterationSeries, EvaluationSeries])
@given(data=st.data())
def test_any_way_through_branches_brings_back_every_value(
    kind: Callable[[], IterationSeries | EvaluationSeries], data: st.DataObject
) -> None:
    live = kind()
    left = LeftBehind(live)
    grow(live, 1, 20)
    runs: Runs = [(((0, 0),), content(live, 99))]
    current = 0
    for _ in range(data.draw(st.integers(1, 6))):
        chosen = data.draw(st.integers(0, len(runs) - 1))
        course, values = runs[chosen]
        end = max(values)
        at = data.draw(st.integers(0, end))
        if at == end:
            current = chosen
        else:
            # The moment may lie on a parent: then that one is left.
            shared = tuple(leg for leg in course if leg[1] <= at)
            current = len(runs)
            runs.append(((*shared, (current, at)), {}))
            values = {k: v for k, v in values.items() if k <= at}
        left.turn_to(runs[current][0])
        assert content(live, 99) == values
        more = at + data.draw(st.integers(1, 9))
        grow(live, at + 1, more)
        runs[current] = runs[current][0], content(live, 99)
    for course, values in runs:
        left.turn_to(course)
        assert content(live, 99) == values


def branched_costs() -> tuple[IterationSeries, LeftBehind, Numbers]:
    """Return costs of 100 iterations, left at 60 for a branch of 20."""
    live, costs = IterationSeries(), np.linspace(2.0, 1.0, 100)
    left = LeftBehind(live)
    live.extend(1, costs)
    left.turn_to(((0, 0), (1, 60)))
    live.extend(61, np.full(20, 0.5))
    return live, left, costs


def test_a_branch_that_was_left_is_drawn_from_its_fork_on() -> None:
    _, left, costs = branched_costs()
    places, values = left.line(0.0, 100.0, 400)
    finite = np.isfinite(values)
    np.testing.assert_array_equal(places[finite], np.arange(60, 101))
    np.testing.assert_array_equal(values[finite], costs[59:])


def test_the_branch_that_goes_on_is_not_drawn_twice() -> None:
    _, left, costs = branched_costs()
    left.turn_to(((0, 0),))
    values = left.line(0.0, 100.0, 400)[1]
    np.testing.assert_array_equal(values[np.isfinite(values)], [costs[59], *[0.5] * 20])


def test_many_long_branches_read_few_numbers() -> None:
    live = IterationSeries()
    left = LeftBehind(live)
    live.extend(1, np.ones(100_000))
    for number in range(1, 40):
        left.turn_to(((0, 0), (number, 10)))
        live.extend(11, np.full(100_000, float(number)))
    places, _ = left.line(0.0, 100_000.0, 600)
    assert len(places) < 10 * 600


def test_a_branch_that_was_left_is_smoothed_as_the_live_one_was() -> None:
    live = IterationSeries()
    left = LeftBehind(live)
    live.extend(1, np.random.default_rng(3).random(400))
    live.smooth(0.95)
    before = live.line(301.0, 400.0, 4000)[1]
    left.turn_to(((0, 0), (1, 300)))
    after = left.line(301.0, 400.0, 4000)[1]
    np.testing.assert_allclose(after[:-1], before, rtol=1e-6)


def test_a_new_run_has_no_branches() -> None:
    live, left, _ = branched_costs()
    live.clear()
    left.clear()
    assert len(left.line(0.0, 100.0, 400)[0]) == 0
    assert left.last_iteration == 0

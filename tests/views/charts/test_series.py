"""What curves are drawn from."""

import numpy as np
import pytest

from nnviz.views.charts.chart_series import EvaluationSeries, IterationSeries


def exponential_mean(values: list[float], decay: float) -> list[float]:
    means = [values[0]]
    for value in values[1:]:
        means.append(decay * means[-1] + (1 - decay) * value)
    return means


@pytest.mark.parametrize("decay", [0.95, 0.995])
def test_smoothing_grows_as_if_done_at_once(decay: float) -> None:
    values = np.random.default_rng(0).random(3000)
    series = IterationSeries()
    series.extend(0, values[:10])
    series.smooth(decay)
    for start in range(10, 3000, 700):
        series.extend(start, values[start : start + 700])
    drawn = series.line(0, 3000, 5000)[1]
    np.testing.assert_allclose(drawn, exponential_mean(values.tolist(), decay))


def test_smoothing_leaves_a_gap_where_a_value_is_missing() -> None:
    series = IterationSeries()
    series.smooth(0.95)
    series.extend(0, np.array([1.0, np.nan, 1.0]))
    np.testing.assert_equal(series.line(0, 3, 10)[1], [1.0, np.nan, 1.0])


def test_a_block_from_earlier_replaces_what_followed() -> None:
    series = IterationSeries()
    series.extend(0, np.arange(100.0))
    series.extend(40, np.array([7.0]))
    assert series.last_iteration == 40
    assert series.at(40) == (40, 7.0)
    assert series.at(41) is None


def test_the_read_out_is_never_the_smoothed_value() -> None:
    series = IterationSeries()
    series.smooth(0.995)
    series.extend(0, np.array([1.0, 0.0]))
    assert series.at(1) == (1, 0.0)


def test_iterations_that_were_not_reported_are_a_gap() -> None:
    series = IterationSeries()
    series.extend(2, np.array([5.0]))
    np.testing.assert_equal(series.line(0, 3, 10)[1], [np.nan, np.nan, 5.0])


def test_an_evaluation_is_read_at_or_before_an_iteration() -> None:
    series = EvaluationSeries()
    series.add(0, 1.0)
    series.add(50, 0.5)
    assert series.at(49) == (0, 1.0)
    assert series.at(50) == (50, 0.5)
    assert series.at(-1) is None


def test_an_evaluation_in_the_past_replaces_the_later_ones() -> None:
    series = EvaluationSeries()
    for iteration in (0, 50, 100):
        series.add(iteration, 1.0)
    series.add(50, 0.5)
    assert series.line(0, 200, 10)[0].tolist() == [0.0, 50.0]


def test_lines_reach_beyond_a_narrow_view() -> None:
    series = EvaluationSeries()
    for iteration in range(0, 1000, 100):
        series.add(iteration, 1.0)
    assert series.line(310, 390, 10)[0].tolist() == [300.0, 400.0]


@pytest.mark.parametrize("slope", [-1.0, 1.0])
def test_a_slope_seen_from_afar_has_no_saw_teeth(slope: float) -> None:
    series = IterationSeries()
    series.extend(0, slope * np.arange(1000.0))
    places, values = series.line(0, 1000, 50)
    assert (np.diff(places) > 0).all()
    assert (np.diff(values) * slope > 0).all()

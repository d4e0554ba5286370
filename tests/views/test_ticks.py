"""Grid lines are few and round."""

import math

import pytest

from nnviz.views.ticks import decade_ticks, iteration_ticks, value_ticks


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (0.0, 1.1, ["0", "0.5", "1"]),
        (-0.02, 0.013, ["−0.02", "0"]),
        (0.9991, 1.0, ["0.9995", "1"]),
        (0.0, 1.2e6, ["0", "500k", "1M"]),
        (-59_000.0, 20_000.0, ["−50k", "0"]),
        (600_240.0, 600_260.0, ["600,240", "600,250", "600,260"]),
    ],
)
def test_values_are_round(low: float, high: float, labels: list[str]) -> None:
    assert [tick.label for tick in value_ticks(low, high, 3)] == labels


def test_decades_on_a_logarithmic_axis() -> None:
    labels = [tick.label for tick in decade_ticks(-3.2, 0.1, 4)]
    assert labels == ["0.001", "0.01", "0.1", "1"]
    labels = [tick.label for tick in decade_ticks(-5.0, 7.0, 5)]
    assert labels == ["0.001", "1", "1000", "1M"]


@pytest.mark.parametrize("size", [1e4, 1e5, 1e6, 1e9, 1e12, 1e15])
def test_both_kinds_of_axis_write_large_numbers_alike(size: float) -> None:
    even = {tick.place: tick.label for tick in value_ticks(0.0, size, 1)}
    decades = decade_ticks(0.0, math.log10(size) + 1.5, 20)
    assert even[size] in [tick.label for tick in decades]


def test_a_narrow_logarithmic_axis_still_has_grid_lines() -> None:
    assert len(decade_ticks(-0.3, 0.1, 4)) >= 2


def test_iterations_are_whole_and_told_apart() -> None:
    labels = [tick.label for tick in iteration_ticks(12_000, 12_010, 5)]
    assert labels == ["12,000", "12,002", "12,004", "12,006", "12,008", "12,010"]

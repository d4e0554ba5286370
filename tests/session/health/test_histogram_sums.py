"""Histograms that grow piece by piece are those of all values at once."""

import numpy as np
import pytest

from nnviz.session.health.histogram_sums import BINS, HistogramSums, reach


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ([], (-1.0, 1.0)),
        ([np.nan, np.inf], (-1.0, 1.0)),
        ([0.0, 0.0], (-0.5, 0.5)),
        ([3.0], (2.5, 3.5)),
        ([-200.0, -200.0], (-220.0, -180.0)),
        ([200.0, 200.0 + 1e-5], (180.0, 220.0)),
        (np.linspace(-1.0, 3.0, 10_001), (-0.98 - 0.198, 2.98 + 0.198)),
        ([*np.zeros(500), *np.ones(500), 1e9], (-0.05, 1.05)),
        ([-np.inf, -2.0, 2.0], (-1.98 - 0.198, 1.98 + 0.198)),
    ],
)
def test_a_histogram_reaches_as_far_as_nearly_all_values(
    values: list[float], ends: tuple[float, float]
) -> None:
    assert reach(np.array(values)) == pytest.approx(ends, abs=2e-5)


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_the_largest_numbers_have_a_histogram_too(precision: str) -> None:
    largest = np.finfo(precision).max
    values = np.array([-largest, -largest, 0.0, largest], precision)
    low, high = reach(values)
    assert low == -high
    assert 0.0 < 2.0 * high < largest
    sums = HistogramSums(low, high)
    with np.errstate(all="ignore"):
        sums.add(values)
        counts = sums.distribution().counts
    assert counts[[0, BINS // 2, -1]].tolist() == [2, 1, 1]


@pytest.mark.parametrize("pieces", [1, 3])
def test_pieces_add_up_to_the_whole(pieces: int) -> None:
    values = np.random.default_rng(0).normal(5.0, 2.0, 999)
    sums = HistogramSums(0.0, 10.0)
    for piece in np.split(values.reshape(333, 3), pieces):
        sums.add(piece)
    sums.add(np.array([np.nan, -np.inf, np.inf]))
    sums.add(np.array([]))
    found = sums.distribution()
    edges = np.linspace(0.0, 10.0, BINS + 1)
    clipped = np.clip(values, 0.0, 10.0 - 1e-9)
    np.testing.assert_array_equal(found.counts, np.histogram(clipped, edges)[0])
    np.testing.assert_allclose(found.edges, edges)
    assert found.mean == pytest.approx(values.mean(), rel=1e-12)
    assert found.deviation == pytest.approx(values.std(), rel=1e-12)
    assert found.outside == 3


def test_of_nothing_there_is_no_mean() -> None:
    found = HistogramSums(-1.0, 1.0).distribution()
    assert np.isnan([found.mean, found.deviation]).all()
    assert found.counts.sum() == 0

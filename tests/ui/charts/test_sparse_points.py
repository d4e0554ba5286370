"""Points are far apart by the median of their gaps, which is not worked out."""

import numpy as np
import pytest

from nnviz.ui.charts.chart_curve import is_sparse


@pytest.mark.parametrize("points", range(9))
def test_points_are_sparse_where_the_median_of_their_gaps_is(points: int) -> None:
    random = np.random.default_rng(points)
    for least in np.arange(0.0, 4.5, 0.5):
        for _ in range(20):
            places = np.cumsum(random.integers(0, 5, points)).astype(float)
            gaps = np.diff(places)
            expected = len(gaps) > 0 and bool(np.median(gaps) >= least)
            assert is_sparse(places, float(least)) == expected

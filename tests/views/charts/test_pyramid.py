"""The extremes of any stretch agree with a walk over it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nnviz.views.charts.pyramid import Pyramid

VALUES = st.lists(
    st.one_of(st.floats(-9, 9), st.sampled_from([np.nan, np.inf, -np.inf])),
    max_size=300,
)


def grown(values: list[float], block: int) -> Pyramid:
    pyramid = Pyramid()
    for start in range(0, len(values), block):
        pyramid.extend(np.array(values[start : start + block], dtype=float))
    return pyramid


def check(pyramid: Pyramid, start: int, stop: int, count: int) -> None:
    ranges = pyramid.ranges(start, stop, count)
    finite = np.where(np.isfinite(pyramid.values), pyramid.values, np.nan)
    assert len(ranges.starts) == len(ranges.lows) == len(ranges.highs) <= count
    for first, low, high in zip(
        ranges.starts.astype(int), ranges.lows, ranges.highs, strict=True
    ):
        bucket = finite[first : first + ranges.step]
        bucket = bucket[~np.isnan(bucket)]
        wanted = (bucket.min(), bucket.max()) if len(bucket) else (np.nan, np.nan)
        np.testing.assert_equal((low, high), wanted)


@given(
    VALUES,
    st.integers(1, 70),
    st.integers(0, 310),
    st.integers(0, 310),
    st.integers(2, 40),
)
def test_buckets_agree_with_a_walk(
    values: list[float], block: int, start: int, length: int, count: int
) -> None:
    check(grown(values, block), start, start + length, count)


@given(VALUES, st.integers(0, 300), st.lists(st.floats(-9, 9), max_size=100))
def test_a_cut_series_grows_on(
    values: list[float], length: int, more: list[float]
) -> None:
    pyramid = grown(values, 50)
    pyramid.cut(length)
    pyramid.extend(np.array(more, dtype=float))
    np.testing.assert_equal(pyramid.values, [*values[:length], *more])
    check(pyramid, 0, len(pyramid), 10)


def test_buckets_cover_the_stretch() -> None:
    ranges = grown([0.0] * 1000, 1000).ranges(130, 870, 50)
    assert ranges.starts[0] <= 130
    assert ranges.starts[-1] + ranges.step >= 870

"""Scaling of columns."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from nnviz.core.errors import InputError
from nnviz.core.types import Floats
from nnviz.data.scaling import SCALINGS, fit_scaling

COLUMNS = np.random.default_rng(0).normal((3.0, -50.0), (2.0, 0.1), (5000, 2))


def test_none_changes_nothing() -> None:
    assert fit_scaling("none", COLUMNS).apply(COLUMNS).tolist() == COLUMNS.tolist()


def test_standard_agrees_with_scikit_learn() -> None:
    expected = StandardScaler().fit_transform(COLUMNS)
    scaled = fit_scaling("standard", COLUMNS).apply(COLUMNS)
    np.testing.assert_allclose(scaled, expected, rtol=0, atol=1e-12)


def test_minmax_agrees_with_scikit_learn() -> None:
    expected = MinMaxScaler().fit_transform(COLUMNS)
    scaled = fit_scaling("minmax", COLUMNS).apply(COLUMNS)
    np.testing.assert_allclose(scaled, expected, rtol=0, atol=1e-12)


def test_minmax_takes_the_known_range_rather_than_each_columns_own() -> None:
    pixels = np.array([[10, 51], [20, 102]], np.uint8)
    scaled = fit_scaling("minmax", pixels, (0.0, 255.0)).apply(pixels)
    np.testing.assert_allclose(scaled[:, 1], [0.2, 0.4])


@pytest.mark.parametrize("kind", SCALINGS)
def test_a_column_that_never_changes_keeps_its_unit(kind: str) -> None:
    constant = np.full((7, 1), 0.1)
    scaling = fit_scaling(kind, constant)
    assert scaling.factor.tolist() == [1.0]
    assert np.ptp(scaling.apply(constant)) == 0.0


@given(
    values=arrays(np.float64, (5, 3), elements=st.floats(-1e6, 1e6, width=32)),
    kind=st.sampled_from(SCALINGS),
)
def test_inverting_returns_the_values(values: Floats, kind: str) -> None:
    try:
        scaling = fit_scaling(kind, values)
    except InputError:
        return
    back = scaling.invert(scaling.apply(values))
    np.testing.assert_allclose(back, values, rtol=1e-9, atol=1e-6)


def test_only_the_rows_given_count() -> None:
    rows = np.array([4, 2, 9])
    fitted = fit_scaling("standard", COLUMNS, rows=rows)
    np.testing.assert_allclose(fitted.offset, COLUMNS[rows].mean(axis=0))
    np.testing.assert_allclose(fitted.factor, 1 / COLUMNS[rows].std(axis=0))


def test_scaling_into_an_array_needs_no_second_one() -> None:
    pixels = np.full((20_000, 784), 7, np.uint8)
    pixels[0] = 0
    out = np.empty(pixels.shape, np.float32)
    tracemalloc.start()
    fit_scaling("standard", pixels).apply(pixels, out=out)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < out.nbytes / 2


def test_a_single_sample_can_be_scaled() -> None:
    scaling = fit_scaling("minmax", np.array([[0.0, 10.0], [2.0, 30.0]]))
    assert scaling.apply(np.array([1.0, 20.0])).tolist() == [0.5, 0.5]


def test_an_unknown_kind_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'minmax'"):
        fit_scaling("min-max", COLUMNS)


@pytest.mark.parametrize("kind", ["standard", "minmax"])
def test_values_too_large_to_scale_are_refused(kind: str) -> None:
    with pytest.raises(InputError, match="cannot be scaled"):
        fit_scaling(kind, np.array([[-1.7e308], [1.7e308]]))

"""A slope that is a little off is noticed before the function is used."""

from collections.abc import Callable

import numpy as np
import pytest

from nnviz.core.expression.acceptance import check_slope
from nnviz.core.expression.error import ExpressionError


class Computed:
    """Stands for a sequence of operations, by a function of x."""

    def __init__(self, of: Callable[[np.ndarray], np.ndarray]) -> None:
        self._of = of

    def run(self, out: np.ndarray, x: np.ndarray, *_: np.ndarray) -> None:
        out[...] = self._of(x)


def check(error: float) -> None:
    """Check a slope of sin(x) that is wrong by a share."""
    value, slope = Computed(np.sin), Computed(lambda x: np.cos(x) * (1.0 + error))
    check_slope("sin(x)", value, slope, ())


@pytest.mark.parametrize("error", [0.0, 1e-8])
def test_a_slope_that_differs_by_rounding_is_right(error: float) -> None:
    check(error)


@pytest.mark.parametrize("scale", [1.0, 100.0])
@pytest.mark.parametrize(("error", "fine"), [(5e-7, True), (5e-6, False)])
def test_where_a_slope_is_nearly_flat_the_difference_counts(
    scale: float, error: float, fine: bool
) -> None:
    value = Computed(lambda x: scale * np.sin(x))
    slope = Computed(lambda x: scale * np.cos(x) + error)
    if fine:
        check_slope("sin(x)", value, slope, ())
    else:
        with pytest.raises(ExpressionError, match="does not agree"):
            check_slope("sin(x)", value, slope, ())


@pytest.mark.parametrize("error", [1e-5, 1e-3, 1.0])
def test_a_slope_that_differs_by_more_is_refused(error: float) -> None:
    with pytest.raises(ExpressionError, match="does not agree"):
        check(error)


def test_a_slope_that_is_off_where_the_function_bends_fast_is_refused() -> None:
    value = Computed(lambda x: np.sin(100.0 * x))
    right = Computed(lambda x: 100.0 * np.cos(100.0 * x))
    check_slope("sin(100*x)", value, right, ())
    wrong = Computed(lambda x: 101.0 * np.cos(100.0 * x))
    with pytest.raises(ExpressionError, match="does not agree"):
        check_slope("sin(100*x)", value, wrong, ())


@pytest.mark.parametrize("offset", [1e6, 1e8])
def test_large_values_blur_quotients_and_condemn_no_slope(offset: float) -> None:
    value, wrong = (
        Computed(lambda x: offset + np.sin(x)),
        Computed(lambda x: -np.cos(x)),
    )
    check_slope("sin(x)", value, Computed(np.cos), ())
    with pytest.raises(ExpressionError, match="does not agree"):
        check_slope("sin(x)", value, wrong, ())


def test_next_to_a_corner_nothing_is_judged() -> None:
    value, slope = Computed(np.abs), Computed(lambda x: np.where(x > 0, 1.0, -1.0))
    check_slope("abs(x)", value, slope, (0.0,))
    with pytest.raises(ExpressionError, match="does not agree"):
        check_slope("abs(x)", value, slope, ())


@pytest.mark.parametrize(("count", "fine"), [(64, True), (65, False)])
def test_corners_are_counted_within_reach(count: int, fine: bool) -> None:
    kinks = (*np.linspace(-30.0, 30.0, count).tolist(), -31.0, 31.0)
    if fine:
        check_slope("x", Computed(np.copy), Computed(np.ones_like), kinks)
    else:
        with pytest.raises(ExpressionError, match="more than 64 places"):
            check_slope("x", Computed(np.copy), Computed(np.ones_like), kinks)

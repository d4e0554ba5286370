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


@pytest.mark.parametrize("error", [1e-5, 1e-3, 1.0])
def test_a_slope_that_differs_by_more_is_refused(error: float) -> None:
    with pytest.raises(ExpressionError, match="does not agree"):
        check(error)

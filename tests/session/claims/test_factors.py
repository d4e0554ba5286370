"""An array that is a multiple of another, and what the factor is called."""

import numpy as np
import pytest

from nnviz.session.claims.naming import _Claimed, _scale
from tests.session.claims.scratch import Array


def _factor(claim: Array, value: Array, close: float, zero: float) -> float | None:
    return _Claimed(claim, close, zero).factor(value)


VALUE = np.array([[1.0, -2.0], [0.5, 4.0]])


@pytest.mark.parametrize("scale", [1.0, -1.0, 3.0, -1 / 7, 1e-6])
def test_a_multiple_is_recognised(scale: float) -> None:
    assert _factor(scale * VALUE, VALUE, 1e-9, 0.0) == pytest.approx(scale)
    assert _scale(scale * VALUE, VALUE) == pytest.approx(scale)


def test_what_is_none_is_not() -> None:
    assert _factor(VALUE + np.eye(2), VALUE, 1e-9, 0.0) is None
    assert _factor(VALUE, VALUE[:1], 1e-9, 0.0) is None
    assert _factor(VALUE, np.zeros((2, 2)), 1e-9, 0.0) is None
    assert np.isnan(_scale(VALUE, np.zeros((2, 2))))


@pytest.mark.parametrize(("off", "close", "fits"), [(2e-3, 1e-3, 0), (2e-3, 4e-3, 1)])
def test_it_is_as_close_as_is_asked(off: float, close: float, fits: int) -> None:
    size = np.linalg.norm(VALUE)
    across = np.array([[2.0, 1.0], [4.0, -0.5]]) / np.linalg.norm([2.0, 1.0, 4.0, 0.5])
    found = _factor(VALUE + off * size * across, VALUE, close, 0.0)
    assert (found is not None) == bool(fits)


def test_next_to_nothing_is_the_same_as_next_to_nothing() -> None:
    small = np.array([3e-4, 4e-4])
    assert _factor(small, small[::-1], 1e-9, 6e-4) == 1.0
    assert _factor(small, np.array([3e-3, 4e-3]), 1e-9, 6e-4) is None
    assert _factor(small, np.array([8e-3, 0.0]), 1e-9, 1e-2) == 1.0
    # Its square is smaller than twice the bound, but it is not.
    assert _factor(small, np.array([0.03, 0.04]), 1e-9, 6e-4) is None


def test_numbers_that_are_none_are_in_the_same_places() -> None:
    lost = np.array([1.0, np.nan, 3.0, np.inf])
    assert _factor(2 * lost, lost, 1e-9, 0.0) == pytest.approx(2.0)
    assert _factor(lost, np.array([1.0, 2.0, np.nan, np.inf]), 1e-9, 0.0) is None
    assert _factor(np.full(2, np.nan), np.full(2, np.inf), 1e-9, 0.0) == 1.0
    assert _factor(np.full(2, np.nan), np.array([np.nan, 1.0]), 1e-9, 0.0) is None

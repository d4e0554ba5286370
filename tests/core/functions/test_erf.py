"""The error function against the standard library's, number by number."""

import math

import numpy as np
import pytest

from nnviz.core.functions.erf import erf


def test_agrees_with_the_standard_library() -> None:
    x = np.random.default_rng(0).uniform(-7.0, 7.0, 20_000)
    np.testing.assert_allclose(erf(x), [math.erf(v) for v in x], rtol=3e-15, atol=1e-17)


@pytest.mark.parametrize(
    ("x", "value"), [(0.0, 0.0), (1e4, 1.0), (-1e4, -1.0), (np.inf, 1.0)]
)
def test_ends(x: float, value: float) -> None:
    assert erf(np.array([x]))[0] == value


def test_keeps_single_precision() -> None:
    assert erf(np.array([0.5], np.float32)).dtype == np.float32

"""Activations against PyTorch's values, difference quotients and extreme inputs."""

from pathlib import Path

import numpy as np
import pytest

from nnviz.core.activations import ACTIVATIONS

REFERENCE = np.load(Path(__file__).parents[1] / "reference" / "activations.npz")
NAMES = [
    "linear", "step", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "softplus",
    "swish", "gelu", "softmax",
]  # fmt: skip
ELEMENTWISE = [name for name in ACTIVATIONS if ACTIVATIONS[name].elementwise]


def value_and_slope(name: str, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    a, s = np.empty_like(z), np.empty_like(z)
    ACTIVATIONS[name].evaluate(z, a)
    ACTIVATIONS[name].slope(z, a, s)
    return a, s


def test_the_table_has_every_function_of_the_tutorials() -> None:
    assert set(NAMES) <= set(ACTIVATIONS)


@pytest.mark.parametrize("name", [n for n in NAMES if n != "softmax"])
def test_values_and_slopes_agree_with_pytorch(name: str) -> None:
    a, s = value_and_slope(name, REFERENCE["z"])
    np.testing.assert_allclose(a, REFERENCE[f"{name}/value"], rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(
        s, REFERENCE[f"{name}/derivative"], rtol=1e-12, atol=1e-12
    )


def test_softmax_agrees_with_pytorch() -> None:
    z = np.ascontiguousarray(REFERENCE["softmax/z"].T)
    a = np.empty_like(z)
    ACTIVATIONS["softmax"].evaluate(z, a)
    np.testing.assert_allclose(a.T, REFERENCE["softmax/value"], rtol=1e-12, atol=1e-300)


def test_softmax_jacobian_product_agrees_with_pytorch() -> None:
    a = np.ascontiguousarray(REFERENCE["softmax/value"].T)
    da = np.random.default_rng(3).normal(size=a.shape)
    product = ACTIVATIONS["softmax"].jacobian_product
    assert product is not None
    out = np.empty_like(a)
    product(a, da, out)
    expected = np.einsum("noi,on->in", REFERENCE["softmax/jacobian"], da)
    np.testing.assert_allclose(out, expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_extreme_inputs_stay_finite_without_warnings(name: str, precision: str) -> None:
    z = np.array([[-1e4, -500, -90, -1, 0, 1, 90, 500, 1e4]] * 3, precision)
    z[1] *= -1.0
    a, s = value_and_slope(name, z)
    assert a.dtype == s.dtype == precision
    assert np.isfinite(a).all()
    assert np.isfinite(s).all()
    low, high = ACTIVATIONS[name].range
    slack = 1e-6
    assert a.min() >= low - slack
    assert a.max() <= high + slack


@pytest.mark.parametrize(
    "name", [name for name in ELEMENTWISE if not ACTIVATIONS[name].surrogate]
)
def test_slopes_are_difference_quotients_away_from_kinks(name: str) -> None:
    activation = ACTIVATIONS[name]
    z = np.linspace(-6.0, 6.0, 97) + 0.03
    h = 1e-5
    up, down = np.empty_like(z), np.empty_like(z)
    activation.evaluate(z + h, up)
    activation.evaluate(z - h, down)
    _, s = value_and_slope(name, z)
    np.testing.assert_allclose(s, (up - down) / (2 * h), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_not_a_number_is_never_hidden(name: str) -> None:
    with np.errstate(invalid="ignore"):
        a, _ = value_and_slope(name, np.array([[np.nan, 1.0]]))
    assert np.isnan(a[0, 0])
    assert not np.isnan(a[0, 1])


def test_straight_through_steps_like_step_but_lets_gradients_pass() -> None:
    z = np.array([-2.0, -0.5, 0.5, 2.0])
    a, s = value_and_slope("step_straight_through", z)
    np.testing.assert_array_equal(a, value_and_slope("step", z)[0])
    np.testing.assert_array_equal(s, [0.0, 1.0, 1.0, 0.0])


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=lambda a: a.name)
def test_every_activation_explains_itself(activation: object) -> None:
    for field in ("formula", "slope_formula", "lesson"):
        assert len(getattr(activation, field)) > 5
    assert r"\left(" not in activation.formula + activation.slope_formula


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_its_range_is_that_of_its_values(name: str) -> None:
    z = np.concatenate((np.linspace(-60.0, 60.0, 120_001), [-1e9, 1e9]))
    a, _ = value_and_slope(name, z)
    ends = np.array([a.min(), a.max()])
    ends[np.abs(ends) > 1e6] *= np.inf
    np.testing.assert_allclose(ACTIVATIONS[name].range, ends, rtol=0, atol=1e-7)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_its_corners_are_where_a_value_or_slope_jumps(name: str) -> None:
    z = np.linspace(-4.0, 4.0, 33)
    below, above = value_and_slope(name, z - 1e-9), value_and_slope(name, z + 1e-9)
    jumps = np.abs(np.subtract(above, below)).max(axis=0) > 1e-6
    # The slope of elu is continuous, but it bends.
    expected = (0.0,) if name == "elu" else tuple(z[jumps].tolist())
    assert ACTIVATIONS[name].kinks == expected

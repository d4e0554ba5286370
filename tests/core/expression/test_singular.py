"""Where a formula has no value: poles are found, and gaps are filled with the limit."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.core.errors import InputError
from nnviz.core.expression.derivative import derivative
from nnviz.core.expression.error import ExpressionError
from nnviz.core.expression.functions import FUNCTIONS, SAME
from nnviz.core.expression.intervals import enclosure
from nnviz.core.expression.own import own_function
from nnviz.core.expression.parser import parse
from nnviz.core.expression.sequence import sequence_of
from nnviz.core.expression.stable import stable
from nnviz.core.gradient_check import check_gradients
from nnviz.core.network import Network, find_activation

ZERO_BASE = "0 has no negative powers"
DIVISOR = "keep the divisor away from 0"

REFUSED = [
    ("tan(x)", 0, "infinite at x = 1.571: tan has poles"),
    ("1/(x - 0.123)", 1, f"infinite at x = 0.123: {DIVISOR}"),
    ("log(abs(x - 0.123))", 0, "infinite at x = 0.123: log needs numbers above 0"),
    ("abs(x)/(x + 1e-3)", 6, f"infinite at x = -0.001: {DIVISOR}"),
    ("1 + 1/(x^2 - 2*x + 1)", 5, f"infinite at x = 1: {DIVISOR}"),
    ("1/(sin(x) - 1)", 1, f"infinite at x = 1.571: {DIVISOR}"),
    ("1/(abs(x - 0.5) - 0.3)", 1, f"infinite at x = 0.2: {DIVISOR}"),
    ("1/(softplus(x) - 0.5)", 1, "infinite at x = -0.4328"),
    ("x/(x^2 + x - 1)", 1, "infinite at x = 0.618"),
    ("max(x, 1/(x - 29.95))", 8, "infinite at x = 29.95"),
    ("sin(x)/cos(x)", 6, "infinite at x = 1.571"),
    ("(x - 0.123)^-2", 11, f"infinite at x = 0.123: {ZERO_BASE}"),
    ("tanh(1/(x - 0.123))", 6, "it jumps at x = 0.123"),
    ("clip(tan(x), -1, 1)", 5, "it jumps at x = 1.571"),
    ("sqrt(abs(x - 0.123))", 0, "its slope is infinite at x = 0.123"),
    ("sqrt((x - 0.123)^2)", 0, "its slope has no value at x = 0.123"),
    ("tan(40*x)", 0, "no value at more than 64 places"),
    ("log1p(x)", 0, "at x = -1: log1p(u) needs u above -1"),
    ("x^-1", 1, f"infinite at x = 0: {ZERO_BASE}"),
    ("0^x", 1, ZERO_BASE),
    ("1e200*x*x/1e-300", 9, "grows too fast"),
]


@pytest.mark.parametrize(("text", "position", "words"), REFUSED)
def test_a_pole_is_found_wherever_it_is(text: str, position: int, words: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        own_function(text)
    assert words in caught.value.reason
    assert caught.value.position == position


@pytest.mark.parametrize(
    "text",
    [
        "1/(x^2 + 1e-12)",
        "1/(1.0000001 - sin(x))",
        "1/(abs(x - 0.5) + abs(x - 0.50001))",
        "x/(x + 30.0001)",
        "tan(sin(x))",
        "abs(x - 0.123)^1.5",
        "1/max(x, 0.5)",
        "log(2 + sin(x))",
        "x/(x^2 + x + 1)",
        "2^x",
    ],
)
def test_what_only_comes_near_a_pole_is_accepted(text: str) -> None:
    assert own_function(text).gaps == ()


def sinc_slope(x: np.ndarray) -> np.ndarray:
    series = -x / 3.0 + x**3 / 30.0 - x**5 / 840.0 + x**7 / 45360.0
    with np.errstate(all="ignore"):
        return np.where(np.abs(x) < 0.1, series, (x * np.cos(x) - np.sin(x)) / x**2)


LIMITS: list[tuple[str, float, Callable[[np.ndarray], np.ndarray] | None, float]] = [
    ("sin(x)/x", 0.0, lambda x: np.sinc(x / np.pi), 1.0),
    ("x/(exp(x) - 1)", 0.0, None, 1.0),
    ("sin(x - 0.123)/(x - 0.123)", 0.123, lambda x: np.sinc((x - 0.123) / np.pi), 1.0),
    ("(1 - cos(x))/x^2", 0.0, lambda x: 0.5 * np.sinc(x / (2.0 * np.pi)) ** 2, 0.5),
    ("(x^2 - 1)/(x - 1)", 1.0, lambda x: x + 1.0, 2.0),
    ("x^2/x", 0.0, lambda x: x, 0.0),
    ("exp(-1/(x - 0.123)^2)", 0.123, None, 0.0),
    ("min(1, 1/abs(x - 0.123))", 0.123, None, 1.0),
    ("(x - sin(x))/x^3", 0.0, None, 1.0 / 6.0),
]


@pytest.mark.parametrize(("text", "at", "right", "limit"), LIMITS)
def test_a_gap_is_filled_with_the_limit(
    text: str, at: float, right: Callable[[np.ndarray], np.ndarray] | None, limit: float
) -> None:
    function = own_function(text)
    (gap,) = function.gaps
    assert (gap.at, gap.limit) == pytest.approx((at, limit), abs=1e-9)
    near = np.array([0.0, 1e-300, 1e-17, -1e-12, 1e-8, -1e-5, 1e-3, 0.049, 0.051, -0.2])
    z = at + near
    a, s = np.empty_like(z), np.empty_like(z)
    f = function.activation
    f.evaluate(z, a)
    f.slope(z, a, s)
    if right is not None:
        np.testing.assert_allclose(a, right(z), rtol=1e-12, atol=1e-12)
    above, below = np.empty_like(z), np.empty_like(z)
    f.evaluate(z + 1e-4, above)
    f.evaluate(z - 1e-4, below)
    np.testing.assert_allclose(s, (above - below) / 2e-4, atol=1e-6)
    assert f"{limit:.4g}" in f.lesson


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_the_slope_keeps_its_digits_close_to_a_gap(precision: str) -> None:
    f = find_activation("sin(x)/x")
    z = np.linspace(-0.3, 0.3, 4001).astype(precision)
    a, s = np.empty_like(z), np.empty_like(z)
    f.evaluate(z, a)
    f.slope(z, a, s)
    error = np.abs(s - sinc_slope(z.astype(np.float64))).max()
    assert error < (1e-10 if precision == "float64" else 1e-5)


def test_a_network_with_a_gap_has_right_gradients_even_in_the_gap() -> None:
    network = Network((2, 4, 1), ("x/(exp(x) - 1)", "linear"), seed=1)
    inputs = np.array([[0.0, 0.0], [1e-9, 0.0], [0.4, -0.2], [3.0, 1.0]])
    found = check_gradients(network, "mse", inputs, np.ones((4, 1)))
    assert found.ok


ONE_ARGUMENT = [
    name
    for name, function in FUNCTIONS.items()
    if function.most == 1 and name not in SAME and name != "relu"
]

pieces = st.recursive(
    st.sampled_from(["x", "0.3", "2", "(-1.5)"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(
            lambda t: f"({''.join(t)})"
        ),
        st.tuples(inner, st.sampled_from(["2", "3", "-1", "-2", "0.5", "x"])).map(
            lambda t: f"({t[0]})^({t[1]})"
        ),
        st.tuples(
            st.sampled_from(ONE_ARGUMENT),
            inner,
        ).map(lambda t: f"{t[0]}({t[1]})"),
        st.tuples(st.sampled_from(["max", "min"]), inner, inner).map(
            lambda t: f"{t[0]}({t[1]}, {t[2]})"
        ),
    ),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(text=pieces, low=st.floats(-30.0, 30.0), width=st.floats(0.0, 5.0))
def test_no_value_leaves_its_bounds(text: str, low: float, width: float) -> None:
    """Neither of a function nor of its slope, for any x of a box."""
    try:
        tree = stable(parse(text))
    except (InputError, ValueError):
        return
    x = low + width * np.linspace(0.0, 1.0, 33)
    for part in (tree, derivative(tree)):
        least, most = enclosure(part, x[:1], x[-1:])
        values = np.empty_like(x)
        sequence_of(part).run(values, x)
        values = values[np.isfinite(values)]
        assert (values >= least).all()
        assert (values <= most).all()

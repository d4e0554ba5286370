"""Functions as text: values and slopes against the built-in ones and differences."""

import math
from decimal import Decimal, getcontext

import numpy as np
import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.errors import InputError
from nnviz.core.expression.derivative import derivative
from nnviz.core.expression.functions import FUNCTIONS
from nnviz.core.expression.kinks import kinks_of
from nnviz.core.expression.latex import latex
from nnviz.core.expression.lists import split_list
from nnviz.core.expression.own import own_function
from nnviz.core.expression.parser import parse
from nnviz.core.expression.python_text import python_text
from nnviz.core.expression.sequence import sequence_of
from nnviz.core.expression.stable import NoNumberError, stable
from nnviz.core.functions.activation import Activation
from nnviz.core.network import find_activation
from nnviz.core.types import Floats

WRITTEN = {
    "x": "linear",
    "step(x)": "step",
    "1 / (1 + exp(-x))": "sigmoid",
    "exp(x) / (1 + exp(x))": "sigmoid",
    "2 * exp(x) / (1 + exp(x)) / 2": "sigmoid",
    "(exp(x) - exp(-x)) / (exp(x) + exp(-x))": "tanh",
    "2 * sigmoid(2*x) - 1": "tanh",
    "max(x, 0)": "relu",
    "relu(z)": "relu",
    "(x + abs(x)) / 2": "relu",
    "max(0.01*x, x)": "leaky_relu",
    "max(x, 0) + min(exp(x) - 1, 0)": "elu",
    "max(x, 0) + expm1(min(x, 0))": "elu",
    "log(1 + exp(x))": "softplus",
    "ln(e^x + 1)": "softplus",
    "x / (1 + e**-x)": "swish",
    "0.5 * x * (1 + erf(x / sqrt(2)))": "gelu",
}


def of(activation: Activation, z: Floats) -> tuple[Floats, Floats]:
    a, s = np.empty_like(z), np.empty_like(z)
    activation.evaluate(z, a)
    activation.slope(z, a, s)
    return a, s


@pytest.mark.parametrize(("precision", "most"), [("float64", 1e-14), ("float32", 1e-6)])
@pytest.mark.parametrize(("text", "name"), WRITTEN.items())
def test_a_built_in_function_written_out_is_the_same(
    text: str, name: str, precision: str, most: float
) -> None:
    z = np.concatenate((np.linspace(-40, 40, 2001), [-1e4, -900, 900, 1e4]))
    z = z.astype(precision)
    if name == "relu":
        z = z[z != 0.0]  # abs has the slope 0 there, relu(x) too, their half sum not
    for found, expected in zip(
        of(find_activation(text), z), of(ACTIVATIONS[name], z), strict=True
    ):
        np.testing.assert_allclose(found, expected, rtol=most, atol=most)


@pytest.mark.parametrize(("text", "name"), WRITTEN.items())
def test_its_range_is_that_of_the_built_in_function(text: str, name: str) -> None:
    np.testing.assert_allclose(
        find_activation(text).range, ACTIVATIONS[name].range, atol=1e-9
    )


def test_at_a_bend_the_slope_is_that_to_the_left() -> None:
    zero = np.zeros(1)
    assert of(find_activation("max(x, 0)"), zero)[1] == 0.0
    assert of(find_activation("max(0, x)"), zero)[1] == 0.0
    assert of(find_activation("min(x, 0)"), zero)[1] == 1.0
    assert of(find_activation("max(x, 0) + min(exp(x) - 1, 0)"), zero)[1] == 1.0


def exact_mish(z: float) -> float:
    """x tanh(ln(1 + e^x)) = x ((1 + e^x)^2 - 1) / ((1 + e^x)^2 + 1), to 50 digits."""
    getcontext().prec = 60
    x = Decimal(z)
    grown = (1 + x.exp()) ** 2
    return float(x * (grown - 1) / (grown + 1))


def test_values_are_right_to_the_last_digits() -> None:
    z = np.linspace(-30.0, 30.0, 121)
    a, _ = of(find_activation("x * tanh(log(1 + exp(x)))"), z)
    np.testing.assert_allclose(a, [exact_mish(x) for x in z.tolist()], rtol=1e-14)


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize(
    "text",
    [
        "x * tanh(log(1 + exp(x)))",
        "x / (1 + exp(-1.702 * x))",
        "log(1 + exp(3 - 2*x))",
        "exp(-x^2)",
        "x / (1 + abs(x))",
    ],
)
def test_nothing_overflows_far_out(text: str, precision: str) -> None:
    z = np.array([-1e4, -800.0, -90.0, 0.0, 90.0, 800.0, 1e4], precision)
    for numbers in of(find_activation(text), z):
        assert np.isfinite(numbers).all()
        assert numbers.dtype == precision


@pytest.mark.parametrize(
    ("text", "kinks"),
    [
        ("x", ()),
        ("abs(x - 1)", (1.0,)),
        ("clip(x, -1, 1)", (-1.0, 1.0)),
        ("min(max(x, 0), 6)", (0.0, 6.0)),
        ("max(x - 100, 0)", (100.0,)),
        ("abs(x - 0.3) + abs(x - (0.1 + 0.2))", (0.3,)),
        ("abs(x) + abs(x - 1e-6)", (0.0, 1e-6)),
        ("abs(x - 1e4) + abs(x - 1e4 - 1e-6)", (1e4,)),
        ("max(x, 0) + expm1(min(x, 0))", (0.0,)),
        ("abs(x^2 - 2)", (-(2.0**0.5), 2.0**0.5)),
        ("step(0.5 - x)", (0.5,)),
        ("max(x, x)", ()),
    ],
)
def test_corners_are_found(text: str, kinks: tuple[float, ...]) -> None:
    np.testing.assert_allclose(find_activation(text).kinks, kinks, rtol=1e-14)


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("sin(x)", (-1.0, 1.0)),
        ("atan(x)", (-np.pi / 2, np.pi / 2)),
        ("log(1 + x^2)", (0.0, np.inf)),
        ("x * sin(x)", (-np.inf, np.inf)),
        ("-x^2", (-np.inf, 0.0)),
        ("3", (3.0, 3.0)),
        # Peaks between the points that are tried first, on either side of one.
        ("x * exp(-x^2)", (-math.exp(-0.5) / 2**0.5, math.exp(-0.5) / 2**0.5)),
        ("1 / (1 + (x - 0.123)^2)", (0.0, 1.0)),
    ],
)
def test_bounds_are_found(text: str, bounds: tuple[float, float]) -> None:
    np.testing.assert_allclose(find_activation(text).range, bounds, 0, 1e-12)


@pytest.mark.parametrize(
    ("text", "formula", "slope"),
    [
        ("x*tanh(x)", r"z \, \tanh(z)", r"\tanh(z) + z \, (1 - \tanh(z)^{2})"),
        ("exp(-x^2)", "e^{-z^{2}}", r"-2 \, e^{-z^{2}} \, z"),
        ("(x+1)^3/2", r"\frac{(z + 1)^{3}}{2}", r"\frac{3 \, (z + 1)^{2}}{2}"),
        ("x-(1-x)", "z - (1 - z)", "2"),
        ("2*3*x", r"2 \cdot 3 \, z", "6"),
        ("1.1^x", "1.1^{z}", r"0.0953102 \cdot 1.1^{z}"),
        ("abs(x)+pi", r"|z| + \pi", r"\mathrm{sign}(z)"),
        ("-x*-x", r"(-z) \, (-z)", "z + z"),
    ],
)
def test_formulas_have_the_brackets_they_need(
    text: str, formula: str, slope: str
) -> None:
    found = find_activation(text)
    assert found.formula == f"f(z) = {formula}"
    assert found.slope_formula == f"f'(z) = {slope}"


def test_powers_go_before_signs_and_from_the_right() -> None:
    z = np.array([3.0])
    assert of(find_activation("-x^2"), z)[0] == -9.0
    assert of(find_activation("2^3^2 + 0*x"), z)[0] == 512.0
    assert of(find_activation("2^-1*x"), z)[0] == 1.5
    assert of(find_activation("x/3/2"), z)[0] == 0.5
    assert of(find_activation("x-1-1"), z)[0] == 1.0


def test_a_short_name_is_what_people_read() -> None:
    named = find_activation("mish = x * tanh(log(1 + exp(x)))")
    assert named.label == "mish"
    assert named.name == "mish = x * tanh(log(1 + exp(x)))"
    plain = find_activation("x*tanh(log(1 + exp(x)))  + 0*sin(x)*cos(x)")
    assert len(plain.label) <= 28
    assert plain.label.endswith("…")
    assert ACTIVATIONS["tanh"].label == "tanh"


def test_the_lesson_says_what_kills_learning() -> None:
    assert "nothing before it can learn" in find_activation("step(x)").lesson
    assert "same for every z" in find_activation("3").lesson


@pytest.mark.parametrize(
    "text",
    [
        *(f"{name}(x)" for name, f in FUNCTIONS.items() if f.least == f.most == 1),
        *("x^2.5", "2^(x^2)", "x^x", "(1 + x^2)^sin(x)", "x * tanh(x) / (2 + cos(x))"),
    ],
)
def test_the_slope_is_that_of_the_values(text: str) -> None:
    z = np.linspace(0.2, 1.3, 12)
    tree = parse(text)
    above, below, s = (np.empty_like(z) for _ in range(3))
    sequence_of(tree).run(above, z + 1e-5)
    sequence_of(tree).run(below, z - 1e-5)
    sequence_of(derivative(stable(tree))).run(s, z)
    np.testing.assert_allclose(s, (above - below) / 2e-5, rtol=1e-8, atol=1e-9)


leaves = st.one_of(
    st.just("x"),
    st.floats(-5.0, 5.0, allow_nan=False).map(lambda x: f"({x:.3f})"),
)


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    names = "exp sin cos atan tanh sigmoid softplus erf abs relu asinh sqrt log expm1"
    one = st.tuples(st.sampled_from(names.split()), inner)
    two = st.tuples(inner, st.sampled_from(["+", "-", "*", "/"]), inner)
    pair = st.tuples(st.sampled_from(["max", "min"]), inner, inner)
    power = st.tuples(inner, st.sampled_from(["2", "3", "(-1)", "0.5", "1.5"]))
    return st.one_of(
        one.map(lambda p: f"{p[0]}({p[1]})"),
        two.map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        pair.map(lambda p: f"{p[0]}({p[1]}, {p[2]})"),
        power.map(lambda p: f"({p[0]})^{p[1]}"),
        inner.map(lambda p: f"(1 / (1 + exp(-{p})))"),
        inner.map(lambda p: f"log(1 + exp({p}))"),
    )


expressions = st.recursive(leaves, grown, max_leaves=8)


@settings(max_examples=400, deadline=None)
@given(expressions)
def test_random_slopes_agree_with_differences_of_what_was_written(text: str) -> None:
    assume(len(text) <= 200)
    raw = parse(text)
    try:
        value = stable(raw)
    except NoNumberError:
        return
    written, slope = sequence_of(raw), sequence_of(derivative(value))
    z = np.linspace(-2.93, 2.87, 59)
    for kink in kinks_of(value):
        z = z[np.abs(z - kink) > 0.01]
    assume(z.size)
    a, s, b = np.empty_like(z), np.empty_like(z), np.empty_like(z)
    written.run(a, z)
    sequence_of(value).run(b, z)
    slope.run(s, z)
    sides = []
    for move in (1e-3, -1e-3, 5e-4, -5e-4, 2e-3, -2e-3):
        out = np.empty_like(z)
        written.run(out, z + move)
        sides.append(out)
    with np.errstate(all="ignore"):
        plain = (sides[0] - sides[1]) / 2e-3
        fine = (sides[2] - sides[3]) / 1e-3
        wide = (sides[4] - sides[5]) / 4e-3
        best, other = (4 * fine - plain) / 3, (4 * plain - wide) / 3
        blur = np.abs(best - other) + 1e-11 * np.abs(a) + 1e-9
        known = np.isfinite(best) & np.isfinite(other) & np.isfinite(s)
        known &= blur < 1e-4 * np.maximum(np.abs(best), 1.0)
    scale = np.maximum(np.abs(best), 1.0)
    assert np.all(np.abs(s - best)[known] <= (1e-6 * scale + 10 * blur)[known]), text
    same = np.isfinite(a) & (np.abs(a) < 1e8)
    np.testing.assert_allclose(b[same], a[same], rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(
    "text",
    [
        "exp(x/9) + -1",
        "-1 + exp(x/9)",
        "exp(x/9) - 1",
        "1 - exp(x/9)",
        "exp(x/9) - 2",
        "2 - exp(x/9)",
        "exp(x/9) + 1",
        "exp(x)/(1 + exp(x))",
        "exp(x/2)/(1 + exp(x))",
        "1/(exp(x) + 1)",
        "1/(exp(x) + 2)",
        "x*exp(x)/(1 + exp(x))",
        "exp(x)*x/(1 + exp(x))",
        "x*sin(x)/(1 + exp(x))",
        "(x + exp(x))/(1 + exp(x))",
        "sinh(x)/cosh(x)",
        "sinh(x)/cosh(2*x)",
        "cosh(x)/(2 + sinh(x)^2)",
        "(exp(x) - exp(-x))/(exp(x) + exp(-x))",
        "(exp(2*x) - exp(x))/(exp(2*x) + exp(x))",
        "(exp(x) - cos(x))/(exp(x) + cos(x) + 2)",
        "(2 - exp(x))/(2 + exp(x))",
        "log(1 + exp(x))",
        "log(exp(x) + 1)",
        "log(2 + exp(x))",
        "log(exp(2*x))",
        "log(x^2 + 1)",
        "log(1 + x^2)",
        "log(2 + x^2)",
        "log1p(exp(x))",
        "log1p(x^2)",
        "max(x, x, 1)",
        "max(x, 1, x)",
        "min(x, 1, x)",
        "clip(2*x, -1, 3)",
        "relu(x - 1)",
    ],
)
def test_what_is_rewritten_keeps_its_values(text: str) -> None:
    raw, z = parse(text), np.linspace(-7.1, 7.3, 91)
    written, rewritten = np.empty_like(z), np.empty_like(z)
    sequence_of(raw).run(written, z)
    sequence_of(stable(raw)).run(rewritten, z)
    np.testing.assert_allclose(rewritten, written, rtol=1e-9, atol=1e-12)
    line = python_text(stable(raw))
    python = [eval(line, {"math": math, "z": x}) for x in z.tolist()]
    np.testing.assert_allclose(python, written, rtol=1e-9, atol=1e-12)


@settings(max_examples=100, deadline=None)
@given(expressions)
def test_the_python_line_gives_the_same_numbers(text: str) -> None:
    try:
        found = own_function(text)
    except InputError:
        return
    z = np.linspace(-3.01, 3.03, 23)
    a, s = of(found.activation, z)
    for tree, numbers in ((found.value, a), (found.slope, s)):
        code = compile(python_text(tree), "line", "eval")
        try:
            again = [float(eval(code, {"math": math, "z": x})) for x in z.tolist()]
        except (ArithmeticError, ValueError):
            # NumPy goes on with infinity on the way to a number, Python does not.
            reject()
        np.testing.assert_allclose(again, numbers, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("x", "z"),
        ("(x + 1)*(x - 2)", "(z + 1.0) * (z - 2.0)"),
        ("max(x, 0)", "max(z, 0.0)"),
        ("tanh(-x)", "math.tanh((-z))"),
    ],
)
def test_the_python_line_has_no_brackets_around_it(text: str, line: str) -> None:
    assert python_text(parse(text)) == line


@pytest.mark.parametrize(
    ("text", "variable", "written"),
    [
        ("0.5*x*(1 - x)", "{-}2", r"0.5 \, ({-}2) \, (1 - ({-}2))"),
        ("tanh(x) + x", "{-}2", r"\tanh({-}2) + ({-}2)"),
        ("2*x", "3", r"2 \cdot 3"),
        ("x^2", r"3 \cdot 10^{-5}", r"(3 \cdot 10^{-5})^{2}"),
        ("-x", "{-}2", "-({-}2)"),
    ],
)
def test_a_number_in_place_of_z_has_the_brackets_it_needs(
    text: str, variable: str, written: str
) -> None:
    assert latex(parse(text), variable) == written


@pytest.mark.parametrize(
    ("text", "x", "slope"),
    [
        ("max(x, x^2)", 1.0, 1.0),
        ("max(x, x^2)", 0.0, 0.0),
        ("min(x, x^2)", 0.0, 1.0),
        ("min(x, x^2)", 1.0, 2.0),
        ("max(x^2, x)", 1.0, 1.0),
    ],
)
def test_where_a_line_and_a_curve_meet_the_slope_is_the_left_one(
    text: str, x: float, slope: float
) -> None:
    activation = own_function(text).activation
    z, a, found = np.array([[x]]), np.empty((1, 1)), np.empty((1, 1))
    activation.evaluate(z, a)
    activation.slope(z, a, found)
    assert found[0, 0] == slope


@pytest.mark.parametrize("text", ["x^2 + -1", "-1 + x^2", "2*x + -1"])
def test_only_an_exponential_less_1_is_one_function(text: str) -> None:
    activation = own_function(text).activation
    z, a = np.array([[0.5, 2.0]]), np.empty((1, 2))
    activation.evaluate(z, a)
    expected = 2 * z - 1 if text.startswith("2") else z**2 - 1
    assert a == pytest.approx(expected)


def test_max_takes_eight_arguments_and_no_more() -> None:
    own_function(f"max({', '.join(['x'] * 7)}, 0)")
    with pytest.raises(InputError, match="8"):
        own_function(f"max({', '.join(['x'] * 8)}, 0)")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("relu, max(x, 0.1*x)", ("relu", "max(x, 0.1*x)")),
        ("max(x, min(1, x)), tanh", ("max(x, min(1, x))", "tanh")),
        ("x), tanh", ("x)", "tanh")),
        ("", ("",)),
    ],
)
def test_a_list_is_split_at_commas_outside_brackets(
    text: str, parts: tuple[str, ...]
) -> None:
    assert split_list(text) == parts


@pytest.mark.parametrize("text", ["log(1 + x^2)", "log(x^2 + 1)"])
def test_the_logarithm_of_hardly_more_than_one_keeps_its_digits(text: str) -> None:
    a = np.empty(1)
    find_activation(text).evaluate(np.array([1e-9]), a)
    np.testing.assert_allclose(a, 1e-18, rtol=1e-12)

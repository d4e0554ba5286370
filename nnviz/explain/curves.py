"""Writes activations with numbers: LaTeX with values in place, and Python."""

from dataclasses import dataclass

from nnviz.core.activations import ACTIVATIONS
from nnviz.explain.notation import assigned, equals, exact, factor, tex

_SIGMOID = "1 / (1 + math.exp(-z))"
_SHARE = "0.5 * (1 + math.erf(z / math.sqrt(2)))"
_IF_POSITIVE = r"1 \; \mathrm{{if}} \; {x} > 0, \; {other} \; \mathrm{{otherwise}}"


@dataclass(frozen=True, slots=True)
class Curve:
    """The templates for an activation and its slope.

    ``value`` and ``slope`` are Python expressions of z and a; ``value_tex`` and
    ``slope_tex`` are LaTeX in which {z} and {a} are replaced; {x} is z without the
    brackets around a negative number.
    """

    value: str
    slope: str
    value_tex: str = "f({x})"
    slope_tex: str = "f'({x})"


CURVES: dict[str, Curve] = {
    "linear": Curve("z", "1.0", "{x}", "1"),
    "step": Curve(
        "1.0 if z > 0 else 0.0", "0.0", _IF_POSITIVE.replace("{other}", "0"), "0"
    ),
    "step_straight_through": Curve(
        "1.0 if z > 0 else 0.0",
        "1.0 if abs(z) <= 1 else 0.0",
        _IF_POSITIVE.replace("{other}", "0"),
        r"1 \; \mathrm{{if}} \; |{x}| \leq 1, \; 0 \; \mathrm{{otherwise}}",
    ),
    "sigmoid": Curve(
        _SIGMOID, "a * (1 - a)", r"\frac{{1}}{{1 + e^{{-{z}}}}}", r"{a} \, (1 - {a})"
    ),
    "tanh": Curve("math.tanh(z)", "1 - a * a", r"\tanh({x})", "1 - {a}^2"),
    "relu": Curve(
        "max(0.0, z)",
        "1.0 if z > 0 else 0.0",
        r"\max(0, {x})",
        _IF_POSITIVE.replace("{other}", "0"),
    ),
    "leaky_relu": Curve(
        "max(0.01 * z, z)",
        "1.0 if z > 0 else 0.01",
        r"\max(0.01 \cdot {z}, {x})",
        _IF_POSITIVE.replace("{other}", "0.01"),
    ),
    "elu": Curve("z if z > 0 else math.expm1(z)", "1.0 if z > 0 else math.exp(z)"),
    "softplus": Curve(
        "max(z, 0.0) + math.log1p(math.exp(-abs(z)))",
        _SIGMOID,
        r"\ln(1 + e^{{{x}}})",
        r"\frac{{1}}{{1 + e^{{-{z}}}}}",
    ),
    "swish": Curve(
        "z / (1 + math.exp(-z))",
        f"a + (1 - a) * ({_SIGMOID})",
        r"\frac{{{x}}}{{1 + e^{{-{z}}}}}",
        r"{a} + \frac{{1 - {a}}}{{1 + e^{{-{z}}}}}",
    ),
    "gelu": Curve(
        f"z * ({_SHARE})",
        f"{_SHARE} + z * math.exp(-z * z / 2) / math.sqrt(2 * math.pi)",
        r"{z} \, \Phi({x})",
        r"\Phi({x}) + {z} \, \frac{{e^{{-{z}^2/2}}}}{{\sqrt{{2 \pi}}}}",
    ),
}
"""Templates by activation; one without templates is shown by its numbers alone."""

_UNWRITTEN = Curve("", "")


def _curve(name: str) -> Curve:
    """Return an activation's templates; those of a user's own come from its tree."""
    if name in CURVES or name in ACTIVATIONS:
        return CURVES.get(name, _UNWRITTEN)
    # Imported when they are needed: most networks have no function of their own.
    from nnviz.core.expression.own import own_function
    from nnviz.core.expression.python_text import python_text

    function = own_function(name)
    return Curve(python_text(function.value), python_text(function.slope))


def value_python(name: str, z: float, a: float) -> str:
    """Write ``a = f(z)`` in Python."""
    value = _curve(name).value or f"{exact(a)}  # {name} of z"
    return f"import math\n{assigned(z=z)}\na = {value}"


def slope_python(name: str, z: float, a: float, slope: float) -> str:
    """Write the slope f'(z) in Python."""
    value = _curve(name).slope or f"{exact(slope)}  # slope of {name}"
    return f"import math\n{assigned(z=z, a=a)}\nslope = {value}"


def value_numbers(name: str, symbol: str, z: float, a: float) -> str:
    """Write ``a = f(z)`` in LaTeX with numbers."""
    if name not in ACTIVATIONS:
        from nnviz.core.expression.latex import latex
        from nnviz.core.expression.own import own_function

        # A user's own formula is written with the number in place of z.
        return equals(symbol, latex(own_function(name).raw, tex(z)), a)
    template = CURVES.get(name, _UNWRITTEN).value_tex
    return equals(symbol, _with_numbers(template, z, a), a)


def slope_numbers(name: str, symbol: str, z: float, a: float, slope: float) -> str:
    """Write the slope in LaTeX with numbers."""
    template = _curve(name).slope_tex
    return equals(symbol, _with_numbers(template, z, a), slope)


def _with_numbers(template: str, z: float, a: float) -> str:
    return template.format(x=tex(z), z=factor(z), a=factor(a))

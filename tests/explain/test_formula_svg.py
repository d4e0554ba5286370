"""Formulas are typeset as ziamath does it by itself, in half the time."""

import pytest
from ziamath.zmath import Latex

from nnviz.explain.formula_svg import svg_of


@pytest.mark.parametrize(
    "latex",
    [
        "x",
        r"\surd",
        r"a \cdot",
        r"\left(\frac{a}{b}\right)^2 - 3",
        r"\frac{\partial L}{\partial w^{(2)}_{2,3}} = 0.038 \cdot 0.52 = 0.01976",
        r"f(z) = \begin{cases} 1 & z > 0 \\ 0 & z \leq 0 \end{cases}",
        r"\sum_{k=1}^{n} \sqrt{\frac{x_k}{n}}",
    ],
)
def test_a_formula_is_what_ziamath_makes_of_it(latex: str) -> None:
    alone = Latex(f"{{}}{latex}{{}}", size=15, color="red")
    assert svg_of(latex, 15, "red", shared=True) == str(alone.svg())

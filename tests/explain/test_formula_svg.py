"""Formulas are typeset as ziamath does it by itself, in half the time."""

from pathlib import Path

import pytest
from ziamath.zmath import Latex

from nnviz.explain.formula_svg import svg_of
from tests.kept_formulas import kept


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


def test_tests_typeset_each_formula_once(tmp_path: Path) -> None:
    made = []

    def typeset(*formula: str | int | bool) -> str:
        made.append(formula)
        if formula[0] == "{":
            raise ValueError("a brace")
        return f"⟨{formula}⟩"

    found = kept(typeset, tmp_path)
    formulas = [("x", 15, "red", True), ("x", 15, "red", False), ("y", 15, "red", True)]
    first = [found(*one) for one in formulas]
    assert first == [f"⟨{one}⟩" for one in formulas]
    again = kept(typeset, tmp_path)
    assert [again(*one) for one in formulas] == first
    assert made == formulas
    for _ in range(2):
        with pytest.raises(ValueError, match="brace"):
            found("{", 15, "red", True)
    assert len(list(tmp_path.iterdir())) == len(formulas)

import pytest

from nnviz.views.words.formula_pieces import take_apart


@pytest.mark.parametrize(
    ("latex", "numbers"),
    [
        (r"z_1 = 0.5 \cdot (-0.25) + 3", ["0.5", "-0.25", "3"]),
        (r"x - 2.5e-05 = -1", ["2.5e-05", "-1"]),
        (r"w^{(2)}_{12} x1 \frac{1}{N} a^2", []),
        (r"a = \tanh(1.5)", ["1.5"]),
        (r"C = -\infty + \mathrm{nan}", [r"-\infty", r"\mathrm{nan}"]),
    ],
)
def test_numbers_outside_braces_and_names_are_found(
    latex: str, numbers: list[str]
) -> None:
    assert [piece.text for piece in take_apart(latex) if piece.is_number] == numbers


def test_nothing_but_spaces_is_lost() -> None:
    latex = r"\delta_k = (0.5 \cdot 2 - 0.25) \cdot \frac{1}{10} \leftarrow x - 3"
    joined = "".join(piece.text for piece in take_apart(latex))
    assert joined.replace(" ", "") == latex.replace(" ", "")


def test_a_line_may_end_before_signs_between_terms_alone() -> None:
    pieces = take_apart(r"a = 1 + 2 - (-3)")
    assert [piece.text for piece in pieces if piece.breaks] == ["=", "+", "-"]

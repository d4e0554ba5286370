import pytest
from pytestqt.qtbot import QtBot

from nnviz.ui.formulas.boxes import Type, row_of, typeset
from nnviz.ui.formulas.formula_view import lay_out
from nnviz.ui.theme.fonts import load_fonts
from nnviz.ui.theme.tokens import DARK
from nnviz.views.words.formula_pieces import Piece, take_apart

MATRIX = r"\begin{pmatrix} 0.5 & -1 \\ 2.25 & 3 \end{pmatrix}"


@pytest.fixture
def kind(qtbot: QtBot) -> Type:
    del qtbot
    load_fonts()
    return Type(17, DARK, 1.0)


def numbers(pieces: tuple[Piece, ...]) -> list[str]:
    """Return all numbers of pieces, those in groups too."""
    found = []
    for piece in pieces:
        if piece.is_number:
            found.append(piece.text)
        for part in piece.parts if piece.form != "index" else ():
            found += numbers(part)
    return found


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"a = \frac{1}{1 + e^{-0.95}} = 0.72", ["1", "1", "-0.95", "0.72"]),
        (r"v = 2.5 \cdot 10^{-5}", ["2.5", "10", "-5"]),
        (r"r = \sqrt{0.25} + 1", ["0.25", "1"]),
        (r"z^{(1)}_{12} = {-}0.5", ["{-}0.5"]),
        (MATRIX, ["0.5", "-1", "2.25", "3"]),
    ],
)
def test_numbers_in_groups_are_found(latex: str, expected: list[str]) -> None:
    assert numbers(take_apart(latex)) == expected


def test_another_number_or_neuron_needs_no_typesetting(kind: Type) -> None:
    form = r"\frac{{\partial C}}{{\partial z^{{({0})}}_{{{1}}}}} = \frac{{1}}{{{2}}}"
    for layer, neuron, number in ((1, 23, "0.5"), (2, 31, "0.25")):
        lay_out(form.format(layer, neuron, number), 400.0, kind)
    known = typeset.cache_info().misses
    lay_out(form.format(2, 12, "123.75"), 400.0, kind)
    assert typeset.cache_info().misses == known


def test_a_fraction_stands_above_and_below_the_line(kind: Type) -> None:
    plain, fraction = (
        row_of(take_apart(latex), kind) for latex in ("1.5", r"\frac{1.5}{2.5}")
    )
    assert fraction.ascent > plain.ascent
    assert fraction.descent > plain.descent


def test_a_power_is_raised(kind: Type) -> None:
    base, power = row_of(take_apart("10^{-5}"), kind).inks
    assert power.y < base.y
    assert power.kind.size < base.kind.size


def test_the_columns_of_a_matrix_are_flush_right(kind: Type) -> None:
    inks = [ink for ink in row_of(take_apart(MATRIX), kind).inks if ink.text]
    tops = sorted({ink.y for ink in inks})
    assert len(tops) == 2
    assert [ink.text for ink in inks if ink.y == tops[0]] == ["0.5", "−1"]


def test_what_is_too_wide_is_set_smaller(kind: Type) -> None:
    wide = row_of(take_apart(MATRIX), kind).width
    lines = lay_out(MATRIX, 0.7 * wide, kind)
    assert lines[0].box.width <= 0.7 * wide


def test_the_result_has_a_colour_of_its_own(kind: Type) -> None:
    (line,) = lay_out(r"z = 0.5 + 1 = 1.5", 400.0, kind, "#ff0000")
    inks = {ink.text: ink.kind.ink for ink in line.box.inks if ink.text}
    assert inks == {"0.5": DARK.text, "1": DARK.text, "1.5": "#ff0000"}


def test_no_line_ends_inside_brackets() -> None:
    pieces = take_apart(r"t = -y \ln a - (1 - y) \ln(1 - a)")
    assert [piece.text for piece in pieces if piece.breaks] == ["=", "-"]


def test_what_is_no_latex_is_still_drawn(kind: Type) -> None:
    drawn = typeset(r"\frac{1", kind.size, kind.ink, kind.ratio).pixels.toImage()
    places = ((x, y) for x in range(drawn.width()) for y in range(drawn.height()))
    assert any(drawn.pixelColor(x, y).alpha() for x, y in places)

from pytestqt.qtbot import QtBot

from nnviz.ui.formulas.formula_view import FormulaView
from nnviz.ui.theme.fonts import load_fonts
from nnviz.ui.theme.tokens import LIGHT
from tests.conftest import ChangeTheme
from tests.ui.seen_pixels import colours_of


def view(qtbot: QtBot, width: int) -> FormulaView:
    load_fonts()
    widget = FormulaView()
    qtbot.addWidget(widget)
    widget.resize(width, 40)
    return widget


def test_a_long_formula_takes_more_lines_where_there_is_less_room(qtbot: QtBot) -> None:
    latex = r"z = 0.5312 \cdot 0.8691 + 1.2201 \cdot 0.9901 + 0.1200 = 1.3306"
    heights = []
    for width in (800, 200):
        widget = view(qtbot, width)
        widget.show_formula(latex)
        heights.append(widget.height())
    assert heights[1] > 2 * heights[0]


def test_nothing_is_painted_beyond_the_right_edge(qtbot: QtBot) -> None:
    widget = view(qtbot, 260)
    widget.show_formula(r"z = 0.5 \cdot 0.8 + 1.2 \cdot 0.9 - 0.3 \cdot 0.7 = 1.27")
    ends = [line.left + line.box.width for line in widget._lines]
    assert max(ends) <= 260


def test_what_cannot_be_typeset_is_shown_as_written(qtbot: QtBot) -> None:
    widget = view(qtbot, 400)
    widget.show_formula(r"\frac{1")
    assert widget.height() > 10


def test_the_formula_has_the_colour_of_the_text(
    qtbot: QtBot, change_theme: ChangeTheme
) -> None:
    widget = view(qtbot, 400)
    widget.show_formula(r"\sum_i w_i = 8.125")
    change_theme(LIGHT)
    assert LIGHT.text in colours_of(widget.grab().toImage())

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from nnviz.explain.explanation import Entry
from nnviz.explain.number_table import NumberColumn, NumberTable
from nnviz.explain.selection import Selection
from nnviz.explain.terms import Terms
from nnviz.explain.walk.route import PHASES
from nnviz.ui.inspector.full_table import FullTable
from nnviz.ui.inspector.grid_painting import sign_colour
from nnviz.ui.inspector.grid_view import GridView
from nnviz.ui.theme.tokens import DARK
from nnviz.views.inspector.grid import (
    Grid,
    GridRow,
    entries_grid,
    lay_out,
    table_grid,
    terms_grid,
    titles,
    written,
)
from nnviz.views.inspector.quantity_names import pretty, prose
from tests.ui.inspector.iterations import iteration

THIRD = 1.0 / 3.0


def column(*values: float) -> Grid:
    rows = tuple(GridRow(str(k), (value,), "", k) for k, value in enumerate(values))
    return Grid(rows, ("value",))


def view(qtbot: QtBot, grid: Grid) -> GridView:
    widget = GridView()
    qtbot.addWidget(widget)
    widget.resize(320, 200)
    widget.show_grid(grid)
    widget.show()
    return widget


def test_numbers_of_a_column_have_the_same_decimals() -> None:
    assert written(column(0.5, -12.25)) == [["0.500"], ["−12.250"]]


def test_small_numbers_share_a_power_of_ten() -> None:
    grid = column(2.5e-5, -1e-6)
    assert written(grid) == [["2.5000"], ["−0.1000"]]
    assert titles(grid) == (["value"], ["·10⁻⁵"])


def test_a_number_by_itself_needs_no_power_of_ten() -> None:
    grid = column(4.6885e-4)
    assert written(grid) == [["0.00046885"]]
    assert titles(grid) == (["value"], [""])


@pytest.mark.parametrize("left", [7.2479e-4, 0.31, 812.0])
@pytest.mark.parametrize("right", [1.0, 3.3e-5, 46.0])
def test_what_is_written_of_a_product_can_be_multiplied(
    left: float, right: float
) -> None:
    one, other = np.array([left, left / 3.0]), np.array([right, right / 7.0])
    products, bias = one * other, left * right / 2.0
    running = np.cumsum(products)
    total = float(running[-1]) + bias
    terms = Terms(
        ("x1", "x2"), "w", "x", one, other, products, running, bias, total, ()
    )
    grid = terms_grid(terms)
    powers = [power_of(heading) for heading in titles(grid)[1]]
    assert powers[2] == powers[0] + powers[1]
    for row in written(grid)[:2]:
        weight, value, product = (float(text) for text in row[:3])
        assert weight * value == pytest.approx(product, rel=5e-3)


def power_of(heading: str) -> int:
    """Read the power of ten below a heading: ``·10⁻⁴`` is -4."""
    digits = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
    _, found, power = heading.partition("·10")
    return int(power.translate(digits)) if found else 0


def test_a_long_heading_takes_two_lines() -> None:
    grid = Grid(column(1.0).rows, ("change of weights",))
    assert titles(grid) == (["change of"], ["weights"])


@pytest.mark.parametrize("preset", ["circle", "sine", "iris"])
def test_the_names_of_a_layers_rows_have_room_in_a_narrow_inspector(
    preset: str,
) -> None:
    for phase in PHASES:
        table = iteration(preset).explain(Selection("layer", phase, layer=1)).table
        assert table is not None
        grid = table_grid(table, 20)
        found = lay_out(written(grid), titles(grid), 320.0, 7.2)
        assert found.name_end >= 60.0


def test_what_is_not_finite_is_written_as_such_in_the_colour_of_warnings() -> None:
    assert written(column(float("nan"), float("-inf"))) == [["nan"], ["−∞"]]
    assert sign_colour(float("nan"), DARK) == DARK.warning


def test_entries_end_with_the_result() -> None:
    grid = entries_grid([Entry("z", 1.0)], Entry("a", 2.0), frozenset({"a"}))
    assert [row.name for row in grid.rows] == ["z", "a"]
    assert grid.rows[-1].strong
    assert grid.hidden == {(1, 0)}


def test_a_long_table_begins_with_what_changes_most() -> None:
    change = NumberColumn("change", np.array([0.1, -3.0, 0.2, 1.0]))
    grid = table_grid(NumberTable(("a", "b", "c", "d"), (change,)), 2)
    assert [row.place for row in grid.rows] == [1, 3]


def test_columns_align_at_the_decimal_point_within_the_width() -> None:
    layout = lay_out(
        [["1.25", "−10.5"], ["100.5", "2"]], (["x", "y"], ["", ""]), 200.0, 7.0
    )
    assert layout.ends[-1] <= 200.0
    assert layout.points[0] + 3 * 7.0 <= layout.ends[0] + 1e-9
    assert layout.points[0] < layout.points[1]


@pytest.mark.parametrize("by", ["keys", "method"])
def test_a_chosen_number_is_copied_in_full(qtbot: QtBot, by: str) -> None:
    widget = view(qtbot, column(0.5, THIRD))
    widget.setFocus()
    if by == "method":
        widget.choose(1, 0)
        widget.copy_chosen()
    else:
        qtbot.keyClick(widget, Qt.Key.Key_Down)
        qtbot.keyClick(widget, Qt.Key.Key_Down)
        qtbot.keyClick(widget, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == repr(THIRD)


def test_the_number_pointed_at_is_told_in_full(qtbot: QtBot) -> None:
    widget = view(qtbot, column(0.5, THIRD))
    widget.choose(1, 0)
    assert repr(THIRD) in widget.accessibleDescription()


def test_a_hidden_number_is_neither_told_nor_copied(qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("before")
    rows = column(THIRD).rows
    widget = view(qtbot, Grid(rows, ("value",), hidden=frozenset({(0, 0)})))
    widget.choose(0, 0)
    widget.copy_chosen()
    assert QGuiApplication.clipboard().text() == "before"
    assert repr(THIRD) not in widget.accessibleDescription()


def test_the_full_table_is_sorted_by_magnitude_and_searched(qtbot: QtBot) -> None:
    widget = FullTable()
    qtbot.addWidget(widget)
    values = np.array([0.5, -3.0, 2.0])
    widget.show_table(
        NumberTable(("pixel 1", "pixel 2", "bias"), (NumberColumn("w", values),))
    )
    widget.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert [widget.model.place(row) for row in range(3)] == [1, 2, 0]
    widget.search.setText("PIXEL")
    assert [widget.model.place(row) for row in range(2)] == [1, 0]
    assert widget.model.rowCount() == 2


def test_the_full_table_lights_the_row_of_the_cursor(qtbot: QtBot) -> None:
    widget = FullTable()
    qtbot.addWidget(widget)
    widget.show_table(
        NumberTable(("a", "b"), (NumberColumn("w", np.array([1.0, 2.0])),))
    )
    widget.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    widget.highlight(0)
    assert widget.table.currentIndex().row() == 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("z1[2]", "z₂⁽¹⁾"),
        ("delta2[13]", "δ₁₃⁽²⁾"),
        ("db1[1] after", "∂C/∂b₁⁽¹⁾ after"),
        ("total2", "S"),
        ("learning_rate", "learning rate"),
        ("pixel 3,4", "pixel 3,4"),
    ],
)
def test_names_are_written_as_in_formulas(name: str, shown: str) -> None:
    assert pretty(name) == shown


def test_numbers_in_sentences_are_written_for_reading() -> None:
    assert prose("it is -2.5e-06, not 1-2") == "it is −2.5·10⁻⁶, not 1-2"

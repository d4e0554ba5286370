import math
import weakref
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from nnviz.core.errors import InputError
from nnviz.ui.explorer.chain_controls import NETWORK
from nnviz.ui.explorer.explorer import (
    CHAIN,
    FIRST,
    FUNCTIONS,
    SPREAD,
    ActivationExplorer,
)
from nnviz.ui.explorer.function_plot import FunctionPlot
from nnviz.ui.explorer.spread_controls import INITIALISERS
from nnviz.ui.theme.tokens import LIGHT
from nnviz.views.numbers import signed
from tests.conftest import ChangeTheme

Shown = Callable[..., ActivationExplorer]
LEFT = Qt.MouseButton.LeftButton
KEY = Qt.Key
CHECK = Qt.ItemDataRole.CheckStateRole


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    def show(width: int = 1100, height: int = 600) -> ActivationExplorer:
        explorer = ActivationExplorer()
        qtbot.addWidget(explorer)
        explorer.resize(width, height)
        explorer.show()
        qtbot.waitExposed(explorer)
        return explorer

    return show


def row(explorer: ActivationExplorer, name: str) -> tuple[str, ...]:
    """Return the cells of a function's row."""
    rows = explorer.readout.table.rows.rows
    return next(r.cells for r in rows if r.series.activation.name == name)


def numbers(value: float, slope: float) -> tuple[str, str]:
    return signed(value, 4), signed(slope, 4)


def at(plot: FunctionPlot, z: float, y: float) -> QPoint:
    return QPointF(plot.axes.x_at(z), plot.axes.y_at(y)).toPoint()


def drag(plot: FunctionPlot, start: float, end: float) -> None:
    top = plot.axes.rect.top() + 2
    places = [QPointF(plot.axes.x_at(z), top).toPoint() for z in (start, end)]
    QTest.mousePress(plot, LEFT, Qt.KeyboardModifier.NoModifier, places[0])
    QTest.mouseMove(plot, places[1])
    QTest.mouseRelease(plot, LEFT, Qt.KeyboardModifier.NoModifier, places[1])


def colours(explorer: ActivationExplorer) -> set[int]:
    image = explorer.grab().toImage()
    return {image.pixel(x, y) for x in range(0, 1100, 7) for y in range(0, 600, 5)}


def test_dragging_the_line_reads_every_function_there(shown: Shown) -> None:
    explorer = shown()
    drag(explorer.functions.values, explorer.z, -2.0)
    assert explorer.z == pytest.approx(-2.0, abs=0.03)
    a = math.tanh(explorer.z)
    assert row(explorer, "tanh") == numbers(a, 1 - a * a)
    assert row(explorer, "relu") == numbers(0.0, 0.0)


def test_both_plots_move_the_same_line(shown: Shown, qtbot: QtBot) -> None:
    explorer = shown()
    with qtbot.waitSignal(explorer.z_moved):
        drag(explorer.functions.slopes, explorer.z, 3.0)
    described = {plot.accessibleDescription() for plot in explorer.functions.plots}
    assert described == {f"z = {signed(explorer.z, 2).strip()}"}


@pytest.mark.parametrize(
    ("key", "z"),
    [
        (KEY.Key_Left, 0.9),
        (KEY.Key_Right, 1.1),
        (KEY.Key_PageUp, 2.0),
        (KEY.Key_PageDown, 0.0),
        (KEY.Key_Home, -6.0),
        (KEY.Key_End, 6.0),
    ],
)
def test_keys_move_the_line(shown: Shown, key: Qt.Key, z: float) -> None:
    explorer = shown()
    QTest.keyClick(explorer.functions.values, key)
    assert explorer.z == pytest.approx(z)


def test_a_typed_z_is_kept_within_reach(shown: Shown, qtbot: QtBot) -> None:
    explorer = shown()
    explorer.readout.z.selectAll()
    qtbot.keyClicks(explorer.readout.z, "99")
    qtbot.keyClick(explorer.readout.z, KEY.Key_Return)
    assert explorer.z == 6.0
    assert explorer.readout.z.text() == "6"


def test_softmax_has_a_word_instead_of_a_curve(shown: Shown) -> None:
    explorer = shown()
    assert row(explorer, "softmax")[1] == "matrix"
    assert "softmax" in explorer.readout.notes.text()


def test_a_slope_that_is_a_stand_in_is_marked(shown: Shown) -> None:
    explorer = shown()
    names = [r.series.name for r in explorer.readout.table.rows.rows]
    assert [name for name in names if name.endswith("†")] == ["step STE†"]
    assert "not the derivative" in explorer.readout.notes.text()


def test_a_function_without_a_tick_is_on_no_plot(shown: Shown) -> None:
    explorer = shown(1500, 850)
    model = explorer.readout.table.rows
    place = [r.series.activation.name for r in model.rows].index("sigmoid")
    model.setData(model.index(place, 0), Qt.CheckState.Unchecked, CHECK)
    assert "sigmoid" not in explorer.chain.plot.accessibleDescription()
    assert "sigmoid" not in [r.name for r in explorer.spread.rows]
    model.setData(model.index(place, 0), Qt.CheckState.Checked, CHECK)
    assert "sigmoid" in explorer.chain.plot.accessibleDescription()


def test_a_click_on_a_curve_shows_its_formula_and_again_no_more(shown: Shown) -> None:
    explorer = shown()
    plot = explorer.functions.values
    explorer.show_activations(("tanh", "relu"))
    place = at(plot, -4.0, math.tanh(-4.0))
    QTest.mouseClick(plot, LEFT, Qt.KeyboardModifier.NoModifier, place)
    assert explorer.readout.card.heading.text().startswith("tanh")
    assert explorer.z == 1.0
    QTest.mouseClick(plot, LEFT, Qt.KeyboardModifier.NoModifier, place)
    assert not explorer.readout.card.heading.isVisible()


def test_what_happens_in_a_chain_is_told_in_words(shown: Shown) -> None:
    explorer = shown(1500, 850)
    explorer.show_activations(("sigmoid", "step", "linear", "softplus"))
    explorer.show_z(0.0)
    explorer.chain.controls.kind.button("same z").click()
    explorer.chain.controls.layers.slider.setValue(12)
    words = explorer.chain.plot.words_of
    assert words("sigmoid") == "vanishes: below 1e−6 after 10 layers"
    assert words("step") == "exactly 0 after 1 layer"
    assert words("linear") == "stays the same"
    assert words("softplus") == "shrinks: × 0.500 per layer"


def test_five_functions_are_drawn_at_first(shown: Shown) -> None:
    explorer = shown()
    rows = explorer.readout.table.rows.rows
    ticked = [r.series.activation.name for r in rows if r.shown]
    assert ticked == list(FIRST)
    styles = [r.series.style for r in rows if r.shown]
    assert len({style.colour for style in styles}) == len(FIRST)
    assert not any(style.dash for style in styles)


def test_the_others_step_back_while_the_pointer_is_on_one(shown: Shown) -> None:
    explorer = shown()
    plot = explorer.functions.values
    before = plot.grab().toImage()
    QTest.mouseMove(plot, at(plot, -3.0, -1.0))
    assert {s.name for s in plot._series if not s.dimmed} == {"tanh"}
    assert plot.grab().toImage() != before
    QTest.mouseMove(plot, at(plot, -3.0, 3.0))
    assert not any(s.dimmed for s in plot._series)
    table = explorer.readout.table
    relu = table.visualRect(table.rows.index(5, 0)).center()
    QTest.mouseMove(table.viewport(), relu)
    assert {s.name for s in plot._series if not s.dimmed} == {"relu"}
    linear = table.visualRect(table.rows.index(0, 0)).center()
    QTest.mouseMove(table.viewport(), linear)
    assert not any(s.dimmed for s in plot._series), "what is not drawn dims nothing"


def test_the_chain_follows_z_and_w(shown: Shown) -> None:
    explorer = shown(1500, 850)
    explorer.show_z(-3.0)
    assert explorer.chain.plot.words_of("relu") == "exactly 0 after 1 layer"
    explorer.show_z(3.0)
    explorer.chain.controls.w.slider.setValue(40)
    assert explorer.chain.plot.words_of("relu") == "grows: × 1.87 per layer"
    assert "w = 2.00" in explorer.chain.words.text()


def test_a_network_sends_a_gradient_back(shown: Shown, qtbot: QtBot) -> None:
    explorer = shown(1500, 850)
    explorer.show_activations(("linear", "sigmoid", "step"))
    with qtbot.waitSignal(explorer.chain.turns.finished):
        explorer.chain.controls.kind.button(NETWORK).click()
    words = explorer.chain.plot.words_of
    assert words("step") == "exactly 0 after 1 layer"
    assert words("sigmoid").startswith("vanishes") or "shrinks" in words("sigmoid")
    assert "10 × 100 neurons" in explorer.chain.words.text()


def test_rows_tell_what_becomes_of_the_inputs(shown: Shown, qtbot: QtBot) -> None:
    explorer = shown(1500, 850)
    explorer.show_activations(("linear", "step"))
    with qtbot.waitSignal(explorer.spread.turns.finished):
        explorer.spread.turns.ask()
    linear, step = explorer.spread.rows
    assert linear.accessibleDescription().startswith("spread holds")
    assert "all saturated" in step.accessibleDescription()
    assert "standard deviation" in step.words_at(step.width() - 20)


def test_initialisers_are_compared_for_one_function(shown: Shown, qtbot: QtBot) -> None:
    explorer = shown(1500, 850)
    with qtbot.waitSignal(explorer.spread.turns.finished):
        explorer.spread.controls.rows.button(INITIALISERS).click()
    names = {r.name: r.accessibleDescription() for r in explorer.spread.rows}
    assert names["zeros"].startswith("all values equal from hidden layer 1")
    assert len(names) == 10


def test_the_function_of_all_rows_is_one_that_is_shown(shown: Shown) -> None:
    explorer = shown(1500, 850)
    explorer.spread.controls.rows.button(INITIALISERS).click()
    assert explorer.spread.controls.fixed.current == "tanh"
    explorer.show_activations(("relu", "gelu"))
    assert explorer.spread.controls.fixed.current == "relu"


def test_an_explorer_without_functions_paints(shown: Shown) -> None:
    explorer = shown(1500, 850)
    explorer.show_activations(())
    assert not explorer.grab().isNull()


def test_the_data_set_can_be_sent_through(shown: Shown, qtbot: QtBot) -> None:
    explorer = shown(1500, 850)
    explorer.show_activations(("tanh",))
    box: QAbstractButton = explorer.spread.controls.data
    assert not box.isVisible()
    explorer.show_inputs(np.linspace(-1, 1, 60).reshape(30, 2), "circle")
    assert box.text() == "Inputs of circle"
    with qtbot.waitSignal(explorer.spread.turns.finished):
        box.click()
    spread = explorer.spread.rows[0].spread
    assert spread is not None
    values = np.linspace(-1, 1, 60)
    assert spread.layers[0].a.deviation == pytest.approx(values.std())
    assert "30 samples of circle" in explorer.spread.legend.text()
    explorer.show_inputs(None)
    assert not box.isVisible()


def test_nothing_is_worked_out_while_nobody_looks(shown: Shown) -> None:
    explorer = shown()
    assert not explorer.spread.turns.busy
    explorer.arrangement.show_view(SPREAD)
    assert explorer.spread.turns.busy
    explorer.arrangement.show_view(FUNCTIONS)
    assert not explorer.spread.turns.busy


def test_a_small_window_has_one_view_and_a_large_one_all(shown: Shown) -> None:
    explorer = shown()
    pages = explorer.functions, explorer.chain, explorer.spread
    explorer.arrangement.views.button(CHAIN).click()
    assert [page.isVisible() for page in pages] == [False, True, False]
    explorer.resize(1500, 850)
    assert [page.isVisible() for page in pages] == [True, True, True]
    assert not explorer.arrangement.views.isVisible()
    explorer.resize(1100, 600)
    assert [page.isVisible() for page in pages] == [False, True, False]


@pytest.mark.parametrize("view", [FUNCTIONS, CHAIN, SPREAD])
def test_views_paint_in_the_colours_of_the_theme(
    shown: Shown, view: str, change_theme: ChangeTheme
) -> None:
    explorer = shown()
    explorer.arrangement.show_view(view)
    dark = colours(explorer)
    change_theme(LIGHT)
    light = colours(explorer)
    assert len(light) > 5
    assert light != dark


def test_a_function_that_nobody_knows_is_refused(shown: Shown) -> None:
    explorer = shown()
    with pytest.raises(InputError, match="activation"):
        explorer.show_activations(("no such function(",))


def test_an_overflow_in_a_row_is_said(shown: Shown, qtbot: QtBot) -> None:
    explorer = shown(1500, 850)
    explorer.show_activations(("linear",))
    explorer.show_inputs(np.full((20, 3), 1e307), "huge")
    settings = replace(
        explorer.spread.settings, data=True, initializer="normal", layers=9
    )
    with qtbot.waitSignal(explorer.spread.turns.finished):
        explorer.spread.controls.changed.emit(settings)
    assert "overflows in the inputs" in explorer.spread.rows[0].accessibleDescription()
    assert not explorer.grab(QRect(0, 0, 50, 50)).isNull()


def test_of_the_data_no_more_is_kept_than_is_sent_through(
    shown: Shown,
) -> None:
    explorer = shown()
    whole = np.ones((5000, 3))
    kept = weakref.ref(whole)
    explorer.show_inputs(whole[:, :-1], "many")
    del whole
    assert kept() is None

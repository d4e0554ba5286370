"""The plot widgets: what comes in is seen."""

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QTabWidget
from pytestqt.qtbot import QtBot

from nnviz.ui.charts.chart_canvas import ChartCanvas
from nnviz.ui.charts.chart_curve import Manner
from nnviz.ui.charts.chart_header import LegendButton
from nnviz.ui.charts.iteration_plot import IterationPlot
from nnviz.ui.charts.run_plots import AccuracyPlot, CostPlot, GradientPlot
from nnviz.ui.theme.tokens import DARK, LIGHT, Theme
from nnviz.views.numbers import significant
from tests.conftest import ChangeTheme
from tests.ui.seen_pixels import count_colour

LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def cost(qtbot: QtBot) -> CostPlot:
    plot = CostPlot()
    qtbot.addWidget(plot)
    plot.resize(600, 200)
    with qtbot.waitExposed(plot):
        plot.show()
    return plot


def picture(plot: IterationPlot) -> QImage:
    plot.refresh()
    return plot.findChild(ChartCanvas).grab().toImage()


def drag(canvas: ChartCanvas, by: QPoint) -> None:
    """Drag with the left button, from the middle of the picture."""
    start = canvas.area.center().toPoint()
    QTest.mousePress(canvas, LEFT, PLAIN, start)
    QTest.mouseMove(canvas, start + by)
    QTest.mouseRelease(canvas, LEFT, PLAIN, start + by)


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_a_plot_wears_its_theme(
    cost: CostPlot, theme: Theme, change_theme: ChangeTheme
) -> None:
    change_theme(theme)
    image = picture(cost)
    assert image.pixelColor(1, 1).name() == theme.panel


def test_evaluations_are_drawn_in_colours_of_no_sign(cost: CostPlot) -> None:
    for iteration in range(0, 1001, 20):
        cost.add_evaluation(iteration, train=1.0, test=0.5)
    image = picture(cost)
    assert count_colour(image, DARK.subject) > 200
    assert count_colour(image, DARK.companion) > 100


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_lines_that_few_runs_have_are_there_once_they_have_a_value(
    cost: CostPlot, theme: Theme, change_theme: ChangeTheme
) -> None:
    change_theme(theme)

    def named() -> list[str]:
        return [button.whole_name for button in cost.header.findChildren(LegendButton)]

    def run(**values: float) -> None:
        cost.clear()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        for iteration in range(0, 1001, 20):
            cost.add_evaluation(iteration, 1.0, 0.8, **values)

    usual = ["batch", "training", "test"]
    blue = theme.validation
    run()
    assert named() == usual
    assert count_colour(picture(cost), blue) == 0
    run(validation=0.5)
    assert named() == [*usual, "validation"]
    assert count_colour(picture(cost), blue) > 100
    cost.add_penalty(1000, 0.1)
    assert named() == [*usual, "validation", "penalty"]
    run()
    assert named() == usual


@pytest.mark.parametrize("off", [0.0, 0.4])
def test_computed_costs_of_a_record_are_seen_where_they_differ(
    cost: CostPlot, off: float
) -> None:
    cost.clear()
    cost.show_record()
    iterations = np.arange(1.0, 1001.0, 10.0)
    cost.extend_recorded(iterations, np.linspace(1.0, 0.5, 100))
    for iteration, recorded in zip(iterations, np.linspace(1.0, 0.5, 100), strict=True):
        cost.add_computed(int(iteration), recorded * (1.0 + 1e-12) + off)
    seen = count_colour(picture(cost), DARK.companion)
    assert seen > 100 if off else seen == 0
    cost.clear()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert cost.findChild(LegendButton, "loss_plot_show_recorded") is None
    cost.show_record()
    assert count_colour(picture(cost), DARK.subject) == 0


def test_the_legend_hides_a_line(cost: CostPlot, qtbot: QtBot) -> None:
    cost.add_evaluation(0, 1.0, 0.5)
    cost.add_evaluation(1000, 1.0, 0.5)
    button = cost.findChild(QPushButton, "loss_plot_show_test")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert count_colour(picture(cost), DARK.companion) == 0


def test_the_legend_has_all_names_or_none(cost: CostPlot, qtbot: QtBot) -> None:
    """What is cut off would say less than the names at the ends of the lines."""
    buttons = cost.header.findChildren(LegendButton)
    names = [button.whole_name for button in buttons]

    def written() -> list[str]:
        return [button.text() for button in buttons if button.isVisible()]

    qtbot.waitUntil(lambda: written() == names)
    cost.resize(360, 200)
    qtbot.waitUntil(lambda: written() == [""] * len(names))
    cost.resize(600, 200)
    qtbot.waitUntil(lambda: written() == names)


def test_a_plot_follows_the_run_until_it_is_zoomed(
    cost: CostPlot, qtbot: QtBot
) -> None:
    canvas = cost.findChild(ChartCanvas)
    cost.extend(0, np.ones(1001))
    cost.refresh()
    assert canvas.span == (0.0, 1000.0)
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    span = canvas.span
    cost.extend(1001, np.ones(1000))
    cost.refresh()
    assert canvas.span == span != (0.0, 1000.0)
    qtbot.keyClick(canvas, Qt.Key.Key_0)
    assert canvas.span == (0.0, 2000.0)


def test_the_crosshair_reads_exact_values(cost: CostPlot, qtbot: QtBot) -> None:
    costs = np.random.default_rng(0).random(5000)
    cost.extend(0, costs)
    cost.refresh()
    canvas = cost.findChild(ChartCanvas)
    canvas.point_at(1233)
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    read_out = canvas._read_out
    assert read_out is not None
    assert read_out.lines[0][0] == "iteration 1,234"
    assert significant(costs[1234], 6) in read_out.lines[1][0]


@pytest.mark.parametrize("log", [False, True])
def test_costs_beyond_all_bounds_are_drawn_as_gaps(cost: CostPlot, log: bool) -> None:
    cost.set_log(log)
    cost.extend(0, np.array([1.0, 1e300, np.inf, np.nan, 0.0, -1.0]))
    cost.mark(2, "diverged")
    assert count_colour(picture(cost), DARK.bad) > 20


def test_clear_forgets_everything(cost: CostPlot) -> None:
    empty = picture(cost)
    cost.extend(0, np.ones(500))
    cost.add_evaluation(500, 1.0, 2.0)
    cost.mark(100, "diverged")
    assert picture(cost) != empty
    cost.clear()
    assert picture(cost) == empty


def test_a_hidden_plot_spends_nothing(cost: CostPlot) -> None:
    cost.hide()
    cost.extend(0, np.ones(1001))
    cost.refresh()
    assert cost.findChild(ChartCanvas).span != (0.0, 1000.0)


def test_gradients_have_a_line_for_each_layer(qtbot: QtBot) -> None:
    plot = GradientPlot()
    qtbot.addWidget(plot)
    plot.set_layers(["hidden 1", "output"])
    plot.add_norms(0, [1.0, 2.0])
    plot.set_layers(["output"])
    plot.add_norms(0, [2.0])
    assert plot.objectName() == "gradient_plot"


def test_the_accuracy_axis_ends_at_one(qtbot: QtBot) -> None:
    plot = AccuracyPlot()
    qtbot.addWidget(plot)
    low, high = plot.value_span(0.9, 0.99)
    assert 0.85 < low < 0.9
    assert 1.0 < high < 1.02


def test_a_branch_that_was_left_stays_in_the_picture(cost: CostPlot) -> None:
    for iteration in range(0, 1001, 100):
        cost.add_evaluation(iteration, train=1.0)
    cost.turn_to(((0, 0), (1, 200)))
    cost.add_evaluation(300, train=0.2)
    # Only what was left reaches to the right of the live line's end.
    image = picture(cost)
    area = cost.findChild(ChartCanvas).area.toRect()
    right = image.copy(area.adjusted(area.width() // 2, 0, -4, 0))
    faint = Manner("subject", left=True).colour(DARK)
    assert count_colour(right, DARK.subject) == 0
    assert count_colour(right, faint) > 20


def test_a_branch_that_was_left_at_huge_costs_does_not_flatten_the_others(
    cost: CostPlot,
) -> None:
    cost.extend(1, np.array([1.0, 0.8, 1e30, 1e60]))
    cost.turn_to(((0, 0), (1, 2)))
    cost.extend(3, np.array([0.7, 0.6]))
    cost.refresh()
    assert cost.findChild(ChartCanvas)._frame.y[1] < 2.0


def test_hiding_a_line_hides_the_branches_it_left(cost: CostPlot, qtbot: QtBot) -> None:
    for iteration in range(0, 1001, 100):
        cost.add_evaluation(iteration, train=1.0)
    cost.turn_to(((0, 0), (1, 200)))
    button = cost.findChild(QPushButton, "loss_plot_show_training")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    faint = Manner("subject", left=True).colour(DARK)
    assert count_colour(picture(cost), faint) == 0


def test_a_click_with_ctrl_wishes_for_the_moment(cost: CostPlot, qtbot: QtBot) -> None:
    cost.extend(1, np.ones(1000))
    cost.refresh()
    canvas = cost.findChild(ChartCanvas)
    middle = canvas.area.center().toPoint()
    with qtbot.waitSignal(cost.moment_requested) as told:
        qtbot.mouseClick(
            canvas,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.ControlModifier,
            middle,
        )
    assert told.args == [pytest.approx(500, abs=3)]


def test_enter_wishes_for_the_moment_at_the_crosshair(
    cost: CostPlot, qtbot: QtBot
) -> None:
    cost.extend(1, np.ones(1000))
    canvas = cost.findChild(ChartCanvas)
    canvas.point_at(321)
    with qtbot.waitSignal(cost.moment_requested) as told:
        qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert told.args == [321]


def test_what_came_in_before_the_plot_was_seen_is_drawn(
    qtbot: QtBot, change_theme: ChangeTheme
) -> None:
    plot = CostPlot()
    qtbot.addWidget(plot)
    change_theme(LIGHT)
    plot.set_title("Loss")
    plot.extend(0, np.ones(501))
    plot.show_now(300)
    plot.show()
    canvas = plot.findChild(ChartCanvas)
    assert canvas.span == (0.0, 500.0)
    assert canvas.accessibleName() == "Loss over the iterations"
    assert canvas._now == 300
    assert canvas.grab().toImage().pixelColor(1, 1).name() == LIGHT.panel


def test_lines_that_were_taken_away_before_the_plot_was_seen_stay_away(
    qtbot: QtBot,
) -> None:
    plot = GradientPlot()
    qtbot.addWidget(plot)
    plot.set_layers(["layer 1", "layer 2"])
    plot.set_layers(["layer 1"])
    plot.show()
    plot.add_norms(0, [1.0])
    plot.refresh()
    assert len(plot.findChild(ChartCanvas)._frame.end_labels) == 1


def test_a_plot_behind_a_tab_is_drawn_as_soon_as_it_is_seen(qtbot: QtBot) -> None:
    tabs, plots = QTabWidget(), (CostPlot(), GradientPlot())
    qtbot.addWidget(tabs)
    for plot in plots:
        tabs.addTab(plot, plot.title)
    plots[1].set_layers(["layer 1"])
    plots[1].add_norms(500, [1.0])
    tabs.show()
    assert plots[1].findChild(ChartCanvas)._frame.dots == ()
    tabs.setCurrentIndex(1)
    assert len(plots[1].findChild(ChartCanvas)._frame.dots) == 1


def test_a_drag_moves_the_iterations_and_never_before_the_first(
    cost: CostPlot,
) -> None:
    cost.extend(0, np.ones(1001))
    cost.refresh()
    canvas = cost.findChild(ChartCanvas)
    canvas.show_span(400.0, 600.0)
    drag(canvas, QPoint(-100, 5))
    shift = 100 / canvas.area.width() * 200.0
    assert canvas.span == pytest.approx((400.0 + shift, 600.0 + shift))
    for _ in range(9):
        drag(canvas, QPoint(200, 0))
    assert canvas.span == pytest.approx((0.0, 200.0))


def test_a_drag_moves_the_values_once_the_user_has_zoomed_into_them(
    cost: CostPlot,
) -> None:
    cost.extend(0, np.linspace(1.0, 0.0, 1001))
    cost.refresh()
    canvas = cost.findChild(ChartCanvas)
    whole = canvas._frame.y
    drag(canvas, QPoint(0, 30))
    assert canvas._frame.y == whole
    canvas.values_zoomed.emit(0.4, 0.6)
    drag(canvas, QPoint(0, 30))
    shift = 30 / canvas.area.height() * 0.2
    assert canvas._frame.y == pytest.approx((0.4 + shift, 0.6 + shift))


def test_a_hand_that_shakes_during_a_click_moves_nothing(cost: CostPlot) -> None:
    cost.extend(0, np.ones(1001))
    cost.refresh()
    canvas = cost.findChild(ChartCanvas)
    canvas.show_span(400.0, 600.0)
    drag(canvas, QPoint(2, 0))
    assert canvas.span == (400.0, 600.0)


@pytest.mark.parametrize("fine", [True, False])
def test_a_gap_in_a_line_is_seen(cost: CostPlot, fine: bool) -> None:
    values = np.full(1000, 1.0)
    if not fine:
        values[500:] = np.tile([1.0, 0.9], 250)
    values[200:400] = np.nan
    for iteration, value in enumerate(values.tolist()):
        cost.add_evaluation(iteration, value)
    image = picture(cost)
    strokes = cost.findChild(ChartCanvas)._frame.strokes
    (stroke,) = (stroke for stroke in strokes if len(stroke.places) > 1)
    area = cost.findChild(ChartCanvas).area.toRect()
    colour = stroke.pen.color().name()

    def inked(first: float, last: float) -> int:
        left = area.left() + int(first / 999 * area.width())
        width = int((last - first) / 999 * area.width())
        return count_colour(image.copy(left, area.top(), width, area.height()), colour)

    assert stroke.fine == fine
    assert inked(210, 390) == 0
    assert inked(20, 180) > 30

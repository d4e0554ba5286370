"""The plot widgets: what comes in is seen."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from nnviz.ui.charts.accuracy_plot import AccuracyPlot
from nnviz.ui.charts.chart_canvas import ChartCanvas
from nnviz.ui.charts.chart_curve import Manner
from nnviz.ui.charts.cost_plot import CostPlot
from nnviz.ui.charts.gradient_plot import GradientPlot
from nnviz.ui.charts.iteration_plot import IterationPlot
from nnviz.ui.painting.numbers import significant
from nnviz.ui.theme.tokens import DARK, LIGHT, Theme


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


def count_pixels(image: QImage, colour: str) -> int:
    wanted = QColor(colour).rgb()
    places = ((x, y) for y in range(image.height()) for x in range(image.width()))
    return sum(image.pixel(x, y) == wanted for x, y in places)


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_a_plot_wears_its_theme(cost: CostPlot, theme: Theme) -> None:
    cost.set_theme(theme)
    image = picture(cost)
    assert image.pixelColor(1, 1).name() == theme.panel


def test_evaluations_are_drawn_in_the_theme_s_pair(cost: CostPlot) -> None:
    for iteration in (0, 500, 1000):
        cost.add_evaluation(iteration, train=1.0, test=0.5)
    image = picture(cost)
    assert count_pixels(image, DARK.positive) > 200
    assert count_pixels(image, DARK.negative) > 100


def test_the_legend_hides_a_line(cost: CostPlot, qtbot: QtBot) -> None:
    cost.add_evaluation(0, 1.0, 0.5)
    cost.add_evaluation(1000, 1.0, 0.5)
    button = cost.findChild(QPushButton, "loss_plot_show_test")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert count_pixels(picture(cost), DARK.negative) == 0


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
    assert count_pixels(picture(cost), DARK.bad) > 20


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
    faint = Manner("positive", left=True).colour(DARK)
    assert count_pixels(right, DARK.positive) == 0
    assert count_pixels(right, faint) > 20


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
    button = cost.findChild(QPushButton, "loss_plot_show_train")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    faint = Manner("positive", left=True).colour(DARK)
    assert count_pixels(picture(cost), faint) == 0


def test_a_click_with_ctrl_wishes_for_the_moment(cost: CostPlot, qtbot: QtBot) -> None:
    cost.extend(1, np.ones(1000))
    cost.refresh()
    canvas = cost.findChild(ChartCanvas)
    middle = canvas.area.center().toPoint()
    with qtbot.waitSignal(cost.moment_requested) as told:
        qtbot.mouseClick(
            canvas.viewport(),
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

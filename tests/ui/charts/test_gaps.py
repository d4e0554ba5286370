"""What was not measured is not drawn as if it had been, and nothing covers values."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from nnviz.ui.charts.chart_canvas import ChartCanvas
from nnviz.ui.charts.chart_curve import ChartCurve, Manner, broken
from nnviz.ui.charts.run_plots import CostPlot, GradientPlot
from nnviz.ui.comparison.contender_plot import ContenderManner
from nnviz.ui.theme.tokens import PRINT
from nnviz.views.charts.chart_series import EvaluationSeries


def curve(iterations: list[int], restless: bool) -> ChartCurve:
    series = EvaluationSeries()
    for iteration in iterations:
        series.add(iteration, 1.0)
    manner = Manner("subject", restless=restless)
    found = ChartCurve("norm", manner, series)
    found.read(0.0, 1000.0, 500, log=False)
    return found


def pieces(found: ChartCurve) -> int:
    values = found._line[1]
    return 1 + int(np.isnan(values).sum())


def test_a_line_breaks_where_iterations_were_not_measured() -> None:
    places, values = broken(np.array([0.0, 1.0, 2.0, 90.0]), np.ones(4), 12.0)
    assert places.tolist() == [0, 1, 2, 90, 90]
    assert np.isnan(values).tolist() == [False, False, False, True, False]


@pytest.mark.parametrize(
    ("iterations", "expected", "dots"),
    [
        ([1, 2, 3, 900], 2, [900.0]),
        ([1, 400, 900], 3, [1.0, 400.0, 900.0]),
        (list(range(1, 1000, 10)), 1, []),
    ],
)
def test_norms_are_joined_only_where_they_are_close(
    iterations: list[int], expected: int, dots: list[float]
) -> None:
    found = curve(iterations, restless=True)
    assert pieces(found) == expected
    assert [place for place, _ in found.dots] == dots


def test_evaluations_are_joined_over_a_little_more() -> None:
    found = curve([*range(0, 400, 40), 900], restless=False)
    assert pieces(found) == 2
    assert len(found.dots) == 11, "far apart, each has a mark"
    assert curve(list(range(0, 1000, 10)), restless=False).dots == []


def test_points_of_lines_that_meet_are_told_apart_without_colours() -> None:
    for kind in (Manner, ContenderManner):
        assert len({kind(role).style(PRINT).marker for role in range(8)}) == 8
    sets = ("subject", "companion", "validation", "warning")
    assert len({Manner(role).style(PRINT).marker for role in sets}) == 4


def test_each_iteration_has_no_mark_though_it_is_far_from_the_next(
    qtbot: QtBot,
) -> None:
    cost = CostPlot()
    qtbot.addWidget(cost)
    cost.resize(600, 240)
    with qtbot.waitExposed(cost):
        cost.show()
    cost.extend(0, np.ones(5))
    cost.refresh()
    assert all(not line.dots for line in cost._lines.all)


def test_the_plot_of_norms_draws_no_chord(qtbot: QtBot) -> None:
    plot = GradientPlot()
    qtbot.addWidget(plot)
    plot.resize(600, 240)
    with qtbot.waitExposed(plot):
        plot.show()
    plot.set_layers(["hidden 1"])
    for iteration in (1, 2, 3, 1000):
        plot.add_norms(iteration, [0.5])
    plot.refresh()
    (norms,) = [line for line in plot._lines.all if line.name == "hidden 1"][-1:]
    assert pieces(norms) == 2


def test_the_help_is_not_shown_over_the_curves(qtbot: QtBot) -> None:
    cost = CostPlot()
    qtbot.addWidget(cost)
    cost.resize(600, 240)
    with qtbot.waitExposed(cost):
        cost.show()
    canvas = cost.findChild(ChartCanvas)
    assert canvas is not None
    on_curves, on_axis = canvas.area.center().toPoint(), QPoint(4, 40)
    for place, shown in ((on_curves, False), (on_axis, True)):
        wish = QHelpEvent(QEvent.Type.ToolTip, place, canvas.mapToGlobal(place))
        canvas.event(wish)
        assert QToolTip.isVisible() == shown
        QToolTip.hideText()
        qtbot.waitUntil(lambda: not QToolTip.isVisible())

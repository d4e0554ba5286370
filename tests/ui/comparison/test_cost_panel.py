"""The curves of a comparison: each contender's own, with its name and its end."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from nnviz.live.snapshot import Block
from nnviz.session.history import Evaluation
from nnviz.session.scores import Score
from nnviz.session.stop import Stop
from nnviz.ui.charts.chart_canvas import ChartCanvas
from nnviz.ui.comparison.contender_legend import NOBODY, ContenderLegend
from nnviz.ui.comparison.contender_plot import ContenderPlot
from nnviz.ui.comparison.cost_panel import CostPanel
from nnviz.ui.theme.line_styles import series_style
from nnviz.ui.theme.tokens import DARK
from tests.ui.seen_pixels import count_colour

NAMES = ("relu", "tanh", "step")
DIVERGED = Stop("diverged", 50, "the cost diverged")


@pytest.fixture
def panel(qtbot: QtBot) -> CostPanel:
    panel = CostPanel()
    qtbot.addWidget(panel)
    panel.resize(500, 240)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.show_contenders(NAMES)
    return panel


def fed(panel: CostPanel, costs: np.ndarray) -> CostPanel:
    panel.extend(Block(1, 1, costs, ((),) * len(costs)))
    panel.refresh()
    return panel


def level(*values: float, length: int = 200) -> np.ndarray:
    return np.array(values)[:, np.newaxis] * np.ones(length)


def canvas(plot: ContenderPlot) -> ChartCanvas:
    return plot.findChild(ChartCanvas)


def test_every_contender_has_a_curve_of_its_colour(panel: CostPanel) -> None:
    image = canvas(fed(panel, level(3.0, 1.0, 0.3)).cost).grab().toImage()
    for index in range(3):
        assert count_colour(image, series_style(DARK, index).colour)


def test_names_stand_at_the_ends_of_the_curves(panel: CostPanel) -> None:
    frame = canvas(fed(panel, level(3.0, 1.0, 0.3)).cost)._frame
    assert {label.text for label in frame.end_labels} == set(NAMES)


def test_the_read_out_gives_all_costs_of_an_iteration(panel: CostPanel) -> None:
    surface = canvas(fed(panel, level(3.0, 1.0, 0.25)).cost)
    surface.point_at(20)
    texts = [text for text, _ in surface._read_out.lines]
    assert texts == ["iteration 20", "relu 3.00000", "tanh 1.00000", "step 0.250000"]


def test_who_diverged_ends_with_a_cross_and_a_name(panel: CostPanel) -> None:
    costs = level(3.0, 1.0, 0.25)
    costs[1, 50:] = np.nan
    panel.mark_stop(1, DIVERGED)
    surface = canvas(fed(panel, costs).cost)
    crosses = surface._frame.crosses
    assert [(cross.iteration, cross.text) for cross in crosses] == [
        (49.0, "tanh diverged")
    ]
    assert {label.text for label in surface._frame.end_labels} == {"relu", "step"}
    surface.point_at(120)
    assert surface._read_out.lines[2][0] == "tanh diverged at 50"


def test_who_diverged_does_not_flatten_the_others(panel: CostPanel) -> None:
    costs = level(1.0, 1.0, 0.5)
    costs[0, :50] = 10.0 ** np.arange(50)
    costs[0, 50:] = np.nan
    panel.mark_stop(0, DIVERGED)
    panel.cost.set_log(False)
    assert canvas(fed(panel, costs).cost)._frame.y[1] < 2.0


def test_the_chosen_one_comes_forward_and_the_others_step_back(
    panel: CostPanel,
) -> None:
    fed(panel, level(3.0, 1.0, 0.3))
    panel.choose(2)
    image = canvas(panel.cost).grab().toImage()
    assert count_colour(image, series_style(DARK, 2).colour)
    assert not count_colour(image, series_style(DARK, 0).colour)
    panel.choose(None)
    assert count_colour(
        canvas(panel.cost).grab().toImage(), series_style(DARK, 0).colour
    )


def test_the_median_over_seeds_takes_the_run_s_place_with_its_band(
    panel: CostPanel,
) -> None:
    fed(panel, level(3.0, 1.0, 0.3))
    where = np.array([0.0, 100.0, 200.0])
    panel.cost.show_band(0, where, where * 0 + 2.0, (where * 0 + 1.5, where * 0 + 9.0))
    panel.refresh()
    surface = canvas(panel.cost)
    assert len(surface._frame.bands) == 1
    assert 10.0 ** surface._frame.y[1] > 9.0
    surface.point_at(100)
    texts = [text for text, _ in surface._read_out.lines]
    assert "relu 2.00000" in texts
    assert "relu 3.00000" not in texts


def test_bands_go_when_the_runs_begin_anew(panel: CostPanel) -> None:
    where = np.array([0.0, 100.0])
    panel.cost.show_band(0, where, where, (where, where + 1.0))
    panel.cost.clear()
    fed(panel, level(3.0, 1.0, 0.3))
    assert canvas(panel.cost)._frame.bands == ()
    assert len(canvas(panel.cost)._frame.end_labels) == 3


def test_scores_come_from_the_test_part_where_there_is_one(panel: CostPanel) -> None:
    panel.tabs.tabs.setCurrentIndex(1)
    train, test = (Score(100, 0.5, share) for share in (0.9, 0.8))
    panel.add_evaluations(1, [Evaluation(100, 1.0, train, test)])
    panel.refresh()
    canvas(panel.score).point_at(150)
    read = [text for text, _ in canvas(panel.score)._read_out.lines]
    assert read[1:] == ["tanh 0.800000 at 100"]


def test_a_regression_has_r_squared(panel: CostPanel) -> None:
    panel.show_contenders(NAMES, regression=True)
    assert panel.tabs.tabs.tabText(1) == "R²"


def test_the_legend_announces_who_is_chosen_and_that_nobody_is(qtbot: QtBot) -> None:
    legend = ContenderLegend()
    qtbot.addWidget(legend)
    legend.show_contenders(NAMES)
    legend.resize(500, 30)
    for expected in (2, NOBODY):
        with qtbot.waitSignal(legend.contender_chosen) as heard:
            qtbot.mouseClick(legend.buttons[2], Qt.MouseButton.LeftButton)
        assert heard.args == [expected]


def test_a_contender_that_is_gone_cannot_be_chosen(qtbot: QtBot) -> None:
    legend = ContenderLegend()
    qtbot.addWidget(legend)
    legend.show_contenders(NAMES)
    legend.show()
    gone = legend.buttons[2]
    legend.show_contenders(NAMES)
    assert not gone.isVisible()
    with qtbot.assertNotEmitted(legend.contender_chosen):
        gone.click()


def test_the_legend_says_who_diverged(qtbot: QtBot) -> None:
    legend = ContenderLegend()
    qtbot.addWidget(legend)
    legend.show_contenders(NAMES)
    legend.show_states({1: "diverged"})
    assert legend.buttons[1].accessibleName() == "Contender tanh, diverged"


def test_names_of_the_legend_wrap_instead_of_being_cut_off(qtbot: QtBot) -> None:
    legend = ContenderLegend()
    qtbot.addWidget(legend)
    names = ["relu", "tanh", "sigmoid", "step", "linear", "leaky_relu", "swish", "gelu"]
    legend.show_contenders(names)
    legend.resize(360, legend.heightForWidth(360))
    legend.show()
    qtbot.waitExposed(legend)
    assert [button.text() for button in legend.buttons] == names
    assert all(legend.rect().contains(button.geometry()) for button in legend.buttons)
    assert len({button.y() for button in legend.buttons}) > 1

"""The health of all contenders: shared scales, numbers, and gradients that vanish."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QLabel
from pytestqt.qtbot import QtBot

from nnviz.session.comparison.comparison import Comparison
from nnviz.session.comparison.contender import Variation, contenders_of
from nnviz.session.config import RunConfig
from nnviz.session.health.layer_health import (
    Distribution,
    LayerHealth,
    NetworkHealth,
)
from nnviz.session.health.measure import health_of
from nnviz.session.run_parts import load_data
from nnviz.ui.charts.chart_canvas import ChartCanvas
from nnviz.ui.comparison.health_view import HealthView
from nnviz.ui.comparison.histograms import outline_of, shared_scale
from nnviz.ui.comparison.layer_gradients import no_gradient
from nnviz.ui.theme.line_styles import series_style
from nnviz.ui.theme.tokens import DARK
from tests.ui.seen_pixels import count_colour

NAMES = ("relu", "step")


def distribution(low: float, high: float, counts: list[int]) -> Distribution:
    edges = np.linspace(low, high, len(counts) + 1)
    return Distribution(edges, np.array(counts), 0.0, 1.0)


def layer(number: int, norm: float, dead: int = 0) -> LayerHealth:
    spread = distribution(-2.0, 3.0, [1, 4, 2])
    return LayerHealth(
        layer=number,
        activation="relu",
        samples=10,
        z=spread,
        a=spread,
        dead=np.arange(dead),
        nearly_dead=np.empty(0, np.intp),
        saturated=np.full(4, 0.25),
        gradient_norm=norm,
        data_gradient_norm=norm,
    )


def network(iteration: int, *norms: float, dead: int = 0) -> NetworkHealth:
    layers = tuple(layer(k, norm, dead) for k, norm in enumerate(norms, start=1))
    return NetworkHealth(iteration, layers)


@pytest.fixture
def view(qtbot: QtBot) -> HealthView:
    view = HealthView()
    qtbot.addWidget(view)
    view.resize(600, 300)
    view.show_contenders(NAMES)
    with qtbot.waitExposed(view):
        view.show()
    return view


def said(view: HealthView) -> QLabel:
    return view.findChild(QLabel, "comparison_no_gradient")


def test_histograms_of_a_column_share_one_scale() -> None:
    found = [distribution(-1.0, 2.0, [1, 1, 1]), distribution(-4.0, 1.0, [1, 1, 1])]
    assert shared_scale(found) == (-4.0, 2.0)


def test_empty_bins_do_not_widen_a_scale() -> None:
    assert shared_scale([distribution(-3.0, 3.0, [0, 0, 5])]) == (0.0, 3.0)


def test_one_that_reaches_very_far_does_not_flatten_the_others() -> None:
    near = [distribution(-1.0, 1.0, [1, 1])] * 2
    low, high = shared_scale([*near, distribution(-1e6, 1e6, [1, 1])])
    assert (low, high) == (-6.0, 6.0)


def test_the_tallest_bar_fills_its_row_and_the_rest_are_roots() -> None:
    area = QRectF(0.0, 0.0, 100.0, 52.0)
    outline = outline_of(distribution(0.0, 2.0, [100, 25]), (0.0, 2.0), area)
    tops = [area.bottom() - 0.5 - point.y() for point in outline]
    assert tops == pytest.approx([0.0, 50.0, 50.0, 25.0, 25.0, 0.0])


def test_each_contender_has_its_histograms_in_its_colour(view: HealthView) -> None:
    view.show_health((network(5, 0.1, 0.2), network(5, 0.1, 0.2)))
    canvas = view.histograms
    image = canvas.grab().toImage()
    for index in range(2):
        colour = QColor(series_style(DARK, index).colour).rgb()
        row = canvas.row(index)
        left = int(canvas.margin)
        assert any(
            image.pixel(x, y) == colour
            for x in range(left, canvas.width())
            for y in range(int(row.top()) + 1, int(row.bottom()))
        )


def test_a_click_on_a_row_chooses_its_contender(view: HealthView, qtbot: QtBot) -> None:
    view.show_health((network(5, 0.1, 0.2), network(5, 0.1, 0.2)))
    place = view.histograms.row(1).center().toPoint()
    with qtbot.waitSignal(view.contender_chosen) as heard:
        qtbot.mouseClick(view.histograms, Qt.MouseButton.LeftButton, pos=place)
    assert heard.args == [1]


def test_the_number_of_dead_units_is_said_at_its_place(view: HealthView) -> None:
    view.tabs.setCurrentIndex(1)
    view.show_health((network(5, 0.1, 0.2, dead=3), None))
    tip = view.shares.tip_at(view.shares.cell(0, 1, 0).center())
    assert tip.startswith("relu, hidden 1: 3/4: neurons whose activation is zero")


def test_a_norm_of_zero_lies_on_the_floor_below_the_axis(view: HealthView) -> None:
    view.tabs.setCurrentIndex(2)
    view.show_health((network(5, 0.01, 0.1), network(5, 0.0, 0.1)))
    canvas = view.gradients
    assert canvas.place(1, 0.0).y() > canvas.area.bottom()
    assert canvas.place(1, 0.01).y() < canvas.area.bottom()
    assert canvas.index_at(canvas.place(1, 0.0)) == 1


def test_equal_factors_are_equal_distances(view: HealthView) -> None:
    view.show_health((network(5, 0.001, 0.1), None))
    tops = [view.gradients.place(1, norm).y() for norm in (0.001, 0.01, 0.1)]
    assert tops[0] - tops[1] == pytest.approx(tops[1] - tops[2])


def test_it_is_said_where_nothing_learns(view: HealthView) -> None:
    view.tabs.setCurrentIndex(2)
    view.show_health((network(5, 0.01, 0.1, 0.1), network(5, 0.0, 0.0, 0.1)))
    assert said(view).isVisible()
    assert said(view).text() == (
        "step: no gradient in hidden 1 and hidden 2: nothing learns there."
    )


def test_nothing_is_said_while_everything_learns(view: HealthView) -> None:
    view.tabs.setCurrentIndex(2)
    view.show_health((network(5, 0.01, 0.1), network(5, 0.2, 0.1)))
    assert not said(view).isVisible()


def test_a_trained_step_gets_no_gradient_and_the_tanh_beside_it_does() -> None:
    base = RunConfig(dataset="circle", hidden=(4, 3), initializer="xavier_normal")
    data = load_data(base)
    varied = [Variation("activation", ("tanh", "step"))]
    comparison = Comparison(contenders_of(base, data, varied), data)
    comparison.run(20)
    health = [health_of(trainer) for trainer in comparison.trainers]
    words = no_gradient(("tanh", "step"), health)
    assert words == "step: no gradient in hidden 1 and hidden 2: nothing learns there."


def test_what_was_seen_is_followed_over_time(view: HealthView, qtbot: QtBot) -> None:
    view.tabs.setCurrentIndex(3)
    for iteration, dead in ((0, 0), (100, 1), (200, 2)):
        view.show_health((network(iteration, 0.1, 0.2, dead=dead), None))
    view.findChild(QComboBox, "comparison_health_quantity").setCurrentText("dead")
    canvas = view.history.findChild(ChartCanvas)
    canvas.point_at(150)
    assert canvas._read_out.lines[1][0] == "relu 0.250000 at 100"


def test_another_layer_can_be_followed(view: HealthView, qtbot: QtBot) -> None:
    view.tabs.setCurrentIndex(3)
    view.show_health((network(10, 0.125, 0.5), None))
    view.findChild(QComboBox, "comparison_health_layer").setCurrentText("output")
    canvas = view.history.findChild(ChartCanvas)
    canvas.point_at(10)
    assert canvas._read_out.lines[1][0] == "relu 0.500000"


def test_a_place_of_nobody_has_nothing_to_say(view: HealthView) -> None:
    view.show_health((network(5, 0.1), None))
    assert view.histograms.tip_at(QPointF(QPoint(1, 1))) == ""


def test_one_that_diverged_has_no_part_in_the_axis_of_gradients(
    view: HealthView,
) -> None:
    view.show_health([network(5, 0.1, 0.2), network(5, 1e9, 1e8)])
    view.show_states({1: "diverged"})
    low, high = view.gradients.decades
    assert low < -1.0
    assert high < 0.0


def test_histograms_leave_out_one_that_diverged(view: HealthView) -> None:
    view.show_health([network(5, 0.1), network(5, 0.1)])
    colour = series_style(DARK, 1).colour

    def coloured() -> int:
        canvas = view.histograms
        image = canvas.grab(canvas.row(1).toRect().adjusted(90, 0, 0, 0)).toImage()
        return count_colour(image, colour)

    assert coloured() > 0
    view.show_states({1: "diverged"})
    assert coloured() == 0

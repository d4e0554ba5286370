"""The user looks at some iterations and some values only, and at all again."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from nnviz.ui.charts.chart_canvas import ChartCanvas
from nnviz.ui.charts.chart_frame import ChartFrame, EndLabel
from nnviz.ui.charts.chart_painting import labels_that_fit
from nnviz.ui.charts.plot_tabs import PlotTabs
from nnviz.ui.charts.run_plots import AccuracyPlot, CostPlot, GradientPlot
from nnviz.ui.charts.zooming import zoomed
from nnviz.ui.painting.axes import Axes
from nnviz.views.charts.label_spread import spread

LEFT, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier
AREA = QRectF(50.0, 10.0, 400.0, 100.0)


@pytest.fixture
def canvas(qtbot: QtBot) -> Iterator[ChartCanvas]:
    plot = CostPlot()
    qtbot.addWidget(plot)
    plot.resize(600, 240)
    with qtbot.waitExposed(plot):
        plot.show()
    plot.extend(0, np.linspace(1.0, 0.0, 1001))
    plot.refresh()
    yield plot.findChild(ChartCanvas)
    plot.close()


def turn(
    canvas: ChartCanvas, place: QPointF, keys: Qt.KeyboardModifier = PLAIN
) -> None:
    """Turn the wheel by one notch away from the user."""
    event = QWheelEvent(
        place,
        canvas.mapToGlobal(place),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def values(canvas: ChartCanvas) -> tuple[float, float]:
    return canvas._frame.y


def test_the_wheel_zooms_the_iterations_alone(canvas: ChartCanvas) -> None:
    before = values(canvas)
    turn(canvas, canvas.area.center())
    first, last = canvas.span
    assert (first, last) == pytest.approx((75.0, 925.0))
    assert values(canvas)[0] == pytest.approx(before[0], abs=0.1)


@pytest.mark.parametrize("over_axis", [True, False])
def test_the_wheel_over_the_axis_or_with_shift_zooms_the_values_alone(
    canvas: ChartCanvas, over_axis: bool
) -> None:
    low, high = values(canvas)
    span, place = canvas.span, canvas.area.center()
    if over_axis:
        turn(canvas, QPointF(10.0, place.y()))
    else:
        turn(canvas, place, SHIFT)
    assert canvas.span == span
    middle, half = (low + high) / 2, (high - low) / 2
    assert values(canvas) == pytest.approx(
        (middle - 0.85 * half, middle + 0.85 * half), rel=1e-3
    )


def test_a_box_drawn_with_shift_is_what_is_seen(canvas: ChartCanvas) -> None:
    area = canvas.area
    start = QPoint(int(area.left()) + 100, int(area.top()) + 20)
    end = start + QPoint(200, 80)
    axes = Axes(area, canvas.span, values(canvas))
    expected = axes.y_from(end.y()), axes.y_from(start.y())
    QTest.mousePress(canvas, LEFT, SHIFT, start)
    QTest.mouseMove(canvas, end)
    QTest.mouseRelease(canvas, LEFT, SHIFT, end)
    first, last = canvas.span
    scale = 1000.0 / area.width()
    assert first == pytest.approx((start.x() - area.left()) * scale, abs=2.0)
    assert last - first == pytest.approx(200 * scale, abs=3.0)
    assert values(canvas) == pytest.approx(expected, abs=0.02)


def test_a_double_click_shows_all_values_again(canvas: ChartCanvas) -> None:
    before = values(canvas)
    turn(canvas, canvas.area.center(), SHIFT)
    assert values(canvas) != before
    QTest.mouseDClick(canvas, LEFT, PLAIN, canvas.area.center().toPoint())
    assert values(canvas) == before


def test_zooming_keeps_the_centre_where_it_is() -> None:
    assert zoomed((0.0, 100.0), 25.0, 0.5) == (12.5, 62.5)


def test_crowded_names_of_lines_never_overlap_and_stay_in_the_picture() -> None:
    labels = tuple(EndLabel(0.5 + 1e-4 * k, f"layer {k}", "#fff") for k in range(30))
    fit = labels_that_fit(ChartFrame(y=(0.0, 1.0), end_labels=labels), AREA)
    places = spread([60.0] * len(fit), AREA.top(), AREA.bottom())
    assert len(fit) == 7
    assert min(np.diff(places)) >= 14.0
    assert places[0] >= AREA.top() - 1.0
    assert places[-1] <= AREA.bottom()


def test_lines_that_leave_the_picture_are_not_named() -> None:
    labels = (EndLabel(0.5, "in", "#fff"), EndLabel(2.0, "out", "#fff"))
    (only,) = labels_that_fit(ChartFrame(y=(0.0, 1.0), end_labels=labels), AREA)
    assert only.text == "in"


def test_norms_of_gradients_are_seen_on_either_axis(qtbot: QtBot) -> None:
    plot = GradientPlot()
    qtbot.addWidget(plot)
    plot.set_layers(["layer 1"])
    with qtbot.waitExposed(plot):
        plot.show()
    plot.add_norms(1, [0.01])
    plot.add_norms(9, [100.0])
    plot.refresh()
    canvas = plot.findChild(ChartCanvas)
    assert values(canvas)[1] == pytest.approx(2.24)
    plot.findChild(QPushButton, "gradient_plot_log").click()
    assert values(canvas)[1] == pytest.approx(106.0, rel=0.01)


def test_a_tab_is_named_after_its_plot(qtbot: QtBot) -> None:
    plots = CostPlot(), AccuracyPlot(), GradientPlot()
    tabs = PlotTabs(plots)
    qtbot.addWidget(tabs)
    plots[1].set_title("R²")
    names = [tabs.tabs.tabText(k) for k in range(3)]
    assert names == ["Cost", "R²", "Gradient norm"]


def test_a_tab_opens_its_plot_with_its_legend(qtbot: QtBot) -> None:
    plots = CostPlot(), AccuracyPlot(), GradientPlot()
    tabs = PlotTabs(plots)
    qtbot.addWidget(tabs)
    with qtbot.waitExposed(tabs):
        tabs.show()
    tabs.tabs.setCurrentIndex(1)
    assert plots[1].isVisible()
    assert plots[1].header.isVisible()
    assert not plots[0].isVisible()

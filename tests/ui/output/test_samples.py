"""The current sample is marked, named and chosen in every view."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnviz.core.network import Network
from nnviz.data.dataset import Dataset
from nnviz.data.prepared import PreparedData, prepare
from nnviz.ui.output.output_view import OutputView
from nnviz.ui.output.point_canvas import PointCanvas
from nnviz.ui.theme.tokens import DARK, LIGHT, Theme, channels
from nnviz.views.numbers import significant
from nnviz.views.output.output_values import (
    OutputPlan,
    output_values,
    plan_output,
    read_out,
)
from nnviz.views.output.predictions import answers
from tests.conftest import ChangeTheme
from tests.live.driving import sample_in

Case = Callable[[str], tuple[Network, PreparedData]]
Opened = Callable[[str], tuple[OutputView, Network, OutputPlan]]
POINTS = ["circle", "rings", "bumps", "sine"]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def opened(opened: Opened) -> Opened:
    """Return a function that shows a set and answers its pointer."""

    def make(name: str) -> tuple[OutputView, Network, OutputPlan]:
        view, network, plan = opened(name)

        def answer(place: tuple[float, ...] | None) -> None:
            if place is not None:
                view.show_read_out(read_out(network, plan, place))

        view.pointer_moved.connect(answer)
        return view, network, plan

    return make


def canvas_of(view: OutputView, plan: OutputPlan) -> PointCanvas:
    return (view.curve if plan.kind == "curve" else view.surface).canvas


def place_of(view: OutputView, plan: OutputPlan, index: int) -> QPoint:
    points = plan.shape.train
    axes = canvas_of(view, plan).axes()
    part = slice(index, index + 1)
    return axes.places(points.x[part], points.y[part])[0].toPoint()


def painted(canvas: PointCanvas, theme: Theme) -> QImage:
    """Return the canvas as it looks on a panel of the theme."""
    image = QImage(canvas.size(), QImage.Format.Format_RGB32)
    image.fill(QColor(theme.panel))
    nothing_else = QWidget.RenderFlag(0)
    canvas.render(image, QPoint(), QRegion(), nothing_else)
    return image


def share_of_ring(image: QImage, middle: QPoint, theme: Theme) -> float:
    """Return which share of a ring of 8 pixels has the colour of text."""
    wanted = np.array(channels(theme.text))
    angles = np.linspace(0.0, 2 * np.pi, 40, endpoint=False)
    seen = [
        image.pixelColor(round(middle.x() + x), round(middle.y() + y)).getRgb()[:3]
        for x, y in zip(8 * np.cos(angles), 8 * np.sin(angles), strict=True)
    ]
    return float((np.abs(np.array(seen) - wanted).max(axis=1) < 60).mean())


@pytest.mark.parametrize("name", POINTS)
@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_the_current_sample_is_ringed_in_the_colour_of_text(
    opened: Opened, name: str, theme: Theme, change_theme: ChangeTheme
) -> None:
    view, _, plan = opened(name)
    change_theme(theme)
    canvas, middle = canvas_of(view, plan), place_of(view, plan, 3)
    before = share_of_ring(painted(canvas, theme), middle, theme)
    view.show_sample(sample_in(plan.data, int(plan.shape.train.rows[3])))
    after = share_of_ring(painted(canvas, theme), middle, theme)
    assert after >= max(0.6, before + 0.3)


@pytest.mark.parametrize("name", POINTS)
def test_a_click_on_a_point_chooses_its_sample(
    opened: Opened, qtbot: QtBot, name: str
) -> None:
    view, _, plan = opened(name)
    points = plan.shape.train
    with qtbot.waitSignal(view.sample_requested) as wish:
        QTest.mouseClick(canvas_of(view, plan), LEFT, pos=place_of(view, plan, 5))
    row = plan.data.dataset.inputs[wish.args[0]]
    assert row[0] == pytest.approx(points.x[5], abs=0.2)


@pytest.mark.parametrize("name", POINTS)
def test_the_note_has_the_networks_exact_answer_to_the_sample(
    opened: Opened, name: str
) -> None:
    view, network, plan = opened(name)
    canvas = canvas_of(view, plan)
    QTest.mouseMove(canvas, place_of(view, plan, 2))
    sample = canvas.hovered
    outputs = answers(network, plan.data, np.array([sample.row]))[0]
    assert (sample.part, f"row {sample.row + 1}") in canvas._note
    assert canvas._note[-1][1] == significant(float(outputs.max()), 4)


def test_between_points_there_is_no_note(opened: Opened) -> None:
    view, _, plan = opened("sine")
    canvas = canvas_of(view, plan)
    QTest.mouseMove(canvas, canvas.axes().rect.topRight().toPoint() + QPoint(-9, 9))
    assert canvas.hovered is None
    assert view.place is not None


@pytest.mark.parametrize("name", ["table", "values"])
def test_the_current_sample_is_selected_in_the_table(opened: Opened, name: str) -> None:
    view, _, plan = opened(name)
    row = int(plan.data.test_rows[-1])
    with_focus = view.table.table
    view.show_sample(sample_in(plan.data, row))
    (selected,) = with_focus.selectionModel().selectedRows()
    assert view.table.model.dataset_row(selected.row()) == row
    assert with_focus.visualRect(selected).intersects(with_focus.viewport().rect())


def test_sorting_keeps_the_sample_and_shows_the_worst(opened: Opened) -> None:
    view, _, plan = opened("values")
    row = int(plan.data.test_rows[4])
    view.show_sample(sample_in(plan.data, row))
    view.table.switch.setChecked(True)
    (selected,) = view.table.table.selectionModel().selectedRows()
    assert view.table.model.dataset_row(selected.row()) == row
    assert view.table.table.verticalScrollBar().value() == 0


def test_only_the_user_asks_for_a_row(opened: Opened, qtbot: QtBot) -> None:
    view, network, plan = opened("table")
    with qtbot.assertNotEmitted(view.sample_requested):
        view.show_sample(sample_in(plan.data, int(plan.data.test_rows[2])))
        view.show_plan(plan)
        view.show_values(output_values(network, plan))
    with qtbot.waitSignal(view.sample_requested) as wish:
        QTest.keyClick(view.table.table, Qt.Key.Key_Down)
    assert wish.args == [int(plan.data.test_rows[3])]


def test_a_table_begins_with_a_sample_that_it_lists(opened: Opened) -> None:
    view, _, plan = opened("table")
    view.show_sample(sample_in(plan.data, plan.first_row))
    assert view.table.table.selectionModel().hasSelection()


def test_many_outputs_scroll_instead_of_being_squeezed(qtbot: QtBot) -> None:
    rng = np.random.default_rng(0)
    dataset = Dataset(
        name="many",
        task="regression",
        inputs=rng.normal(size=(30, 3)),
        targets=rng.normal(size=(30, 5)),
    )
    data = prepare(
        dataset, test_fraction=0.4, seed=1, scaling="none", precision="float64"
    )
    network = Network((3, 5), ("linear",), seed=4)
    view, plan = OutputView(), plan_output(data)
    qtbot.addWidget(view)
    view.resize(330, 300)
    view.show_plan(plan)
    view.show_values(output_values(network, plan))
    view.show()
    table = view.table.table
    assert min(table.columnWidth(k) for k in range(1, 16)) >= 72
    assert table.horizontalScrollBar().maximum() > 0


@pytest.mark.parametrize(("key", "row"), [("PageDown", 8), ("PageUp", 6)])
def test_keys_choose_the_samples_beside(
    opened: Opened, qtbot: QtBot, key: str, row: int
) -> None:
    view, _, plan = opened("circle")
    view.show_sample(sample_in(plan.data, 7))
    with qtbot.waitSignal(view.sample_requested) as wish:
        QTest.keyClick(canvas_of(view, plan), Qt.Key[f"Key_{key}"])
    assert wish.args == [row]

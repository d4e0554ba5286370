import math
from collections.abc import Callable

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.network import Network
from nnviz.data.prepared import PreparedData
from nnviz.ui.inspector.activation_panel import ActivationPanel
from nnviz.ui.output.image_view import ImageCanvas
from nnviz.ui.output.output_view import OutputView
from nnviz.ui.theme.tokens import DARK, LIGHT, Theme, channels
from nnviz.views.activation_statistics import (
    activation_values,
    answers_of,
    layer_values,
)
from nnviz.views.numbers import percent
from nnviz.views.output.image_values import overview
from nnviz.views.output.output_values import OutputPlan, output_values, read_out
from nnviz.views.output.surface_values import Points
from tests.conftest import ChangeTheme

Case = Callable[[str], tuple[Network, PreparedData]]
Opened = Callable[[str], tuple[OutputView, Network, OutputPlan]]
SETS = ["circle", "rings", "bumps", "sine", "images", "table", "values"]
LEFT = Qt.MouseButton.LeftButton


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_every_view_paints_in_both_themes(
    opened: Opened, name: str, theme: Theme, change_theme: ChangeTheme
) -> None:
    view = opened(name)[0]
    change_theme(theme)
    image = view.grab().toImage()
    colours = {image.pixel(x, y) for x in range(0, 420, 3) for y in range(0, 420, 3)}
    assert len(colours) > 5


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("weight", [np.nan, np.inf, 1e200])
def test_a_network_that_has_diverged_is_shown(
    opened: Opened, name: str, weight: float
) -> None:
    view, network, plan = opened(name)
    network.parameters[...] = weight
    view.show_values(output_values(network, plan))
    if name == "images":
        view.show_overview(overview(network, plan.data))
    if plan.shape is not None:
        place = (0.5, 0.25) if plan.kind == "surface" else (0.5,)
        read_out(network, plan, place)
    panel = ActivationPanel()
    panel.show_values(
        activation_values(network, answers_of(network, plan.data.train.inputs), 1)
    )
    assert not view.grab().isNull()
    assert not panel.grab().isNull()
    panel.deleteLater()


def test_empty_views_paint(qtbot: QtBot) -> None:
    for widget in (OutputView(), ActivationPanel()):
        qtbot.addWidget(widget)
        assert not widget.grab().isNull()


def test_a_surface_has_the_sign_and_strength_of_the_output(opened: Opened) -> None:
    view, network, plan = opened("circle")
    network.parameters[...] = 0.0
    network.biases[-1][...] = 9.0
    view.show_values(output_values(network, plan))
    corner = view.surface.canvas.axes().rect.topLeft() + QPointF(6, 20)
    colour = view.surface.canvas.grab().toImage().pixelColor(corner.toPoint())
    positive, panel = channels(DARK.positive), channels(DARK.panel)
    wanted = [p + 0.45 * (end - p) for p, end in zip(panel, positive, strict=True)]
    assert colour.getRgb()[:3] == pytest.approx(wanted, abs=3)


def test_the_exact_output_at_the_pointer_is_written(opened: Opened) -> None:
    view, network, plan = opened("circle")
    QTest.mouseMove(view.surface.canvas, view.surface.canvas.rect().center())
    assert view.place is not None
    answer = read_out(network, plan, view.place)
    view.show_read_out(answer)
    assert f"{answer.outputs[0]:.6f}" in view.surface.caption.text()


def test_an_answer_for_another_place_is_ignored(opened: Opened) -> None:
    view, network, plan = opened("circle")
    QTest.mouseMove(view.surface.canvas, view.surface.canvas.rect().center())
    before = view.surface.caption.text()
    view.show_read_out(read_out(network, plan, (0.25, 0.5)))
    assert view.surface.caption.text() == before


def test_a_click_on_a_point_asks_for_its_sample(opened: Opened, qtbot: QtBot) -> None:
    view, _, plan = opened("circle")
    canvas, points = view.surface.canvas, plan.shape.train
    place = canvas.axes().places(points.x[:1], points.y[:1])[0].toPoint()
    with qtbot.waitSignal(view.sample_requested) as wish:
        QTest.mouseClick(canvas, LEFT, pos=place)
    asked = plan.data.dataset.inputs[wish.args[0]]
    assert np.hypot(*(asked[:2] - (points.x[0], points.y[0]))) < 0.5


def test_showing_values_announces_no_wish(opened: Opened, qtbot: QtBot) -> None:
    view, network, plan = opened("images")
    for wish in (view.sample_requested, view.sample_step_requested, view.digit_drawn):
        with qtbot.assertNotEmitted(wish):
            view.show_values(output_values(network, plan))
            view.show_overview(overview(network, plan.data))


def test_the_buttons_ask_for_the_samples_beside(opened: Opened, qtbot: QtBot) -> None:
    view = opened("images")[0]
    with qtbot.waitSignal(view.sample_step_requested) as wish:
        view.images.sample.previous.click()
    assert wish.args == [-1]


def test_a_mistake_that_is_clicked_is_shown(opened: Opened, qtbot: QtBot) -> None:
    view, network, plan = opened("images")
    seen = overview(network, plan.data)
    with qtbot.waitSignal(view.overview_requested):
        view.images.tabs.setCurrentWidget(view.images.mistakes)
    view.show_overview(seen)
    gallery = view.images.mistakes.gallery
    place = gallery.visualRect(gallery.model().index(1, 0)).center()
    with qtbot.waitSignal(view.sample_requested) as wish:
        QTest.mouseClick(gallery.viewport(), LEFT, pos=place)
    assert wish.args == [seen.mistakes[1].row]
    assert view.images.tabs.currentWidget() is view.images.sample


def test_a_confusion_cell_says_what_it_counts(opened: Opened) -> None:
    view, network, plan = opened("images")
    seen = overview(network, plan.data)
    view.show_overview(seen)
    matrix = view.images.confusion
    matrix.resize(300, 300)
    place = matrix._cell(matrix._grid(), 2, 0).center().toPoint()
    count, of = seen.confusion.counts[2, 0], seen.confusion.counts[2].sum()
    said = f"{count} of {of} samples of class 2 were classified as class 0"
    assert matrix.words_at(place).startswith(said)
    assert matrix.words_at(QPoint(1, 1)) == ""


def test_drawing_announces_a_digit_and_clearing_none(
    opened: Opened, qtbot: QtBot
) -> None:
    view = opened("images")[0]
    pad = view.images.pad
    view.images.tabs.setCurrentWidget(pad)
    middle = pad.canvas.rect().center()
    with qtbot.waitSignal(view.digit_drawn) as wish:
        QTest.mousePress(pad.canvas, LEFT, pos=middle)
        QTest.mouseMove(pad.canvas, middle + QPoint(30, 40))
    assert wish.args[0].shape == (784,)
    assert 0 < wish.args[0].max() <= 255
    assert view.drawing is not None
    with qtbot.assertNotEmitted(view.digit_drawn):
        pad.clear.click()
    assert view.drawing is None


def test_a_table_puts_the_worst_on_top_on_demand(opened: Opened) -> None:
    view, network, plan = opened("values")
    values = output_values(network, plan)
    view.table.switch.setChecked(True)
    worst = values.rows[values.errors.argmax()]
    assert view.table.model.dataset_row(0) == worst
    view.table.switch.setChecked(False)
    assert view.table.model.dataset_row(0) == values.rows[0]


def test_the_panel_names_dead_neurons(qtbot: QtBot, case: Case) -> None:
    network, data = case("table")
    network.parameters[...] = 0.0
    network.weights[0][0] = network.weights[0][2] = 1.0
    panel = ActivationPanel()
    qtbot.addWidget(panel)
    panel.show_values(
        activation_values(network, answers_of(network, data.train.inputs), 1)
    )
    assert panel.dead.text().startswith("dead: 3 of 5 (60.0")
    assert panel.dead.toolTip().endswith("Dead: 2, 4, 5")


def test_dead_and_saturated_neurons_are_counted(qtbot: QtBot) -> None:
    """Beside the distribution of z: by differences, sample by sample."""
    rng = np.random.default_rng(5)
    z = rng.normal(0.0, 3.0, (6, 50)) + np.array([-99, -3, 0, 0, -99, 99])[:, None]
    functions = {"relu": lambda x: max(x, 0.0), "tanh": math.tanh}
    panel = ActivationPanel()
    qtbot.addWidget(panel)
    for name, of in functions.items():
        a = np.vectorize(of)(z)
        panel.show_values(layer_values(ACTIVATIONS[name], 1, z, a))
        slopes = np.vectorize(lambda x, of=of: (of(x + 1e-6) - of(x - 1e-6)) / 2e-6)
        # A relu that puts out 0 is flat too, but off.
        flat = (np.abs(slopes(z)) < 0.01) & ((name == "tanh") | (np.abs(a) >= 0.02))
        dead = ~a.any(axis=1)
        barely = (flat.mean(axis=1) >= 0.95) & ~dead
        found = panel.readings()
        neurons = f"{barely.sum()} neuron" + "s" * int(barely.sum() > 1)
        assert found["saturated1"] == (neurons if barely.any() else "0")
        assert found["saturated_share1"] == f"saturated {percent(flat.mean())}"
        start = f"dead: {dead.sum()} of 6" if dead.any() else "dead: none of 6"
        assert found["dead1"].startswith(start)


@pytest.mark.parametrize("name", SETS)
def test_every_classification_has_a_confusion_matrix(opened: Opened, name: str) -> None:
    view, network, plan = opened(name)
    classes = bool(plan.data.dataset.class_names)
    assert view._pages.isVisible() == (classes and plan.kind != "images")
    if not view._pages.isVisible():
        return
    view._pages.setCurrentIndex(1)
    assert view.wants_overview
    found = overview(network, plan.data)
    view.show_overview(found)
    view.grab()
    shown, counts = view.confusion.readings(), found.confusion.counts
    for (row, column), number in np.ndenumerate(counts):
        assert shown[f"confusion[{row + 1},{column + 1}]"] == str(number)
    QTest.mouseClick(view.confusion.scores, LEFT)
    view.grab()
    shown, scores = view.confusion.readings(), found.confusion.scores
    for number, values in enumerate(
        zip(scores.precision, scores.recall, scores.f1, strict=True), start=1
    ):
        for quantity, value in zip(("precision", "recall", "F1"), values, strict=True):
            text = "–" if np.isnan(value) else percent(value)
            assert shown[f"{quantity}[{number}]"] == text
    assert shown["F1[macro]"] == percent(scores.macro[2])
    view._pages.setCurrentIndex(0)
    assert not view.wants_overview


@pytest.mark.parametrize("name", ["circle", "bumps"])
def test_neither_of_two_samples_at_one_place_hides_the_other(
    opened: Opened, name: str
) -> None:
    view, _, plan = opened(name)
    here = plan.shape.train
    test = msgspec.structs.replace(plan.shape.test, x=here.x[:1], y=here.y[:1])
    marks = np.array([1.0 - here.marks[0]])
    canvas = view.surface.canvas

    def picture(train: Points, test: Points) -> QImage:
        shape = msgspec.structs.replace(plan.shape, train=train, test=test)
        canvas.show_plan(shape)
        return canvas.grab().toImage()

    one = msgspec.structs.replace(
        here, x=here.x[:1], y=here.y[:1], marks=here.marks[:1]
    )
    other = msgspec.structs.replace(test, marks=marks)
    none = msgspec.structs.replace(
        here, x=here.x[:0], y=here.y[:0], marks=here.marks[:0]
    )
    both = picture(one, other)
    assert both != picture(one, none)
    assert both != picture(none, other)


def test_a_legend_lies_beside_a_plane_that_it_would_make_smaller(
    opened: Opened,
) -> None:
    view, *_ = opened("circle")
    surface, areas = view.surface, []
    for height in (300, 640):
        view.resize(330, height)
        QApplication.processEvents()
        legend, canvas = surface.legend.geometry(), surface.canvas
        area = canvas.axes().rect.toRect().translated(canvas.pos())
        assert area.width() == area.height()
        assert surface.rect().contains(legend)
        assert not legend.intersects(area)
        areas.append((legend.left() > area.right(), area.width()))
    (wide_beside, low), (high_beside, high) = areas
    assert (wide_beside, high_beside) == (True, False)
    assert (low, high) == (pytest.approx(190, abs=15), pytest.approx(281, abs=3))


def test_a_picture_is_painted_again_only_when_it_is_another(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas, pixels, asked = ImageCanvas(), np.zeros((8, 8)), list[int]()
    qtbot.addWidget(canvas)
    monkeypatch.setattr(canvas, "update", lambda: asked.append(1))
    for brightest in (1.0, 1.0, 2.0, 2.0):
        canvas.show_pixels(pixels, brightest)
    assert len(asked) == 2
    # A digit that is drawn changes in place.
    pixels[2:5] = 1.0
    canvas.show_pixels(pixels, 2.0)
    assert len(asked) == 3

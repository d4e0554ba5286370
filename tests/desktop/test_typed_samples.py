"""Samples of the user: typed, drawn, or a point of the plane."""

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.ui.samples.input_field import InputField
from nnviz.ui.window.main_window import MainWindow
from tests.desktop.driving import (
    is_at_rest,
    train,
    wait_for_figures,
)
from tests.desktop.samples_panel import CIRCLE, lens, open_samples, sample_in
from tests.desktop.test_lens import wait_for_lens


def test_a_point_of_the_plane_is_looked_at(window: MainWindow, qtbot: QtBot) -> None:
    open_samples(window, qtbot, CIRCLE)
    canvas = window.panels.output.surface.canvas
    axes = canvas.axes()
    assert axes is not None
    # A corner of the plane, where no sample is near.
    place = axes.rect.topLeft().toPoint() + QPoint(6, 6)
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place)
    wait_for_figures(window, qtbot)
    assert ", the point x1 " in lens(window)
    sample, state = window.network.presenter.sample, window.panels.diagram.state
    assert sample is not None
    assert state is not None
    values = axes.values_at(place.toPointF())
    assert values is not None
    assert sample.values is not None
    np.testing.assert_allclose(sample.values[:2], values)
    np.testing.assert_array_equal(state.activations[0], sample.inputs)
    assert not window.panels.samples.table.selectionModel().hasSelection()


def test_a_drag_over_the_plane_takes_the_point_along(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_samples(window, qtbot, CIRCLE)
    canvas = window.panels.output.surface.canvas
    axes = canvas.axes()
    assert axes is not None
    corner = axes.rect.topLeft().toPoint() + QPoint(6, 6)
    end = axes.rect.center().toPoint()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=corner)
    QTest.mouseMove(canvas, end)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=end)
    sample, values = window.network.presenter.sample, axes.values_at(end.toPointF())
    assert sample is not None
    assert sample.values is not None
    assert values is not None
    np.testing.assert_allclose(sample.values[:2], values)


def test_a_value_typed_makes_a_row_of_its_own(window: MainWindow, qtbot: QtBot) -> None:
    open_samples(window, qtbot, RunConfig(dataset="iris"))
    panel = window.panels.samples
    panel.type.trigger()
    field = panel.typed.inputs[1]
    before = [each.value for each in panel.typed.inputs]
    assert before == window.network.presenter.sample.values.tolist()  # type: ignore
    type_into(qtbot, field, "3.75")
    wait_for_figures(window, qtbot)
    assert lens(window).endswith(", a row typed by hand")
    sample = window.network.presenter.sample
    assert sample is not None
    assert sample.values is not None
    assert sample.values.tolist() == [before[0], 3.75, *before[2:]]
    assert sample.targets is not None
    classes = panel.typed.classes
    assert classes is not None
    classes.setCurrentIndex(0)
    classes.picked.emit(0)
    wait_for_figures(window, qtbot)
    assert window.network.presenter.sample.targets is None  # type: ignore[union-attr]


def type_into(qtbot: QtBot, field: object, words: str) -> None:
    field.window().activateWindow()  # type: ignore[attr-defined]
    field.setFocus()  # type: ignore[attr-defined]
    field.selectAll()  # type: ignore[attr-defined]
    qtbot.keyClicks(field, words)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_what_cannot_be_typed_is_said_at_the_field(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_samples(window, qtbot, RunConfig(dataset="iris"))
    panel = window.panels.samples
    panel.type.trigger()
    type_into(qtbot, panel.typed.inputs[0], "much")
    assert panel.typed.inputs[0].property("invalid") == "true"
    assert "is not a number" in panel.typed.fault.text()
    assert " sample " in lens(window)


def test_a_row_typed_by_hand_stays_when_the_network_changes(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_samples(window, qtbot, CIRCLE)
    window.network.samples.look_at_values(np.array([1.5, -2.0]), None)
    with qtbot.waitSignal(window.controller.run_started):
        window.network.edits.choose(CIRCLE.changed(hidden=(4,), derived=("x1^2",)))
    wait_for_figures(window, qtbot)
    sample = window.network.presenter.sample
    assert sample is not None
    assert sample.name == "a row typed by hand"
    assert sample.values is not None
    assert sample.values.tolist() == [1.5, -2.0, 2.25]


def double_click_input(window: MainWindow, qtbot: QtBot, neuron: int) -> None:
    diagram = window.panels.diagram
    column = diagram.on_screen.columns[0]
    place = QPoint(round(column.x), round(float(column.ys[neuron])))
    qtbot.mouseDClick(diagram, Qt.MouseButton.LeftButton, pos=place)


def input_field(window: MainWindow) -> InputField:
    found = window.findChild(InputField)
    assert found is not None
    return found


def test_an_input_is_typed_into_in_the_units_of_the_data(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_samples(window, qtbot, RunConfig(dataset="iris", scaling="standard"))
    before = window.network.presenter.sample
    assert before is not None
    assert before.values is not None
    double_click_input(window, qtbot, 2)
    popup = input_field(window)
    assert popup.isVisible()
    assert popup.field.value == before.values[2]
    type_into(qtbot, popup.field, "4.5")
    assert not popup.isVisible()
    wait_for_figures(window, qtbot)
    assert lens(window).endswith(", a row typed by hand")
    sample, state = window.network.presenter.sample, window.panels.diagram.state
    assert sample is not None
    assert sample.values is not None
    assert state is not None
    assert sample.values.tolist() == [*before.values[:2], 4.5, before.values[3]]
    start = window.controller.started
    assert start is not None
    scaling = start.lane.data.input_scaling
    assert state.activations[0][2] == (4.5 - scaling.offset[2]) * scaling.factor[2]
    np.testing.assert_array_equal(sample.wanted, before.wanted)


def test_escape_leaves_an_input_as_it_was(window: MainWindow, qtbot: QtBot) -> None:
    open_samples(window, qtbot, CIRCLE)
    before = lens(window)
    window.activateWindow()
    window.panels.diagram.setFocus()
    window.panels.diagram.select_neuron(0, 1)
    qtbot.keyClick(window.panels.diagram, Qt.Key.Key_Return)
    popup = input_field(window)
    qtbot.waitUntil(popup.field.hasFocus)
    qtbot.keyClicks(popup.field, "3")
    qtbot.keyClick(popup.field, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert lens(window) == before


def test_what_is_no_number_keeps_the_field_open(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_samples(window, qtbot, CIRCLE)
    double_click_input(window, qtbot, 0)
    popup = input_field(window)
    type_into(qtbot, popup.field, "one")
    assert popup.isVisible()
    assert "is not a number" in popup._note.text()


def test_a_derived_input_says_what_it_follows_from(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_samples(window, qtbot, CIRCLE.changed(derived=("x1^2",)))
    double_click_input(window, qtbot, 2)
    said = window.panels.messages.text
    assert said.startswith("x1^2 is worked out from x1 and x2")


def test_a_small_digit_is_drawn_and_looked_at(window: MainWindow, qtbot: QtBot) -> None:
    open_samples(window, qtbot, RunConfig(dataset="digits"))
    train(window, qtbot, 1500)
    tabs = window.panels.output.images
    tabs.tabs.setCurrentWidget(tabs.pad)
    canvas = tabs.pad.canvas
    square = canvas._square()
    places = [
        (square.topLeft() + QPointF(x, y) * (square.width() / 224)).toPoint()
        for x, y in ((90, 70), (115, 40), (115, 184))
    ]
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=places[0])
    for place in places:
        QTest.mouseMove(canvas, place)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=places[-1])
    wait_for_figures(window, qtbot)
    assert lens(window).endswith(", the digit drawn last")
    state = window.panels.diagram.state
    assert state is not None
    assert int(state.activations[-1].argmax()) == 1
    assert state.input_image is not None
    assert state.input_image.shape == (8, 8)
    sample = window.network.presenter.sample
    assert sample is not None
    assert sample.values is not None
    assert 8 < sample.values.max() <= 16


def test_a_row_typed_or_clicked_within_a_walk_is_shown_at_rest(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_samples(window, qtbot, CIRCLE)
    train(window, qtbot, 3)
    qtbot.waitUntil(lambda: is_at_rest(window))
    window.panels.run_bar._sizes.button("phase").click()
    window.network.stepping.stepper.step(-1)
    field = window.panels.samples.typed.inputs[0]
    assert ": sample 1 of the batch" in lens(window)
    window.network.samples.look_at_values(np.array([9.0, 9.0]), None)
    assert "is not in the batch of iteration 3" in window.panels.messages.text
    assert field.value == 9.0
    qtbot.waitUntil(lambda: lens(window).endswith("are now, a row typed by hand"))
    qtbot.waitUntil(lambda: is_at_rest(window))
    window.network.stepping.stepper.step(-1)
    panel, stepper = window.panels.samples, window.network.stepping.stepper
    assert stepper.walk is not None
    start = window.controller.started
    assert start is not None
    batch = start.lane.data.train_rows[stepper.walk.trace.rows].tolist()
    row = next(
        row
        for row in range(panel.model.rowCount())
        if sample_in(window, row).row not in batch
    )
    panel.table.setCurrentIndex(panel.model.index(row, 0))
    chosen = sample_in(window, row)
    wait_for_lens(window, qtbot, 3)
    assert lens(window).endswith(f"weights as they are now, {chosen.name}")
    assert panel.table.currentIndex().row() == row

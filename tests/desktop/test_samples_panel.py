"""The panel of samples: what it says, and every way to choose the one looked at."""

import csv
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.session.probe import ProbeSample
from nnviz.ui.charts.chart_header import LegendButton
from nnviz.ui.samples.input_field import InputField
from nnviz.ui.window.main_window import MainWindow
from nnviz.views.numbers import signed, significant
from nnviz.views.samples import OTHER
from tests.desktop.driving import (
    action,
    is_at_rest,
    open_on,
    train,
    wait_for_figures,
)
from tests.desktop.test_lens import wait_for_lens

CIRCLE = RunConfig(dataset="circle", hidden=(3, 2), batch_size=4)


def open_samples(window: MainWindow, qtbot: QtBot, config: RunConfig) -> None:
    """Open a run with the table of samples in front, all figures known."""
    open_on(window, qtbot, config)
    action(window, "samples").trigger()
    wait_for_figures(window, qtbot)


def column(window: MainWindow, kind: str) -> int:
    kinds = [each.kind for each in window.panels.samples.model.columns]
    return kinds.index(kind)


def sample_in(window: MainWindow, row: int) -> ProbeSample:
    """Return the sample that a row of the table shows."""
    listed, place = (
        window.network.samples._listed,
        window.panels.samples.model.place(row),
    )
    assert listed is not None
    assert place is not None
    sample = listed.sample(place)
    assert sample is not None
    return sample


def text(window: MainWindow, row: int, kind: str) -> str:
    model = window.panels.samples.model
    return str(model.index(row, column(window, kind)).data())


def click_row(window: MainWindow, qtbot: QtBot, row: int, kind: str = "row") -> None:
    table = window.panels.samples.table
    index = table.model().index(row, column(window, kind))
    table.scrollTo(index)
    place = table.visualRect(index).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def lens(window: MainWindow) -> str:
    return window.panels.lens.text()


@pytest.mark.parametrize("dataset", ["circle", "sine", "iris", "diabetes", "digits"])
def test_a_click_on_the_worst_sample_shows_it_everywhere(
    window: MainWindow, qtbot: QtBot, dataset: str
) -> None:
    open_samples(window, qtbot, RunConfig(dataset=dataset, precision="float32"))
    train(window, qtbot, 20)
    wait_for_figures(window, qtbot)
    click_row(window, qtbot, 0)
    wait_for_figures(window, qtbot)
    row = window.network.presenter.row
    assert text(window, 0, "row") == f"{row + 1:,}"
    assert lens(window).endswith(f" sample {row + 1:,}")
    snapshot, state = window.network.shown.snapshot, window.panels.diagram.state
    assert snapshot is not None
    assert snapshot.lane.probe is not None
    assert state is not None
    trace = snapshot.lane.probe.trace
    loss = float(trace["losses"].ravel()[0])
    assert text(window, 0, "loss") == significant(loss, 4)
    start = window.controller.started
    assert start is not None
    data = start.lane.data
    outputs = state.activations[-1]
    if data.dataset.task == "classification":
        other = 1 - float(outputs[0]) if len(outputs) == 1 else 0.0
        best = max(float(outputs.max()), other)
        assert text(window, 0, "share") == significant(best, 4)
    else:
        found = float(data.target_scaling.invert(outputs[None])[0, 0])
        shown = text(window, 0, "predicted").replace(",", "")
        assert shown == signed(found).strip()


def test_numbers_of_rows_are_not_cut_off(window: MainWindow, qtbot: QtBot) -> None:
    open_samples(window, qtbot, RunConfig(dataset="circle", samples=20_000))
    table, place = window.panels.samples.table, column(window, "row")
    metrics = QFontMetrics(table.model().index(0, place).data(Qt.ItemDataRole.FontRole))
    # Qt leaves some pixels free at either side of a cell's text.
    assert table.columnWidth(place) >= metrics.horizontalAdvance("20,000") + 6


def test_the_table_follows_a_step_an_edit_and_its_undo(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_samples(window, qtbot, CIRCLE)
    before = text(window, 0, "loss")
    window.panels.diagram.weight_edited.emit(1, 0, 0, 2.5)
    window.panels.diagram.edit_finished.emit()
    qtbot.waitUntil(lambda: text(window, 0, "loss") != before)
    action(window, "undo").trigger()
    qtbot.waitUntil(lambda: text(window, 0, "loss") == before)
    train(window, qtbot, 1)
    wait_for_figures(window, qtbot)
    assert text(window, 0, "loss") != before
    assert window.panels.samples.caption.text().endswith("at iteration 1")


def test_the_row_follows_the_lens(window: MainWindow, qtbot: QtBot) -> None:
    open_samples(window, qtbot, CIRCLE)
    panel = window.panels.samples
    window.network.presenter.show_sample(41)
    index = panel.table.currentIndex()
    assert str(panel.model.index(index.row(), 0).data()) == "42"
    assert panel.table.visualRect(index).intersects(panel.table.viewport().rect())


def test_a_click_on_a_header_sorts_and_so_does_a_key(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_samples(window, qtbot, CIRCLE)
    table = window.panels.samples.table
    header = table.horizontalHeader()
    middle = header.sectionViewportPosition(0) + 10
    place = QPoint(middle, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert [text(window, row, "row") for row in range(3)] == ["1", "2", "3"]
    click_row(window, qtbot, 0)
    qtbot.keyClick(table, Qt.Key.Key_S)
    assert text(window, 0, "row") == "500"
    header_words = window.panels.samples.model.headerData(0, Qt.Orientation.Horizontal)
    assert header_words == "row \N{DOWNWARDS ARROW}"


def test_sets_and_mistakes_are_picked_out(window: MainWindow, qtbot: QtBot) -> None:
    open_samples(window, qtbot, CIRCLE)
    panel = window.panels.samples
    panel.sets.setCurrentIndex(2)
    panel.sets.picked.emit(2)
    assert panel.model.rowCount() == 100
    panel.wrong_only.click()
    assert panel.model.rowCount() < 100
    rows = range(panel.model.rowCount())
    assert all(text(window, r, "target") != text(window, r, "predicted") for r in rows)


def test_while_training_it_says_of_which_iteration_the_figures_are(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_samples(window, qtbot, CIRCLE)
    caption = window.panels.samples.caption
    window.controller.play()
    qtbot.waitUntil(lambda: "iteration 0" not in caption.text())
    assert " at iteration " in caption.text()
    window.controller.pause()
    wait_for_figures(window, qtbot)
    done = window.controller.snapshot
    assert done is not None
    assert caption.text().endswith(f"at iteration {done.iteration:,}")


def test_nothing_is_worked_out_while_the_table_is_not_seen(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_samples(window, qtbot, CIRCLE)
    window._inspector.raise_()
    qtbot.waitUntil(
        lambda: (
            window.controller.snapshot is not None
            and window.controller.snapshot.samples is None
        ),
    )


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


def test_within_a_walk_no_sample_is_asked_for_until_it_is_left(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_samples(window, qtbot, CIRCLE)
    train(window, qtbot, 3)
    qtbot.waitUntil(lambda: is_at_rest(window))
    window.panels.run_bar._sizes.button("phase").click()
    stepper = window.network.stepping.stepper
    stepper.step(-1)
    with qtbot.assertNotEmitted(window.network.presenter.sample_chosen):
        window.network.step_sample(1)
        window.network.step_sample(1)
    with qtbot.waitSignal(window.network.presenter.sample_chosen) as asked:
        stepper.leave()
    assert asked.args[0].row == window.network.presenter.row
    wait_for_lens(window, qtbot, 3)


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


def test_rows_of_another_file_are_listed_and_looked_at(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    open_samples(window, qtbot, RunConfig(dataset="iris"))
    start = window.controller.started
    assert start is not None
    names = start.dataset.input_names
    path = tmp_path / "new.csv"
    path.write_text(f"{','.join(names)}\n5.9,3.1,4.2,1.5\n6.4,2.8,5.1,1.9\n")
    window.files.add_rows(str(path))
    panel = window.panels.samples
    qtbot.waitUntil(lambda: panel.model.rowCount() == 2)
    assert panel.sets.currentText() == "rows of new.csv"
    wait_for_figures(window, qtbot)
    assert text(window, 0, "predicted") in start.dataset.class_names
    assert (text(window, 0, "target"), text(window, 0, "loss")) == ("", "")
    click_row(window, qtbot, 1)
    wait_for_figures(window, qtbot)
    assert lens(window).endswith(", row 2 of new.csv")
    assert panel.table.currentIndex().row() == 1
    with qtbot.waitSignal(window.controller.run_started):
        window.network.edits.choose(window.controller.config.changed(hidden=(7,)))
    wait_for_figures(window, qtbot)
    assert lens(window).endswith(", row 2 of new.csv")
    assert OTHER in panel._sets


def choose_file(window: MainWindow, dialog: str, path: Path) -> None:
    """Choose a file in a dialog that is open, and let it close."""
    found = window.findChild(QFileDialog, dialog)
    assert found is not None
    found.fileSelected.emit(str(path))
    found.reject()


def open_rows(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    """Open rows of irises to predict, of which the second has a gap."""
    open_on(window, qtbot, RunConfig(dataset="iris"))
    train(window, qtbot, 40)
    start = window.controller.started
    assert start is not None
    names = ",".join(start.dataset.input_names)
    path.write_text(f"note,{names}\na,5.9,3,4,1.50\nb,?,2.8,5.1,1.9\nc,5,3,1.5,.2\n")
    action(window, "open_rows").trigger()
    choose_file(window, "rows_dialog", path)
    qtbot.waitUntil(lambda: window.panels.samples.model.rowCount() == 2)
    wait_for_figures(window, qtbot)


def test_rows_to_predict_are_listed_and_any_is_looked_at(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    open_rows(window, qtbot, tmp_path / "new.csv")
    assert window.panels.samples.table.isVisible()
    said = window.panels.messages.text
    assert "1 of 3 rows has no prediction" in said
    assert "line 3, column 'sepal length (cm)': the value is missing" in said
    listed = [text(window, row, "row") for row in range(2)]
    assert sorted(listed) == ["1", "3"]
    click_row(window, qtbot, listed.index("3"))
    qtbot.waitUntil(lambda: lens(window).endswith(", row 3 of new.csv"))


def test_predictions_are_saved_beside_the_rows_as_they_are_written(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.network.predictions.ask()
    assert "no rows to predict" in window.panels.messages.text
    out = tmp_path / "out.csv"
    open_rows(window, qtbot, tmp_path / "new.csv")
    told = {
        text(window, row, "row"): text(window, row, "predicted") for row in range(2)
    }
    action(window, "save_predictions").trigger()
    choose_file(window, "predictions_dialog", out)
    qtbot.waitUntil(lambda: "Saved as" in window.panels.messages.text)
    with out.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["note"] for row in rows] == ["a", "b", "c"]
    assert rows[0]["petal width (cm)"] == "1.50"
    assert [row["prediction"] for row in rows] == [told["1"], "", told["3"]]
    shares = [float(value) for name, value in rows[0].items() if name[:2] == "P("]
    assert len(shares) == 3
    assert sum(shares) == pytest.approx(1.0)


def test_predictions_are_not_written_over_their_rows(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    open_samples(window, qtbot, CIRCLE)
    path = tmp_path / "new.csv"
    path.write_text("x1,x2\n1,2\n3,4\n")
    window.files.add_rows(str(path))
    qtbot.waitUntil(lambda: window.panels.samples.model.rowCount() == 2)
    window.network.predictions.write(str(path))
    assert "choose another name" in window.panels.messages.text
    assert path.read_text() == "x1,x2\n1,2\n3,4\n"


def test_a_file_without_the_inputs_is_refused(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    open_samples(window, qtbot, RunConfig(dataset="iris"))
    path = tmp_path / "new.csv"
    path.write_text("a,b\n1,2\n2,3\n")
    window.files.add_rows(str(path))
    messages = window.panels.messages
    qtbot.waitUntil(lambda: "there is no column" in messages.text)
    assert OTHER not in window.panels.samples._sets


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


def test_a_validation_set_is_listed_plotted_and_drawn(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_samples(window, qtbot, CIRCLE.changed(validation_fraction=0.1))
    panel = window.panels.samples
    place = panel.sets.findText("validation set")
    panel.sets.setCurrentIndex(place)
    panel.sets.picked.emit(place)
    assert panel.model.rowCount() == 50
    assert {text(window, row, "set") for row in range(50)} == {"validation"}
    click_row(window, qtbot, 0)
    row = text(window, 0, "row")
    qtbot.waitUntil(lambda: lens(window).endswith(f"validation sample {row}"))
    train(window, qtbot, 1)
    buttons = window.panels.cost.header.findChildren(LegendButton)
    assert "validation" in [button.whole_name for button in buttons]

"""The panel of samples: what it says, and every way to choose the one looked at."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.ui.charts.chart_header import LegendButton
from nnviz.ui.window.main_window import MainWindow
from nnviz.views.numbers import signed, significant
from tests.desktop.driving import (
    action,
    is_at_rest,
    train,
    wait_for_figures,
)
from tests.desktop.samples_panel import (
    CIRCLE,
    click_row,
    column,
    lens,
    open_samples,
    text,
)
from tests.desktop.test_lens import wait_for_lens


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

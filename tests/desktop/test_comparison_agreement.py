"""Numbers of a comparison are the same wherever they stand."""

from pathlib import Path

from PySide6.QtWidgets import QDockWidget, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from nnviz.session.comparison.contender import Variation
from nnviz.ui.comparison.cell_row import cost_words, measure
from nnviz.ui.pages.comparison.comparison_page import ComparisonPage
from nnviz.ui.pages.comparison.comparison_views import LAYERS, OUTPUTS, VERDICT
from nnviz.ui.window.main_window import MainWindow
from nnviz.views.numbers import percent, significant
from tests.desktop import agreement as alone
from tests.desktop.comparing import CIRCLE, compare, rest_at
from tests.desktop.driving import action, open_on, train
from tests.desktop.test_lens import wait_for_lens

NAMES = ("relu", "tanh", "step")


def agree(live: ComparisonPage, qtbot: QtBot, iteration: int) -> None:
    """Hold plots, outputs, layers and verdict against each other at an iteration."""
    rest_at(live, qtbot, iteration)
    views = live.views
    views.show_view(OUTPUTS)

    def painted() -> bool:
        frame = views.outputs.frame
        return frame is not None and all(
            each.iteration == iteration and each.accuracy is not None
            for each in frame.contenders
        )

    qtbot.waitUntil(painted)
    frame = views.outputs.frame
    views.show_view(VERDICT)
    moment = views.verdict._moment.text
    unit = "iteration" if iteration == 1 else "iterations"
    qtbot.waitUntil(lambda: moment() == f"after {iteration} {unit}, one run each")
    read = views.verdict.readings()
    for name, each, cost in zip(
        NAMES, frame.contenders, views.costs.cost._curves, strict=True
    ):
        # The cost of an iteration is that of the weights before its update, and the
        # plot has it where those weights are.
        where, value = cost.series.at(iteration - 1)
        assert where == iteration - 1
        assert significant(float(significant(value, 6))) == cost_words(each)
        assert read[f"{name}: accuracy (test)"] == measure(each)
    views.show_view(LAYERS)
    said = views.health._moment
    qtbot.waitUntil(lambda: said.text() == f"after {iteration} {unit}")


def test_numbers_agree_at_rest_and_in_the_past(
    window: MainWindow, qtbot: QtBot
) -> None:
    live = compare(window, qtbot, Variation("activation", NAMES))
    live.controller.step(60)
    agree(live, qtbot, 60)
    live.go_to(1)
    agree(live, qtbot, 1)
    live.step(1, "10")
    agree(live, qtbot, 11)


def test_lost_neurons_are_counted_alike_in_layers_verdict_panel_and_diagram(
    window: MainWindow, qtbot: QtBot
) -> None:
    # Contenders begin with the same weights, so the initialiser is not left open.
    config = CIRCLE.changed(
        hidden=(6, 5), loss="mse", learning_rate=20.0, initializer="xavier_uniform"
    )
    live = compare(window, qtbot, Variation("activation", ("relu", "tanh")), config)
    live.controller.step(9)
    rest_at(live, qtbot, 9)
    views = live.views
    views.show_view(LAYERS)
    views.health.tabs.setCurrentIndex(1)
    shares = views.health.shares
    qtbot.waitUntil(lambda: all(one and one.iteration == 9 for one in shares.health))
    # What is read is what was painted last.
    qtbot.waitUntil(shares.isVisible)
    shares.repaint()
    counted = dict(shares.readings())
    views.show_view(VERDICT)
    for name in ("relu", "tanh"):
        dead, neurons = (
            sum(int(counted[f"{name}: dead{layer}"].split("/")[k]) for layer in (1, 2))
            for k in (0, 1)
        )
        said = views.verdict.readings()[f"{name}: dead neurons"]
        assert said == percent(dead / neurons)
    window.tabs.show_tab("network")
    for name in ("relu", "tanh"):
        open_on(window, qtbot, config.changed(activation=name))
        train(window, qtbot, 9)
        wait_for_lens(window, qtbot, 9)
        window.findChild(QDockWidget, "dock_activation").raise_()
        for layer in (1, 2):
            window.panels.diagram.selection_changed.emit(layer, 0)
            alone.agree(window, qtbot)
            found = window.panels.activation.readings()
            dead = alone.Number(counted[f"{name}: dead{layer}"])
            assert dead.agrees(alone.Number(found[f"dead{layer}"]))
            flat = alone.Number(counted[f"{name}: saturated{layer}"])
            shown = found[f"saturated_share{layer}"].removeprefix("saturated ")
            assert flat.agrees(alone.Number(shown))


def test_a_report_has_the_numbers_pictures_and_remarks_of_the_page(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    live = compare(window, qtbot, Variation("activation", NAMES))
    live.controller.step(50)
    rest_at(live, qtbot, 50)
    live.views.show_view(VERDICT)
    live.views.chooser.study_requested.emit(live.views.chooser.choice, 2)
    qtbot.waitUntil(lambda: len(live.study._outcomes) == 2 * len(NAMES))
    moment = window.findChild(QLabel, "comparison_verdict_moment")
    qtbot.waitUntil(lambda: moment.text() == "after 50 iterations, 2 runs each")
    # The table stays that of the seeds; remarks say that they are of another moment.
    live.go_to(1)
    rest_at(live, qtbot, 1)
    qtbot.waitUntil(
        lambda: "after 1 iteration:" in live.views.verdict.text.toPlainText()
    )
    assert moment.text() == "after 50 iterations, 2 runs each"
    action(window, "save_report").trigger()
    dialog = window.findChild(QFileDialog, "report_dialog")
    dialog.fileSelected.emit(str(tmp_path / "report.html"))
    dialog.reject()
    page = (tmp_path / "report.html").read_text()
    for cell in live.views.verdict.readings().values():
        value, _, spread = cell.partition(" (")
        assert value.split(", ")[0] in page
        assert spread.removesuffix(")") in page
    assert "after 50 iterations, 2 runs each" in page
    assert "after 1 iteration, seed 0" in page
    assert "they do not learn" in page
    assert page.count("data:image/png;base64,") == 2 * len(NAMES)
    assert "<script" not in page
    # Its networks are drawn by another process, which then writes it anew.
    qtbot.waitUntil(lambda: live.study.pages.current is None)
    whole = (tmp_path / "report.html").read_text()
    assert window.panels.messages.kind == "good"
    assert "<script" in whole
    assert page[page.index('<section id="report"') :][:-20] in whole

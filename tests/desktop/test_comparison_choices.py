"""What is compared in the real window is chosen, and judged."""

import re
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QListWidget,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from nnviz.core.network import find_activation
from nnviz.session.comparison.choice import OWN, SAME, ComparisonChoice
from nnviz.session.comparison.contender import Variation
from nnviz.ui.pages.comparison.comparison_views import STEP, VERDICT
from nnviz.ui.theme.apply import Appearance
from nnviz.ui.window.main_window import MainWindow
from nnviz.views.numbers import MINUS, significant
from tests.desktop.comparing import CIRCLE, THREE, compare, rest_at
from tests.desktop.driving import action, open_on


def test_space_begins_the_comparison_that_is_offered(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, CIRCLE)
    window.tabs.show_tab("comparison")
    live = window.comparison
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: live.controller.iteration > 10)
    names = [contender.name for contender in live.controller.started.contenders]
    assert names == ["relu", "tanh", "sigmoid", "step"]


def test_the_button_begins_the_comparison_that_it_names(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, CIRCLE)
    window.tabs.show_tab("comparison")
    button = window.findChild(QPushButton, "button_offered_comparison")
    controller = window.comparison.controller
    with qtbot.waitSignal(controller.run_started):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_leaving_the_same_weights_begins_each_with_its_own(
    window: MainWindow, qtbot: QtBot
) -> None:
    live = compare(window, qtbot)
    with qtbot.waitSignal(live.controller.run_started):
        action(window, "own_initializers").trigger()
    config = {c.name: c.config.initializer for c in live.controller.started.contenders}
    assert config["relu"] == "he_normal"
    assert config["tanh"] == "xavier_uniform"


def test_every_setting_of_the_menu_can_be_compared(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, CIRCLE)
    settings = "activation optimizer learning_rate initializer batch_size loss".split()
    for setting in settings:
        window.tabs.show_tab("network")
        with qtbot.waitSignal(window.comparison.controller.run_started):
            action(window, f"compare_{setting}").trigger()
        assert window.tabs.front == "comparison"
        start = window.comparison.controller.started
        assert [variation.setting for variation in start.wish.variations] == [setting]
        assert len(start.contenders) >= 2


def test_where_two_part_is_found_while_they_rest(
    window: MainWindow, qtbot: QtBot
) -> None:
    live = compare(window, qtbot)
    live.views.show_view(VERDICT)
    qtbot.mouseClick(
        window.findChild(QPushButton, "comparison_parting_find"),
        Qt.MouseButton.LeftButton,
    )
    answer = window.findChild(QLabel, "comparison_parting_answer")
    qtbot.waitUntil(
        lambda: (
            "relu and tanh first differ by more than 1e−6 in iteration 1"
            in answer.text()
        ),
    )


def test_the_place_of_a_first_difference_is_shown_where_it_is_computed(
    window: MainWindow, qtbot: QtBot
) -> None:
    live = compare(window, qtbot)
    live.controller.step(40)
    rest_at(live, qtbot, 40)
    live.views.show_view(VERDICT)
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(window.findChild(QPushButton, "comparison_parting_find"), left)
    go = window.findChild(QPushButton, "comparison_parting_go")
    qtbot.waitUntil(go.isVisible)
    words = window.findChild(QLabel, "comparison_parting_answer").text()
    said = re.search(r"in a1 .*neuron (\d+) and sample (\d+) of the batch", words)
    assert said is not None
    qtbot.mouseClick(go, left)
    rest_at(live, qtbot, 1)
    assert live.views.view == STEP
    header = live.views.stepping.header
    wanted = f"Activation a of hidden 1, neuron {said[1]}"
    qtbot.waitUntil(lambda: header.place.text() == wanted)
    assert (header.neuron.value(), header.sample.value()) == (
        int(said[1]),
        int(said[2]),
    )
    values = [column.content.words.value for column in live.views.stepping.columns]
    first, second = re.findall(r": (\S+) and (\S+) for", words)[0]
    assert [float(value.replace(MINUS, "-")) for value in values[:2]] == [
        float(first),
        float(second),
    ]
    # From elsewhere the button leads back to the same place.
    live.controller.step(5)
    rest_at(live, qtbot, 6)
    qtbot.mouseClick(go, left)
    rest_at(live, qtbot, 1)
    qtbot.waitUntil(lambda: header.place.text() == wanted)


def test_the_verdict_is_that_of_the_contenders_as_they_are(
    window: MainWindow, qtbot: QtBot
) -> None:
    live = compare(window, qtbot, Variation("activation", ("relu", "step")))
    live.views.show_view(VERDICT)
    live.controller.step(300)
    rest_at(live, qtbot, 300)
    verdict = live.views.verdict
    cost = live.controller.snapshot.lanes[0].evaluation.train.cost
    qtbot.waitUntil(lambda: f"relu\t{significant(cost)}" in verdict.plain)
    assert "they do not learn" in verdict.plain


def test_several_seeds_come_as_bands_and_can_be_cancelled(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    live = compare(window, qtbot, Variation("activation", ("relu", "tanh")))
    live.views.show_view(VERDICT)
    live.controller.step(50)
    rest_at(live, qtbot, 50)
    choice = live.views.chooser.choice
    live.views.chooser.study_requested.emit(choice, 2)
    qtbot.waitUntil(lambda: len(live.study._outcomes) == 4)
    assert {one.iterations for one in live.study._outcomes} == {50}
    qtbot.waitUntil(lambda: "2 runs each" in live.views.verdict.plain)
    action(window, "save_report").trigger()
    dialog = window.findChild(QFileDialog, "report_dialog")
    dialog.fileSelected.emit(str(tmp_path / "report.html"))
    dialog.reject()
    assert "relu" in (tmp_path / "report.html").read_text()
    live.views.chooser.study_requested.emit(choice, 500)
    worker = live.study._workers.current
    live.views.chooser.study_cancelled.emit()
    qtbot.waitUntil(worker.isFinished)


def test_quantities_are_offered_that_both_contenders_have(
    window: MainWindow, qtbot: QtBot
) -> None:
    live = compare(window, qtbot, Variation("hidden", ((4,), (4, 3), (4, 3, 2))))
    offered = window.findChild(QComboBox, "comparison_parting_quantity")

    def names() -> list[str]:
        return [offered.itemText(place) for place in range(offered.count())]

    assert names()[:3] == ["any quantity", "W1", "b1"]
    assert {"z1", "a1"} <= set(names())
    assert "z3" not in names()
    live.views.first_difference.pair_chosen.emit(1, 2)
    assert "z3" not in names()
    assert "z2" in names()


def test_what_was_compared_is_offered_again(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    file = str(tmp_path / "nnviz.ini")
    values = ("relu", "x * tanh(x)")
    for first in (True, False):
        window = MainWindow(Appearance(qapp))
        qtbot.addWidget(window)
        window.remember(QSettings(file, QSettings.Format.IniFormat))
        window.show()
        open_on(window, qtbot, CIRCLE)
        if first:
            compare(window, qtbot, Variation("activation", values))
        window.tabs.show_tab("comparison")
        chosen = window.comparison.views.chooser.choice
        assert (chosen.setting, chosen.values) == ("activation", values)
        window.close()


def test_a_function_written_for_a_comparison_is_offered_everywhere(
    window: MainWindow, qtbot: QtBot
) -> None:
    compare(window, qtbot, Variation("activation", ("relu", "x * tanh(x)")))
    assert window.panels.experiment.functions.texts == ("x * tanh(x)",)
    field = window.findChild(QComboBox, "comparison_add")
    assert field.findText("x * tanh(x)") < 0
    window.comparison.views.chooser._chips.chips[1].click()
    assert field.findText("x * tanh(x)") >= 0
    window.tabs.show_tab("activations")
    shown = window.tabs.page.explorer._activations
    assert shown[-1].name == find_activation("x * tanh(x)").name


def test_seeds_of_what_could_not_begin_are_not_of_the_next_comparison(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, CIRCLE)
    window.tabs.show_tab("comparison")
    live = window.comparison
    impossible = ComparisonChoice("loss", ("mse", "cross_entropy"))
    with qtbot.waitSignal(live.controller.failed):
        live.views.chooser.study_requested.emit(impossible, 3)
    with qtbot.waitSignal(live.controller.run_started):
        live.compare(THREE)
    assert live.study._workers.current is None
    assert not live.controller.playing


def test_other_weights_have_no_seeds_yet(window: MainWindow, qtbot: QtBot) -> None:
    live = compare(window, qtbot)
    live.views.chooser.study_requested.emit(live.views.chooser.choice, 50)
    assert live.study._workers.current is not None
    with qtbot.waitSignal(live.controller.run_started):
        action(window, "own_initializers").trigger()
    assert live.study._workers.current is None
    assert live.study.results is None


def chips(window: MainWindow) -> list[str]:
    chooser = window.comparison.views.chooser
    return [chip.text().split()[0] for chip in chooser._chips.chips]


def test_what_is_chosen_to_be_compared_can_be_undone(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, CIRCLE)
    window.tabs.show_tab("comparison")
    chooser, trail = window.comparison.views.chooser, window.comparison.trail
    assert not action(window, "undo").isEnabled()
    qtbot.mouseClick(chooser._chips.chips[1], Qt.MouseButton.LeftButton)
    own = chooser._fairness.button(OWN)
    qtbot.mouseClick(own, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(own, Qt.MouseButton.LeftButton)
    chooser.turn_to("learning_rate")
    assert trail.history == ("leave out tanh", OWN, "vary learning rate")
    assert action(window, "undo").text() == "&Undo vary learning rate"
    action(window, "history").trigger()
    listed = window.findChild(QListWidget, "history_list")
    assert listed.count() == 4
    window.activateWindow()
    for _ in range(3):
        qtbot.keyClick(window, "z", Qt.KeyboardModifier.ControlModifier)
    assert chips(window) == ["relu", "tanh", "sigmoid", "step"]
    assert chooser._fairness.current == SAME
    assert trail.done == 0
    trail.go_to(2)
    assert chips(window) == ["relu", "sigmoid", "step"]
    assert chooser._fairness.current == OWN
    window.tabs.show_tab("network")
    assert listed.count() == 1 + len(window.network.edits.history)
    assert action(window, "undo").isEnabled() == bool(window.network.edits.undoable)


def test_what_the_menu_compares_is_undone_and_marked_as_not_trained(
    window: MainWindow, qtbot: QtBot
) -> None:
    live = compare(window, qtbot)
    with qtbot.waitSignal(live.controller.run_started):
        action(window, "compare_learning_rate").trigger()
    assert live.trail.undoable == "vary learning rate"
    live.trail.undo()
    assert live.views.chooser.choice.setting == "activation"
    assert "Not trained yet" in live.views.chooser._statement.text()
    live.trail.redo()
    assert "Not trained yet" not in live.views.chooser._statement.text()

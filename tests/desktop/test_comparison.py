"""Comparisons in the real window: they train, step, go back, and leave no trace."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QSettings, Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDockWidget,
    QFileDialog,
    QLabel,
    QPushButton,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from nnviz.core.network import find_activation
from nnviz.files.session_file import read_session
from nnviz.session.comparison.comparison import Comparison
from nnviz.session.comparison.contender import Variation, contenders_of
from nnviz.session.config import RunConfig
from nnviz.session.setup import load_data
from nnviz.session.trainer import Trainer
from nnviz.ui.comparing.live_comparison import LiveComparison
from nnviz.ui.comparison.chooser import ComparisonChoice
from nnviz.ui.comparison.page import LAYERS, OUTPUTS, STEP, VERDICT
from nnviz.ui.explorer.function_plot import FunctionPlot
from nnviz.ui.main_window import MainWindow
from nnviz.ui.theme.apply import Appearance
from tests.desktop.driving import action, open_on, train

CIRCLE = RunConfig(dataset="circle", samples=120)
THREE = Variation("activation", ("relu", "tanh", "sigmoid"))


def compare(
    window: MainWindow,
    qtbot: QtBot,
    vary: Variation = THREE,
    config: RunConfig = CIRCLE,
) -> LiveComparison:
    open_on(window, qtbot, config)
    window.tabs.show_tab("comparison")
    live = window.pages.comparison.live
    with qtbot.waitSignal(live.controller.started, timeout=10_000):
        live.compare(vary)
    return live


def rest_at(live: LiveComparison, qtbot: QtBot, iteration: int | None = None) -> int:
    """Wait for a picture at rest, of an iteration if it matters; return which it is."""

    def rests() -> bool:
        shown = live.controller.snapshot
        return (
            not live.controller.playing
            and not live.stepping.stepper.awaits
            and shown is not None
            and shown.at_rest
            and iteration in (None, shown.iteration)
        )

    qtbot.waitUntil(rests, timeout=20_000)
    return live.controller.iteration


def geometry(window: MainWindow) -> dict[str, tuple[bool, int, int]]:
    docks = window.findChildren(QDockWidget)
    return {d.objectName(): (d.isHidden(), d.width(), d.height()) for d in docks}


def test_three_activations_train_as_without_a_window(
    window: MainWindow, qtbot: QtBot
) -> None:
    live = compare(window, qtbot)
    live.controller.step(300)
    rest_at(live, qtbot, 300)
    data = load_data(CIRCLE)
    alone = Comparison(contenders_of(CIRCLE, data, [THREE]), data)
    alone.run(300)
    for one, trainer in zip(
        live.controller.snapshot.moment.contenders, alone.trainers, strict=True
    ):
        np.testing.assert_allclose(one.parameters, trainer.network.parameters)


def test_keys_drive_the_page_in_front(window: MainWindow, qtbot: QtBot) -> None:
    live = compare(window, qtbot)
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: live.controller.iteration > 30)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not live.controller.playing)
    reached = rest_at(live, qtbot)
    qtbot.waitUntil(lambda: live.stepping.stepper.walk is not None)
    qtbot.keyClick(window, Qt.Key.Key_Right)
    rest_at(live, qtbot, reached + 1)
    qtbot.keyClick(window, Qt.Key.Key_Left)
    rest_at(live, qtbot, reached)
    action(window, "reset").trigger()
    qtbot.waitUntil(lambda: live.controller.start is not None)
    rest_at(live, qtbot, 0)
    assert window.controller.snapshot.iteration == 0


def test_space_begins_the_comparison_that_is_offered(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, CIRCLE)
    window.tabs.show_tab("comparison")
    live = window.pages.comparison.live
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: live.controller.iteration > 10, timeout=10_000)
    names = [contender.name for contender in live.controller.start.contenders]
    assert names == ["relu", "tanh", "sigmoid", "step"]


def test_the_button_begins_the_comparison_that_it_names(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, CIRCLE)
    window.tabs.show_tab("comparison")
    button = window.findChild(QPushButton, "button_usual_comparison")
    controller = window.pages.comparison.live.controller
    with qtbot.waitSignal(controller.started, timeout=10_000):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_panels_come_back_as_they_were(window: MainWindow, qtbot: QtBot) -> None:
    open_on(window, qtbot, CIRCLE)
    docks = {d.objectName(): d for d in window.findChildren(QDockWidget)}
    docks["dock_activation"].hide()
    window.resizeDocks([docks["dock_experiment"]], [320], Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: docks["dock_experiment"].width() == 320)
    before = geometry(window)
    for other in ("comparison", "activations"):
        window.tabs.show_tab(other)
        assert all(dock.isHidden() for dock in docks.values())
    window.tabs.show_tab("network")
    qtbot.waitUntil(lambda: geometry(window) == before, timeout=3_000)


def test_the_layout_remembered_is_that_of_the_network(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    file = str(tmp_path / "nnviz.ini")
    first = MainWindow(Appearance(qapp))
    qtbot.addWidget(first)
    first.remember(QSettings(file, QSettings.Format.IniFormat))
    first.show()
    first.findChild(QDockWidget, "dock_plots").hide()
    first.tabs.show_tab("comparison")
    first.close()
    second = MainWindow(Appearance(qapp))
    qtbot.addWidget(second)
    second.remember(QSettings(file, QSettings.Format.IniFormat))
    second.show()
    assert second.tabs.front == "network"
    assert second.findChild(QDockWidget, "dock_plots").isHidden()
    assert second.findChild(QDockWidget, "dock_output").isVisible()
    second.close()


def test_what_trains_rests_while_another_page_is_in_front(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, CIRCLE)
    train(window, qtbot, 20)
    window.controller.play()
    window.tabs.show_tab("comparison")
    assert not window.controller.playing
    live = window.pages.comparison.live
    live.play_or_pause()
    qtbot.waitUntil(lambda: live.controller.iteration > 10, timeout=10_000)
    window.tabs.show_tab("network")
    assert not live.controller.playing
    assert window.controller.snapshot.iteration >= 20


def test_a_file_or_preset_brings_the_network_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.tabs.show_tab("comparison")
    open_on(window, qtbot, RunConfig(dataset="xor"))
    assert window.tabs.front == "network"


def test_one_that_diverges_is_marked_and_the_others_go_on(
    window: MainWindow, qtbot: QtBot
) -> None:
    rates = Variation("learning_rate", (0.03, 1e6))
    config = CIRCLE.changed(optimizer="sgd", activation="relu")
    live = compare(window, qtbot, rates, config)
    live.controller.step(200)
    rest_at(live, qtbot, 200)
    sound, diverged = live.controller.snapshot.moment.contenders
    assert sound.iteration == 200
    assert diverged.stop.reason == "diverged"
    legend = live.page.legend.buttons
    qtbot.waitUntil(lambda: "diverged" in legend[1].accessibleName())
    assert "diverged" not in legend[0].accessibleName()


def test_walking_back_and_forth_shows_identical_numbers_though_one_has_stopped(
    window: MainWindow, qtbot: QtBot
) -> None:
    rates = Variation("learning_rate", (0.03, 1e6, 0.1))
    config = CIRCLE.changed(optimizer="sgd", activation="relu")
    live = compare(window, qtbot, rates, config)
    window.activateWindow()
    key, seen = Qt.Key.Key_Right, {}
    last = 24
    for iteration in (*range(1, last + 1), *range(last - 1, 0, -1), 2, 3):
        before = live.controller.iteration
        key = Qt.Key.Key_Right if iteration > before else Qt.Key.Key_Left
        qtbot.keyClick(window, key)
        rest_at(live, qtbot, iteration)
        qtbot.waitUntil(lambda i=iteration: live.stepping.stepper.iteration == i)
        now = [
            (one.iteration, one.parameters.tobytes(), one.cost, one.stop)
            for one in live.controller.snapshot.moment.contenders
        ]
        assert seen.setdefault(iteration, now) == now
    stopped = seen[last][1]
    assert stopped[0] < last
    assert stopped[3].reason == "diverged"
    assert [one[3] for one in seen[1]] == [None, None, None]


def test_an_iteration_of_the_plot_is_shown_and_played_on_from(
    window: MainWindow, qtbot: QtBot
) -> None:
    live = compare(window, qtbot)
    live.controller.step(200)
    rest_at(live, qtbot, 200)
    before = live.controller.snapshot.moment.contenders[0].parameters
    live.page.costs.moment_requested.emit(120)
    rest_at(live, qtbot, 120)
    live.controller.step(80)
    rest_at(live, qtbot, 200)
    again = live.controller.snapshot.moment.contenders[0].parameters
    assert again.tobytes() == before.tobytes()
    live.controller.step(10)
    rest_at(live, qtbot, 210)
    qtbot.waitUntil(lambda: live.stepping.stepper.iteration == 210)
    live.bar.step_size_chosen.emit("epoch")
    live.step(-1, "")
    rest_at(live, qtbot, 210 - live.controller.start.iterations_per_epoch)


def test_closing_while_contenders_train_ends_their_thread(
    qtbot: QtBot, qapp: QApplication
) -> None:
    window = MainWindow(Appearance(qapp))
    qtbot.addWidget(window)
    window.show()
    live = compare(window, qtbot)
    worker = live.controller._workers.current
    live.controller.play()
    qtbot.waitUntil(lambda: live.controller.iteration > 50)
    window.close()
    assert worker.isFinished()


def test_steps_smaller_than_an_iteration_walk_all_contenders(
    window: MainWindow, qtbot: QtBot
) -> None:
    live = compare(window, qtbot)
    live.controller.step(5)
    rest_at(live, qtbot, 5)
    qtbot.waitUntil(lambda: live.stepping.stepper.walk is not None)
    live.bar.step_size_chosen.emit("neuron")
    assert live.page.view == STEP
    before = live.stepping.stepper.walk.place
    live.step(-1, "")
    assert live.stepping.stepper.walk.place != before
    assert len(live.page.stepping.columns) == 3
    live.step(1, "")
    assert live.stepping.stepper.walk.place == before


def test_a_step_over_the_end_goes_to_the_next_iteration(
    window: MainWindow, qtbot: QtBot
) -> None:
    live = compare(window, qtbot)
    live.controller.step(5)
    rest_at(live, qtbot, 5)
    qtbot.waitUntil(lambda: live.stepping.stepper.walk is not None)
    live.bar.step_size_chosen.emit("phase")
    live.step(1, "")
    rest_at(live, qtbot, 6)
    qtbot.waitUntil(lambda: live.stepping.stepper.iteration == 6)
    assert live.stepping.stepper.walk.place.position.phase == 0


@pytest.mark.parametrize("dataset", ["circle", "sine", "iris", "digits"])
def test_all_views_follow(window: MainWindow, qtbot: QtBot, dataset: str) -> None:
    live = compare(window, qtbot, config=RunConfig(dataset=dataset))
    live.controller.step(20)
    rest_at(live, qtbot, 20)
    for view in (LAYERS, STEP, OUTPUTS):
        live.page.show_view(view)
    outputs = live.page.outputs
    qtbot.waitUntil(
        lambda: (
            outputs.frame is not None
            and [one.iteration for one in outputs.frame.contenders] == [20] * 3
        )
    )


def test_leaving_the_same_weights_begins_each_with_its_own(
    window: MainWindow, qtbot: QtBot
) -> None:
    live = compare(window, qtbot)
    with qtbot.waitSignal(live.controller.started, timeout=10_000):
        action(window, "own_initializers").trigger()
    config = {c.name: c.config.initializer for c in live.controller.start.contenders}
    assert config["relu"] == "he_normal"
    assert config["tanh"] == "xavier_uniform"


@pytest.mark.parametrize(
    "setting",
    ["activation", "optimizer", "learning_rate", "initializer", "batch_size", "loss"],
)
def test_every_setting_of_the_menu_can_be_compared(
    window: MainWindow, qtbot: QtBot, setting: str
) -> None:
    open_on(window, qtbot, CIRCLE)
    action(window, f"compare_{setting}").trigger()
    assert window.tabs.front == "comparison"
    live = window.pages.comparison.live
    qtbot.waitUntil(lambda: live.controller.start is not None, timeout=10_000)
    start = live.controller.start
    assert [variation.setting for variation in start.wish.variations] == [setting]
    assert len(start.contenders) >= 2


def test_pages_have_tabs_and_keys(window: MainWindow, qtbot: QtBot) -> None:
    tabs = window.findChild(QTabBar, "window_tabs")
    assert [tabs.tabText(k) for k in range(tabs.count())] == [
        *("Network", "Comparison", "Activations")
    ]
    qtbot.keyClick(window, Qt.Key.Key_F4)
    assert window.tabs.front == "activations"
    qtbot.keyClick(window, Qt.Key.Key_F2)
    assert window.tabs.front == "network"


class Windows(QObject):
    """Notes the windows that are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        shows = event.type() == QEvent.Type.Show
        if shows and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


def test_pages_open_no_window_of_their_own(
    window: MainWindow, qapp: QApplication
) -> None:
    windows = Windows()
    qapp.installEventFilter(windows)
    for page in ("activations", "comparison", "network"):
        window.tabs.show_tab(page)
    qapp.removeEventFilter(windows)
    assert windows.shown == []


def test_where_two_part_is_found_while_they_rest(
    window: MainWindow, qtbot: QtBot
) -> None:
    live = compare(window, qtbot)
    live.page.show_view(VERDICT)
    qtbot.mouseClick(
        window.findChild(QPushButton, "comparison_parting_find"),
        Qt.MouseButton.LeftButton,
    )
    answer = window.findChild(QLabel, "comparison_parting_answer")
    qtbot.waitUntil(
        lambda: (
            "relu and tanh first differ by more than 1e-06 in iteration 1"
            in answer.text()
        ),
        timeout=10_000,
    )


def test_the_verdict_is_that_of_the_contenders_as_they_are(
    window: MainWindow, qtbot: QtBot
) -> None:
    live = compare(window, qtbot, Variation("activation", ("relu", "step")))
    live.page.show_view(VERDICT)
    live.controller.step(300)
    rest_at(live, qtbot, 300)
    verdict = live.page.verdict
    cost = live.controller.snapshot.moment.contenders[0].evaluation.train.cost
    qtbot.waitUntil(lambda: f"relu {cost:.4g}" in verdict.plain, timeout=10_000)
    assert "nothing in them learns" in verdict.plain


def test_several_seeds_come_as_bands_and_can_be_cancelled(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    live = compare(window, qtbot, Variation("activation", ("relu", "tanh")))
    live.page.show_view(VERDICT)
    live.controller.step(50)
    rest_at(live, qtbot, 50)
    choice = live.page.chooser.choice
    live.page.chooser.study_wished.emit(choice, 2)
    worker = live.study._workers.current
    with qtbot.waitSignal(worker.ended, timeout=60_000):
        pass
    assert len(live.study._outcomes) == 4
    assert {one.iterations for one in live.study._outcomes} == {50}
    qtbot.waitUntil(lambda: "2 runs each" in live.page.verdict.plain, timeout=5_000)
    action(window, "save_report").trigger()
    dialog = window.findChild(QFileDialog, "report_dialog")
    dialog.fileSelected.emit(str(tmp_path / "report.html"))
    dialog.reject()
    assert "relu" in (tmp_path / "report.html").read_text()
    live.page.chooser.study_wished.emit(choice, 500)
    worker = live.study._workers.current
    live.page.chooser.study_cancelled.emit()
    qtbot.waitUntil(worker.isFinished, timeout=30_000)


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
    live.page.parting.pair_chosen.emit(1, 2)
    assert "z3" not in names()
    assert "z2" in names()


def test_the_bar_shows_no_cost_of_nobody(window: MainWindow, qtbot: QtBot) -> None:
    live = compare(window, qtbot)
    shown = {
        label.objectName()
        for label in live.bar.findChildren(QLabel)
        if label.objectName().startswith("counter_") and label.isVisible()
    }
    assert "counter_iteration" in shown
    assert not shown & {"counter_train_cost", "counter_test_cost", "counter_accuracy"}


def test_a_step_back_goes_from_where_the_contenders_are(
    window: MainWindow, qtbot: QtBot
) -> None:
    live = compare(window, qtbot)
    live.controller.step(5)
    rest_at(live, qtbot, 5)
    qtbot.waitUntil(lambda: live.stepping.stepper.iteration == 5)
    # The cursor does not know yet that they have gone on.
    live.controller.frame.disconnect(live.stepping._take)
    live.controller.step(40)
    rest_at(live, qtbot, 45)
    live.controller.frame.connect(live.stepping._take)
    live.step(-1, "")
    rest_at(live, qtbot, 44)


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
        chosen = window.pages.comparison.live.page.chooser.choice
        assert (chosen.setting, chosen.values) == ("activation", values)
        window.close()


def test_a_function_written_for_a_comparison_is_offered_everywhere(
    window: MainWindow, qtbot: QtBot
) -> None:
    compare(window, qtbot, Variation("activation", ("relu", "x * tanh(x)")))
    assert window.panels.experiment.functions.texts == ("x * tanh(x)",)
    field = window.findChild(QComboBox, "comparison_add")
    assert field.findText("x * tanh(x)") >= 0
    window.tabs.show_tab("activations")
    shown = window.pages.explorer.page._activations
    assert shown[-1].name == find_activation("x * tanh(x)").name


def test_seeds_of_what_could_not_begin_are_not_of_the_next_comparison(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, CIRCLE)
    window.tabs.show_tab("comparison")
    live = window.pages.comparison.live
    impossible = ComparisonChoice("loss", ("mse", "cross_entropy"))
    with qtbot.waitSignal(live.controller.failed, timeout=10_000):
        live.page.chooser.study_wished.emit(impossible, 3)
    with qtbot.waitSignal(live.controller.started, timeout=10_000):
        live.compare(THREE)
    assert live.study._workers.current is None
    assert not live.controller.playing


def test_other_weights_have_no_seeds_yet(window: MainWindow, qtbot: QtBot) -> None:
    live = compare(window, qtbot)
    live.page.chooser.study_wished.emit(live.page.chooser.choice, 50)
    assert live.study._workers.current is not None
    with qtbot.waitSignal(live.controller.started, timeout=10_000):
        action(window, "own_initializers").trigger()
    assert live.study._workers.current is None
    assert live.study.results is None


def test_a_session_saved_while_contenders_train_is_the_network_s(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    open_on(window, qtbot, CIRCLE)
    train(window, qtbot, 40)
    window.tabs.show_tab("comparison")
    live = window.pages.comparison.live
    live.play_or_pause()
    qtbot.waitUntil(lambda: live.controller.iteration > 100, timeout=10_000)
    file = tmp_path / "mine.nnviz"
    window.files._save_to(file)
    qtbot.waitUntil(file.exists, timeout=10_000)
    alone = Trainer(CIRCLE)
    alone.run(40)
    kept = read_session(file).state.now.parameters
    np.testing.assert_array_equal(kept, alone.network.parameters)
    assert live.controller.playing


def test_arrow_keys_on_the_explorer_move_z(window: MainWindow, qtbot: QtBot) -> None:
    window.tabs.show_tab("activations")
    explorer = window.pages.explorer.page
    plot = next(p for p in explorer.findChildren(FunctionPlot) if p.isVisible())
    window.activateWindow()
    plot.setFocus()
    qtbot.waitUntil(plot.hasFocus)
    before = explorer.z
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert explorer.z > before
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert explorer.z == before

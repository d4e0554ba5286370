"""Comparisons in the real window: they train, step, go back, and leave no trace."""

import weakref
from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
)
from pytestqt.qtbot import QtBot

from nnviz.live import several
from nnviz.live.several import Several
from nnviz.session.comparison.comparison import Comparison
from nnviz.session.comparison.contender import Variation, contenders_of
from nnviz.session.run_parts import load_data
from nnviz.ui.comparison.cell_row import CellRow
from nnviz.ui.pages.comparison.comparison_views import LAYERS, STEP, VERDICT
from nnviz.ui.theme.apply import Appearance
from nnviz.ui.window.main_window import MainWindow
from tests.desktop.comparing import CIRCLE, THREE, compare, rest_at
from tests.desktop.driving import action


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
        live.controller.snapshot.lanes, alone.trainers, strict=True
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
    qtbot.waitUntil(lambda: live.controller.started is not None)
    rest_at(live, qtbot, 0)
    assert window.controller.snapshot.iteration == 0


def test_one_that_diverges_is_marked_and_the_others_go_on(
    window: MainWindow, qtbot: QtBot
) -> None:
    rates = Variation("learning_rate", (0.03, 1e6))
    config = CIRCLE.changed(optimizer="sgd", activation="relu")
    live = compare(window, qtbot, rates, config)
    live.controller.step(200)
    rest_at(live, qtbot, 200)
    sound, diverged = live.controller.snapshot.lanes
    assert sound.iteration == 200
    assert diverged.stop.reason == "diverged"
    legend = live.views.legend.buttons
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
            for one in live.controller.snapshot.lanes
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
    before = live.controller.snapshot.lanes[0].parameters
    live.views.costs.moment_requested.emit(120)
    rest_at(live, qtbot, 120)
    live.controller.step(80)
    rest_at(live, qtbot, 200)
    again = live.controller.snapshot.lanes[0].parameters
    assert again.tobytes() == before.tobytes()
    live.controller.step(10)
    rest_at(live, qtbot, 210)
    qtbot.waitUntil(lambda: live.stepping.stepper.iteration == 210)
    live.bar.step_size_chosen.emit("epoch")
    live.step(-1, "")
    rest_at(live, qtbot, 210 - live.controller.started.iterations_per_epoch)


def test_closing_while_contenders_train_ends_their_thread(
    qtbot: QtBot, qapp: QApplication
) -> None:
    window = MainWindow(Appearance(qapp))
    qtbot.addWidget(window)
    window.show()
    live = compare(window, qtbot)
    worker = live.controller._inbox.worker
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
    assert live.views.view == STEP
    before = live.stepping.stepper.walk.place
    live.step(-1, "")
    assert live.stepping.stepper.walk.place != before
    assert len(live.views.stepping.columns) == 3
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


def test_layers_are_followed_over_time_though_they_are_not_seen(
    window: MainWindow, qtbot: QtBot
) -> None:
    live = compare(window, qtbot)
    assert live.views.view != LAYERS
    live.play_or_pause()
    history = live.views.health.history._histories

    def looked(times: int) -> bool:
        return all(h is not None and len(h.iterations) >= times for h in history)

    qtbot.waitUntil(lambda: looked(4))
    live.play_or_pause()


def test_nothing_is_made_up_before_the_first_iteration(
    window: MainWindow, qtbot: QtBot
) -> None:
    live = compare(window, qtbot)
    rest_at(live, qtbot, 0)
    live.views.show_view(VERDICT)
    verdict = live.views.verdict
    qtbot.waitUntil(lambda: "initial weights" in verdict.plain)
    rows = live.findChildren(CellRow)
    said = [verdict.plain, *(row.accessibleName() for row in rows)]
    assert rows
    assert not [text for text in said if "not a number" in text or "0 µs" in text]
    live.controller.step(3)
    qtbot.waitUntil(lambda: "initial weights" not in verdict.plain)


def test_data_of_its_own_go_before_others_are_prepared(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = compare(window, qtbot, Variation("precision", ("float32", "float64")))
    rest_at(live, qtbot)
    shared = window.controller.started.lane.data
    (own,) = (
        weakref.ref(lane.data)
        for lane in live.controller.started.lanes
        if lane.data is not shared
    )
    build, may_go_on = several.build_several, Event()

    def build_later(*of: object) -> Several:
        may_go_on.wait()
        return build(*of)

    monkeypatch.setattr(several, "build_several", build_later)
    try:
        live.compare(Variation("scaling", ("minmax", "standard")))
        qtbot.waitUntil(lambda: own() is None)
    finally:
        may_go_on.set()
    rest_at(live, qtbot)
    assert len(live.controller.started.lanes) == 2

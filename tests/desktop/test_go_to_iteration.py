"""Any iteration at once: by its number, by how far it is, and by keys."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from nnviz.session.comparison.contender import Variation
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer
from nnviz.ui.timeline.iteration_field import IterationField
from nnviz.ui.window.main_window import MainWindow
from tests.desktop.driving import open_on, train

pytestmark = pytest.mark.qt_log_level_fail("WARNING")

CIRCLE = RunConfig(dataset="circle", samples=103)


@pytest.fixture
def trained(window: MainWindow, qtbot: QtBot) -> MainWindow:
    open_on(window, qtbot, CIRCLE)
    train(window, qtbot, 1300)
    return window


def wait_for(window: MainWindow, qtbot: QtBot, iteration: int) -> None:
    def is_shown() -> bool:
        snapshot = window.controller.snapshot
        track = window.panels.timeline.track
        shown = snapshot is not None and snapshot.iteration == iteration
        return shown and track.view.cursor.iteration == iteration

    qtbot.waitUntil(is_shown)


def type_iteration(window: MainWindow, qtbot: QtBot, typed: str) -> QLineEdit:
    """Press the key for the field, type and press Enter."""
    window.activateWindow()
    qtbot.keySequence(window, "Ctrl+G")
    field = QApplication.focusWidget()
    assert isinstance(field, IterationField)
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    return field


def test_500_iterations_ago_is_exact(trained: MainWindow, qtbot: QtBot) -> None:
    type_iteration(trained, qtbot, "-500")
    wait_for(trained, qtbot, 800)
    past = Trainer(CIRCLE)
    past.run(800)
    weights, diagram = past.network.weights[0], trained.panels.diagram
    qtbot.waitUntil(lambda: np.array_equal(diagram.state.edges[0], weights))


def test_an_iteration_is_typed(trained: MainWindow, qtbot: QtBot) -> None:
    for typed in ("1200", "1,200"):
        field = type_iteration(trained, qtbot, typed)
        wait_for(trained, qtbot, 1200)
        assert field.text() == ""
        type_iteration(trained, qtbot, "+100")
        wait_for(trained, qtbot, 1300)
        assert trained.panels.timeline.track.view.is_present


REFUSED = {
    "2,000": "There is no iteration 2,000: there are 0 to 1,300; train on",
    "-2000": "There is no iteration \N{MINUS SIGN}700: there are 0 to 1,300.",
    "1.5": "'1.5' is not an iteration",
}


def test_there_is_no_such_iteration(trained: MainWindow, qtbot: QtBot) -> None:
    for typed, why in REFUSED.items():
        field = type_iteration(trained, qtbot, typed)
        assert trained.panels.messages.text.startswith(why)
        assert field.text() == typed
        assert trained.panels.timeline.track.shown.iteration == 1300
        for there in ("900", "1300"):
            type_iteration(trained, qtbot, there)
            wait_for(trained, qtbot, int(there))
            assert not trained.panels.messages.isVisible()


def test_escape_leaves_the_field(trained: MainWindow, qtbot: QtBot) -> None:
    trained.activateWindow()
    qtbot.keySequence(trained, "Ctrl+G")
    field = trained.findChild(IterationField, "go_to_iteration")
    qtbot.keyClicks(field, "12")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    assert trained.panels.timeline.track.hasFocus()


def test_keys_go_back_and_forward_by_many_iterations(
    trained: MainWindow, qtbot: QtBot
) -> None:
    for keys, iteration in (
        ("Alt+Left", 1290),
        ("Alt+PgUp", 1190),
        ("Alt+Shift+PgUp", 690),
        ("Alt+PgDown", 790),
        ("Alt+Right", 800),
        ("Alt+Shift+PgDown", 1300),
    ):
        qtbot.keySequence(trained, keys)
        wait_for(trained, qtbot, iteration)
    qtbot.keySequence(trained, "Alt+PgDown")
    wait_for(trained, qtbot, 1400)


def test_a_walk_ends_where_many_iterations_are_gone(
    trained: MainWindow, qtbot: QtBot
) -> None:
    trained.panels.run_bar.step_size_chosen.emit("neuron")
    qtbot.keySequence(trained, "Left")
    stepper = trained.network.stepping.stepper
    qtbot.waitUntil(lambda: stepper.walk is not None)
    qtbot.keySequence(trained, "Alt+PgUp")
    wait_for(trained, qtbot, 1200)
    assert stepper.walk is None


def test_the_keys_move_all_contenders_of_a_comparison(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, CIRCLE)
    window.tabs.show_tab("comparison")
    page = window.comparison
    with qtbot.waitSignal(page.controller.run_started):
        page.compare(Variation("activation", ("relu", "tanh")))
    for keys, iteration in (
        ("Alt+PgDown", 100),
        ("Alt+Left", 90),
        ("Alt+PgDown", 190),
        ("Alt+Shift+PgUp", 0),
    ):
        qtbot.keySequence(window, keys)
        qtbot.waitUntil(
            lambda end=iteration: (
                page.controller.iteration == end and not page.controller.playing
            ),
        )
    page.go_to(120)
    qtbot.waitUntil(lambda: page.stepping.stepper.iteration == 120)

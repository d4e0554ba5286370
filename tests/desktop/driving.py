"""Drives the window as a person would."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.ui.window.main_window import MainWindow


def action(window: MainWindow, name: str) -> QAction:
    found = window.findChild(QAction, f"action_{name}")
    assert found is not None
    return found


def open_on(window: MainWindow, qtbot: QtBot, config: RunConfig) -> None:
    with qtbot.waitSignal(window.controller.run_started):
        window.open(config)


def train(window: MainWindow, qtbot: QtBot, iterations: int) -> None:
    window.controller.step(iterations)
    qtbot.waitUntil(lambda: not window.controller.playing)
    snapshots = window.controller

    def shown() -> bool:
        snapshot = snapshots.snapshot
        return snapshot is not None and snapshot.iteration >= iterations

    qtbot.waitUntil(shown)


def is_at_rest(window: MainWindow) -> bool:
    """Tell whether the iteration last done can be walked."""
    return bool(window.network.stepping.stepper.sides)


def wait_for_figures(window: MainWindow, qtbot: QtBot) -> None:
    """Wait until the table and the lens are those of the moment shown, at rest."""

    def known() -> bool:
        snapshot = window.network.shown.snapshot
        sample = window.network.presenter.sample
        table = window.network.samples._table
        return (
            snapshot is not None
            and sample is not None
            and table is not None
            and snapshot.at_rest
            and not window.controller.playing
            and snapshot.samples is not None
            and table.figures is snapshot.samples
            and snapshot.samples.iteration == snapshot.iteration
            and snapshot.lane.probe is not None
            and sample.is_in(snapshot.lane.probe.trace)
        )

    qtbot.waitUntil(known)


def tune(window: MainWindow, **settings: object) -> None:
    """Wish for other values of some settings, as the experiment panel does."""
    config = window.controller.config.changed(**settings)
    window.panels.experiment.config_requested.emit(config)


def type_number(window: MainWindow, qtbot: QtBot, name: str, number: float) -> None:
    """Type a number into a field of the experiment panel."""
    field = window.findChild(QLineEdit, name)
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    field.selectAll()
    qtbot.keyClicks(field, str(number))
    qtbot.keyClick(field, Qt.Key.Key_Return)

"""The panel of samples as somebody uses it: opened, clicked, and read."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.session.probe import ProbeSample
from nnviz.ui.window.main_window import MainWindow
from tests.desktop.driving import (
    action,
    open_on,
    wait_for_figures,
)

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

"""The pages of the real window: the network, the comparison, the explorer."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QSettings, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDockWidget,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from nnviz.files.session_file import read_session
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer
from nnviz.ui.explorer.function_plot import FunctionPlot
from nnviz.ui.pages.comparison.comparison_views import LAYERS, OUTPUTS, STEP
from nnviz.ui.theme.apply import Appearance
from nnviz.ui.window.main_window import MainWindow
from tests.desktop.comparing import CIRCLE, compare, rest_at
from tests.desktop.driving import open_on, train


def geometry(window: MainWindow) -> dict[str, tuple[bool, int, int]]:
    docks = window.findChildren(QDockWidget)
    return {d.objectName(): (d.isHidden(), d.width(), d.height()) for d in docks}


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
    qtbot.waitUntil(lambda: geometry(window) == before)


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
    live = window.comparison
    live.play_or_pause()
    qtbot.waitUntil(lambda: live.controller.iteration > 10)
    window.tabs.show_tab("network")
    assert not live.controller.playing
    assert window.controller.snapshot.iteration >= 20


def test_a_file_or_preset_brings_the_network_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.tabs.show_tab("comparison")
    open_on(window, qtbot, RunConfig(dataset="xor"))
    assert window.tabs.front == "network"


@pytest.mark.parametrize("dataset", ["circle", "sine", "iris", "digits"])
def test_all_views_follow(window: MainWindow, qtbot: QtBot, dataset: str) -> None:
    live = compare(window, qtbot, config=RunConfig(dataset=dataset))
    live.controller.step(20)
    rest_at(live, qtbot, 20)
    for view in (LAYERS, STEP, OUTPUTS):
        live.views.show_view(view)
    outputs = live.views.outputs
    qtbot.waitUntil(
        lambda: (
            outputs.frame is not None
            and [one.iteration for one in outputs.frame.contenders] == [20] * 3
        )
    )


def test_pages_have_tabs_and_keys(window: MainWindow, qtbot: QtBot) -> None:
    tabs = window.findChild(QTabBar, "window_tabs")
    assert [tabs.tabText(k) for k in range(tabs.count())] == [
        *("Network", "Comparison", "Activations")
    ]
    qtbot.keyClick(window, Qt.Key.Key_F4)
    assert window.tabs.front == "activations"
    qtbot.keyClick(window, Qt.Key.Key_F2)
    assert window.tabs.front == "network"


@pytest.mark.parametrize("page", ["comparison", "activations"])
def test_a_page_that_comes_to_the_front_puts_no_button_under_enter(
    window: MainWindow, qtbot: QtBot, page: str
) -> None:
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    window.tabs.show_tab(page)
    assert not isinstance(QApplication.focusWidget(), QAbstractButton)


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


def test_a_session_saved_while_contenders_train_is_the_network_s(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    open_on(window, qtbot, CIRCLE)
    train(window, qtbot, 40)
    window.tabs.show_tab("comparison")
    live = window.comparison
    live.play_or_pause()
    qtbot.waitUntil(lambda: live.controller.iteration > 100)
    file = tmp_path / "mine.nnviz"
    window.files._save_to(file)
    qtbot.waitUntil(file.exists)
    alone = Trainer(CIRCLE)
    alone.run(40)
    kept = read_session(file).state.now.parameters
    np.testing.assert_array_equal(kept, alone.network.parameters)
    assert live.controller.playing


def test_arrow_keys_on_the_explorer_move_z(window: MainWindow, qtbot: QtBot) -> None:
    window.tabs.show_tab("activations")
    explorer = window.tabs.page.explorer
    plot = next(p for p in explorer.findChildren(FunctionPlot) if p.isVisible())
    window.activateWindow()
    plot.setFocus()
    qtbot.waitUntil(plot.hasFocus)
    before = explorer.z
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert explorer.z > before
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert explorer.z == before

"""The welcome in the real window: where to begin, and what was done last."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from nnviz.data.catalog import CATALOG
from nnviz.session.config import RunConfig
from nnviz.ui.theme.apply import Appearance
from nnviz.ui.window.main_window import MainWindow
from nnviz.ui.window.welcome.welcome_panel import WelcomePanel
from nnviz.views.tours.tour_list import TOURS
from tests.desktop.driving import action, open_on, train

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "nnviz.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def opened(window: MainWindow, qtbot: QtBot, settings: QSettings) -> MainWindow:
    window.remember(settings)
    window.resize(1280, 800)
    open_on(window, qtbot, RunConfig(dataset="circle", samples=60))
    return window


def panel(window: MainWindow) -> WelcomePanel:
    return window.findChild(WelcomePanel, "welcome")


def entry(window: MainWindow, name: str) -> QPushButton:
    return window.findChild(QPushButton, f"welcome_{name}")


def test_it_lies_at_the_side_and_space_trains(opened: MainWindow, qtbot: QtBot) -> None:
    action(opened, "welcome").trigger()
    welcome = panel(opened)
    assert welcome.isVisible()
    assert not welcome.isModal()
    assert opened.rect().contains(welcome.geometry())
    diagram = opened.panels.diagram
    at = diagram.mapTo(opened, diagram.rect().topLeft())
    assert welcome.geometry().right() <= at.x()
    assert opened.focusWidget() not in welcome.findChildren(QWidget)
    qtbot.keyClick(opened, Qt.Key.Key_Space)
    assert opened.controller.playing
    opened.resize(1500, 900)
    qtbot.waitUntil(lambda: opened.rect().contains(welcome.geometry()))


@pytest.mark.parametrize("size", [(1280, 800), (1600, 1000)])
def test_nothing_in_it_is_cut_off(
    opened: MainWindow, qtbot: QtBot, size: tuple[int, int]
) -> None:
    opened.resize(*size)
    opened.welcome.show()
    welcome = panel(opened)
    for name in (*TOURS, "file"):
        shown = entry(opened, name)
        qtbot.waitUntil(lambda s=shown: s.height() >= s.sizeHint().height())
        assert welcome.rect().contains(
            shown.rect().translated(shown.mapTo(welcome, shown.rect().topLeft()))
        )


def test_an_entry_begins_its_tour(opened: MainWindow, qtbot: QtBot) -> None:
    opened.welcome.show()
    for name in TOURS:
        qtbot.mouseClick(entry(opened, name), LEFT)
        assert panel(opened).isHidden()
        assert opened.tours.tour.name == name
        opened.tours.end()
        qtbot.mouseClick(opened.findChild(QPushButton, "tour_more"), LEFT)
        assert panel(opened).isVisible()
        assert opened.findChild(QWidget, "tour").isHidden()


def test_escape_and_the_cross_close_it(opened: MainWindow, qtbot: QtBot) -> None:
    opened.welcome.show()
    qtbot.mouseClick(opened.findChild(QWidget, "welcome_close"), LEFT)
    assert panel(opened).isHidden()
    opened.welcome.show()
    qtbot.keyClick(entry(opened, "neuron"), Qt.Key.Key_Escape)
    assert panel(opened).isHidden()


def test_it_comes_by_itself_once(
    opened: MainWindow, qtbot: QtBot, qapp: QApplication, settings: QSettings
) -> None:
    assert opened.welcome.is_wanted
    opened.welcome.show()
    opened.close()
    second = MainWindow(Appearance(qapp))
    qtbot.addWidget(second)
    second.remember(settings)
    assert not second.welcome.is_wanted
    second.close()


def test_it_offers_what_was_done_last(
    opened: MainWindow,
    qtbot: QtBot,
    qapp: QApplication,
    settings: QSettings,
    tmp_path: Path,
) -> None:
    table = tmp_path / "mine.csv"
    table.write_text("a,b,c\n" + "1,2,3\n2,3,4\n3,5,6\n" * 4)
    opened.files.recent.add(table)
    opened.files.recent.add(tmp_path / "gone.csv")
    config = RunConfig(dataset="gauss", hidden=(3,), activation="relu")
    open_on(opened, qtbot, config)
    opened.close()
    second = MainWindow(Appearance(qapp))
    qtbot.addWidget(second)
    second.remember(settings)
    second.show()
    open_on(second, qtbot, RunConfig())
    second.welcome.show()
    words = {each.text() for each in panel(second).findChildren(QPushButton)}
    last = f"{CATALOG['gauss'].title}, 3, relu"
    assert {last, "mine.csv"} <= words
    assert "gone.csv" not in words
    with qtbot.waitSignal(second.controller.run_started):
        qtbot.mouseClick(second.findChild(QPushButton, "welcome_last"), LEFT)
    assert second.controller.config == config
    assert panel(second).isHidden()
    second.close()


def test_it_does_not_cover_the_diagram_of_a_presentation(
    opened: MainWindow, qtbot: QtBot
) -> None:
    action(opened, "welcome").trigger()
    assert panel(opened).isVisible()
    action(opened, "presentation").trigger()
    qtbot.waitUntil(lambda: not panel(opened).isVisible())
    action(opened, "presentation").trigger()


def test_training_goes_on_behind_it(opened: MainWindow, qtbot: QtBot) -> None:
    opened.welcome.show()
    train(opened, qtbot, 20)
    assert panel(opened).isVisible()

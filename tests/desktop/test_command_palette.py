"""The command palette in the real window, by keyboard alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QTreeWidget, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.ui.window.command_palette import CommandPalette
from nnviz.ui.window.main_window import MainWindow
from tests.desktop.driving import action, open_on, train

pytestmark = pytest.mark.qt_log_level_fail("WARNING")

CIRCLE = RunConfig(dataset="circle", samples=103)


@pytest.fixture
def opened(window: MainWindow, qtbot: QtBot) -> MainWindow:
    open_on(window, qtbot, CIRCLE)
    window.activateWindow()
    return window


def ask(window: MainWindow, qtbot: QtBot, typed: str) -> CommandPalette:
    """Press the key of the palette and type."""
    qtbot.keySequence(window, "Ctrl+K")
    palette = window.findChild(CommandPalette, "command_palette")
    assert palette is not None
    assert palette.isVisible()
    qtbot.keyClicks(field(palette), typed)
    return palette


def field(palette: CommandPalette) -> QLineEdit:
    return palette.findChild(QLineEdit, "command_field")


def listed(palette: CommandPalette) -> list[QTreeWidgetItem]:
    found = palette.findChild(QTreeWidget, "command_list")
    return [found.topLevelItem(row) for row in range(found.topLevelItemCount())]


def enter(palette: CommandPalette, qtbot: QtBot) -> None:
    qtbot.keyClick(field(palette), Qt.Key.Key_Return)
    assert not palette.isVisible()


def test_every_action_of_the_menus_is_listed(opened: MainWindow, qtbot: QtBot) -> None:
    words = {item.text(0) for item in listed(ask(opened, qtbot, ""))}
    for named in opened.actions():
        if named.objectName() != "action_commands":
            assert named.text().replace("&", "") in words
    for other in ("learning rate", "Show Inspector", "MNIST as in the tutorials"):
        assert other in words


def test_an_action_is_run_and_its_key_is_shown(
    opened: MainWindow, qtbot: QtBot
) -> None:
    dark = opened.appearance.theme.dark
    palette = ask(opened, qtbot, "switch dark")
    assert listed(palette)[0].text(2) == "Ctrl+T"
    enter(palette, qtbot)
    assert opened.appearance.theme.dark != dark
    action(opened, "theme").trigger()


def test_an_iteration_is_gone_to(opened: MainWindow, qtbot: QtBot) -> None:
    train(opened, qtbot, 700)
    track = opened.panels.timeline.track
    for typed, iteration in (("600", 600), ("-500", 100)):
        enter(ask(opened, qtbot, typed), qtbot)
        qtbot.waitUntil(lambda at=iteration: track.view.cursor.iteration == at)
    enter(ask(opened, qtbot, "9,000"), qtbot)
    assert opened.panels.messages.text.startswith("There is no iteration 9,000")


@pytest.mark.parametrize("name", ["learning_rate", "l2", "seed"])
def test_a_setting_gets_the_focus(opened: MainWindow, qtbot: QtBot, name: str) -> None:
    typed = {"learning_rate": "learn", "seed": "seed weights"}.get(name, name)
    opened.tabs.show_tab("activations")
    enter(ask(opened, qtbot, typed), qtbot)
    wanted = opened.findChild(QLineEdit, name)
    qtbot.waitUntil(wanted.hasFocus)
    assert not wanted.visibleRegion().isEmpty()
    assert opened.tabs.front == "network"


def test_a_data_set_and_a_preset_are_chosen(opened: MainWindow, qtbot: QtBot) -> None:
    for typed, dataset in (("moons data", "moons"), ("iris preset", "iris")):
        with qtbot.waitSignal(opened.controller.run_started):
            enter(ask(opened, qtbot, typed), qtbot)
        assert opened.controller.config.dataset == dataset


def test_arrows_choose_and_escape_closes(opened: MainWindow, qtbot: QtBot) -> None:
    palette = ask(opened, qtbot, "page")
    found = palette.findChild(QTreeWidget, "command_list")
    assert found.currentItem() is listed(palette)[0]
    qtbot.keyClick(field(palette), Qt.Key.Key_Down)
    assert found.currentItem() is listed(palette)[1]
    qtbot.keyClick(field(palette), Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert opened.tabs.front == "network"


def test_what_cannot_be_done_says_so_and_is_not_run(
    opened: MainWindow, qtbot: QtBot
) -> None:
    assert not action(opened, "undo").isEnabled()
    palette = ask(opened, qtbot, "undo")
    (item,) = [item for item in listed(palette) if item.text(0) == "Undo"]
    assert item.isDisabled()
    assert item.text(1) == "not possible now"
    qtbot.keyClick(field(palette), Qt.Key.Key_Return)
    assert opened.controller.config == CIRCLE


def test_training_goes_on_behind_it(opened: MainWindow, qtbot: QtBot) -> None:
    opened.controller.play()
    palette = ask(opened, qtbot, "pause")
    assert not palette.isModal()
    before = opened.controller.iteration
    qtbot.waitUntil(lambda: opened.controller.iteration > before)
    enter(palette, qtbot)
    assert not opened.controller.playing


def test_what_has_no_such_name_is_said(opened: MainWindow, qtbot: QtBot) -> None:
    palette = ask(opened, qtbot, "quux")
    assert listed(palette) == []
    assert palette.findChild(QLabel, "nothing_found").isVisible()


def test_the_key_for_an_iteration_asks_for_one_on_any_page(
    opened: MainWindow, qtbot: QtBot
) -> None:
    opened.tabs.show_tab("comparison")
    qtbot.keySequence(opened, "Ctrl+G")
    palette = opened.findChild(CommandPalette, "command_palette")
    assert palette is not None
    assert palette.isVisible()

"""The command palette in the real window, by keyboard alone."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
)
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.ui.window.command_palette import CommandPalette
from nnviz.ui.window.main_window import MainWindow
from tests.desktop.driving import action, open_on, train, tune

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


def test_a_setting_gets_the_focus(opened: MainWindow, qtbot: QtBot) -> None:
    words = {"learning_rate": "learn", "l2": "l2", "seed": "seed weights"}
    for name, typed in words.items():
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


def leave_a_run(window: MainWindow, qtbot: QtBot) -> None:
    """Train 30 iterations, and take other data."""
    train(window, qtbot, 30)
    with qtbot.waitSignal(window.network.edits.earlier_changed):
        tune(window, dataset="moons")


def test_an_earlier_run_is_chosen_from_a_list_that_has_been_made_anew_meanwhile(
    opened: MainWindow, qtbot: QtBot
) -> None:
    leave_a_run(opened, qtbot)
    palette = ask(opened, qtbot, "circle iteration 30")
    # As when a thread says only now how the run that it had was left.
    opened.network.edits.earlier_changed.emit()
    enter(palette, qtbot)
    qtbot.waitUntil(lambda: opened.controller.iteration == 30)
    assert opened.controller.config == CIRCLE


def test_an_earlier_run_that_is_gone_by_now_says_so(
    opened: MainWindow, qtbot: QtBot
) -> None:
    leave_a_run(opened, qtbot)
    key = opened.network.edits.earlier_runs[0].key
    palette = ask(opened, qtbot, "circle iteration 30")
    opened.network.edits._earlier.forget(key)
    enter(palette, qtbot)
    assert opened.panels.messages.text.startswith("That run is no longer kept")
    assert opened.controller.config.dataset == "moons"


def test_a_recent_file_is_opened_from_a_list_that_has_been_made_anew_meanwhile(
    opened: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    rows = tmp_path / "rows of mine.csv"
    rows.write_text("a,b,y\n" + "1,2,0\n3,4,1\n" * 9)
    opened.files.recent.add(rows)
    palette = ask(opened, qtbot, "rows of mine")
    opened.files.recent.add(tmp_path / "another.csv")
    with qtbot.waitSignal(opened.files._reader.opened):
        enter(palette, qtbot)


def test_a_setting_that_is_gone_by_now_is_not_gone_to(
    opened: MainWindow, qtbot: QtBot
) -> None:
    layer = "hidden 2"
    palette = ask(opened, qtbot, layer)
    assert listed(palette)[0].text(0) == layer
    with qtbot.waitSignal(opened.controller.run_started):
        tune(opened, hidden=(4,))
    assert layer not in [name for _, name, _ in opened.panels.experiment.fields()]
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    enter(palette, qtbot)


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

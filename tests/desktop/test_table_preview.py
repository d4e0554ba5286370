"""Tables in the real window: what is said of them, and every choice about them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from nnviz.data.table_choices import AS_IT_SEEMS_BEST
from nnviz.files.opening import OpenedSession, open_file
from nnviz.session.config import RunConfig
from nnviz.ui.experiment.picker import Picker
from nnviz.ui.preview.preview_panel import PreviewPanel
from nnviz.ui.theme.apply import Appearance
from nnviz.ui.window.main_window import MainWindow
from nnviz.ui.window.opening.preview_dialog import PreviewDialog
from nnviz.ui.window.opening.recent_files import RecentFiles
from nnviz.views.experiment.table_review import Review
from tests.desktop.driving import action


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    """Return the window, shown and at rest on the circle."""
    window = MainWindow(Appearance(qapp))
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(window.controller.run_started):
        window.open(RunConfig(dataset="circle"))
    yield window
    window.close()


@pytest.fixture
def people(tmp_path: Path) -> Path:
    rows = [f"{k + 1};{'' if k == 3 else k / 2};{'ab'[k % 2]}" for k in range(40)]
    file = tmp_path / "people.csv"
    file.write_text("\n".join(["id;age;word", *rows]).replace(".", ","))
    return file


def opened(window: MainWindow, qtbot: QtBot, path: Path) -> PreviewPanel:
    """Open a table and return its preview."""
    window.files.open(path)
    qtbot.waitUntil(lambda: bool(window.findChildren(PreviewDialog)))
    (dialog,) = window.findChildren(PreviewDialog)
    qtbot.waitUntil(dialog.isVisible)
    return dialog.panel


def press(qtbot: QtBot, panel: PreviewPanel, name: str) -> None:
    button = panel.findChild(QPushButton, name)
    assert button.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def reviewed(panel: PreviewPanel) -> Review:
    assert panel.review is not None
    return panel.review


def pick(qtbot: QtBot, panel: PreviewPanel, setting: str, option: str) -> Review:
    """Choose an option, and wait for what comes of it."""
    picker = panel.findChild(Picker, f"reading_{setting}")
    before = panel.review
    picker.activated.emit(picker.findData(option))
    qtbot.waitUntil(lambda: panel.review is not before)
    return reviewed(panel)


def test_what_was_chosen_is_trained_saved_and_opened_again(
    window: MainWindow, qtbot: QtBot, people: Path, tmp_path: Path
) -> None:
    panel = opened(window, qtbot, people)
    pick(qtbot, panel, "decimal", ",")
    press(qtbot, panel, "preview_reading")
    pick(qtbot, panel, "gaps", "median")
    with qtbot.waitSignal(window.controller.run_started):
        press(qtbot, panel, "preview_train")
    config = window.controller.config
    assert (config.gaps, config.decimal) == ("median", ",")
    start = window.controller.started
    assert start is not None
    assert start.dataset.samples == 40
    assert start.dataset.input_names == ("age",)
    action(window, "save").trigger()
    with qtbot.waitSignal(window.controller.saved):
        window.files._save_to(tmp_path / "people.nnviz")
    again = open_file(tmp_path / "people.nnviz")
    assert isinstance(again, OpenedSession)
    assert again.session.config.chosen() == config.chosen()
    assert again.dataset.samples == 40


def test_a_table_that_is_opened_again_is_read_as_the_last_time(
    window: MainWindow, qtbot: QtBot, people: Path, tmp_path: Path
) -> None:
    settings = QSettings(str(tmp_path / "nnviz.ini"), QSettings.Format.IniFormat)
    window.remember(settings)
    people.write_text(people.read_text().replace(",", "."))
    panel = opened(window, qtbot, people)
    pick(qtbot, panel, "gaps", "median")
    tick = panel.findChild(QTableView, "preview_table").model()
    tick.ticked.emit("id", True)
    qtbot.waitUntil(lambda: "id" in reviewed(panel).inputs)
    with qtbot.waitSignal(window.controller.run_started):
        press(qtbot, panel, "preview_train")
    chosen = window.controller.config.chosen()
    recent = RecentFiles()
    recent.remember(settings)
    assert recent.choices_for(people).chosen() == chosen
    panel = opened(window, qtbot, people)
    assert reviewed(panel).config.chosen() == chosen
    press(qtbot, panel, "preview_reading")
    qtbot.mouseClick(
        panel.findChild(QPushButton, "reading_reset"), Qt.MouseButton.LeftButton
    )
    qtbot.waitUntil(lambda: reviewed(panel).inputs == ("age",))
    assert reviewed(panel).config.chosen() == AS_IT_SEEMS_BEST


def test_a_way_of_a_remark_is_gone_in_a_thread_and_taken_back(
    window: MainWindow, qtbot: QtBot, people: Path
) -> None:
    people.write_text(people.read_text().replace(",", "."))
    panel = opened(window, qtbot, people)
    first = reviewed(panel)
    (place,) = [k for k, one in enumerate(first.remarks) if one.kind == "counter"]
    (way,) = first.remarks[place].ways
    press(qtbot, panel, f"way_{place}_inputs_{way.value}")
    qtbot.waitUntil(lambda: "id" in reviewed(panel).inputs)
    press(qtbot, panel, "preview_undo")
    qtbot.waitUntil(lambda: "id" not in reviewed(panel).inputs)
    assert reviewed(panel).config == first.config


def test_enter_in_a_field_or_in_the_table_does_not_train(
    window: MainWindow, qtbot: QtBot, people: Path
) -> None:
    panel = opened(window, qtbot, people)
    press(qtbot, panel, "preview_reading")
    field = panel.findChild(QLineEdit, "reading_skip_lines")
    before = reviewed(panel)
    with qtbot.assertNotEmitted(panel.config_requested):
        qtbot.keyClicks(field, "1")
        qtbot.keyClick(field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: reviewed(panel) is not before)
        view = panel.findChild(QTableView, "preview_table")
        view.setCurrentIndex(view.model().index(3, 0))
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert panel.window().isVisible()
    panel.findChild(QMenu, "use_menu").close()
    assert reviewed(panel).config.skip_lines == 1


def test_a_table_that_cannot_be_read_has_a_way_on(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "odd.csv"
    rows = "\n".join(f"{k / 7:.2f}~{k % 2}" for k in range(30))
    file.write_text(f"size~kind\n{rows}\n")
    window.files.open(file)
    messages = window.panels.messages
    qtbot.waitUntil(lambda: "odd.csv" in messages.text)
    button = next(b for b in messages.findChildren(QPushButton) if "Choose" in b.text())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(window.findChildren(PreviewDialog)))
    (dialog,) = window.findChildren(PreviewDialog)
    qtbot.waitUntil(dialog.isVisible)
    panel = dialog.panel
    assert not reviewed(panel).is_read
    view = panel.findChild(QTableView, "preview_table")
    assert view.model().index(2, 0).data() == "size~kind"
    panel._choose_reading("delimiter", "~")
    qtbot.waitUntil(lambda: reviewed(panel).is_read)
    assert reviewed(panel).inputs == ("size",)
    assert panel.findChild(QPushButton, "preview_train").isEnabled()


def test_a_long_table_is_shown_while_it_is_read_and_can_be_given_up(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "long.csv"
    rows = (f"{k / 7:.9f},{k / 3:.9f},{'ab'[k % 2]}" for k in range(60_000))
    file.write_text("\n".join(["x,y,word", *rows]))
    window.files.open(file)
    qtbot.waitUntil(lambda: bool(window.findChildren(PreviewDialog)))
    (dialog,) = window.findChildren(PreviewDialog)
    train = dialog.panel.findChild(QPushButton, "preview_train")
    assert train.isEnabled() is reviewed(dialog.panel).is_whole
    qtbot.waitUntil(lambda: reviewed(dialog.panel).is_whole)
    assert reviewed(dialog.panel).table.rows == 60_000
    dialog.panel._choose_reading("header", "no")
    dialog.close()
    assert not window.files._reader.reading

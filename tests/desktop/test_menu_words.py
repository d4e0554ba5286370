"""Menus say what they offer, and say it once."""

from pathlib import Path

from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from nnviz.data.catalog import CATALOG
from nnviz.session.presets import PRESETS
from nnviz.ui.window.main_window import MainWindow
from nnviz.views.numbers import count


def menu(window: MainWindow, title: str) -> QMenu:
    found = (
        m for m in window.findChildren(QMenu) if m.title().replace("&", "") == title
    )
    return next(found)


def test_the_edges_menu_does_not_repeat_its_title(window: MainWindow) -> None:
    words = [a.text().replace("&", "") for a in menu(window, "Edges show").actions()]
    assert words == ["Weight", "Contribution", "Gradient", "Update", "Check"]


def test_every_preset_says_what_it_learns(window: MainWindow) -> None:
    presets = menu(window, "Presets")
    assert presets.toolTipsVisible()
    for preset, shown in zip(PRESETS.values(), presets.actions(), strict=True):
        entry = CATALOG[preset.config.dataset]
        assert shown.toolTip().startswith(("Classes, ", "Values, "))
        assert f"{count(entry.samples)} samples" in shown.toolTip()
        assert "hidden layer" in shown.toolTip()


def test_presets_are_called_what_the_title_calls_their_data() -> None:
    tutorial = PRESETS["tutorial-digits"]
    assert tutorial.title.startswith(CATALOG["mnist"].title.split()[0])


def test_open_recent_opens_only_where_there_is_a_file(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    recent = window.findChild(QMenu, "menu_recent")
    window.files.recent.clear()
    assert not recent.menuAction().isEnabled()
    window.files.recent.add(tmp_path / "a.csv")
    assert recent.menuAction().isEnabled()

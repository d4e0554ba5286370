"""Menus say what they offer, and say it once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QMenu, QTabBar
from pytestqt.qtbot import QtBot

from nnviz.data.catalog import CATALOG
from nnviz.session.config import RunConfig
from nnviz.session.settings.data_names import data_name
from nnviz.session.settings.presets import PRESETS
from nnviz.ui.comparison.chips import ValueChips
from nnviz.ui.controls.speed_control import SpeedControl
from nnviz.ui.window.main_window import MainWindow
from nnviz.views.numbers import count
from tests.desktop.driving import open_on


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


def commands(window: MainWindow) -> Iterator[str]:
    """Yield the texts of what does or opens something; choices are named as values."""
    for button in window.findChildren(QAbstractButton):
        values = isinstance(button.parent(), (ValueChips, SpeedControl))
        unfolds = button.text().endswith("▾")
        choice = button.isCheckable() and not isinstance(button, QCheckBox)
        if button.text() and not (values or unfolds or choice):
            yield button.text()
    for tabs in window.findChildren(QTabBar):
        yield from (tabs.tabText(at) for at in range(tabs.count()))


def test_buttons_and_tabs_begin_with_a_capital(window: MainWindow) -> None:
    for page in ("comparison", "activations"):
        window.tabs.show_tab(page)
    window.welcome.show()
    found = set(commands(window)) - {"z and a"}
    assert {"Compare", "Run all", "Train", "Neurons", "Own scale"} <= found
    assert [words for words in found if words.lstrip("&")[0].islower()] == []


def test_the_same_name_of_the_data_stands_everywhere(
    window: MainWindow, qtbot: QtBot
) -> None:
    for data in ("circle", "breast_cancer"):
        open_on(window, qtbot, RunConfig(dataset=data))
    name = data_name("breast_cancer")
    window.tabs.show_tab("comparison")
    assert name == "Breast cancer"
    assert window.comparison.views.start.button.text().endswith(f" on {name}")
    assert window.windowTitle() == f"{name} - nnviz"
    assert window.network.edits.undoable == f"data set {name}"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("circle", "Circle"),
        ("xor-table", "XOR"),
        ("mnist", "MNIST"),
        ("/home/ada/sales.csv", "sales.csv"),
        ("C:\\data\\sales.csv", "sales.csv"),
    ],
)
def test_names_of_data(name: str, shown: str) -> None:
    assert data_name(name) == shown

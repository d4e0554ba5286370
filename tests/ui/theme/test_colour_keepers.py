"""Widgets that are not told of another theme look as if they had been."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QScrollBar,
    QSpinBox,
    QSplitter,
    QStackedWidget,
    QTableWidget,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from nnviz.ui.theme.apply import Appearance
from nnviz.ui.theme.colour_keepers import keeps_colours
from nnviz.ui.theme.style import set_role


@pytest.fixture
def appearance(qapp: QApplication) -> Iterator[Appearance]:
    appearance = Appearance(qapp)
    appearance.style()
    yield appearance
    qapp.setStyleSheet("")
    appearance.deleteLater()


def window_of_all_kinds() -> QMainWindow:
    """Return a window with a page of everything that writes or has a field."""
    window, body, scroll = QMainWindow(), QWidget(), QScrollArea()
    column = QVBoxLayout(body)
    field, table, listed = QLineEdit(), QTableWidget(1, 1), QListWidget()
    field.setPlaceholderText("nothing yet")
    listed.addItem("a line")
    choice = QComboBox()
    choice.addItem("a choice")
    QMenu("menu", window).addAction("an entry")
    off = QLabel("off")
    off.setEnabled(False)
    for widget in (
        *(QLabel("plain"), off, field, table, listed, choice),
        *(QCheckBox("tick"), QRadioButton("one"), QPushButton("do"), QToolButton()),
        *(QSpinBox(), QPlainTextEdit("text"), QScrollBar()),
    ):
        column.addWidget(widget)
    for role in ("muted", "heading", "good", "title", "number", "past"):
        label = QLabel(role)
        set_role(label, role)
        column.addWidget(label)
    line = QFrame()
    set_role(line, "rule")
    for surface in ("card", "canvas"):
        place = QWidget()
        set_role(place, surface, "surface")
        QVBoxLayout(place).addWidget(QLabel(surface))
        column.addWidget(place)
    column.addWidget(line)
    scroll.setWidget(body)
    pages, stack = QTabWidget(), QStackedWidget()
    pages.addTab(QWidget(), "first")
    pages.addTab(scroll, "second")
    stack.addWidget(pages)
    window.setCentralWidget(stack)
    window.resize(500, 1500)
    return window


def looks(window: QMainWindow) -> list[QImage]:
    """Return the picture of its second page, and of its menu."""
    window.findChildren(QTabWidget)[0].setCurrentIndex(1)
    QApplication.processEvents()
    return [one.grab().toImage() for one in (window, *window.findChildren(QMenu))]


@pytest.mark.parametrize("page", [0, 1])
def test_a_window_of_another_theme_looks_like_one_made_in_it(
    appearance: Appearance, qtbot: QtBot, page: int
) -> None:
    appearance.choose("light")
    window = window_of_all_kinds()
    qtbot.addWidget(window)
    window.show()
    before = looks(window)
    window.findChildren(QTabWidget)[0].setCurrentIndex(page)
    appearance.choose("dark")
    qtbot.waitUntil(lambda: appearance.is_complete)
    fresh = window_of_all_kinds()
    qtbot.addWidget(fresh)
    fresh.show()
    found = looks(window)
    assert found == looks(fresh)
    assert before != found


def test_only_what_a_rule_gives_a_colour_keeps_one(qapp: QApplication) -> None:
    line, place = QFrame(), QWidget()
    assert not keeps_colours(line)
    assert not keeps_colours(place)
    set_role(line, "rule")
    set_role(place, "canvas", "surface")
    assert keeps_colours(line)
    assert keeps_colours(place)
    assert not keeps_colours(QStackedWidget())
    table, splitter = QTableWidget(1, 1), QSplitter()
    for kept in (QLabel(), QPushButton(), QScrollBar(), table, splitter):
        assert keeps_colours(kept)
    header = table.horizontalHeader()
    assert isinstance(header, QHeaderView)
    assert keeps_colours(header)

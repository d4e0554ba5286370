"""At every size of the window no text is cut off, and no two controls overlap."""

from collections.abc import Iterator
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSlider,
    QStyle,
    QStyleOptionComboBox,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.session.settings.presets import PRESETS
from nnviz.ui.charts.chart_header import LegendButton
from nnviz.ui.checking.badge import VerdictButton
from nnviz.ui.controls.choice_box import ChoiceBox
from nnviz.ui.inspector.explanation_page import ExplanationPage
from nnviz.ui.window.main_window import MainWindow
from tests.desktop.driving import is_at_rest, open_on, train

SIZES = [(1280, 800), (1600, 1000), (1024, 700)]
SHOWN = {
    "circle": RunConfig(dataset="circle", hidden=(6, 4)),
    "mnist": PRESETS["mnist"].config,
    "iris": RunConfig(dataset="iris"),
}
SHORTENED = (LegendButton, VerdictButton)
"""They say less by themselves: the names are at the lines, the words in a tooltip."""
LEAF = (QAbstractButton, QComboBox, QLabel, QLineEdit, QSlider)


def leaves(window: MainWindow) -> Iterator[QWidget]:
    """Yield what shows text or can be used, as far as it is in sight."""
    for widget in window.findChildren(QWidget):
        is_inside = isinstance(widget.parentWidget(), QComboBox)
        if (
            isinstance(widget, LEAF)
            and not widget.visibleRegion().isEmpty()
            and not is_inside
            and not widget.objectName().startswith("qt_")
        ):
            yield widget


def text_room(widget: QWidget) -> tuple[str, int]:
    """Return the text of a widget, and the pixels there are for it."""
    if isinstance(widget, ChoiceBox) and widget.window().width() < 1280:
        return widget.shown_text, widget.width()
    if isinstance(widget, QComboBox):
        option = QStyleOptionComboBox()
        widget.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        kind = QStyle.ComplexControl.CC_ComboBox
        field = widget.style().subControlRect(kind, option, part, widget)
        return widget.currentText(), field.width()
    if isinstance(widget, QLabel) and widget.textFormat() != Qt.TextFormat.RichText:
        plain = "" if widget.wordWrap() or "<" in widget.text() else widget.text()
        return plain.replace("&", ""), widget.contentsRect().width()
    if isinstance(widget, QToolButton):
        return widget.text(), widget.width() - 4
    if isinstance(widget, QAbstractButton):
        # The room that the style takes for frame, icon and indicator.
        words = widget.text().replace("&", "")
        taken = widget.sizeHint().width() - text_width(widget, words)
        return words, widget.width() - taken + 1
    if isinstance(widget, QLineEdit):
        return widget.text(), widget.width() - 8
    return "", 0


def text_width(widget: QWidget, words: str) -> int:
    return widget.fontMetrics().horizontalAdvance(words)


def name(widget: QWidget) -> str:
    text = getattr(widget, "text", str)()
    return f"{type(widget).__name__} {widget.objectName()} {text!r}"


def cut_off(window: MainWindow) -> list[str]:
    """Return the controls whose text does not fit."""
    found = []
    for widget in leaves(window):
        words, room = text_room(widget)
        squeezed = isinstance(widget, QToolButton) and not words
        if isinstance(widget, SHORTENED) or squeezed or not words:
            continue
        if text_width(widget, words) > room + 1:
            found.append(f"{name(widget)}: {text_width(widget, words)} in {room}")
    return found


def overlapping(window: MainWindow) -> list[str]:
    """Return the pairs of controls that cover one another."""
    placed = [
        (widget, QRect(widget.mapTo(window, QPoint(0, 0)), widget.size()))
        for widget in leaves(window)
    ]
    return [
        f"{name(one)} and {name(other)}"
        for (one, first), (other, second) in combinations(placed, 2)
        if first.adjusted(1, 1, -1, -1).intersects(second.adjusted(1, 1, -1, -1))
        and not one.isAncestorOf(other)
        and not other.isAncestorOf(one)
        and seen_of(one).intersects(seen_of(other))
    ]


def seen_of(widget: QWidget) -> QRect:
    """Return what is in sight of a widget, on the screen."""
    inside = widget.visibleRegion().boundingRect()
    return inside.translated(widget.mapToGlobal(QPoint(0, 0)))


def outside(window: MainWindow) -> list[str]:
    """Return the controls that reach out of their parents, but for what scrolls."""
    found = []
    for widget in leaves(window):
        parent = widget.parentWidget()
        scrolls = isinstance(parent, ExplanationPage | QScrollArea)
        if parent is None or scrolls or isinstance(widget, QCheckBox):
            continue
        if not parent.rect().adjusted(-1, -1, 1, 1).contains(widget.geometry()):
            found.append(name(widget))
    return found


@pytest.fixture
def styled(window: MainWindow, qtbot: QtBot) -> MainWindow:
    window.appearance.style()
    return window


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("shown", SHOWN)
def test_every_text_has_room_and_nothing_overlaps(
    styled: MainWindow, qtbot: QtBot, size: tuple[int, int], shown: str
) -> None:
    styled.resize(*size)
    open_on(styled, qtbot, SHOWN[shown])
    train(styled, qtbot, 12)
    qtbot.waitUntil(lambda: is_at_rest(styled))
    for panel in ("dock_activation", "dock_inspector"):
        dock = styled.findChild(QWidget, panel)
        dock.raise_()
        QApplication.processEvents()
        assert (styled.width(), styled.height()) == size
        assert cut_off(styled) == []
        assert overlapping(styled) == []
        assert outside(styled) == []

"""Somebody before the window, who has three actions to answer a question.

An action is a click, a pointer brought to rest, a key, or a text typed into a field
with the key that ends it.
"""

from typing import TypeVar

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from nnviz.session.config import RunConfig
from nnviz.ui.controls.copying import readings_of
from nnviz.ui.window.main_window import MainWindow
from nnviz.views.diagram.geometry import curve_fraction
from nnviz.views.diagram.hits import bias_dot
from nnviz.views.diagram.parts import BiasPart, NeuronPart, Part
from nnviz.views.readings import BOTH
from tests.desktop.agreement import Number
from tests.desktop.driving import open_on, train
from tests.desktop.test_lens import wait_for_lens

MOST = 3
Widget = TypeVar("Widget", bound=QWidget)
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHIFT, NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
Key = Qt.Key


class User:
    """Acts on the window with mouse and keys, and counts; reads what it shows."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self._qtbot = window, qtbot
        self.actions = 0

    def find(self, kind: type[Widget], name: str) -> Widget:
        found = self.window.findChild(kind, name)
        assert found is not None
        return found

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        self._count()
        self._qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or QPoint())

    def press(self, key: Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        self._count()
        self._qtbot.keyClick(self._focus(), key, modifiers)

    def type(self, text: str, end: Key = Key.Key_Return) -> None:
        """Type a text over what is in the field with the focus."""
        self._count()
        field = self._focus()
        if isinstance(field, QLineEdit):
            field.selectAll()
        self._qtbot.keyClicks(field, text)
        self._qtbot.keyClick(field, end)

    def point(self, widget: QWidget, at: QPoint) -> None:
        self._count()
        self._qtbot.mouseMove(widget, at + QPoint(1, 0))
        self._qtbot.mouseMove(widget, at)

    def click_part(self, part: Part) -> None:
        self.click(self.window.panels.diagram, self.place_of(part))

    def point_at_part(self, part: Part) -> None:
        self.point(self.window.panels.diagram, self.place_of(part))

    def click_dock(self, title: str) -> None:
        """Bring a panel to the front by its tab."""
        for bar in self.window.findChildren(QTabBar):
            titles = [bar.tabText(k) for k in range(bar.count())]
            if bar.parent() is self.window and title in titles:
                self.click_tab(bar, title)
                return
        raise AssertionError(f"no panel {title} lies behind another")

    def choose_file(self, path: str) -> None:
        """Type a path into the dialog that asks for a file, and press Enter."""
        self._count()
        dialog = self.window.findChild(QFileDialog, "open_dialog")
        assert dialog is not None
        dialog.fileSelected.emit(path)
        dialog.close()

    def click_tab(self, bar: QTabBar, title: str) -> None:
        titles = [bar.tabText(k) for k in range(bar.count())]
        self.click(bar, bar.tabRect(titles.index(title)).center())

    def click_phase(self, phase: str) -> None:
        self.click(self.window.panels.inspector.header.phases.button(phase))

    def place_of(self, part: Part) -> QPoint:
        """Return where a part lies in the diagram."""
        diagram = self.window.panels.diagram
        columns = diagram.on_screen.columns
        column = columns[part.layer]
        y = float(column.ys[column.place_of(part.index)])
        if isinstance(part, NeuronPart):
            return QPoint(round(column.x), round(y))
        if isinstance(part, BiasPart):
            x, y, _ = bias_dot(column, y)
            return QPoint(round(x), round(y))
        before = columns[part.layer - 1]
        start = float(before.ys[before.place_of(part.column)])
        for share in np.linspace(0.1, 0.9, 33).tolist():
            across = before.right + share * (column.left - before.right)
            at = QPointF(across, start + curve_fraction(share) * (y - start))
            if diagram._pointer.part_at(at.toPoint().toPointF()) == part:
                return at.toPoint()
        raise AssertionError(f"{part} cannot be pointed at")

    def reads(self, name: str, value: float) -> None:
        """Wait until the window shows a number, rounded at its last digit."""

        def shown() -> bool:
            texts = readings_of(self.window).get(name, "").split(BOTH)
            found = [Number(text) for text in texts if text]
            return bool(found) and all(is_rounded(one, value) for one in found)

        try:
            self._qtbot.waitUntil(shown)
        except self._qtbot.TimeoutError:
            texts = readings_of(self.window)
            raise AssertionError(f"{name}: {value!r} is not in {texts}") from None

    def reading(self, name: str) -> str:
        """Wait until the window shows something of a name, and return it."""
        self._qtbot.waitUntil(lambda: name in readings_of(self.window))
        return readings_of(self.window)[name]

    def _count(self) -> None:
        self.actions += 1
        assert self.actions <= MOST

    def _focus(self) -> QWidget:
        return QApplication.focusWidget() or self.window


def is_rounded(number: Number, value: float) -> bool:
    """Tell whether a number as written is a value, rounded; float error is allowed."""
    size = max(abs(value), 1e-300)
    return abs(float(number.value) - value) <= float(number.half) + 1e-9 * size


def opened(user: User, qtbot: QtBot, config: RunConfig, iterations: int) -> User:
    open_on(user.window, qtbot, config)
    train(user.window, qtbot, iterations)
    wait_for_lens(user.window, qtbot, iterations)
    return user

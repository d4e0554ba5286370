"""The list of keys, in a window that may stay open beside the main one."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from nnviz.ui.window.help.help_window import HelpWindow
from nnviz.ui.window.help.shortcuts import ShortcutGroup

_SIZE = (780, 720)


class KeyboardWindow(HelpWindow):
    """Lists shortcuts in two columns, grouped by the menu they belong to."""

    def __init__(self, groups: Sequence[ShortcutGroup], parent: QWidget) -> None:
        super().__init__("keyboard_window", "Keyboard", _SIZE, parent)
        page = QWidget()
        columns = QHBoxLayout(page)
        columns.setContentsMargins(24, 20, 24, 20)
        columns.setSpacing(40)
        for part in _halves(groups):
            column = QVBoxLayout()
            column.setSpacing(22)
            for group in part:
                column.addWidget(_table(group))
            column.addStretch(1)
            columns.addLayout(column, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setAccessibleName("List of keys")
        scroll.setToolTip("All keys; scroll with the arrow keys")
        scroll.setWidget(page)
        self.show_body(scroll)


def _table(group: ShortcutGroup) -> QWidget:
    table = QWidget()
    table.setAccessibleName(f"Keys: {group.title}")
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(0, 1)
    heading = QLabel(group.title)
    heading.setProperty("role", "heading")
    grid.addWidget(heading, 0, 0, 1, 2)
    for row, shortcut in enumerate(group.shortcuts, start=1):
        words, keys = QLabel(shortcut.words), QLabel(shortcut.keys)
        words.setWordWrap(True)
        keys.setProperty("role", "number")
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(words, row, 0, top)
        grid.addWidget(keys, row, 1, top | Qt.AlignmentFlag.AlignRight)
    return table


def _halves(
    groups: Sequence[ShortcutGroup],
) -> tuple[Sequence[ShortcutGroup], Sequence[ShortcutGroup]]:
    """Split groups, in their order, into two columns of about the same height."""

    def height(part: Sequence[ShortcutGroup]) -> int:
        return sum(len(group.shortcuts) + 2 for group in part)

    cuts = range(len(groups) + 1)
    cut = min(cuts, key=lambda c: max(height(groups[:c]), height(groups[c:])))
    return groups[:cut], groups[cut:]

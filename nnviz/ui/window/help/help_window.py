"""The windows of the help: they stay open beside the main one; Escape closes them."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from nnviz.ui.window.help.shortcuts import ShortcutGroup

_KEYS_SIZE, _TEXT_SIZE = (780, 720), (780, 680)
_ABOVE_HEADING, _BELOW = 18.0, 6.0


class HelpWindow(QDialog):
    """Not modal: the main window can be used beside it.

    Parameters
    ----------
    name, title
        What scripts and the user call it.
    size
        Width and height in pixels at first.
    """

    def __init__(
        self, name: str, title: str, size: tuple[int, int], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(f"{title} - nnviz")
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*size)

    def show_body(self, body: QWidget) -> None:
        """Fill the window with a widget."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(body)


class KeyboardWindow(HelpWindow):
    """Lists keys, and what the mouse does, in two columns of groups."""

    def __init__(self, groups: Sequence[ShortcutGroup], parent: QWidget) -> None:
        super().__init__("keyboard_window", "Keys and mouse", _KEYS_SIZE, parent)
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
        scroll.setAccessibleName("List of keys, and of what the mouse does")
        scroll.setToolTip("Scroll with the arrow keys")
        scroll.setWidget(page)
        self.show_body(scroll)


def _table(group: ShortcutGroup) -> QWidget:
    table = QWidget()
    table.setAccessibleName(group.title)
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


class TextWindow(HelpWindow):
    """Shows Markdown; links to pages in the net open in the browser."""

    def __init__(self, name: str, title: str, markdown: str, parent: QWidget) -> None:
        super().__init__(name, title, _TEXT_SIZE, parent)
        page = QTextBrowser()
        page.setOpenExternalLinks(True)
        page.setAccessibleName(title)
        page.setToolTip("Scroll with the arrow keys; Escape closes the window")
        page.setMarkdown(markdown)
        page.document().setDocumentMargin(22)
        _give_room(page.document())
        page.moveCursor(QTextCursor.MoveOperation.Start)
        self.show_body(page)


def _give_room(document: QTextDocument) -> None:
    """Put space above headings and below paragraphs; Markdown brings none."""
    block = document.begin()
    while block.isValid():
        cursor = QTextCursor(block)
        if cursor.currentTable() is None and cursor.currentList() is None:
            room = block.blockFormat()
            room.setTopMargin(_ABOVE_HEADING if room.headingLevel() else _BELOW)
            room.setBottomMargin(_BELOW)
            cursor.setBlockFormat(room)
        block = block.next()

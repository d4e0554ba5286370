"""The windows of the help: they stay open beside the main one; Escape closes them."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QBrush, QColor, QTextCursor, QTextDocument, QTextTable
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from nnviz.ui.controls.layouts import column_of
from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.theme.style import set_role
from nnviz.ui.theme.themed import current_theme
from nnviz.views.words.shortcut_words import ShortcutGroup

_KEYS_SIZE, _TEXT_SIZE, _GUIDE_SIZE = (780, 720), (780, 680), (1100, 720)
_LISTED_LEVELS = (2, 3)
"""Headings of the guide that its contents have."""

_ABOVE = 12
_ABOVE_HEADING, _BELOW, _IN_CELLS = 18.0, 6.0, 6.0
_FAINT = 0.15
"""How strong the lines of a table are, on every background."""


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
        column_of(body, within=self)


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
        self.show_body(HelpPage(title, markdown))


class GuideWindow(HelpWindow):
    """Shows the guide beside its contents, with a field to search it."""

    def __init__(self, markdown: str, parent: QWidget) -> None:
        super().__init__("guide_window", "Guide", _GUIDE_SIZE, parent)
        self._page = HelpPage("Guide", markdown)
        self._contents, self._search = _contents_list(), _search_field()
        self._missing = ""
        self._list_headings()
        self._lay_out()
        self._contents.itemClicked.connect(self._go_to)
        self._contents.itemActivated.connect(self._go_to)
        self._search.returnPressed.connect(self._find_next)
        self._search.textEdited.connect(self._find_first)
        self._search.setFocus()

    def _lay_out(self) -> None:
        body, side = QWidget(), QWidget()
        left, line = QVBoxLayout(side), QHBoxLayout(body)
        left.setContentsMargins(12, 12, 0, 12)
        left.addWidget(self._search)
        left.addWidget(self._contents, 1)
        keep_size(side, width=300)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(side)
        line.addWidget(self._page, 1)
        self.show_body(body)

    def _list_headings(self) -> None:
        block = self._page.document().begin()
        while block.isValid():
            level = block.blockFormat().headingLevel()
            if level in _LISTED_LEVELS:
                indent = "    " * (level - _LISTED_LEVELS[0])
                item = QListWidgetItem(indent + block.text())
                item.setData(Qt.ItemDataRole.UserRole, block.position())
                self._contents.addItem(item)
            block = block.next()

    @Slot(QListWidgetItem)
    def _go_to(self, item: QListWidgetItem) -> None:
        """Bring a heading to the top."""
        self._move_to(int(item.data(Qt.ItemDataRole.UserRole)))
        bar, at = self._page.verticalScrollBar(), self._page.cursorRect().top()
        bar.setValue(bar.value() + at - _ABOVE)

    @Slot(str)
    def _find_first(self, _words: str) -> None:
        """Find what is typed, from where the last find began."""
        self._move_to(self._page.textCursor().selectionStart())
        self._find_next()

    @Slot()
    def _find_next(self) -> None:
        """Go to where the words come next; after the end, from the beginning."""
        words = self._search.text()
        # Nor are there longer ones: looking through all takes long.
        is_missing = bool(self._missing) and words.startswith(self._missing)
        found = not is_missing and (not words or self._page.find(words))
        if not found and not is_missing:
            before = self._page.textCursor().position()
            self._move_to(0)
            found = self._page.find(words)
            if not found:
                self._move_to(before)
                self._missing = words
        set_role(self._search, "" if found else "true", "invalid")

    def _move_to(self, position: int) -> None:
        cursor = self._page.textCursor()
        cursor.setPosition(position)
        self._page.setTextCursor(cursor)


def _contents_list() -> QListWidget:
    contents = QListWidget()
    contents.setObjectName("guide_contents")
    contents.setAccessibleName("Contents of the guide")
    contents.setToolTip("Go to a section")
    contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return contents


def _search_field() -> QLineEdit:
    field = QLineEdit()
    field.setObjectName("guide_search")
    field.setAccessibleName("Search the guide")
    field.setPlaceholderText("Search…")
    field.setToolTip("Type words; Enter goes to where they come next")
    return field


class HelpPage(QTextBrowser):
    """A page of Markdown, whose tables have lines that suit every theme.

    Lines of another colour would have the whole page laid out again.
    """

    def __init__(self, title: str, markdown: str) -> None:
        super().__init__()
        self.setOpenExternalLinks(True)
        self.setAccessibleName(title)
        self.setToolTip("Scroll with the arrow keys; Escape closes the window")
        self.setMarkdown(markdown)
        self.document().setDocumentMargin(22)
        _give_room(self.document())
        _draw_lines(self.document())
        self.moveCursor(QTextCursor.MoveOperation.Start)


def _draw_lines(document: QTextDocument) -> None:
    """Put lines between the cells of tables, and room into them."""
    colour = QColor(current_theme().muted)
    colour.setAlphaF(_FAINT)
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            look = frame.format()
            look.setBorderBrush(QBrush(colour))
            look.setBorderCollapse(True)
            look.setCellPadding(_IN_CELLS)
            frame.setFormat(look)


def _give_room(document: QTextDocument) -> None:
    """Put space above headings and below paragraphs, and break lines of code."""
    block = document.begin()
    while block.isValid():
        cursor = QTextCursor(block)
        if cursor.currentTable() is None and cursor.currentList() is None:
            room = block.blockFormat()
            room.setTopMargin(_ABOVE_HEADING if room.headingLevel() else _BELOW)
            room.setBottomMargin(_BELOW)
            # Else the longest line of code would be as wide as the page.
            room.setNonBreakableLines(False)
            cursor.setBlockFormat(room)
        block = block.next()

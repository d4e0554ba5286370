"""A page of text to read, such as the guide."""

from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

from nnviz.ui.window.help.help_window import HelpWindow

_SIZE = (780, 680)
_ABOVE_HEADING, _BELOW = 18.0, 6.0


class TextWindow(HelpWindow):
    """Shows Markdown; links to pages in the net open in the browser."""

    def __init__(self, name: str, title: str, markdown: str, parent: QWidget) -> None:
        super().__init__(name, title, _SIZE, parent)
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

"""A page of text to read, such as the guide."""

from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

from nnviz.ui.help.help_window import HelpWindow

_SIZE = (780, 680)


class TextWindow(HelpWindow):
    """Shows Markdown; links to pages in the net open in the browser."""

    def __init__(self, name: str, title: str, markdown: str, parent: QWidget) -> None:
        super().__init__(name, title, _SIZE, parent)
        page = QTextBrowser()
        page.setOpenExternalLinks(True)
        page.setAccessibleName(title)
        page.setToolTip("Scroll with the arrow keys; Escape closes the window")
        features = QTextDocument.MarkdownFeature.MarkdownDialectGitHub
        page.document().setMarkdown(markdown, features)
        page.document().setDocumentMargin(22)
        self.show_body(page)

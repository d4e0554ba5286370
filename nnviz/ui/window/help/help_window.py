"""A window of words that stays open beside the main one, and closes with Escape."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget


class HelpWindow(QDialog):
    """Non-modal: whoever reads goes on working.

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

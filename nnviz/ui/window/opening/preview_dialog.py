"""The preview of a table, in its own window beside the one that trains."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from nnviz.data.readers.raw_table import RawTable
from nnviz.session.config import RunConfig
from nnviz.ui.preview.preview_panel import PreviewPanel


class PreviewDialog(QDialog):
    """Shows a table beside the main window; it never takes the keys from it.

    Signals
    -------
    config_requested
        The user wants to train on the choice: a `RunConfig`.
    """

    config_requested = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("preview_dialog")
        self.setModal(False)
        self.panel = PreviewPanel()
        self.panel.config_requested.connect(self._wish)
        self.panel.closed.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panel)
        self.resize(self.panel.sizeHint())

    def show_table(self, table: RawTable) -> None:
        """Show a table in front of the other windows."""
        self.setWindowTitle(f"{table.path.name} - choose columns")
        self.panel.show_table(table)
        self.show()
        self.raise_()
        self.activateWindow()

    @Slot(object)
    def _wish(self, config: RunConfig) -> None:
        self.close()
        self.config_requested.emit(config)

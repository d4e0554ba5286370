"""The preview of a table, in its own window beside the one that trains."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QWidget

from nnviz.session.config import RunConfig
from nnviz.ui.controls.layouts import column_of
from nnviz.ui.preview.preview_panel import PreviewPanel
from nnviz.ui.window.opening.file_reader import FileReader
from nnviz.views.experiment.table_review import Review, review

_BETWEEN = 100
"""Milliseconds between two looks at how far the reading of a file is."""


class PreviewDialog(QDialog):
    """Shows a table beside the main window; it never takes the keys from it.

    Parameters
    ----------
    reader
        What reads the table again where a choice makes that necessary; closing the
        dialog ends it.

    Signals
    -------
    config_requested
        The user wants to train on the choice: a `RunConfig`.
    """

    config_requested = Signal(object)

    def __init__(self, reader: FileReader, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("preview_dialog")
        self.setModal(False)
        self._reader = reader
        self._timer = QTimer(self)
        self._timer.setInterval(_BETWEEN)
        self._timer.timeout.connect(self._show_progress)
        self.panel = PreviewPanel()
        self.panel.review_requested.connect(self._read)
        self.panel.config_requested.connect(self._wish)
        self.panel.closed.connect(self.close)
        column_of(self.panel, within=self)
        self.resize(self.panel.sizeHint().boundedTo(self.screen().availableSize()))

    def shows(self, path: Path) -> bool:
        """Tell whether this is the table that is being looked at."""
        made = self.panel.review
        return self.isVisible() and made is not None and made.table.path == path

    def show_review(self, made: Review) -> None:
        """Show a table in front of the other windows, or more of the one shown."""
        if self.shows(made.table.path):
            self.panel.show_review(made)
        else:
            self.setWindowTitle(f"{made.table.path.name} - choose how it is read")
            self.panel.begin(made)
            self.show()
            self.raise_()
            self.activateWindow()
        if not made.is_whole:
            self._timer.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._reader.forget()
        super().closeEvent(event)

    @Slot()
    def _show_progress(self) -> None:
        self.panel.show_progress(self._reader.share)
        if not self._reader.reading:
            self._timer.stop()

    @Slot(object)
    def _read(self, config: RunConfig) -> None:
        """Try a choice in a thread; the latest one counts."""
        again = partial(_review_again, config, self.panel.review)
        self._reader.read(Path(config.dataset), again)
        self._timer.start()

    @Slot(object)
    def _wish(self, config: RunConfig) -> None:
        self.close()
        self.config_requested.emit(config)


def _review_again(config: RunConfig, before: Review | None, _path: Path) -> Review:
    return review(config, before)

"""Opening a model of another program: read, asked about, and made a run."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from nnviz.files.opening import OpenedSession
from nnviz.ui.controls.file_dialogs import model_dialog
from nnviz.ui.window.opening.file_reader import FileReader
from nnviz.ui.window.opening.recent_files import RecentFiles

if TYPE_CHECKING:
    from nnviz.ui.window.opening.model_dialog import ModelDialog
    from nnviz.views.words.model_words import ModelReading


class ModelOpening(QObject):
    """Reads models, and asks for what their files do not say.

    Signals
    -------
    made
        The `OpenedSession` that has been made of a model.
    failed
        Why a model cannot be opened, if no dialog is there to say it.
    """

    made = Signal(object)
    failed = Signal(str)

    def __init__(self, window: QWidget, recent: RecentFiles) -> None:
        super().__init__(window)
        self._window, self._recent = window, recent
        self._reader = FileReader(self)
        self._reader.opened.connect(self._show)
        self._reader.failed.connect(self._fail)
        self._dialog: ModelDialog | None = None

    def close(self) -> None:
        """Wait until nothing is being read."""
        self._reader.close()
        if self._dialog is not None:
            self._dialog.close()

    @Slot()
    def ask(self) -> None:
        """Let the user choose a model of another program."""
        dialog = model_dialog(self._window, self._recent.folder)
        dialog.fileSelected.connect(self._open_named)
        dialog.show()

    @Slot(str)
    def _open_named(self, name: str) -> None:
        self.open(Path(name))

    def open(self, path: Path) -> None:
        """Read a model, and ask for what its file does not say."""
        from nnviz.models.weights import ModelChoices
        from nnviz.ui.window.opening.model_dialog import read_for_dialog

        self._reader.read(path, partial(read_for_dialog, choices=ModelChoices()))

    @Slot(object)
    def _show(self, found: "ModelReading | OpenedSession") -> None:
        """Show a model that has been read, or hand on the run made of it."""
        self._recent.add(found.path)
        if isinstance(found, OpenedSession):
            if self._dialog is not None:
                self._dialog.close()
            self.made.emit(found)
            return
        if self._dialog is None:
            from nnviz.ui.window.opening.model_dialog import ModelDialog

            self._dialog = ModelDialog(self._reader, self._window)
        self._dialog.show_reading(found)

    @Slot(str)
    def _fail(self, message: str) -> None:
        if self._dialog is not None and self._dialog.path is not None:
            self._dialog.fail(message)
        else:
            self.failed.emit(message)

"""The files opened or saved lately, and the folder they were in."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal

from nnviz.ui.controls.remembered_texts import RememberedTexts

MOST = 8
"""How many files are remembered."""

_FOLDER = "last_folder"


class RecentFiles(QObject):
    """Remembers files, the newest first, in the settings if there are any.

    Signals
    -------
    changed
        The list is another.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files = RememberedTexts("recent_files", MOST)
        self._settings: QSettings | None = None
        self._folder = ""

    @property
    def paths(self) -> Sequence[Path]:
        """The files, the newest first; some may be gone by now."""
        return tuple(map(Path, self._files.texts))

    @property
    def folder(self) -> str:
        """Where a file dialog begins: the last folder, if it is still there."""
        return self._folder if Path(self._folder).is_dir() else ""

    def remember(self, settings: QSettings) -> None:
        """Take up what the settings have, and keep them true from now on."""
        self._settings = settings
        self._files.remember(settings)
        self._folder = str(settings.value(_FOLDER) or "")
        self.changed.emit()

    def add(self, path: Path) -> None:
        """Put a file on top of the list."""
        self._files.add(str(path))
        self._folder = str(path.parent)
        if self._settings is not None:
            self._settings.setValue(_FOLDER, self._folder)
        self.changed.emit()

    def clear(self) -> None:
        """Forget all files; the last folder stays."""
        self._files.put(())
        self.changed.emit()

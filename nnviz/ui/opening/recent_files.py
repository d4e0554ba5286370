"""The files opened or saved lately, and the folder they were in."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal

MOST = 8
"""How many files are remembered."""

_FILES, _FOLDER = "recent_files", "last_folder"


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
        self._settings: QSettings | None = None
        self._paths: list[Path] = []
        self._folder = ""

    @property
    def paths(self) -> Sequence[Path]:
        """The files, the newest first; some may be gone by now."""
        return tuple(self._paths)

    @property
    def folder(self) -> str:
        """Where a file dialog begins: the last folder, if it is still there."""
        return self._folder if Path(self._folder).is_dir() else ""

    def remember(self, settings: QSettings) -> None:
        """Take up what the settings have, and keep them true from now on."""
        self._settings = settings
        found = settings.value(_FILES) or []
        names = [found] if isinstance(found, str) else list(found)
        self._paths = [Path(str(name)) for name in names][:MOST]
        self._folder = str(settings.value(_FOLDER) or "")
        self.changed.emit()

    def add(self, path: Path) -> None:
        """Put a file on top of the list."""
        others = [other for other in self._paths if other != path]
        self._paths = [path, *others][:MOST]
        self._folder = str(path.parent)
        self._keep()

    def clear(self) -> None:
        """Forget all files; the last folder stays."""
        self._paths = []
        self._keep()

    def _keep(self) -> None:
        if self._settings is not None:
            self._settings.setValue(_FILES, [str(path) for path in self._paths])
            self._settings.setValue(_FOLDER, self._folder)
        self.changed.emit()

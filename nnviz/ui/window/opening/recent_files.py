"""The files opened or saved lately, the folder they were in, and a menu of them."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

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


class RecentMenu(QMenu):
    """Lists recent files; those that are gone are greyed out.

    Signals
    -------
    file_chosen
        The user wants to open the file at this path.
    """

    file_chosen = Signal(object)

    def __init__(self, files: RecentFiles, parent: QWidget | None = None) -> None:
        super().__init__("Open &recent", parent)
        self.setObjectName("menu_recent")
        self.setToolTipsVisible(True)
        self._files = files
        files.changed.connect(self._fill)
        self.aboutToShow.connect(self._fill)
        self.triggered.connect(self._choose)
        self._fill()

    @Slot()
    def _fill(self) -> None:
        """List the files; one may have gone, or come back, since the last time."""
        self.clear()
        for number, path in enumerate(self._files.paths, start=1):
            action = self.addAction(f"&{number}  {path.name.replace('&', '&&')}")
            action.setData(str(path))
            there = path.exists()
            action.setEnabled(there)
            action.setToolTip(str(path) if there else f"{path}: there is no such file")
        # With nothing to open and nothing to clear, the menu need not open.
        self.menuAction().setEnabled(bool(self._files.paths))
        self.addSeparator()
        self.addAction("&Clear").setObjectName("action_clear_recent")

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        if action.data() is None:
            self._files.clear()
        else:
            self.file_chosen.emit(Path(action.data()))

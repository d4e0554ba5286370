"""The menu of files opened lately."""

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from nnviz.ui.window.opening.recent_files import RecentFiles


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
        """List the files anew: one may have gone, or come back, since."""
        self.clear()
        for number, path in enumerate(self._files.paths, start=1):
            action = self.addAction(f"&{number}  {path.name.replace('&', '&&')}")
            action.setData(str(path))
            there = path.exists()
            action.setEnabled(there)
            action.setToolTip(str(path) if there else f"{path}: there is no such file")
        if self._files.paths:
            self.addSeparator()
        clear = self.addAction("&Clear")
        clear.setObjectName("action_clear_recent")
        clear.setEnabled(bool(self._files.paths))

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        if action.data() is None:
            self._files.clear()
        else:
            self.file_chosen.emit(Path(action.data()))

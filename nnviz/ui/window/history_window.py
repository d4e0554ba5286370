"""What was done, in a list that goes to any point of it, and runs that were left."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QLabel,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from nnviz.ui.controls.layouts import column_of
from nnviz.ui.controls.listed_menu import ListedMenu, MenuEntry, numbered
from nnviz.ui.pages.network.edits import Edits
from nnviz.ui.pages.trail import UndoTrail
from nnviz.ui.window.help.help_window import HelpWindow
from nnviz.ui.window.opening.window_files import WindowFiles

_SIZE = (420, 480)


class HistoryWindow(HelpWindow):
    """Lists every change from the first on; a click goes back or forward to it."""

    def __init__(self, trail: UndoTrail, parent: QWidget) -> None:
        super().__init__("history", "History", _SIZE, parent)
        self._trail = trail
        self._list = QListWidget()
        self._list.setObjectName("history_list")
        self._list.setAccessibleName("History")
        self._list.setToolTip("Enter or a click goes to a point of the history")
        words = QLabel("What was done on this page. Choose a line to go there.")
        words.setWordWrap(True)
        body = QWidget()
        column_of(words, self._list, within=body, margins=(16, 16, 16, 16), spacing=12)
        self.show_body(body)
        trail.trail_changed.connect(self._fill)
        self._list.itemClicked.connect(self._go_to)
        self._list.itemActivated.connect(self._go_to)
        self._fill()

    def follow(self, trail: UndoTrail) -> None:
        """List what was done on another page."""
        self._trail.trail_changed.disconnect(self._fill)
        self._trail = trail
        trail.trail_changed.connect(self._fill)
        self._fill()

    @Slot()
    def _fill(self) -> None:
        """List all changes; those that have been undone are muted."""
        done, words = self._trail.done, self._trail.history
        self._list.clear()
        for place, text in enumerate(("The beginning", *words)):
            item = QListWidgetItem(text[:1].upper() + text[1:], self._list)
            if place > done:
                item.setForeground(self.palette().placeholderText())
                item.setToolTip("Undone: choose it to do it again")
        self._list.setCurrentRow(done)

    @Slot(QListWidgetItem)
    def _go_to(self, item: QListWidgetItem | None) -> None:
        # Where one click activates, the list has been filled anew by the time it does.
        if item is not None:
            self._trail.go_to(self._list.row(item))


class EarlierRunsMenu(ListedMenu):
    """Lists the runs that were left in this window, and those of windows before it.

    Choosing one goes on with it.
    """

    def __init__(
        self, edits: Edits, files: WindowFiles, parent: QWidget | None = None
    ) -> None:
        super().__init__("&Earlier runs", "menu_earlier_runs", parent)
        self._edits, self._files = edits, files
        edits.earlier_changed.connect(self.fill)
        self.fill()

    def entries(self) -> Sequence[MenuEntry]:
        runs = [(run.words, run.key) for run in self._edits.earlier_runs]
        kept = [(words, path) for path, words in self._files.kept.items()]
        listed = [
            MenuEntry(numbered(number, words), key, apart=number == len(runs) + 1 > 1)
            for number, (words, key) in enumerate((*runs, *kept), start=1)
        ]
        return listed or [MenuEntry("None yet: a run that you leave is kept")]

    def choose(self, key: object) -> None:
        if isinstance(key, Path):
            self._files.recover(key)
        elif isinstance(key, int):
            self._edits.bring_back(key)

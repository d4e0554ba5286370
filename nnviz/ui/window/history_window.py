"""What was done, in a list that goes to any point of it, and runs that were left."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from nnviz.ui.pages.network.edits import Edits
from nnviz.ui.window.help.help_window import HelpWindow

_SIZE = (420, 480)


class HistoryWindow(HelpWindow):
    """Lists every change from the first on; a click goes back or forward to it."""

    def __init__(self, edits: Edits, parent: QWidget) -> None:
        super().__init__("history", "History", _SIZE, parent)
        self._edits = edits
        self._list = QListWidget()
        self._list.setObjectName("history_list")
        self._list.setAccessibleName("History")
        self._list.setToolTip("Enter or a click goes to a point of the history")
        words = QLabel("What was done in this window. Choose a line to go there.")
        words.setWordWrap(True)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(words)
        column.addWidget(self._list)
        self.show_body(body)
        edits.trail_changed.connect(self._fill)
        self._list.itemClicked.connect(self._go_to)
        self._list.itemActivated.connect(self._go_to)
        self._fill()

    @Slot()
    def _fill(self) -> None:
        """List all changes; those that have been undone are muted."""
        done, words = self._edits.done, self._edits.history
        self._list.clear()
        for place, text in enumerate(("The beginning", *words)):
            item = QListWidgetItem(text[:1].upper() + text[1:], self._list)
            if place > done:
                item.setForeground(self.palette().placeholderText())
                item.setToolTip("Undone: choose it to do it again")
        self._list.setCurrentRow(done)

    @Slot(QListWidgetItem)
    def _go_to(self, item: QListWidgetItem) -> None:
        self._edits.go_to(self._list.row(item))


class EarlierRunsMenu(QMenu):
    """Lists the runs that were left in this window; choosing one goes on with it."""

    def __init__(self, edits: Edits, parent: QWidget | None = None) -> None:
        super().__init__("&Earlier runs", parent)
        self.setObjectName("menu_earlier_runs")
        self._edits = edits
        edits.earlier_changed.connect(self._fill)
        self.aboutToShow.connect(self._fill)
        self.triggered.connect(self._choose)
        self._fill()

    @Slot()
    def _fill(self) -> None:
        self.clear()
        runs = self._edits.earlier_runs
        for number, run in enumerate(runs, start=1):
            mark = f"&{number}  " if number < 10 else ""
            action = self.addAction(mark + run.words.replace("&", "&&"))
            action.setData(run.key)
        if not runs:
            self.addAction("None yet: a run that you leave is kept").setEnabled(False)

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        self._edits.bring_back(action.data())

"""A menu of what there is at the moment: files, runs, whatever else comes and goes."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A line of a menu.

    Attributes
    ----------
    text
        As an action takes it, with the mark of its key.
    key
        What it stands for; None for mere words, which cannot be chosen.
    tip
        What is said under the pointer.
    there
        Whether it can be chosen now.
    apart
        Whether a line divides it from those above.
    """

    text: str
    key: object = None
    tip: str = ""
    there: bool = True
    apart: bool = False


class ListedMenu(QMenu):
    """Lists what there is, anew whenever that may have changed.

    Its actions live only until then: whoever wants to choose an entry later keeps the
    entry's key, and hands it to ``choose``.
    """

    def __init__(self, title: str, name: str, parent: QWidget | None) -> None:
        super().__init__(title, parent)
        self.setObjectName(name)
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self.fill)
        self.triggered.connect(self._choose_action)

    def entries(self) -> Sequence[MenuEntry]:
        """Return what there is now; with nothing, the menu need not open."""
        raise NotImplementedError

    def choose(self, key: object) -> None:
        """Do what the entry of this key is for; it may be gone by now."""
        raise NotImplementedError

    @Slot()
    def fill(self) -> None:
        """List what there is now."""
        self.clear()
        entries = self.entries()
        for entry in entries:
            if entry.apart:
                self.addSeparator()
            action = self.addAction(entry.text)
            action.setData(entry.key)
            action.setEnabled(entry.there and entry.key is not None)
            action.setToolTip(entry.tip or action.toolTip())
        self.menuAction().setEnabled(bool(entries))

    @Slot(QAction)
    def _choose_action(self, action: QAction) -> None:
        self.choose(action.data())


def numbered(number: int, words: str) -> str:
    """Return an entry's text: the first nine have their number for a key."""
    mark = f"&{number}  " if number < 10 else ""
    return mark + words.replace("&", "&&")

"""What was done on a page, in order, to be undone and done again."""

from PySide6.QtCore import QObject, Signal, Slot

from nnviz.session.undo import UndoStack, UndoStep


class UndoTrail(QObject):
    """Goes back and forward through the changes of a page.

    Signals
    -------
    trail_changed
        What undo and redo would do now, in words; "" where there is nothing.
    """

    trail_changed = Signal(str, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._trail = UndoStack()

    @property
    def undoable(self) -> str:
        """What undo would take back, in words, or ""."""
        return _words(self._trail.undoable)

    @property
    def redoable(self) -> str:
        """What redo would make again, in words, or ""."""
        return _words(self._trail.redoable)

    @property
    def history(self) -> tuple[str, ...]:
        """All changes in words, in order, those that have been undone last."""
        return tuple(change.words for change in self._trail.changes)

    @property
    def done(self) -> int:
        """The number of changes that have not been undone."""
        return self._trail.done

    def go_to(self, place: int) -> None:
        """Undo or redo until this many changes are done."""
        for move in (self.undo,) * (self.done - place):
            move()
        for move in (self.redo,) * (place - self.done):
            move()

    @Slot()
    def undo(self) -> None:
        """Take the last change back."""
        if self._trail.undoable is not None:
            self._restore(self._trail.undo(), after=False)
            self._tell()

    @Slot()
    def redo(self) -> None:
        """Make the change again that was undone last."""
        if self._trail.redoable is not None:
            self._restore(self._trail.redo(), after=True)
            self._tell()

    def _restore(self, change: UndoStep, *, after: bool) -> None:
        """Bring back how it was after a change, or before it."""
        raise NotImplementedError

    def _tell(self) -> None:
        self.trail_changed.emit(self.undoable, self.redoable)


def _words(change: UndoStep | None) -> str:
    return "" if change is None else change.words

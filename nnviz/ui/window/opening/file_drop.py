"""Files that are dropped on the window."""

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

_DROP_EVENTS = (QEvent.Type.DragEnter, QEvent.Type.Drop)


class FileDrop(QObject):
    """Watches a window for files that are dropped on it.

    Signals
    -------
    dropped
        The path of the file; of several the first.
    """

    dropped = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take files, and leave all else to the window."""
        if event.type() not in _DROP_EVENTS or not isinstance(event, QDropEvent):
            return False
        path = _dropped_file(event.mimeData())
        if path is None:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self.dropped.emit(path)
        return True


def _dropped_file(data: QMimeData) -> Path | None:
    """Return the first file of this machine that is being dragged."""
    names = (url.toLocalFile() for url in data.urls() if url.isLocalFile())
    return next((Path(name) for name in names), None)

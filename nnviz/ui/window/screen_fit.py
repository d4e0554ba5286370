"""Keeps the whole of a window on its screen when it is opened, its frame included."""

from PySide6.QtCore import QEvent, QMargins, QObject, QRect
from PySide6.QtWidgets import QMainWindow

_TITLE_BAR, _BORDER = 30, 4
"""A guess at the frame in pixels, which nobody knows before the window is shown."""

_LATEST = {QEvent.Type.Show, QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Paint}


class ScreenFit(QObject):
    """Fits a window to the space on its screen before it is shown, and once after.

    Window managers differ: some shrink a window that is too large, others leave its
    lower edge outside. How wide the frame is they say only after the window is shown.
    """

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        guess = QMargins(_BORDER, _TITLE_BAR, _BORDER, _BORDER)
        self._fit(guess)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit once more as soon as the frame is known."""
        if event.type() == QEvent.Type.Close:
            # Without a window manager there never is a frame.
            self._window.removeEventFilter(self)
            return False
        handle = self._window.windowHandle()
        if event.type() in _LATEST and handle is not None:
            margins = handle.frameMargins()
            if not margins.isNull():
                self._window.removeEventFilter(self)
                self._fit(margins)
        return False

    def _fit(self, margins: QMargins) -> None:
        window = self._window
        if window.isMaximized() or window.isFullScreen():
            return
        room = window.screen().availableGeometry()
        wanted = fitted(window.geometry(), margins, room)
        if wanted != window.geometry():
            window.setGeometry(wanted)


def fitted(inside: QRect, margins: QMargins, room: QRect) -> QRect:
    """Return a window's inside, without its frame, so that the frame is in the room.

    The window keeps its size if it can, then its place.
    """
    frame = inside.marginsAdded(margins)
    width, height = min(frame.width(), room.width()), min(frame.height(), room.height())
    left = max(min(frame.left(), room.right() + 1 - width), room.left())
    top = max(min(frame.top(), room.bottom() + 1 - height), room.top())
    return QRect(left, top, width, height).marginsRemoved(margins)

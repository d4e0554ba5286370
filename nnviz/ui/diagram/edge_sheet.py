"""What lies under the neurons: drawn once, and painted by Qt alone."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPicture, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget


class FramePacer:
    """Does a thing at once, unless that was a moment ago: then the next call does it.

    A timer does it if no call follows.

    Parameters
    ----------
    parent
        Whose thread does it.
    do
        The thing.
    least
        Seconds between two times while calls follow.
    latest
        Milliseconds that it may be late when they end.
    """

    def __init__(
        self, parent: QObject, do: Callable[[], object], least: float, latest: int
    ) -> None:
        self.least = least
        self._do = do
        self._done_at = 0.0
        self._late = QTimer(parent, interval=latest, singleShot=True)
        self._late.timeout.connect(do)

    def ask(self) -> None:
        """Do it now or a little later."""
        if time.monotonic() - self._done_at >= self.least:
            self._do()
        else:
            self._late.start()

    def note(self) -> None:
        """Note that it is being done, by whomever: it is late no more."""
        self._late.stop()
        self._done_at = time.monotonic()


Paint = Callable[[QPainter], None]

_LEAST, _LATEST = 0.04, 60
"""Least seconds between two pictures of an overlay while frames follow, and how many
milliseconds it may be out of date when they end."""


class EdgeSheet(QLabel):
    """Shows what was drawn on it last; its parent gets the mouse and the keys.

    A ``paintEvent`` in Python holds the interpreter's lock while Qt fills pixels, and
    training waits. Here only a recording is made under the lock, which is some ten
    times as fast; the event loop then has it painted without Python.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

        self._pixels = QPixmap()
        self._recording: QPicture | None = None
        self._is_still = False

    def record(self, paint: Paint) -> None:
        """Show what ``paint`` draws: paths.

        A recording packs images and takes straight lines for paths, both of which
        take longer than painting them.
        """
        picture = QPicture()
        painter = QPainter(picture)
        # A recording has no size of its own.
        painter.setWindow(self.rect())
        painter.setViewport(self.rect())
        paint(painter)
        painter.end()
        self.setPicture(picture)
        self._recording, self._is_still = picture, False

    def fill(self, paint: Paint) -> None:
        """Show what ``paint`` draws over the pixels it filled last."""
        # Nobody else may hold the pixels, or they would be copied first.
        self.clear()
        self._recording = None
        ratio = self.devicePixelRatioF()
        size = self.size() * ratio
        if self._pixels.size() != size:
            self._pixels = QPixmap(size)
        self._pixels.setDevicePixelRatio(ratio)
        painter = QPainter(self._pixels)
        paint(painter)
        painter.end()
        self.setPixmap(self._pixels)

    def settle(self) -> None:
        """Keep the pixels of a recording that stays: they are shown much faster."""
        recording = self._recording
        if recording is not None and self._is_still:
            self.fill(lambda painter: painter.drawPicture(0, 0, recording))
        self._is_still = True


class Overlay(QWidget):
    """Lies over a sheet and has itself painted by a function.

    Its pixels are kept: they are shown again whenever the sheet below changes.
    """

    def __init__(self, parent: QWidget, paint: Paint) -> None:
        super().__init__(parent)
        self._paint = paint
        self._pixels: QPixmap | None = None
        self._pace = FramePacer(self, self.renew, _LEAST, _LATEST)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @Slot()
    def renew(self) -> None:
        """Paint anew."""
        self._pace.note()
        self._pixels = None
        self.update()

    def renew_soon(self) -> None:
        """Paint anew, unless that was a moment ago: words need not be as fast."""
        self._pace.ask()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Paint anew in the new size."""
        self._pixels = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Show what is above the sheet."""
        if self._pixels is None:
            ratio = self.devicePixelRatioF()
            self._pixels = QPixmap(self.size() * ratio)
            self._pixels.setDevicePixelRatio(ratio)
            self._pixels.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._pixels)
            self._paint(painter)
            painter.end()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._pixels)
        painter.end()

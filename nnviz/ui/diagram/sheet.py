"""What lies under the neurons: drawn once, and painted by Qt alone."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPicture, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

Paint = Callable[[QPainter], None]


class Sheet(QLabel):
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

    def record(self, background: QColor, paint: Paint) -> None:
        """Show what ``paint`` draws: paths.

        A recording packs images and takes straight lines for paths, both of which
        take longer than painting them.
        """
        picture = QPicture()
        painter = QPainter(picture)
        # A recording has no size of its own.
        painter.setWindow(self.rect())
        painter.setViewport(self.rect())
        painter.fillRect(self.rect(), background)
        paint(painter)
        painter.end()
        self.setPicture(picture)

    def fill(self, background: QColor, paint: Paint) -> None:
        """Show what ``paint`` draws; the pixels are filled at once."""
        ratio = self.devicePixelRatioF()
        pixels = QPixmap(self.size() * ratio)
        pixels.setDevicePixelRatio(ratio)
        pixels.fill(background)
        painter = QPainter(pixels)
        paint(painter)
        painter.end()
        self.setPixmap(pixels)


class Overlay(QWidget):
    """Lies over a sheet and has itself painted by a function."""

    def __init__(self, parent: QWidget, paint: Paint) -> None:
        super().__init__(parent)
        self._paint = paint
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, _event: object) -> None:
        """Paint what is above the sheet."""
        painter = QPainter(self)
        self._paint(painter)
        painter.end()

"""The place of a plot's canvas: empty until the window has been painted once."""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.ui.theme.tokens import DARK, Theme

_DELAY = 100
"""Milliseconds from the first picture of the window to the canvas.

Importing pyqtgraph takes as long as opening all the rest of the window, and whoever
opens it wants to see the network first.
"""


class LateCanvas(QWidget):
    """Paints an empty surface, and brings the canvas soon after that was seen.

    Signals
    -------
    came
        Carries the `Canvas`, which fills this place from now on.
    """

    came = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = QColor(DARK.panel)
        self._awaited = False

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        self._tone = QColor(theme.panel)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._tone)
        if not self._awaited:
            self._awaited = True
            QTimer.singleShot(_DELAY, self, self._bring)

    @Slot()
    def _bring(self) -> None:
        from nnviz.ui.plots.canvas import Canvas

        canvas = Canvas(self)
        canvas.setAccessibleName(self.accessibleName())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(canvas)
        layout.activate()
        canvas.show()
        self.came.emit(canvas)

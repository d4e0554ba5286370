"""The place of a plot's canvas: empty until the window has been painted once."""

import sys

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.ui.theme.tokens import DARK, Theme

_DELAY = 100
"""Milliseconds from the first picture of the window to the first canvas.

Importing pyqtgraph takes as long as opening all the rest of the window, and whoever
opens it wants to see the network first.
"""

_SLOW = "pyqtgraph"


class LateCanvas(QWidget):
    """Paints an empty surface, and brings the canvas soon after that was seen.

    Where pyqtgraph has been imported already, the canvas comes when this is shown.

    Signals
    -------
    came
        Carries the `Canvas`, which fills this place from now on.
    """

    came = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = QColor(DARK.panel)
        self._seen = False

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        self._tone = QColor(theme.panel)
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        """Bring the canvas now if that takes no time."""
        super().showEvent(event)
        if _SLOW in sys.modules:
            self._bring()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._tone)
        if not self._seen:
            self._seen = True
            QTimer.singleShot(_DELAY, self, self._bring)

    @Slot()
    def _bring(self) -> None:
        if self.layout() is not None:
            return
        from nnviz.ui.charts.chart_canvas import ChartCanvas

        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        canvas = ChartCanvas(self)
        layout.addWidget(canvas)
        layout.activate()
        canvas.show()
        self.came.emit(canvas)

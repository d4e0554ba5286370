"""The names of the columns above the histograms."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.ui.explorer.spread_row import LABEL
from nnviz.ui.painting.canvas import LEFT, Canvas, write

_HEIGHT = 18
_BAR = 10
"""What a scroll bar takes of the rows below."""


class SpreadHeading(Canvas):
    """Names the inputs and each layer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._layers = 0

    def show_layers(self, layers: int) -> None:
        """Name so many layers."""
        self._layers = layers
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of a line."""
        return QSize(400, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the names where the rows have their columns."""
        painter = self.painter()
        width = (self.width() - _BAR - LABEL) / (self._layers + 1)
        words = "layer " if width > 52 else ""
        for number in range(self._layers + 1):
            name = f"{words}{number}" if number else "inputs"
            place = QRectF(LABEL + number * width + 2, 0, width - 4, _HEIGHT)
            write(painter, place, LEFT, name, self.theme.muted)

"""A pad to draw a digit on, which the network reads while it is being drawn."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from nnviz.core.types import Floats
from nnviz.ui.controls.layouts import STRETCH, column_of, row_of
from nnviz.ui.output.class_bars import ClassBars
from nnviz.ui.output.image_view import ImageCanvas, picture
from nnviz.ui.painting.canvas import CENTRE, Canvas, outline, write
from nnviz.ui.theme.enlarging import enlarged, keep_size
from nnviz.views.output.drawn_digit import centred_digit

INK_SIDE = 224
STROKES = {28: 18.0, 8: 32.0}
"""Side of the drawing, and the width of a stroke in its own pixels by the side of the
picture that is made of it: a digit of few pixels has wide strokes.
"""


class InkCanvas(Canvas):
    """The square to draw on, kept as grey values whatever its size on the screen.

    Signals
    -------
    drawn
        The drawing has changed.
    """

    drawn = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        keep_size(self, least_width=120, least_height=120)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName("Drawing pad")
        self.setToolTip("Draw a digit with the left button held down")
        self._ink = QImage(INK_SIDE, INK_SIDE, QImage.Format.Format_Grayscale8)
        self._ink.fill(0)
        self._last: QPointF | None = None
        self.stroke = STROKES[28]

    def sizeHint(self) -> QSize:
        return enlarged(QSize(INK_SIDE, INK_SIDE))

    def clear(self) -> None:
        self._ink.fill(0)
        self.update()
        self.drawn.emit()

    def ink(self) -> Floats:
        """Return the drawing as grey values (224, 224) from 0 to 255."""
        bits = np.frombuffer(self._ink.constBits(), np.uint8)
        lines = bits.reshape(INK_SIDE, self._ink.bytesPerLine())
        return lines[:, :INK_SIDE].astype(np.float64)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._last = self._place(event)
            self._draw_to(self._last + QPointF(0.1, 0.1))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._last is not None:
            self._draw_to(self._place(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._last = None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, square, ink = self.painter(), self._square(), self.ink()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(square, picture(ink, 255.0, self.theme))
        outline(painter, square, self.theme.line, 1.0)
        if not ink.any():
            write(painter, square, CENTRE, "draw a digit", self.theme.muted)

    def _draw_to(self, place: QPointF) -> None:
        painter = QPainter(self._ink)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(255, 255, 255), self.stroke)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(self._last or place, place)
        painter.end()
        self._last = place
        self.update()
        self.drawn.emit()

    def _square(self) -> QRectF:
        side = min(self.width(), self.height()) - 2.0
        return QRectF((self.width() - side) / 2, 1.0, side, side)

    def _place(self, event: QMouseEvent) -> QPointF:
        square = self._square()
        return (self.event_place(event) - square.topLeft()) * (
            INK_SIDE / square.width()
        )


class DigitPad(QWidget):
    """The pad, the picture that the network gets of it, and its answer.

    Signals
    -------
    digit_drawn
        Pixels (I,) in the data set's units, at every stroke; ``show_shares`` is the
        answer.
    """

    digit_drawn = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas, self.bars = InkCanvas(), ClassBars()
        self._side, self._brightest = 28, 255.0
        self.seen = ImageCanvas()
        keep_size(self.seen, width=84, height=84)
        self.seen.setAccessibleName("What the network sees")
        self.clear = QPushButton("Clear")
        self.clear.setToolTip("Clear the drawing pad")
        self.clear.clicked.connect(self.canvas.clear)
        self.canvas.drawn.connect(self._announce)
        self._lay_out()
        self._show_seen(self.digit())

    def show_size(self, side: int, brightest: float) -> None:
        """Make pictures of this many pixels each way, with this as the brightest."""
        if (side, brightest) != (self._side, self._brightest):
            self._side, self._brightest = side, brightest
            self.canvas.stroke = STROKES[side]
            self.canvas.clear()
            self._show_seen(self.digit())

    def _show_seen(self, digit: Floats) -> None:
        pixels = digit.reshape(self._side, self._side)
        self.seen.show_pixels(pixels, self._brightest)

    def show_names(self, names: Sequence[str]) -> None:
        self.bars.show_names(names)

    def show_shares(self, shares: Floats) -> None:
        if self.canvas.ink().any():
            self.bars.show_shares(shares, quantity="drawing")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the pad a square, with no gap below it."""
        self.canvas.setMaximumHeight(max(120, self.width() // 2))
        super().resizeEvent(event)

    def digit(self) -> Floats:
        """Return the pixels (I,) that the network gets, in the data set's units."""
        return centred_digit(self.canvas.ink(), self._side) * (self._brightest / 255.0)

    def _announce(self) -> None:
        digit = self.digit()
        self._show_seen(digit)
        if digit.any():
            self.digit_drawn.emit(digit)
        else:
            self.bars.show_shares(None)

    def _lay_out(self) -> None:
        caption = QLabel("what the\nnetwork sees")
        caption.setProperty("role", "caption")
        below = row_of(self.seen, spacing=8)
        words = column_of(caption, STRETCH, self.clear)
        below.addLayout(words, 1)
        left = column_of((self.canvas, 100), below, STRETCH, spacing=8)
        row_of((left, 1), (self.bars, 1), within=self, margins=(0, 8, 0, 0), spacing=12)

"""Pixels as a picture."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnviz.ui.painting.canvas import Canvas, outline
from nnviz.ui.theme.colour_maps import sequential_table, values_to_image
from nnviz.ui.theme.tokens import Theme


def picture(pixels: NDArray[Any], brightest: float, theme: Theme) -> QImage:
    """Return grey values (height, width) as a picture in the theme's tones."""
    values = np.asarray(pixels, np.float32)
    return values_to_image(values, brightest, sequential_table(theme))


def paint_picture(painter: QPainter, rect: QRectF, image: QImage, theme: Theme) -> None:
    """Draw a picture as sharp squares, as large as the rectangle lets it be."""
    size = image.size().scaled(rect.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRectF(0, 0, size.width(), size.height())
    place.moveCenter(rect.center())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(place, image)
    outline(painter, place.adjusted(-0.5, -0.5, 0.5, 0.5), theme.line, 1.0)


class ImageCanvas(Canvas):
    """One picture, as large as there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(84, 84)
        self._pixels: NDArray[Any] | None = None
        self._brightest = 1.0

    def show_pixels(self, pixels: NDArray[Any], brightest: float) -> None:
        """Show grey values (height, width)."""
        self._pixels, self._brightest = pixels, brightest
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture at the top of the widget."""
        if self._pixels is None:
            return
        side = min(self.width(), self.height()) - 2.0
        rect = QRectF((self.width() - side) / 2, 1, side, side)
        image = picture(self._pixels, self._brightest, self.theme)
        paint_picture(self.painter(), rect, image, self.theme)

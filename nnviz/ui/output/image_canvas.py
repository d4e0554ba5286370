"""Pixels as a picture, and the share of each class as bars."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnviz.core.types import Floats
from nnviz.ui.painting.canvas import (
    LEFT,
    RIGHT,
    Canvas,
    fill,
    outline,
    small_font,
    small_numbers,
    toned,
    write,
)
from nnviz.ui.painting.numbers import percent, signed
from nnviz.ui.theme.colour_maps import sequential_table, values_to_image
from nnviz.ui.theme.tokens import Theme

BAR_ROW = 34.0
TICK = "✓"


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

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
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


class ClassBars(Canvas):
    """The share of every class as a bar with its number; the right one is ticked."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setMinimumSize(150, 120)
        self._names: tuple[str, ...] = ()
        self._shares: Floats | None = None
        self._wanted: int | None = None

    def show_names(self, names: Sequence[str]) -> None:
        """Show these classes, without shares as yet."""
        self._names, self._shares, self._wanted = tuple(names), None, None
        self.update()

    def show_shares(self, shares: Floats | None, wanted: int | None = None) -> None:
        """Show a share for each class, and which class is right if that is known."""
        self._shares, self._wanted = shares, wanted
        self.setAccessibleName(self._spoken())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw one row for each class."""
        if not self._names:
            return
        painter = self.painter()
        row = min(BAR_ROW, self.height() / len(self._names))
        names = painter.fontMetrics()
        widest = max(names.horizontalAdvance(name) for name in self._names)
        label = min(self.width() * 0.35, widest + 4.0)
        for k, name in enumerate(self._names):
            rect = QRectF(0, k * row, self.width(), row)
            self._paint_row(painter, rect, label, (k, name))

    def _paint_row(
        self, painter: QPainter, rect: QRectF, label: float, named: tuple[int, str]
    ) -> None:
        k, name = named
        theme, shares = self.theme, self._shares
        best = shares is not None and int(shares.argmax()) == k
        right = self._wanted == k
        tone = theme.text if best or right else theme.muted
        painter.setFont(small_font())
        write(painter, QRectF(16, rect.top(), label, rect.height()), LEFT, name, tone)
        if right:
            tick = QRectF(0, rect.top(), 16, rect.height())
            write(painter, tick, LEFT, TICK, theme.good)
        bar = rect.adjusted(22 + label, rect.height() * 0.2, -56, -rect.height() * 0.2)
        fill(painter, bar, theme.field, 3)
        if shares is None:
            return
        share = float(shares[k])
        colour = theme.good if right else theme.accent
        length = max(0.0, min(1.0, share)) * bar.width()
        filled = QRectF(bar.left(), bar.top(), length, bar.height())
        fill(painter, filled, colour if best else toned(theme, colour, 0.6), 3)
        painter.setFont(small_numbers())
        write(painter, rect, RIGHT, signed(share, 3), tone)

    def _spoken(self) -> str:
        if self._shares is None:
            return "class shares"
        best = int(self._shares.argmax())
        return f"{self._names[best]} with {percent(float(self._shares[best]))}"

"""The weights of a neuron, its input image, and their product, pixel by pixel."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnviz.core.types import Floats
from nnviz.explain.terms import Terms
from nnviz.ui.painting.canvas import CENTRE, Canvas, write
from nnviz.ui.theme.colour_maps import (
    diverging_table,
    sequential_table,
    values_to_image,
)
from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.theme.fonts import text_font
from nnviz.views.numbers import exact

GAP = 22.0
CAPTION = 18.0
WIDEST = 132.0


class ProductPicture(Canvas):
    """Three images side by side: weights times inputs give the products."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Weights times inputs gives the products, as pictures")
        self._terms: Terms | None = None
        self._images: tuple[QImage, ...] = ()
        self._shape, self._highlighted, self._hidden = (1, 1), -1, False

    def show_terms(
        self, terms: Terms, shape: tuple[int, int], hidden: bool = False
    ) -> None:
        """Show a neuron's terms for an image of (H, W); the product can be hidden."""
        if terms is self._terms and hidden == self._hidden:
            return
        self._terms, self._shape, self._hidden = terms, shape, hidden
        self._paint_images()
        self._fit()
        self.update()

    def highlight(self, place: int) -> None:
        """Mark the pixel of a term; -1 for none."""
        if place != self._highlighted:
            self._highlighted = place
            self.update()

    def _recolour(self) -> None:
        self._paint_images()

    def resizeEvent(self, _event: object) -> None:
        self._fit()

    def design_height(self, width: int) -> int:
        """Return the height of a picture and of the words below it."""
        return round(self._side_at(width)[1] + CAPTION + 2.0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, theme = self.painter(), self.theme
        painter.setRenderHint(painter.RenderHint.Antialiasing, False)
        names = ("weights", "inputs", "products")
        for number, image in enumerate(self._images):
            place = self._place(number)
            if number == 2 and self._hidden:
                write(painter, place, CENTRE, "•••", theme.muted)
            else:
                painter.drawImage(place, image)
            painter.setPen(QPen(QColor(theme.line), 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(place)
            below = QRectF(place.left(), place.bottom() + 2.0, place.width(), 15.0)
            write(painter, below, CENTRE, names[number], theme.muted)
            self._mark(painter, place)
        painter.setFont(text_font(15))
        for number, sign in enumerate("×="):
            left = self._place(number).right()
            middle = QRectF(left, 0.0, GAP, self._side[1])
            write(painter, middle, CENTRE, sign, theme.muted)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self._tip(self.event_place(event))
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    @property
    def _side(self) -> tuple[float, float]:
        """The width and height of one picture."""
        return self._side_at(self.width())

    def _side_at(self, room: int) -> tuple[float, float]:
        rows, columns = self._shape
        width = min((room - 2.0 * GAP - 2.0) / 3.0, WIDEST)
        return width, width * rows / columns

    def _place(self, number: int) -> QRectF:
        width, height = self._side
        return QRectF(1.0 + number * (width + GAP), 1.0, width, height)

    def _fit(self) -> None:
        height = self.design_height(self.width())
        if not self.on_paper and self.height() != height:
            keep_size(self, height=height)

    def _paint_images(self) -> None:
        terms, theme = self._terms, self.theme
        if terms is None:
            return
        diverging = diverging_table(theme)
        tables = (diverging, sequential_table(theme), diverging)
        parts = (terms.left, terms.right, terms.products)
        self._images = tuple(
            values_to_image(part.reshape(self._shape), _limit(part), table)
            for part, table in zip(parts, tables, strict=True)
        )

    def _mark(self, painter: QPainter, place: QRectF) -> None:
        """Outline the pixel of the highlighted term."""
        rows, columns = self._shape
        if not 0 <= self._highlighted < rows * columns:
            return
        row, column = divmod(self._highlighted, columns)
        wide, high = place.width() / columns, place.height() / rows
        left, top = place.left() + column * wide, place.top() + row * high
        painter.setPen(QPen(QColor(self.theme.selection), 2.0))
        painter.drawRect(QRectF(left - 2.0, top - 2.0, wide + 4.0, high + 4.0))

    def _tip(self, point: QPointF) -> str:
        terms = self._terms
        if terms is None:
            return ""
        rows, columns = self._shape
        for number in range(3):
            place = self._place(number)
            if not place.contains(point):
                continue
            row = int((point.y() - place.top()) / place.height() * rows)
            column = int((point.x() - place.left()) / place.width() * columns)
            term = min(row, rows - 1) * columns + min(column, columns - 1)
            text = f"{terms.names[term]}: {exact(terms.left[term])} "
            text += f"× {exact(terms.right[term])}"
            product = "" if self._hidden else f" = {exact(terms.products[term])}"
            return text + product
        return ""


def _limit(values: Floats) -> float:
    sizes = np.abs(values)
    sizes = sizes[np.isfinite(sizes)]
    return float(sizes.max()) if len(sizes) else 0.0

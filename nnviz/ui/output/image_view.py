"""The current sample's picture and the class that the network predicts."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from nnviz.ui.controls.layouts import STRETCH, column_of, row_of
from nnviz.ui.output.class_bars import ClassBars
from nnviz.ui.painting.canvas import Canvas, outline
from nnviz.ui.theme.colour_maps import sequential_table, values_to_image
from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.theme.style import set_role
from nnviz.ui.theme.tokens import Theme
from nnviz.views.output.image_values import SampleValues
from nnviz.views.readings import Readings


def picture(pixels: NDArray[Any], brightest: float, theme: Theme) -> QImage:
    """Return grey values (height, width) as a picture in the theme's tones."""
    values = np.asarray(pixels, np.float32)
    return values_to_image(values, brightest, sequential_table(theme))


def paint_picture(painter: QPainter, rect: QRectF, image: QImage, theme: Theme) -> None:
    """Draw a picture as sharp squares, as large as fits into the rectangle."""
    size = image.size().scaled(rect.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRectF(0, 0, size.width(), size.height())
    place.moveCenter(rect.center())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(place, image)
    outline(painter, place.adjusted(-0.5, -0.5, 0.5, 0.5), theme.line, 1.0)


class ImageCanvas(Canvas):
    """One picture, as large as the room allows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        keep_size(self, least_width=84, least_height=84)
        self._pixels: NDArray[Any] | None = None
        self._brightest = 1.0

    def show_pixels(self, pixels: NDArray[Any], brightest: float) -> None:
        """Show grey values (height, width); the same ones are not painted again."""
        known, self._pixels = self._pixels, pixels.copy()
        same = known is not None and np.array_equal(known, pixels)
        if not same or brightest != self._brightest:
            self._brightest = brightest
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._pixels is None:
            return
        side = min(self.width(), self.height()) - 2.0
        rect = QRectF((self.width() - side) / 2, 1, side, side)
        image = picture(self._pixels, self._brightest, self.theme)
        paint_picture(self.painter(), rect, image, self.theme)


class ImageView(QWidget):
    """A picture, a bar for each class, and buttons for the samples beside it.

    Signals
    -------
    step_requested
        -1 for the previous sample, 1 for the next.
    """

    step_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self.picture, self.bars = ImageCanvas(), ClassBars()
        self.title, self.verdict = QLabel(), QLabel()
        self.title.setProperty("role", "caption")
        self.verdict.setProperty("role", "good")
        self.verdict.hide()
        self.previous = _button("◀", "Previous sample")
        self.next = _button("▶", "Next sample")
        self.previous.clicked.connect(self._go_back)
        self.next.clicked.connect(self._go_on)
        self._lay_out()

    def show_names(self, names: Sequence[str]) -> None:
        self._names = tuple(names)
        self.bars.show_names(names)
        self.title.clear()
        self.verdict.hide()

    def show_values(self, values: SampleValues) -> None:
        self.picture.show_pixels(values.pixels, values.brightest)
        self.bars.show_shares(values.shares, values.wanted, values.quantity)
        self.title.setText(values.name)
        predicted = self._names[values.predicted]
        if values.wanted is None:
            self.picture.setAccessibleName(f"image of {values.name}")
            set_role(self.verdict, "caption")
            self.verdict.setText(f"predicted {predicted}")
        else:
            self._judge(predicted, self._names[values.wanted])
        self.verdict.show()

    def _judge(self, predicted: str, wanted: str) -> None:
        self.picture.setAccessibleName(f"image of {wanted}")
        right = predicted == wanted
        said = (
            f"{predicted} is correct" if right else f"{predicted}, should be {wanted}"
        )
        set_role(self.verdict, "good" if right else "bad")
        self.verdict.setText(said)

    def readings(self) -> Readings:
        """Return which sample it is, and what it is taken for."""
        found = Readings()
        found.note("sample", self.title.text())
        found.note("verdict", self.verdict.text())
        return found

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the picture a square, with its title right below."""
        self.picture.setMaximumHeight(max(84, self.width() * 2 // 5))
        super().resizeEvent(event)

    def _go_back(self) -> None:
        self.step_requested.emit(-1)

    def _go_on(self) -> None:
        self.step_requested.emit(1)

    def _lay_out(self) -> None:
        row = row_of(self.previous, self.next, STRETCH, self.verdict, spacing=8)
        self.title.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
        )
        beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        beside.setSpacing(12)
        left = column_of((self.picture, 100), self.title, STRETCH, spacing=4)
        beside.addLayout(left, 2)
        beside.addWidget(self.bars, 3)
        column_of(row, (beside, 1), within=self, margins=(0, 8, 0, 0), spacing=8)


def _button(text: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setAccessibleName(name)
    button.setToolTip(f"{name}: show what the network makes of it")
    return button

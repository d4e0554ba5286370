"""The line below a picture that says what the pointer is over."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.ui.painting.canvas import LEFT, Canvas, small_numbers, write
from nnviz.ui.theme.enlarging import enlarged
from nnviz.views.numbers import amount, signed

ROW = 16
GAP = 14


class Caption(Canvas):
    """Words side by side, in two rows where one is too narrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._words: tuple[str, ...] = ()
        self._numbers = False

    def show_words(self, words: Sequence[str]) -> None:
        """Show these, each kept in one piece."""
        self._words = tuple(words)
        self._numbers = len(self._words) > 1
        self.setAccessibleName(", ".join(self._words))
        self.update()

    def text(self) -> str:
        """Return all that is written."""
        return "  ".join(self._words)

    def sizeHint(self) -> QSize:
        return enlarged(QSize(100, 2 * ROW))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.painter()
        if self._numbers:
            painter.setFont(small_numbers())
        metrics, left, top = painter.fontMetrics(), 0.0, 0.0
        rows: list[tuple[QRectF, str]] = []
        for word in self._words:
            width = metrics.horizontalAdvance(word) + 1.0
            if left and left + width > self.width():
                left, top = 0.0, top + ROW
            rows.append((QRectF(left, top, min(width, self.width()), ROW), word))
            left += width + GAP
        down = (self.height() - top - ROW) / 2
        for place, word in rows:
            write(painter, place.translated(0, down), LEFT, word, self.theme.muted)
            name, _, number = word.rpartition(" ") if self._numbers else ("", "", "")
            self.note(name, number)


def place_text(names: Sequence[str], place: Sequence[float]) -> list[str]:
    """Return coordinates with their names."""
    named = zip(names, place, strict=True)
    return [f"{name} {amount(value, signed)}" for name, value in named]

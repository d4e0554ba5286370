"""The confusion matrix: how often each class was predicted as each other."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from nnviz.ui.painting.canvas import (
    CENTRE,
    LEFT,
    RIGHT,
    Canvas,
    fill,
    small_font,
    toned,
    write,
)
from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.theme.fonts import number_font
from nnviz.views.numbers import compact, count, percent
from nnviz.views.output.image_values import Confusion

HEADER = 36.0


class ConfusionView(Canvas):
    """A square of counts: a row for each class, a column for each prediction."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        keep_size(self, least_width=200, least_height=180)
        self._names: tuple[str, ...] = ()
        self._confusion: Confusion | None = None

    def show_names(self, names: Sequence[str]) -> None:
        """Show other classes; their counts come later."""
        self._names, self._confusion = tuple(names), None
        self.update()

    def show_confusion(self, confusion: Confusion) -> None:
        self._confusion = confusion
        self.setAccessibleName(self._summary(confusion))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, confusion = self.painter(), self._confusion
        if confusion is None:
            waiting = "counted when training pauses, and from time to time"
            write(painter, QRectF(self.rect()), CENTRE, waiting, self.theme.muted)
            return
        summary = QRectF(0, 6, self.width(), 18)
        said = self._summary(confusion)
        self.note(f"{confusion.part}_accuracy", said.rpartition(": ")[2])
        write(painter, summary, LEFT, said, self.theme.muted)
        grid = self._grid()
        heading = QRectF(grid.left(), grid.top() - 32, self.width(), 14)
        write(painter, heading, LEFT, "predicted", self.theme.muted)
        corner = QRectF(0, grid.top() - 17, grid.left() - 8, 14)
        write(painter, corner, RIGHT, "target", self.theme.muted)
        for k in range(len(self._names)):
            self._paint_labels(painter, grid, k)
            for column in range(len(self._names)):
                self._paint_cell(painter, self._cell(grid, k, column), k, column)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(
                event.globalPos(),
                self.words_at(self.event_place(event).toPoint()),
                self,
            )
            return True
        return super().event(event)

    def words_at(self, place: QPoint) -> str:
        """Describe the count in the cell at a place; empty beside the cells."""
        grid, classes = self._grid(), len(self._names)
        if self._confusion is None or not grid.contains(place):
            return ""
        column = int((place.x() - grid.left()) / grid.width() * classes)
        row = int((place.y() - grid.top()) / grid.height() * classes)
        counts = self._confusion.counts
        number, of = int(counts[row, column]), int(counts[row].sum())
        share = percent(number / of) if of else "none"
        return (
            f"{count(number)} of {count(of)} samples of {self._names[row]} were "
            f"classified as {self._names[column]}: {share}"
        )

    def _paint_labels(self, painter: QPainter, grid: QRectF, k: int) -> None:
        painter.setFont(small_font())
        cell, name = self._cell(grid, k, k), self._names[k]
        left = QRectF(0, cell.top(), grid.left() - 8, cell.height())
        above = QRectF(cell.left(), grid.top() - 17, cell.width(), 14)
        write(painter, left, RIGHT, name, self.theme.text)
        metrics = painter.fontMetrics()
        while len(name) > 1 and metrics.horizontalAdvance(name) > cell.width() - 2:
            name = name[:-1].rstrip()
        write(painter, above, CENTRE, name, self.theme.text)

    def _paint_cell(
        self, painter: QPainter, cell: QRectF, row: int, column: int
    ) -> None:
        if self._confusion is None:
            return
        counts = self._confusion.counts
        number, largest = int(counts[row, column]), max(1, int(counts[row].sum()))
        theme, right = self.theme, row == column
        colour = theme.good if right else theme.bad
        share = number / largest
        # Mistakes are few, so their colour grows faster than in proportion.
        strength = 0.6 * share if right else 0.8 * share**0.5
        tone = toned(theme, colour, strength) if number else theme.field
        fill(painter, cell.adjusted(1, 1, -1, -1), tone, 3)
        text = compact(number, 6)
        for size in (11, 10, 9, 8):
            painter.setFont(number_font(size))
            if painter.fontMetrics().horizontalAdvance(text) <= cell.width() - 2:
                break
        name = f"confusion[{row + 1},{column + 1}]"
        colour = theme.text if number else theme.disabled
        write(painter, cell, CENTRE, text, colour, name)

    def _grid(self) -> QRectF:
        """Return where the cells are."""
        metrics = QFontMetricsF(small_font())
        names = (*self._names, "target")
        widest = max(metrics.horizontalAdvance(name) for name in names)
        left = min(self.width() * 0.3, widest + 12)
        top = 30 + HEADER
        classes = max(1, len(self._names))
        side = min((self.width() - left) / classes, 96.0)
        height = min((self.height() - top) / classes, side)
        return QRectF(left, top, side * classes, height * classes)

    def _cell(self, grid: QRectF, row: int, column: int) -> QRectF:
        classes = len(self._names)
        width, height = grid.width() / classes, grid.height() / classes
        left, top = grid.left() + column * width, grid.top() + row * height
        return QRectF(left, top, width, height)

    def _summary(self, confusion: Confusion) -> str:
        right, of = int(confusion.counts.trace()), int(confusion.counts.sum())
        return (
            f"{count(right)} of {count(of)} {confusion.part} samples correct: "
            f"{percent(right / max(1, of))}"
        )

"""How classes are told apart: the confusion matrix, or the scores of each class."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QPushButton, QToolTip, QWidget

from nnviz.core.class_scores import LabelScores
from nnviz.files.written_table import WrittenTable
from nnviz.ui.output.class_score_table import SCORES, paint_scores
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
from nnviz.ui.theme.enlarging import enlarged, keep_size
from nnviz.ui.theme.fonts import number_font
from nnviz.ui.theme.style import set_role
from nnviz.views.numbers import compact, count, percent
from nnviz.views.output.image_values import Confusion
from nnviz.views.written_tables import confusion_table, score_table

HEADER = 36.0


class ConfusionView(Canvas):
    """A square of counts: a row for each class, a column for each prediction.

    A button shows precision, recall and F1 of each class in its place.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        keep_size(self, least_width=200, least_height=180)
        self.names: tuple[str, ...] = ()
        self.confusion: Confusion | None = None
        self.scores = QPushButton("Scores", self)
        self.scores.setObjectName("class_scores")
        self.scores.setToolTip("Precision, recall and F1 of every class")
        self.scores.setCheckable(True)
        set_role(self.scores, "toggle")
        set_role(self.scores, "little", "room")
        self.scores.toggled.connect(self.update)

    def show_names(self, names: Sequence[str]) -> None:
        """Show other classes; their counts come later."""
        self.names, self.confusion = tuple(names), None
        self.scores.hide()
        self.update()

    def show_confusion(self, confusion: Confusion) -> None:
        self.confusion = confusion
        self.scores.setHidden(isinstance(confusion.scores, LabelScores))
        self.setAccessibleName(confusion.summary)
        self.update()

    def written_table(self) -> WrittenTable | None:
        """Return what is shown as a table; None before anything has been counted."""
        if self.confusion is None:
            return None
        written = score_table if self._shows_scores else confusion_table
        return written(self.confusion, self.names)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, confusion = self.painter(), self.confusion
        if confusion is None:
            waiting = "counted when training pauses, and from time to time"
            write(painter, QRectF(self.rect()), CENTRE, waiting, self.theme.muted)
            return
        summary = QRectF(0, 6, self.width(), 18)
        said = confusion.summary
        self.note(f"{confusion.part}_accuracy", said.rpartition(": ")[2])
        write(painter, summary, LEFT, said, self.theme.muted)
        if self._shows_scores:
            place = QRectF(0, HEADER, self.width(), self.height() - HEADER)
            paint_scores(self, painter, place, (confusion.scores, self.names))
        else:
            self._paint_matrix(painter)

    @property
    def _shows_scores(self) -> bool:
        """Labels have scores alone: they are not told apart from each other."""
        found = self.confusion
        labels = found is not None and isinstance(found.scores, LabelScores)
        return labels or self.scores.isChecked()

    def _paint_matrix(self, painter: QPainter) -> None:
        grid = self._grid()
        heading = QRectF(grid.left(), grid.top() - 32, self.width(), 14)
        write(painter, heading, LEFT, "predicted", self.theme.muted)
        corner = QRectF(0, grid.top() - 17, grid.left() - 8, 14)
        write(painter, corner, RIGHT, "target", self.theme.muted)
        for k in range(len(self.names)):
            self._paint_labels(painter, grid, k)
            for column in range(len(self.names)):
                self._paint_cell(painter, self._cell(grid, k, column), k, column)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button beside the line above the counts."""
        super().resizeEvent(event)
        size = self.scores.sizeHint()
        place = QPoint(QWidget.width(self) - size.width(), enlarged(3))
        self.scores.setGeometry(QRect(place, size))

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
        grid, classes = self._grid(), len(self.names)
        if self._shows_scores:
            return "\n".join(f"{name}: {words}" for name, words in SCORES)
        if self.confusion is None or not grid.contains(place):
            return ""
        column = int((place.x() - grid.left()) / grid.width() * classes)
        row = int((place.y() - grid.top()) / grid.height() * classes)
        counts = self.confusion.counts
        number, of = int(counts[row, column]), int(counts[row].sum())
        share = percent(number / of) if of else "none"
        return (
            f"{count(number)} of {count(of)} samples of {self.names[row]} were "
            f"classified as {self.names[column]}: {share}"
        )

    def _paint_labels(self, painter: QPainter, grid: QRectF, k: int) -> None:
        painter.setFont(small_font())
        cell, name = self._cell(grid, k, k), self.names[k]
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
        if self.confusion is None:
            return
        counts = self.confusion.counts
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
        names = (*self.names, "target")
        widest = max(metrics.horizontalAdvance(name) for name in names)
        left = min(self.width() * 0.3, widest + 12)
        top = 30 + HEADER
        classes = max(1, len(self.names))
        side = min((self.width() - left) / classes, 96.0)
        height = min((self.height() - top) / classes, side)
        return QRectF(left, top, side * classes, height * classes)

    def _cell(self, grid: QRectF, row: int, column: int) -> QRectF:
        classes = len(self.names)
        width, height = grid.width() / classes, grid.height() / classes
        left, top = grid.left() + column * width, grid.top() + row * height
        return QRectF(left, top, width, height)

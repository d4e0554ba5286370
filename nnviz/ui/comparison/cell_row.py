"""Rows of small pictures: a cell for each contender, its state, and choosing one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QRegion,
)
from PySide6.QtWidgets import QToolTip, QWidget

from nnviz.session.stop import Stop
from nnviz.ui.painting.canvas import (
    CENTRE,
    Canvas,
    Paper,
    fill,
    outline,
    small_font,
    write,
)
from nnviz.ui.theme.fonts import text_font
from nnviz.ui.theme.tokens import Theme
from nnviz.views.comparison.comparison_frames import ComparisonFrame, has_diverged
from nnviz.views.comparison.contender_frames import ContenderFrame
from nnviz.views.numbers import amount, count, percent, signed, significant

_NO_GOAL = ("iterations", "epochs")
"""Reasons to stop that were set beforehand and say nothing about a contender."""


def paint_stop(
    painter: QPainter, room: QRectF, stop: Stop | None, theme: Theme
) -> None:
    """Write over a picture that its contender has stopped, if it has."""
    if stop is None or stop.reason in _NO_GOAL:
        return
    if has_diverged(stop):
        _paint_diverged(painter, room, stop, theme)
        return
    painter.setFont(small_font())
    words = f"{stop.reason} at {count(stop.iteration)}"
    wide = min(painter.fontMetrics().horizontalAdvance(words) + 12.0, room.width() - 8)
    place = QRectF(room.left() + 4, room.bottom() - 21, wide, 17)
    fill(painter, place, theme.raised, 4)
    write(painter, place.adjusted(4, 0, -4, 0), CENTRE, words, theme.text)


def measure(frame: ContenderFrame) -> str:
    """Return the accuracy or R², "" while neither is known."""
    if frame.accuracy is not None:
        return percent(frame.accuracy)
    return "" if frame.r2 is None else f"R² {amount(frame.r2, signed)}"


def cost_words(frame: ContenderFrame) -> str:
    """Return the cost of the batch, a dash before there was one."""
    return significant(frame.cost) if frame.iteration else "–"


def story(title: str, frame: ContenderFrame) -> str:
    """Describe a contender in a few lines."""
    lines = [title, f"cost {cost_words(frame)} at {count(frame.iteration)}"]
    if measure(frame):
        what = "accuracy " if frame.accuracy is not None else ""
        lines.append(f"{what}{measure(frame)}")
    if frame.stop is not None:
        lines.append(f"stopped: {frame.stop.message}")
    return "\n".join(lines)


def spoken(names: Sequence[str], frame: ComparisonFrame) -> str:
    """Return the contenders' numbers for screen readers."""
    parts = []
    for name, each in zip(names, frame.contenders, strict=True):
        if each.stop is not None and has_diverged(each.stop):
            parts.append(f"{name} diverged at iteration {count(each.stop.iteration)}")
        else:
            parts.append(
                f"{name} cost {cost_words(each) if each.iteration else 'not known yet'}"
            )
    return ", ".join(parts)


def _paint_diverged(painter: QPainter, room: QRectF, stop: Stop, theme: Theme) -> None:
    """Grey out a picture and write at which iteration its contender diverged."""
    veil = QColor(theme.panel)
    veil.setAlphaF(0.84)
    painter.fillRect(room, veil)
    line = QRectF(room.left(), room.center().y() - 17, room.width(), 16)
    painter.setFont(text_font(12, bold=True))
    write(painter, line, CENTRE, "diverged", theme.bad)
    painter.setFont(small_font())
    at = f"at iteration {count(stop.iteration)}"
    write(painter, line.translated(0, 17), CENTRE, at, theme.text)


NAME, PADDING, HEADING = 20, 6, 22
"""The height of a contender's name, the margin inside a cell, and the height of the
line above all pictures, in pixels."""

CORNER = 8.0
SAMPLE_ROOM = 132
"""Width of the current sample's picture at the left, where samples are images. Every
row keeps it free, so that a contender's cells lie below one another."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything in a row of pictures is on its widget, in pixels.

    Attributes
    ----------
    heading, side
        What all pictures have in common, in words, and in a picture at the left.
    cells
        Each contender's.
    """

    heading: QRect
    side: QRect
    cells: tuple[QRect, ...]


def _paint_mark(painter: QPainter, cell: QRectF, left: float, theme: Theme) -> None:
    """Mark a cell as the chosen one; its picture begins ``left`` of its left edge."""
    beside = left - PADDING + 1
    mark = cell.adjusted(beside, 1, -beside, -1)
    outline(painter, mark, theme.selection, 2.0, CORNER)


class CellRow(Canvas):
    """One cell for each contender; its pixels are kept until it looks different.

    ``place`` says where the cells are.

    Signals
    -------
    contender_chosen
        The contender that was clicked, or gone to by the arrow keys.
    """

    contender_chosen = Signal(int)
    shape_changed = Signal()
    """The contenders, or the shape of their pictures, have changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.names: tuple[str, ...] = ()
        self.frame: ComparisonFrame | None = None
        self.chosen = -1
        self._pixels: dict[int, QPixmap] = {}
        self._cells: list[QRect] = []
        self._places = Places(QRect(), QRect(), ())

    def show_contenders(self, names: Sequence[str]) -> None:
        """Show these contenders; their pictures come with a frame."""
        self.names, self.frame, self.chosen = tuple(names), None, -1
        self._lay_out()
        self.shape_changed.emit()

    def show_chosen(self, index: int) -> None:
        """Mark a contender; -1 marks none."""
        changed, self.chosen = (self.chosen, index), index
        self.renew(changed)

    def _recolour(self) -> None:
        self._lay_out()

    def place(self, places: Places) -> None:
        """Put the heading and the cells at these places."""
        if places == self._places:
            return
        self._places = places
        # The other row's pictures lie between these cells: clicks there are not ours.
        taken = QRegion()
        for place in (places.heading, places.side, *places.cells):
            taken = taken.united(self.to_screen(place))
        self.setMask(taken)
        self._lay_out()

    def paint_placed(self, paper: Paper, places: Places) -> None:
        """Paint on paper with heading and cells at these places of it."""
        kept, cells = self._places, self._cells
        self._places, self._cells = places, list(places.cells)
        self.forget()
        try:
            self.paint_on(paper)
        finally:
            self._places, self._cells = kept, cells
            self.forget()

    def cells(self) -> list[QRect]:
        """Return where each contender is on the widget."""
        return list(self._cells)

    def picture_rect(self, index: int) -> QRect:
        """Return where a contender's picture is on the widget."""
        cell = self._cells[index]
        return self.picture_room(cell.size().toTuple()).translated(cell.topLeft())

    def picture_room(self, size: tuple[int, int]) -> QRect:
        """Return where the picture lies in a cell of this width and height."""
        width, height = size
        lowest, highest = self.aspects()
        high = max(height - self.head() - PADDING, 8)
        wide = max(min(width - 2 * PADDING, round(highest * high)), 8)
        if lowest:
            high = min(high, max(round(wide / lowest), 8))
        return QRect((width - wide) // 2, self.head(), wide, high)

    def aspects(self) -> tuple[float, float]:
        """Return the least and the greatest ratio of a picture's width to height."""
        raise NotImplementedError

    def shape(self) -> tuple[object, ...]:
        """Return all that the layout of the cells depends on."""
        return self.left(), self.aspects()

    def head(self) -> int:
        """Return the height of the words above a picture."""
        raise NotImplementedError

    def left(self) -> int:
        """Return the width kept free to the left of all cells."""
        has_image = self.frame is not None and self.frame.sample.pixels is not None
        return SAMPLE_ROOM if has_image else 0

    def side(self) -> QRect:
        """Return the rectangle kept free to the left of the first row of cells."""
        return self._places.side

    def paint_heading(self, painter: QPainter, room: QRectF) -> None:
        """Write what all pictures have in common."""
        raise NotImplementedError

    def paint_cell(self, painter: QPainter, index: int, size: tuple[int, int]) -> None:
        """Paint a cell of this width and height."""
        raise NotImplementedError

    def press_cell(self, index: int, place: QPointF) -> bool:
        """Handle a click in a cell; return False to let it choose the contender."""
        return False

    def set_frame(self, frame: ComparisonFrame) -> ComparisonFrame | None:
        """Keep a frame and lay the cells out for it; return the frame before."""
        earlier, shape = self.frame, self.shape()
        self.frame = frame
        self.setAccessibleName(spoken(self.names, frame))
        if self.shape() != shape:
            self._lay_out()
            self.shape_changed.emit()
        return earlier

    def forget(self) -> None:
        """Drop whatever was kept for the former layout and colours."""

    def renew(self, indices: Iterable[int]) -> None:
        for index in indices:
            self._pixels.pop(index, None)
            if 0 <= index < len(self._cells):
                self.update(self.to_screen(self._cells[index]))

    def renew_all(self) -> None:
        self._pixels.clear()
        self.update()

    def event(self, event: QEvent) -> bool:
        """Lay out for another screen's pixels; describe the contender pointed at."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._lay_out()
        if isinstance(event, QHelpEvent) and self._tell(event):
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show the kept pixels of all cells, and paint the cells that have none."""
        painter = self.painter()
        heading = self._places.heading
        seen = event.region().intersects(self.to_screen(heading))
        if self.on_paper or seen:
            self.paint_heading(painter, QRectF(heading))
        for index, cell in enumerate(self._cells):
            if self.on_paper:
                painter.save()
                painter.translate(cell.topLeft())
                self._paint_whole_cell(painter, index, cell)
                painter.restore()
            elif event.region().intersects(self.to_screen(cell)):
                painter.drawPixmap(cell.topLeft(), self._pixels_of(index, cell))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        index = self._cell_at(self.event_place(event).toPoint())
        if index is None:
            return
        inside = self.event_place(event) - QPointF(self._cells[index].topLeft())
        if not self.press_cell(index, inside):
            self.contender_chosen.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        if step is None or not self.names:
            super().keyPressEvent(event)
            return
        begin = self.chosen if self.chosen >= 0 or step > 0 else 0
        self.contender_chosen.emit((begin + step) % len(self.names))

    def _tell(self, event: QHelpEvent) -> bool:
        """Show the name in full, the numbers, and why a contender has stopped."""
        index = self._cell_at(self.event_place(event).toPoint())
        if index is None or self.frame is None:
            return False
        words = story(self.names[index], self.frame.contenders[index])
        QToolTip.showText(
            event.globalPos(), words, self, self.to_screen(self._cells[index])
        )
        return True

    def _cell_at(self, place: QPoint) -> int | None:
        cells = enumerate(self._cells)
        return next((index for index, cell in cells if cell.contains(place)), None)

    def _lay_out(self) -> None:
        fits = len(self._places.cells) == len(self.names)
        self._cells = list(self._places.cells) if fits else []
        self.forget()
        self.renew_all()

    def _pixels_of(self, index: int, cell: QRect) -> QPixmap:
        if index not in self._pixels:
            ratio = self.devicePixelRatioF()
            pixels = QPixmap(cell.size() * ratio)
            pixels.setDevicePixelRatio(ratio)
            pixels.fill(QColor(self.theme.panel))
            painter = QPainter(pixels)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_whole_cell(painter, index, cell)
            painter.end()
            self._pixels[index] = pixels
        return self._pixels[index]

    def _paint_whole_cell(self, painter: QPainter, index: int, cell: QRect) -> None:
        """Paint a cell at the origin, with the mark of the chosen one."""
        if index == self.chosen:
            room = QRectF(self.picture_room(cell.size().toTuple()))
            whole = QRectF(0, 0, cell.width(), cell.height())
            _paint_mark(painter, whole, room.left(), self.theme)
        self.paint_cell(painter, index, cell.size().toTuple())

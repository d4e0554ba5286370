"""What rows of small pictures have in common: cells, names, marks, and choosing one."""

from collections.abc import Iterable, Sequence

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
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from nnviz.ui.comparison.cell_frame import NAME, PADDING, paint_mark, paint_name
from nnviz.ui.comparison.cell_places import Places, arrange
from nnviz.ui.comparison.contender_caption import spoken, story
from nnviz.ui.comparison.frames import ComparisonFrame
from nnviz.ui.painting.canvas import Canvas

HEADING = 22
SAMPLE_ROOM = 132
"""What the picture of the current sample takes at the left, where samples are images:
in every row, so that the cells of a contender lie below one another."""


class CellRow(Canvas):
    """One cell for each contender; its pixels are kept until it looks different.

    Signals
    -------
    contender_chosen
        The contender that was clicked, or gone to by the arrow keys.
    """

    contender_chosen = Signal(int)
    shape_changed = Signal()
    """There are other contenders, or their pictures have another shape."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.names: tuple[str, ...] = ()
        self.frame: ComparisonFrame | None = None
        self.chosen = -1
        self._pixels: dict[int, QPixmap] = {}
        self._cells: list[QRect] = []
        self._given: Places | None = None

    def show_contenders(self, names: Sequence[str]) -> None:
        """Show these contenders from now on, without pictures as yet."""
        self.names, self.frame, self.chosen = tuple(names), None, -1
        self._lay_out()
        self.shape_changed.emit()

    def show_chosen(self, index: int) -> None:
        """Mark a contender; -1 marks none."""
        changed, self.chosen = (self.chosen, index), index
        self.renew(changed)

    def _recolour(self) -> None:
        self._lay_out()

    def settle(self, places: Places) -> None:
        """Let the parts be at these places, instead of at those of its own choice."""
        if places == self._given:
            return
        self._given = places
        taken = QRegion(places.heading).united(places.side)
        for cell in places.cells:
            taken = taken.united(cell)
        self.setMask(taken)
        self._lay_out()

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
        """Return how many times as wide as high a picture is at least and at most."""
        return 0.0, 1.6

    def head(self) -> int:
        """Return the height of the words above a picture."""
        return PADDING + NAME

    def cell_room(self) -> QRect:
        """Return what all cells together may take."""
        return self.rect().adjusted(self.left(), HEADING, 0, 0)

    def left(self) -> int:
        """Return what is kept free at the left of all cells."""
        has_image = self.frame is not None and self.frame.sample.pixels is not None
        return SAMPLE_ROOM if has_image else 0

    def side(self) -> QRect:
        """Return what is kept free at the left, beside the first row of cells."""
        if self._given is not None:
            return self._given.side
        high = self._cells[0].height() if self._cells else 0
        return QRect(0, HEADING, self.left(), high)

    def paint_heading(self, painter: QPainter, room: QRectF) -> None:
        """Say what all pictures have in common."""
        raise NotImplementedError

    def paint_cell(self, painter: QPainter, index: int, size: tuple[int, int]) -> None:
        """Paint what is below the name, in a cell of this width and height."""
        raise NotImplementedError

    def press_cell(self, index: int, place: QPointF) -> bool:
        """Take a click at a place of a cell; False leaves it to choosing the cell."""
        return False

    def set_frame(self, frame: ComparisonFrame) -> ComparisonFrame | None:
        """Keep a moment, and lay the cells out for it; return the one before."""
        earlier, shape = self.frame, (self.left(), self.aspects())
        self.frame = frame
        self.setAccessibleName(spoken(self.names, frame))
        if (self.left(), self.aspects()) != shape:
            self._lay_out()
            self.shape_changed.emit()
        return earlier

    def forget(self) -> None:
        """Give up what was kept for the places and colours as they were."""

    def renew(self, indices: Iterable[int]) -> None:
        """Paint some cells anew."""
        for index in indices:
            self._pixels.pop(index, None)
            if 0 <= index < len(self._cells):
                self.update(self._cells[index])

    def renew_all(self) -> None:
        """Paint everything anew."""
        self._pixels.clear()
        self.update()

    def event(self, event: QEvent) -> bool:
        """Paint for another screen that has other pixels; tell of a contender."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._lay_out()
        if isinstance(event, QHelpEvent) and self._tell(event):
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the cells out anew."""
        self._lay_out()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show the kept pixels of all cells, and paint those that are not kept."""
        painter = self.painter()
        room = QRect(0, 0, self.width(), HEADING)
        room = room if self._given is None else self._given.heading
        if event.region().intersects(room):
            self.paint_heading(painter, QRectF(room))
        for index, cell in enumerate(self._cells):
            if event.region().intersects(cell):
                painter.drawPixmap(cell.topLeft(), self._pixels_of(index, cell))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the contender that was clicked, or what its cell offers there."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        index = self._cell_at(event.position().toPoint())
        if index is None:
            return
        inside = event.position() - QPointF(self._cells[index].topLeft())
        if not self.press_cell(index, inside):
            self.contender_chosen.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the contender before or after by the arrow keys."""
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        if step is None or not self.names:
            super().keyPressEvent(event)
            return
        begin = self.chosen if self.chosen >= 0 or step > 0 else 0
        self.contender_chosen.emit((begin + step) % len(self.names))

    def _tell(self, event: QHelpEvent) -> bool:
        """Show the name in full, the numbers, and why a contender has stopped."""
        index = self._cell_at(event.pos())
        if index is None or self.frame is None:
            return False
        words = story(self.names[index], self.frame.contenders[index])
        QToolTip.showText(event.globalPos(), words, self, self._cells[index])
        return True

    def _cell_at(self, place: QPoint) -> int | None:
        cells = enumerate(self._cells)
        return next((index for index, cell in cells if cell.contains(place)), None)

    def _lay_out(self) -> None:
        if self._given is not None and len(self._given.cells) == len(self.names):
            self._cells = list(self._given.cells)
        else:
            head = self.head() + PADDING
            self._cells = arrange(len(self.names), self.cell_room(), head)
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
            room = QRectF(self.picture_room(cell.size().toTuple()))
            chosen = index == self.chosen
            if chosen:
                whole = QRectF(0, 0, cell.width(), cell.height())
                paint_mark(painter, whole, room.left(), self.theme)
            if self.head() >= NAME:
                whose = index, self.names[index], chosen
                paint_name(painter, room, whose, self.theme)
            self.paint_cell(painter, index, cell.size().toTuple())
            painter.end()
            self._pixels[index] = pixels
        return self._pixels[index]

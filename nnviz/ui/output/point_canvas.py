"""Samples drawn as points over a picture: pointed at, chosen, marked and described."""

from collections.abc import Sequence

import msgspec
import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from nnviz.ui.output.output_painting import nearest, paint_groups, point_layer
from nnviz.ui.painting.axes import Axes
from nnviz.ui.painting.canvas import LEFT, Canvas, small_font, small_numbers
from nnviz.ui.painting.point_marks import (
    Group,
    paint_chosen,
    paint_pointed,
)
from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.theme.tokens import Theme
from nnviz.views.numbers import amount, count, significant
from nnviz.views.output.surface_values import Points

ROW = 16.0
GAP = 10.0
"""Pixels between a name and its value, and between the point and the note."""

INSIDE = 8.0
LONGEST = 22
"""The most letters of a name or a value; longer ones are cut off."""

NoteLine = tuple[str, str]
"""A name and its value."""


def sample_lines(
    row: int, part: str, values: Sequence[tuple[str, float]]
) -> list[NoteLine]:
    """Return the lines that name a sample and its values."""
    named = [(name, amount(value, significant)) for name, value in values]
    return [(part, f"row {count(row + 1)}"), *named]


def paint_note(
    painter: QPainter,
    place: QPointF,
    lines: Sequence[NoteLine],
    room: QRect,
    theme: Theme,
) -> None:
    """Write names and values in a box beside a place, inside the room."""
    words, numbers = QFontMetricsF(small_font()), QFontMetricsF(small_numbers())
    cut = [(_cut(name), _cut(value)) for name, value in lines]
    left = max(words.horizontalAdvance(name) for name, _ in cut) + GAP
    right = max(numbers.horizontalAdvance(value) for _, value in cut)
    width, height = left + right + 2 * INSIDE, len(cut) * ROW + INSIDE
    box = _beside(place, width, height, QRectF(room))
    painter.setPen(QPen(QColor(theme.line), 1.0))
    painter.setBrush(QColor(theme.raised))
    painter.drawRoundedRect(box, 5.0, 5.0)
    for index, (name, value) in enumerate(cut):
        top = box.top() + INSIDE / 2 + index * ROW
        line = QRectF(box.left() + INSIDE, top, width - INSIDE, ROW)
        painter.setFont(small_font())
        painter.setPen(QColor(theme.muted))
        painter.drawText(line, LEFT, name)
        painter.setFont(small_numbers())
        painter.setPen(QColor(theme.text))
        painter.drawText(line.adjusted(left, 0, 0, 0), LEFT, value)


def _beside(place: QPointF, width: float, height: float, room: QRectF) -> QRectF:
    """Return a box to the right of a place, or to its left if there is no room."""
    left = place.x() + GAP
    if left + width > room.right() - 1:
        left = place.x() - GAP - width
    top = min(max(place.y() - height / 2, 1.0), room.bottom() - height - 1)
    return QRectF(max(left, 1.0), max(top, 1.0), width, height)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


HOW_TO_LOOK = (
    "Click a point to look at its sample, or any other place to look at that place. A "
    "drag takes the place along; with Alt held down it follows the pointer"
)

NEAR = 8.0
"""A pointer within this many pixels of a point means the point."""


class Sample(msgspec.Struct, frozen=True):
    """A sample that is drawn: its row of the data set, its part and its values."""

    row: int
    part: str
    x: float
    y: float
    mark: float


class PointCanvas(Canvas):
    """Points from a cached layer; subclasses paint what is under them.

    Signals
    -------
    pointer_moved
        The place under the pointer in the data set's units, as `place_of` gives it; the
        place of a sample if the pointer is near one; None when it has left.
    sample_requested
        The data set row of the point that was clicked, or gone to by keyboard.
    place_requested
        A place to look at that is no sample's, as `place_of` gives it: the pointer was
        pressed there, or dragged or, with Alt held down, moved there.
    """

    pointer_moved = Signal(object)
    sample_requested = Signal(int)
    place_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleDescription(
            "Page Down and Page Up select the next and the previous sample. A click "
            "looks at the place clicked."
        )
        self.setCursor(Qt.CursorShape.CrossCursor)
        keep_size(self, least_width=140, least_height=120)
        self._parts: dict[str, Points] = {}
        self._layer: QPixmap | None = None
        self._on_paper: tuple[object, QPixmap] | None = None
        self._chosen: Sample | None = None
        self._hovered: Sample | None = None
        self._place: tuple[float, ...] | None = None
        self._dragged = False
        self._note: tuple[NoteLine, ...] = ()

    @property
    def hovered(self) -> Sample | None:
        """The sample under the pointer."""
        return self._hovered

    @property
    def chosen(self) -> Sample | None:
        """The current sample, if it is drawn here."""
        return self._chosen

    def axes(self) -> Axes | None:
        """Return the axes of the picture on the widget; None while there is none."""
        raise NotImplementedError

    def place_of(self, x: float, y: float) -> tuple[float, ...]:
        """Return the coordinates to emit for a place."""
        raise NotImplementedError

    def point_groups(self, axes: Axes) -> Sequence[Group]:
        """Return the points, with their colours and how to paint them."""
        raise NotImplementedError

    def show_points(self, **parts: Points) -> None:
        """Show the points of other data, by their parts, with none chosen."""
        self._parts = parts
        self._layer = self._chosen = self._hovered = self._place = None
        self._on_paper = None
        self._note = ()
        self.update()

    def show_sample(self, row: int) -> None:
        """Mark the sample of this row of the data set."""
        self._chosen = None
        for part, points in self._parts.items():
            for index in np.flatnonzero(points.rows == row).tolist():
                self._chosen = _sample(part, points, index)
        self.update()

    def show_place(self, place: tuple[float, ...] | None) -> None:
        """Mark the place looked at that is no sample's, or none."""
        self._place = place
        self.update()

    def point_of(self, place: tuple[float, ...]) -> tuple[float, float] | None:
        """Return where to mark a place, (x, y); None if it cannot be told."""
        return (place[0], place[1]) if len(place) > 1 else None

    def show_note(self, lines: Sequence[NoteLine]) -> None:
        """Write this beside the sample under the pointer."""
        if tuple(lines) != self._note:
            self._note = tuple(lines)
            self.update()

    def _recolour(self) -> None:
        self._layer = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._layer = None
        super().resizeEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        axes = self.axes()
        if axes is None:
            return
        if self._dragged or event.modifiers() == Qt.KeyboardModifier.AltModifier:
            self._hover(None)
            self._look_at(axes, self.event_place(event))
        else:
            self._hover(self._near(axes, self.event_place(event)))
        if self._hovered is not None:
            place = self.place_of(self._hovered.x, self._hovered.y)
            self.pointer_moved.emit(place)
            return
        values = axes.values_at(self.event_place(event))
        self.pointer_moved.emit(None if values is None else self.place_of(*values))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)
        self.pointer_moved.emit(None)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        axes = self.axes()
        if axes is None or event.button() != Qt.MouseButton.LeftButton:
            return
        sample = self._near(axes, self.event_place(event))
        if sample is not None:
            self.sample_requested.emit(sample.row)
        else:
            self._dragged = self._look_at(axes, self.event_place(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged = False
        super().mouseReleaseEvent(event)

    def _look_at(self, axes: Axes, position: QPointF) -> bool:
        """Ask for a place to be looked at; return whether it is in the picture."""
        values = axes.values_at(position)
        if values is not None:
            self.place_requested.emit(self.place_of(*values))
        return values is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        step = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(key)
        rows = sorted(r for p in self._parts.values() for r in p.rows.tolist())
        if step is None or not rows:
            super().keyPressEvent(event)
            return
        here = -1 if self._chosen is None else rows.index(self._chosen.row)
        self.sample_requested.emit(rows[(here + step) % len(rows)])

    def paint_points(self, painter: QPainter, axes: Axes) -> None:
        if self.on_paper:
            self._paint_on_paper(painter, axes)
            return
        ratio = self.devicePixelRatioF()
        if self._layer is None or self._layer.devicePixelRatio() != ratio:
            groups = self.point_groups(axes)
            self._layer = point_layer(self.size(), ratio, groups, self.theme)
        painter.drawPixmap(QPointF(0, 0), self._layer)

    def _paint_on_paper(self, painter: QPainter, axes: Axes) -> None:
        ratio = self.paper_ratio
        if not ratio:
            paint_groups(painter, self.point_groups(axes), self.theme)
            return
        look = self.size(), ratio, self.theme
        if self._on_paper is None or self._on_paper[0] != look:
            groups = self.point_groups(axes)
            layer = point_layer(self.size(), ratio, groups, self.theme)
            self._on_paper = look, layer
        painter.drawPixmap(QPointF(0, 0), self._on_paper[1])

    def paint_marks(self, painter: QPainter, axes: Axes) -> None:
        """Draw the mark of the current sample, and the note beside the pointer."""
        if self._chosen is not None:
            paint_chosen(painter, _place(axes, self._chosen), self.theme)
        elif self._place is not None and (point := self.point_of(self._place)):
            place = QPointF(axes.x_at(point[0]), axes.y_at(point[1]))
            paint_chosen(painter, place, self.theme)
        if self._hovered is None:
            return
        place = _place(axes, self._hovered)
        paint_pointed(painter, place, self.theme)
        if self._note:
            for name, value in self._note:
                self.note(name, value)
            paint_note(painter, place, self._note, self.rect(), self.theme)

    def _hover(self, sample: Sample | None) -> None:
        if sample == self._hovered:
            return
        self._hovered, self._note = sample, ()
        hand, cross = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.CrossCursor
        self.setCursor(cross if sample is None else hand)
        self.update()

    def _near(self, axes: Axes, place: QPointF) -> Sample | None:
        """Return the sample that is nearest to a place, if it is near."""
        groups = [(points.x, points.y) for points in self._parts.values()]
        found = nearest(axes, groups, place, NEAR)
        if found is None:
            return None
        part = tuple(self._parts)[found[0]]
        return _sample(part, self._parts[part], found[1])


def _sample(part: str, points: Points, index: int) -> Sample:
    return Sample(
        int(points.rows[index]),
        part,
        float(points.x[index]),
        float(points.y[index]),
        float(points.marks[index]),
    )


def _place(axes: Axes, sample: Sample) -> QPointF:
    return QPointF(axes.x_at(sample.x), axes.y_at(sample.y))

"""The networks of all contenders side by side; edges share one scale of weights."""

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from nnviz.ui.comparison.cell_row import CORNER, PADDING, CellRow, paint_stop
from nnviz.ui.diagram.network_picture import NetworkPicture
from nnviz.ui.painting.canvas import LEFT, RIGHT, outline, small_font, write
from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.theme.tokens import Theme
from nnviz.views.comparison.comparison_frames import ComparisonFrame
from nnviz.views.diagram.diagram_state import DEAD, DiagramState
from nnviz.views.diagram.parts import NeuronPart
from nnviz.views.numbers import compact

_KEY_ROW, _KEY_LENGTH = 20.0, 26.0
"""Pixels of a line's sample in the key: its room's height, and its own length."""

_CROSS = "crossed out: dead, zero for every sample; dashed: for nearly every one"


class DiagramRow(CellRow):
    """Shows every contender's network; a click on a neuron chooses it in all of them.

    Signals
    -------
    neuron_chosen
        Layer, 0 for the inputs, and neuron that were clicked.
    """

    neuron_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparison_diagrams")
        keep_size(self, least_width=320, least_height=110)
        self.setToolTip(
            "Each contender's network, with line widths on one scale. Click a neuron "
            "to select it in all of them, or click beside the neurons to select the "
            "contender"
        )
        self._focus: NeuronPart | None = None
        self._pictures: list[NetworkPicture] = []

    def show_frame(self, frame: ComparisonFrame) -> None:
        """Show a frame; only networks that look different are painted."""
        earlier = self.set_frame(frame)
        if earlier is None or earlier.shown is not frame.shown:
            self.renew_all()
            return
        if (earlier.widest, earlier.longest) != (frame.widest, frame.longest):
            self.update()
        pairs = zip(earlier.contenders, frame.contenders, strict=True)
        self.renew(
            index
            for index, (before, now) in enumerate(pairs)
            if before.diagram is not now.diagram or before.stop != now.stop
        )

    def mark(self, layer: int, neuron: int) -> None:
        """Mark the current neuron in all networks; -1, -1 marks none."""
        focus = NeuronPart(layer, neuron) if layer >= 0 else None
        if focus != self._focus:
            self._focus = focus
            self.renew_all()

    def aspects(self) -> tuple[float, float]:
        """Return how many times as wide as high a network is at least and at most."""
        return 0.0, 2.4

    def head(self) -> int:
        """Return the height above a network: its contender is named at the output."""
        return PADDING

    def press_cell(self, index: int, place: QPointF) -> bool:
        """Choose the neuron at a place of a cell, if there is one."""
        if self.frame is None:
            return False
        room = QRectF(self.picture_room(self.cells()[index].size().toTuple()))
        state = self.frame.contenders[index].diagram
        part = self._picture(index).neuron_at(room, state, self.frame.shown, place)
        if part is not None:
            self.neuron_chosen.emit(part.layer, part.index)
        return part is not None

    def paint_heading(self, painter: QPainter, room: QRectF) -> None:
        """Write how wide the widest line is."""
        if self.frame is None:
            return
        painter.setFont(small_font())
        words = scale_words(self.frame)
        write(painter, room.adjusted(2, 0, 0, 0), LEFT, words, self.theme.muted)
        if self.frame.sample.pixels is not None:
            left = QRectF(self.side()).adjusted(0, PADDING, -16, 0)
            limits = self.frame.widest, self.frame.longest
            _paint_line_key(painter, left, limits, self.theme)
        states = [each.diagram for each in self.frame.contenders]
        if any(DEAD in state.notes.values() for state in states):
            metrics = painter.fontMetrics()
            rest = room.width() - metrics.horizontalAdvance(words) - 24
            if metrics.horizontalAdvance(_CROSS) < rest:
                write(painter, room, RIGHT, _CROSS, self.theme.muted)

    def paint_cell(self, painter: QPainter, index: int, size: tuple[int, int]) -> None:
        if self.frame is None:
            return
        each, room = self.frame.contenders[index], QRectF(self.picture_room(size))
        shape = QPainterPath()
        shape.addRoundedRect(room, CORNER, CORNER)
        painter.save()
        painter.setClipPath(shape)
        focus = self._focus if _has(each.diagram, self._focus) else None
        self._picture(index).paint(
            painter, room, each.diagram, self.theme, self.frame.shown, focus
        )
        painter.restore()
        paint_stop(painter, room, each.stop, self.theme)
        outline(painter, room, self.theme.line, 1.0, CORNER)

    def _picture(self, index: int) -> NetworkPicture:
        while len(self._pictures) <= index:
            self._pictures.append(NetworkPicture())
        return self._pictures[index]


def scale_words(frame: ComparisonFrame) -> str:
    """Describe the scale that the edges of all networks share."""
    bundled = frame.longest > 0.0
    more = "lines from the image: length of a neuron's weight vector" if bundled else ""
    widest = f"widest line: a weight of {compact(frame.widest)}, in all networks"
    return f"{widest}; {more or 'dashed: negative'}"


def _has(state: DiagramState, part: NeuronPart | None) -> bool:
    if part is None or part.layer > state.last:
        return False
    return part.index < state.sizes[part.layer]


def _paint_line_key(
    painter: QPainter, room: QRectF, limits: tuple[float, float], theme: Theme
) -> None:
    """Draw a line of each kind.

    Parameters
    ----------
    limits
        The weight of the widest line, and the length of a neuron's weights whose line
        from the input picture is the widest.
    """
    widest, bundle = limits
    rows = [
        (QPen(QColor(theme.positive), 4.0), f"weight {compact(widest)}"),
        (QPen(QColor(theme.positive), 1.0), f"weight {compact(widest / 4)}"),
        (QPen(QColor(theme.negative), 4.0), f"weight {compact(-widest)}"),
    ]
    rows[2][0].setDashPattern([2.0, 1.2])
    if bundle:
        rows.append((QPen(QColor(theme.muted), 2.5), f"length {compact(bundle)}"))
    painter.setFont(small_font())
    for place, (pen, words) in enumerate(rows):
        line = QRectF(
            room.left() + 2, room.top() + place * _KEY_ROW, room.width(), _KEY_ROW
        )
        middle = line.center().y()
        painter.setPen(pen)
        painter.drawLine(
            QPointF(line.left(), middle), QPointF(line.left() + _KEY_LENGTH, middle)
        )
        text = line.adjusted(_KEY_LENGTH + 8, 0, 0, 0)
        write(painter, text, LEFT, words, theme.muted)

"""Every contender's output with its network below or beside it."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from nnviz.ui.comparison.cell_row import HEADING, PADDING, Places
from nnviz.ui.comparison.diagram_row import DiagramRow
from nnviz.ui.comparison.output_row import OutputRow
from nnviz.ui.painting.canvas import Paper
from nnviz.ui.theme.enlarging import keep_size

_GAP = 10
"""Pixels between cells."""
_MOST_BELOW, _MOST_BESIDE = 0.62, 0.59
"""The output's greatest share of the height, or of the width, of both together."""
_TALLEST = 1.4
"""A network gains nothing by more than this many times its width in height."""
_WORTH = 0.5
"""The weight of a network's area, an output's being 1."""
_SIDE_PICTURE = 150
"""Height of the current sample's picture at the left, with its words."""
_SIDE_KEY = 96
"""Height of the key of lines below it."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """The output's width and height, and the network's; ``below`` or beside it."""

    output: tuple[float, float]
    network: tuple[float, float]
    below: bool

    @property
    def worth(self) -> float:
        """How good it is: the areas of both, weighted."""
        (wide, high), (across, down) = self.output, self.network
        if min(wide, high, across, down) < 8.0:
            return 0.0
        return wide * high + _WORTH * across * min(down, _TALLEST * across)


class PairedPictures(QWidget):
    """Lays outputs and networks over one another, each with cells of its own.

    Both widgets are as large as this one, and masked where the other one shows.
    """

    def __init__(
        self, outputs: OutputRow, diagrams: DiagramRow, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._outputs, self._diagrams = outputs, diagrams
        for row in (outputs, diagrams):
            row.setParent(self)
            row.shape_changed.connect(self._lay_out)
        keep_size(self, least_width=320, least_height=240)

    def resizeEvent(self, event: QResizeEvent) -> None:
        for row in (self._outputs, self._diagrams):
            row.setGeometry(self.rect())
        self._lay_out()
        super().resizeEvent(event)

    def paint_on(self, paper: Paper) -> None:
        """Paint both rows on paper, laid out for its size."""
        places = self._places(paper.size)
        if places is not None:
            for row, its in zip((self._outputs, self._diagrams), places, strict=True):
                row.paint_placed(paper, its)

    @Slot()
    def _lay_out(self) -> None:
        places = self._places(self._outputs.size())
        if places is not None:
            self._outputs.place(places[0])
            self._diagrams.place(places[1])

    def _places(self, whole: QSize) -> tuple[Places, Places] | None:
        """Return where the outputs and the networks are; None if there is no room."""
        count, left = len(self._outputs.names), self._outputs.left()
        room = QRect(QPoint(), whole).adjusted(left, HEADING, 0, -HEADING)
        if not count or room.width() < _GAP or room.height() < _GAP:
            return None
        columns, pair = self._best(count, room)
        rows = -(-count // columns)
        across = (room.width() + _GAP) // columns
        down = (room.height() + _GAP) // rows
        cells = [
            QRect(
                room.left() + place % columns * across,
                room.top() + place // columns * down,
                across - _GAP,
                down - _GAP,
            )
            for place in range(count)
        ]
        split = [self._split(cell, pair) for cell in cells]
        outputs, networks = ([each[k] for each in split] for k in (0, 1))
        top = QRect(0, 0, whole.width(), HEADING)
        bottom = QRect(0, whole.height() - HEADING, whole.width(), HEADING)
        high = min(_SIDE_PICTURE, outputs[0].height()) if left else 0
        picture = QRect(0, HEADING, left, high)
        begin = max(networks[0].top(), picture.bottom() + PADDING)
        key = QRect(0, begin, left, _SIDE_KEY if left else 0)
        return (
            Places(top, picture, tuple(outputs)),
            Places(bottom, key, tuple(networks)),
        )

    def _split(self, cell: QRect, pair: _Pair) -> tuple[QRect, QRect]:
        """Divide a cell between an output and its network."""
        head = self._outputs.head()
        if pair.below:
            high = head + round(pair.output[1]) + PADDING
            return cell.adjusted(0, 0, 0, high - cell.height()), cell.adjusted(
                0, high, 0, 0
            )
        wide = round(pair.output[0]) + 2 * PADDING
        top = head - PADDING
        output = cell.adjusted(0, 0, wide - cell.width(), 0)
        return output, cell.adjusted(wide, top, 0, 0)

    def _best(self, count: int, room: QRect) -> tuple[int, _Pair]:
        """Return how many columns have the best pictures, and what a cell holds."""
        found = (
            (columns, pair)
            for columns in range(1, count + 1)
            for pair in self._pairs(count, columns, room)
        )
        return max(found, key=lambda each: each[1].worth)

    def _pairs(self, count: int, columns: int, room: QRect) -> Iterator[_Pair]:
        rows = -(-count // columns)
        wide = (room.width() + _GAP) / columns - _GAP - 2 * PADDING
        high = (room.height() + _GAP) / rows - _GAP - self._outputs.head() - PADDING
        lowest, highest = self._outputs.aspects()
        most = max(self._diagrams.aspects())
        tallest = self._outputs.tallest()
        out = min(wide / lowest, _MOST_BELOW * (high - 2 * PADDING), tallest)
        rest = high - 2 * PADDING - out
        output = min(wide, highest * out), out
        yield _Pair(output, (min(wide, most * rest), rest), below=True)
        out = min(_MOST_BESIDE * (wide - 2 * PADDING), highest * high)
        rest = wide - 2 * PADDING - out
        output = out, min(high, out / lowest, tallest)
        yield _Pair(output, (min(rest, most * high), high), below=False)

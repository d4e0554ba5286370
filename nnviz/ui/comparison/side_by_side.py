"""The same neuron and sample of every contender, side by side at the cursor's place."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from nnviz.explain.linked.build_view import shown_at
from nnviz.explain.linked.linked_walk import LinkedWalk
from nnviz.ui.comparison.column_words import column_words
from nnviz.ui.comparison.contender_column import ColumnContent, ContenderColumn
from nnviz.ui.comparison.function_picture import shared_spans
from nnviz.ui.comparison.linked_header import LinkedHeader

_EMPTY = "No iteration has run yet: take a step, or train and pause."


class SideBySide(QWidget):
    """A column for each contender: number, arithmetic, function, all of the neuron.

    Signals
    -------
    leader_chosen
        Another contender is to lead; carries its number.
    neuron_chosen
        A neuron is to be looked at: its layer from 1, and its number from 0.
    sample_chosen
        A sample of the leader's batch, by its row.
    """

    leader_chosen = Signal(int)
    neuron_chosen = Signal(int, int)
    sample_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side_by_side")
        self.setAccessibleName("Contenders side by side")
        self._columns: list[ContenderColumn] = []
        self.header = LinkedHeader()
        self.header.leader_chosen.connect(self.leader_chosen)
        self.header.neuron_chosen.connect(self.neuron_chosen)
        self.header.sample_chosen.connect(self.sample_chosen)
        self._row_widget = QWidget()
        self._row = QHBoxLayout(self._row_widget)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.area = _scrolled(self._row_widget)
        self.empty = _empty_label()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.header, self.area, self.empty):
            column.addWidget(part, 0 if part is self.header else 1)
        self.show_walk(None)

    @property
    def columns(self) -> tuple[ContenderColumn, ...]:
        """The columns that are shown, one for each contender."""
        return tuple(column for column in self._columns if not column.isHidden())

    def show_walk(self, walk: LinkedWalk | None) -> None:
        """Show all contenders with the cursor there; None before any iteration."""
        for part in (self.header, self.area):
            part.setVisible(walk is not None)
        self.empty.setVisible(walk is None)
        if walk is None:
            return
        self.header.show_walk(walk)
        contenders = shown_at(walk)
        self._fit(len(contenders))
        spans, leader = shared_spans(contenders), walk.place.leader
        for number, shown in enumerate(contenders):
            words = column_words(shown, contenders[leader])
            leads = number == leader
            content = ColumnContent(number, shown, words, leads, spans)
            self._columns[number].show_content(content)
        self._level()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the formulas anew for other widths."""
        super().resizeEvent(event)
        self._row.activate()
        for column in self._columns:
            column.relay()
        self._level()

    def _fit(self, count: int) -> None:
        """Have so many columns; what is there already is used again."""
        changed = len(self.columns) != count
        while len(self._columns) < count:
            column = ContenderColumn()
            column.setObjectName(f"side_by_side_{len(self._columns)}")
            column.chosen.connect(self.leader_chosen)
            self._columns.append(column)
            self._row.addWidget(column, 1)
        for number, column in enumerate(self._columns):
            if column.isHidden() == (number < count):
                column.setVisible(number < count)
        if changed:
            self._row.activate()

    def _level(self) -> None:
        """Give all formulas as much room as the largest needs."""
        columns = self.columns
        needed = max((column.needed for column in columns), default=0.0)
        for column in columns:
            column.give_room(needed)


def _scrolled(inside: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def _empty_label() -> QLabel:
    label = QLabel(_EMPTY)
    label.setProperty("role", "muted")
    label.setWordWrap(True)
    label.setMargin(24)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label

"""The same neuron and sample of every contender, side by side at the cursor's place."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from nnviz.core.writing.layer_names import layer_label
from nnviz.explain.linked.build_view import shown_at
from nnviz.explain.linked.linked_walk import LinkedWalk
from nnviz.explain.linked.matching_position import quantity_name, quantity_of
from nnviz.explain.walk.walk import leg_at
from nnviz.ui.comparison.contender_column import (
    ColumnContent,
    ContenderColumn,
    shared_spans,
)
from nnviz.ui.controls.choice_box import ChoiceBox
from nnviz.ui.controls.layouts import scrolled
from nnviz.ui.theme.style import set_role
from nnviz.views.comparison.column_words import column_words


class LinkedHeader(QWidget):
    """Iteration, phase and place in words; leader, neuron and sample to choose.

    Signals
    -------
    leader_chosen
        Another contender is to lead; carries its number.
    neuron_chosen
        Carries a neuron's layer, from 1, and number, from 0.
    sample_chosen
        A sample of the leader's batch, by its row.
    """

    leader_chosen = Signal(int)
    neuron_chosen = Signal(int, int)
    sample_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place, self.detail = QLabel(), QLabel()
        set_role(self.place, "title")
        set_role(self.detail, "muted")
        self.leader, self.layer = ChoiceBox(), ChoiceBox()
        self.neuron, self.sample = QSpinBox(), QSpinBox()
        for widget, name, tip in (
            (
                self.leader,
                "leader",
                (
                    "The contender whose operations the steps follow; the others go "
                    "along"
                ),
            ),
            (self.layer, "layer", "The layer of the neuron to look at"),
            (self.neuron, "neuron", "The same neuron of every contender"),
            (self.sample, "sample", "The same sample of the batch in every contender"),
        ):
            widget.setObjectName(f"linked_{name}")
            widget.setAccessibleName(f"Linked stepping: {name}")
            widget.setToolTip(tip)
        self.leader.picked.connect(self.leader_chosen)
        self.layer.picked.connect(self._choose_layer)
        self.neuron.valueChanged.connect(self._choose_neuron)
        self.sample.valueChanged.connect(self._choose_sample)
        for box in (self.leader, self.layer):
            box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        self._lay_out()

    def show_walk(self, walk: LinkedWalk) -> None:
        """Show the cursor's position."""
        leader, structure = walk.leader, walk.leader.structure
        layer, neuron = walk.neuron
        sample = walk.place.position.sample
        phase = leg_at(leader.route, walk.seen).phase
        row = int(leader.trace.rows[sample])
        self.place.setText(place_words(walk))
        self.detail.setText(
            f"iteration {leader.trace.iteration:,}  ·  {phase}  ·  "
            f"training sample {row + 1:,}"
        )
        if not layer:
            layer, neuron = walk.place.focus
            layer = min(layer, structure.last)
        size = structure.sizes[layer]
        sides = [side.name for side in walk.sides]
        self.leader.show_names(sides, walk.place.leader)
        names = [layer_label(k, structure.last) for k in range(1, structure.last + 1)]
        self.layer.show_names(names, layer - 1)
        self._set(self.neuron, min(neuron, size - 1) + 1, size)
        self._set(self.sample, sample + 1, leader.route.samples)

    @staticmethod
    def _set(box: QSpinBox, value: int, most: int) -> None:
        with QSignalBlocker(box):
            box.setRange(1, most)
            box.setSuffix(f" of {most:,}")
            box.setValue(value)

    @Slot(int)
    def _choose_layer(self, place: int) -> None:
        self.neuron_chosen.emit(place + 1, 0)

    @Slot(int)
    def _choose_neuron(self, value: int) -> None:
        self.neuron_chosen.emit(self.layer.currentIndex() + 1, value - 1)

    @Slot(int)
    def _choose_sample(self, value: int) -> None:
        self.sample_chosen.emit(value - 1)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 6, 14, 8)
        column.setSpacing(6)
        words, row = QHBoxLayout(), QHBoxLayout()
        words.setSpacing(12)
        row.setSpacing(8)
        # Words give way if there is little room, so that the columns keep their places.
        policy = QSizePolicy.Policy
        self.place.setSizePolicy(policy.Preferred, policy.Fixed)
        self.place.setMinimumWidth(1)
        self.detail.setSizePolicy(policy.Ignored, policy.Fixed)
        words.addWidget(self.place)
        words.addWidget(self.detail, 1)
        column.addLayout(words)
        column.addLayout(row)
        for title, widget in (
            ("leader", self.leader),
            ("neuron", self.layer),
            ("", self.neuron),
            ("sample", self.sample),
        ):
            if title:
                label = QLabel(title)
                set_role(label, "muted")
                label.setBuddy(widget)
                row.addWidget(label)
            row.addWidget(widget)
        row.addStretch(1)


def place_words(walk: LinkedWalk) -> str:
    """Describe what the cursor is at: ``a of hidden 1, neuron 2``."""
    leg = leg_at(walk.leader.route, walk.seen)
    layer, neuron = walk.neuron
    words = quantity_name(quantity_of(leg, layer))
    words = words[:1].upper() + words[1:]
    if not layer:
        return words
    name = layer_label(layer, walk.leader.structure.last)
    if leg.neurons == 1 and walk.leader.structure.sizes[layer] > 1:
        return f"{words}, {name}"
    return f"{words} of {name}, neuron {neuron + 1}"


_EMPTY = "No iteration has run yet: take a step, or train and pause."


class SideBySide(QWidget):
    """A column for each contender: number, arithmetic, function, all of the neuron.

    Signals
    -------
    leader_chosen, neuron_chosen, sample_chosen
        Those of its header; a click on a column chooses a leader, too.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side_by_side")
        self.setAccessibleName("Contenders side by side")
        self._columns: list[ContenderColumn] = []
        self.header = LinkedHeader()
        self.leader_chosen = self.header.leader_chosen
        self.neuron_chosen = self.header.neuron_chosen
        self.sample_chosen = self.header.sample_chosen
        self._row_widget = QWidget()
        self._row = QHBoxLayout(self._row_widget)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.area = scrolled(self._row_widget, sideways=True)
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
        super().resizeEvent(event)
        self._row.activate()
        for column in self._columns:
            column.relay()
        self._level()

    def _fit(self, count: int) -> None:
        """Have this many columns; existing ones are used again."""
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
        """Give all formulas as much room as the tallest needs."""
        columns = self.columns
        needed = max((column.needed for column in columns), default=0.0)
        for column in columns:
            column.give_room(needed)


def _empty_label() -> QLabel:
    label = QLabel(_EMPTY)
    label.setProperty("role", "muted")
    label.setWordWrap(True)
    label.setMargin(24)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label

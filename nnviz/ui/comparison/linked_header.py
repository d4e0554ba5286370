"""Where the cursor over all contenders stands, and the choice of what to look at."""

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from nnviz.explain.linked.linked_walk import LinkedWalk
from nnviz.explain.linked.matching_position import quantity_name, quantity_of
from nnviz.explain.structure import Structure
from nnviz.explain.walk import leg_at
from nnviz.ui.theme.style import set_role


class LinkedHeader(QWidget):
    """Iteration, phase and place in words; leader, neuron and sample to choose.

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
        self.place, self.detail = QLabel(), QLabel()
        set_role(self.place, "title")
        set_role(self.detail, "muted")
        self.leader, self.layer = QComboBox(), QComboBox()
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
        self.leader.activated.connect(self.leader_chosen)
        self.layer.activated.connect(self._choose_layer)
        self.neuron.valueChanged.connect(self._choose_neuron)
        self.sample.valueChanged.connect(self._choose_sample)
        for box in (self.leader, self.layer):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._lay_out()

    def show_walk(self, walk: LinkedWalk) -> None:
        """Show where the cursor stands."""
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
        self._fill(self.leader, [side.name for side in walk.sides], walk.place.leader)
        names = [layer_name(structure, k) for k in range(1, structure.last + 1)]
        self._fill(self.layer, names, layer - 1)
        self._set(self.neuron, min(neuron, size - 1) + 1, size)
        self._set(self.sample, sample + 1, leader.route.samples)

    @staticmethod
    def _fill(box: QComboBox, names: list[str], current: int) -> None:
        with QSignalBlocker(box):
            if [box.itemText(k) for k in range(box.count())] != names:
                box.clear()
                box.addItems(names)
            box.setCurrentIndex(current)

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
        # Words give way where there is little room: the columns keep their places.
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
    """Say what is looked at: ``a of hidden 1, neuron 2``."""
    leg = leg_at(walk.leader.route, walk.seen)
    layer, neuron = walk.neuron
    words = quantity_name(quantity_of(leg, layer))
    words = words[:1].upper() + words[1:]
    if not layer:
        return words
    name = layer_name(walk.leader.structure, layer)
    if leg.neurons == 1 and walk.leader.structure.sizes[layer] > 1:
        return f"{words}, {name}"
    return f"{words} of {name}, neuron {neuron + 1}"


def layer_name(structure: Structure, layer: int) -> str:
    """Name a layer for people."""
    return "output" if layer == structure.last else f"hidden {layer}"

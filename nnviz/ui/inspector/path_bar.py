"""Where one is: layer, neuron, weight; sample; loss. A click goes there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from nnviz.explain.selection import BIAS, Kind, Selection
from nnviz.explain.structure import Structure

NEIGHBOURS = 30
"""A menu lists at most about so many places, those around the one at hand."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """How many layers, neurons, inputs and samples there are to choose from."""

    structure: Structure
    samples: int

    def count(self, kind: Kind, selection: Selection) -> range:
        """Return the numbers that a kind of place can have."""
        sizes, layer = self.structure.sizes, selection.layer
        if kind == "sample":
            return range(self.samples)
        if kind == "layer":
            return range(len(sizes))
        if kind == "neuron":
            return range(sizes[layer])
        if kind == "edge" and layer > 0:
            return range(BIAS, sizes[layer - 1])
        return range(0)


_FIELDS: dict[Kind, str] = {
    "sample": "sample",
    "layer": "layer",
    "neuron": "neuron",
    "edge": "column",
}
_TIPS: dict[Kind, str] = {
    "layer": "All neurons of the layer",
    "neuron": "The arithmetic of one neuron",
    "edge": "One weight, or the bias",
    "sample": "What goes in and what comes out for one sample of the batch",
    "loss": "How wrong the output is: the loss of the sample, the cost of the batch",
}
_MORE = "Click again, or press Down, to choose another"


class PathButton(QToolButton):
    """One part of the way; a click on it goes there, another offers its neighbours.

    Signals
    -------
    wanted
        Carries the `Selection` to go to.
    """

    wanted = Signal(object)

    def __init__(self, kind: Kind) -> None:
        super().__init__()
        self.kind: Kind = kind
        self._here = Selection("loss")
        self._around: Surroundings | None = None
        self.setObjectName(f"inspector_{kind}")
        self.setProperty("role", "flat")
        self.setCheckable(True)
        self.setAccessibleName(f"Explain the {kind}")
        self.setToolTip(_TIPS[kind] + ("" if kind == "loss" else _MORE))
        self.clicked.connect(self._go)

    def show_place(self, selection: Selection, around: Surroundings) -> None:
        """Show which one is at hand."""
        self._here, self._around = selection, around
        self.setChecked(selection.kind == self.kind)
        text = self.kind if self.kind == "loss" else self._name(self._number)
        self.setText(text)
        self.setAccessibleName(f"go to {text}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer the neighbours."""
        if event.key() == Qt.Key.Key_Down:
            self.offer()
        else:
            super().keyPressEvent(event)

    def offer(self) -> QMenu | None:
        """Open the menu of what else there is of this kind."""
        if self._around is None or self.kind == "loss":
            return None
        numbers = self._around.count(self.kind, self._here)
        if not numbers:
            return None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number in _around(numbers, self._number):
            menu.addAction(self._name(number), partial(self._choose, number))
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
        return menu

    @property
    def _number(self) -> int:
        return int(getattr(self._here, _FIELDS[self.kind]))

    def _name(self, number: int) -> str:
        if self.kind == "edge":
            return "bias" if number == BIAS else f"weight {number + 1}"
        if self.kind == "layer":
            return f"layer {number}" if number else "inputs"
        if self.kind == "neuron" and self._here.layer == 0:
            return f"input {number + 1}"
        return f"{self.kind} {number + 1}"

    def _go(self) -> None:
        self.setChecked(self._here.kind == self.kind)
        if self._here.kind == self.kind:
            self.offer()
        elif self.kind == "loss":
            self.wanted.emit(replace(self._here, kind="loss"))
        else:
            self._choose(self._number)

    def _choose(self, number: int) -> None:
        chosen = _at(replace(self._here, kind=self.kind), number)
        self.wanted.emit(fitted(chosen, self._around) if self._around else chosen)


def _at(here: Selection, number: int) -> Selection:
    """Return a place with another number of its kind."""
    if here.kind == "sample":
        return replace(here, sample=number)
    if here.kind == "layer":
        return replace(here, layer=number)
    if here.kind == "neuron":
        return replace(here, neuron=number)
    return replace(here, column=number)


def fitted(selection: Selection, around: Surroundings) -> Selection:
    """Return the nearest place that exists: another layer may have fewer neurons."""
    sizes = around.structure.sizes
    first = 1 if selection.kind == "edge" else 0
    layer = min(max(selection.layer, first), len(sizes) - 1)
    neuron = min(selection.neuron, sizes[layer] - 1)
    column = min(selection.column, sizes[max(layer - 1, 0)] - 1)
    return replace(selection, layer=layer, neuron=neuron, column=column)


class PathBar(QWidget):
    """The way to a place, as buttons: layer, neuron and weight.

    Signals
    -------
    selection_requested
        Carries the `Selection` to go to.
    """

    selection_requested = Signal(object)

    def __init__(self, kinds: Sequence[Kind], sign: str = "›") -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        self.buttons: dict[Kind, PathButton] = {}
        for number, kind in enumerate(kinds):
            if number:
                between = QLabel(sign)
                between.setProperty("role", "muted")
                line.addWidget(between)
            button = self.buttons[kind] = PathButton(kind)
            button.wanted.connect(self.selection_requested)
            line.addWidget(button)
        line.addStretch(1)

    def show_place(self, selection: Selection, around: Surroundings) -> None:
        """Show where one is."""
        for button in self.buttons.values():
            button.show_place(selection, around)


def _around(numbers: range, middle: int) -> range:
    start = max(numbers.start, middle - NEIGHBOURS // 2)
    stop = min(numbers.stop, start + NEIGHBOURS)
    return range(max(numbers.start, stop - NEIGHBOURS), stop)

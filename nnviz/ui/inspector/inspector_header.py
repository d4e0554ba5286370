"""The head of the inspector: the place, the phase, and tools."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import get_args

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnviz.core.operation import Phase
from nnviz.explain.selection import BIAS, Kind, Selection
from nnviz.explain.structure import Structure
from nnviz.ui.controls.segments import Segment, Segments
from nnviz.ui.theme.enlarging import keep_size

NEIGHBOURS = 30
"""The most places that a menu lists: those around the current one."""
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
PHASES = (
    Segment("forward", "From the inputs to the output: weighted sums, activations"),
    Segment("loss", "How far the output is from the target"),
    Segment("backward", "From the loss back: how much each number contributes to it"),
    Segment("update", "How the optimiser changes the weights and biases"),
)
LEAST_WIDTH = 50
"""Pixels of a phase's button: the inspector can be narrow."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The layers, neurons, inputs and samples there are to choose from.

    ``sample`` is the name of the sample where there is no batch to choose one from.
    """

    structure: Structure
    samples: int
    sample: str = ""

    def count(self, kind: Kind, selection: Selection) -> range:
        """Return the numbers that places of a kind have."""
        sizes, layer = self.structure.sizes, selection.layer
        if kind == "sample":
            return range(0 if self.sample else self.samples)
        if kind == "layer":
            return range(len(sizes))
        if kind == "neuron":
            return range(sizes[layer])
        if kind == "edge" and layer > 0:
            return range(BIAS, sizes[layer - 1])
        return range(0)


class PathButton(QToolButton):
    """One part of the path: a click goes there, a second one offers its neighbours.

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
        """Show the current number of this kind."""
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
        """Open a menu of the other places of this kind."""
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
        if self.kind == "sample" and self._around and self._around.sample:
            return self._around.sample
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
    """The path to a place, as buttons: layer, neuron and weight.

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
        """Show the place that is explained."""
        for button in self.buttons.values():
            button.show_place(selection, around)


def _around(numbers: range, middle: int) -> range:
    start = max(numbers.start, middle - NEIGHBOURS // 2)
    stop = min(numbers.stop, start + NEIGHBOURS)
    return range(max(numbers.start, stop - NEIGHBOURS), stop)


class Header(QWidget):
    """Path, phases, the switch that hides results, and the menu to copy.

    Signals
    -------
    selection_requested
        Another place or phase was chosen; carries the `Selection`.
    checking_changed
        The results are to be hidden, or shown again.
    """

    selection_requested = Signal(object)
    checking_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._here: Selection | None = None
        self._neuron: Selection | None = None
        self.place = PathBar(("layer", "neuron", "edge"))
        self.other = PathBar(("sample", "loss"), "")
        for bar in (self.place, self.other):
            bar.selection_requested.connect(self.selection_requested)
        self.phases = Segments("inspector_phase", PHASES)
        self.phases.chosen.connect(self._choose_phase)
        for phase in PHASES:
            keep_size(self.phases.button(phase.name), least_width=LEAST_WIDTH)
        self.check = QPushButton("Check me")
        self.check.setObjectName("inspector_check")
        self.check.setAccessibleName("Check my working")
        self.check.setProperty("role", "toggle")
        self.check.setCheckable(True)
        self.check.setToolTip(
            "Check my working: hide the results, work them out yourself and type them "
            "in"
        )
        self.check.toggled.connect(self.checking_changed)
        self.copy = QToolButton()
        self.copy.setText("Copy")
        self.copy.setObjectName("inspector_copy")
        self.copy.setToolTip("Copy everything here as LaTeX or as Python")
        self.copy.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.copy.setMenu(QMenu(self.copy))
        self._lay_out()

    def show_place(self, selection: Selection, around: Surroundings) -> None:
        """Show the place that is explained."""
        self._here = selection
        where = self._way(selection, around)
        self.place.show_place(where, around)
        self.other.show_place(where, around)
        if self.phases.current != selection.phase:
            self.phases.show_current(selection.phase)

    def _way(self, selection: Selection, around: Surroundings) -> Selection:
        """Return the path to show: for a sample or the loss, by the last neuron."""
        if selection.kind not in ("sample", "loss"):
            self._neuron = selection
            return selection
        last = self._neuron or replace(selection, layer=around.structure.last)
        same = replace(last, kind=selection.kind, phase=selection.phase)
        return fitted(replace(same, sample=selection.sample), around)

    @Slot(str)
    def _choose_phase(self, name: str) -> None:
        if self._here is None:
            return
        wanted = next(phase for phase in get_args(Phase) if phase == name)
        self.phases.show_current(self._here.phase)
        self.selection_requested.emit(replace(self._here, phase=wanted))

    def _lay_out(self) -> None:
        second = QHBoxLayout()
        second.setSpacing(6)
        second.addWidget(self.other, 1)
        second.addWidget(self.check)
        second.addWidget(self.copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 10, 8)
        column.setSpacing(6)
        column.addWidget(self.place)
        column.addLayout(second)
        column.addWidget(self.phases)

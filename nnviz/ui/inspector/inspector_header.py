"""The head of the inspector: where one is, in which phase, and its tools."""

from dataclasses import replace
from typing import get_args

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnviz.core.operation import Phase
from nnviz.explain.selection import Selection
from nnviz.ui.controls.segments import Segment, Segments
from nnviz.ui.inspector.path_bar import PathBar, Surroundings, fitted

PHASES = (
    Segment("forward", "From the inputs to the output: weighted sums, activations"),
    Segment("loss", "How far the output is from the target"),
    Segment("backward", "From the loss back: how much each number contributes to it"),
    Segment("update", "How the optimiser changes the weights and biases"),
)


LEAST_WIDTH = 50
"""Of a phase's button, in pixels: the inspector can be narrow."""


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
            self.phases.button(phase.name).setMinimumWidth(LEAST_WIDTH)
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
        """Show where one is."""
        self._here = selection
        where = self._way(selection, around)
        self.place.show_place(where, around)
        self.other.show_place(where, around)
        if self.phases.current != selection.phase:
            self.phases.show_current(selection.phase)

    def _way(self, selection: Selection, around: Surroundings) -> Selection:
        """Add the neuron that was selected last to a sample or the loss."""
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

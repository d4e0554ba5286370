"""The head of the inspector: the place, the phase, and tools."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import get_args

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QToolButton,
    QWidget,
)

from nnviz.core.operation import Phase
from nnviz.explain.selection import BIAS, Kind, Selection
from nnviz.ui.controls.icons import SIZE, icon
from nnviz.ui.controls.layouts import column_of, row_of
from nnviz.ui.controls.segments import Segment, Segments
from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.theme.themed import Themed
from nnviz.views.inspector.places import Surroundings, fitted

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
}
_MORE = ". Click again, or press Down, to choose another"
PHASES = (
    Segment("forward", "From the inputs to the output: weighted sums, activations"),
    Segment("loss", "How wrong the output is: the loss of the sample, the cost"),
    Segment("backward", "From the loss back: how much each number contributes to it"),
    Segment("update", "How the optimiser changes the weights and biases"),
)
LEAST_WIDTH = 44
"""Pixels of a phase's button: the inspector can be narrow."""


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
        self.setToolTip(_TIPS[kind] + _MORE)
        self.clicked.connect(self._go)

    def show_place(self, selection: Selection, around: Surroundings) -> None:
        """Show the current number of this kind."""
        self._here, self._around = selection, around
        self.setChecked(selection.kind == self.kind)
        name = self._name(self._number)
        self.setAccessibleName(f"go to {name}")
        self.setToolTip(f"{_TIPS[self.kind]}: {name}{_MORE}")
        self.show_name(brief=False)

    def show_name(self, *, brief: bool) -> None:
        """Write the name; briefly, one that is not chosen is its number alone."""
        name = self._name(self._number)
        if self.kind == "sample" and self._around and self._around.sample:
            name = "sample"
        words, _, number = name.rpartition(" ")
        self.setText(number if brief and words and not self.isChecked() else name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer the neighbours."""
        if event.key() == Qt.Key.Key_Down:
            self.offer()
        else:
            super().keyPressEvent(event)

    def offer(self) -> QMenu | None:
        """Open a menu of the other places of this kind."""
        if self._around is None:
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
            return self._layer(number)
        if self.kind == "neuron" and self._here.layer == 0:
            return f"input {number + 1}"
        return f"{self.kind} {number + 1}"

    def _layer(self, number: int) -> str:
        last = self._around is not None and number == self._around.structure.last
        return "output" if last else f"hidden {number}" if number else "inputs"

    def _go(self) -> None:
        self.setChecked(self._here.kind == self.kind)
        if self._here.kind == self.kind:
            self.offer()
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


class PathBar(QWidget):
    """The path to a place, as buttons: sample, layer, neuron and weight.

    Where there is not enough room only the chosen one is named in full.

    Signals
    -------
    selection_requested
        Carries the `Selection` to go to.
    """

    selection_requested = Signal(object)

    def __init__(self, kinds: Sequence[Kind]) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        self.buttons: dict[Kind, PathButton] = {}
        for number, kind in enumerate(kinds):
            if number:
                between = QLabel("›")
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
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Write names in full, or briefly if they do not fit."""
        for brief in (False, True):
            for button in self.buttons.values():
                button.show_name(brief=brief)
            if super().sizeHint().width() <= self.width():
                return


def _around(numbers: range, middle: int) -> range:
    start = max(numbers.start, middle - NEIGHBOURS // 2)
    stop = min(numbers.stop, start + NEIGHBOURS)
    return range(max(numbers.start, stop - NEIGHBOURS), stop)


class WholeColumnButton(Themed, QToolButton):
    """Asks for the whole column of panels; hidden where there is none to be had."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("inspector_room")
        self.setProperty("role", "flat")
        self.setAccessibleName("Give the inspector the whole column")
        self.setToolTip("Give the inspector the whole column, or a part of it (Ctrl+I)")
        keep_size(self, icon_width=SIZE, icon_height=SIZE)
        self.hide()
        self._recolour()

    def _recolour(self) -> None:
        theme = self.theme
        self.setIcon(icon("whole_column", theme.text, theme.disabled))


class Header(QWidget):
    """The phases and a menu of what else can be done; the path is beside it.

    Attributes
    ----------
    place
        The path, to be laid out by whoever shows this.

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
        self._last = 0
        self.place = PathBar(("sample", "layer", "neuron", "edge"))
        self.place.selection_requested.connect(self._choose_place)
        self.phases = Segments("inspector_phase", PHASES)
        self.phases.chosen.connect(self._choose_phase)
        for phase in PHASES:
            keep_size(self.phases.button(phase.name), least_width=LEAST_WIDTH)
        self.room = WholeColumnButton()
        self.more = QToolButton()
        self.more.setText("⋯")
        self.more.setObjectName("inspector_more")
        self.more.setProperty("role", "flat")
        self.more.setAccessibleName("More of the inspector")
        self.more.setToolTip("Work the results out yourself, or copy what is shown")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.more)
        self.check = menu.addAction("Work it out yourself")
        self.check.setObjectName("inspector_check")
        self.check.setCheckable(True)
        self.check.setToolTip("Hide the results, and type in what you have worked out")
        self.check.toggled.connect(self.checking_changed)
        menu.setToolTipsVisible(True)
        self.more.setMenu(menu)
        self._lay_out()

    def show_place(self, selection: Selection, around: Surroundings) -> None:
        """Show the place that is explained."""
        self._here, self._last = selection, around.structure.last
        self.place.show_place(self._way(selection, around), around)
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

    @Slot(object)
    def _choose_place(self, wanted: Selection) -> None:
        """Go to a place; only samples and outputs have a part in the loss."""
        is_output = wanted.kind == "neuron" and wanted.layer == self._last
        if wanted.phase == "loss" and wanted.kind != "sample" and not is_output:
            wanted = replace(wanted, phase="forward")
        self.selection_requested.emit(wanted)

    @Slot(str)
    def _choose_phase(self, name: str) -> None:
        """Go to a phase; the loss belongs to the sample, all others to the place."""
        here = self._here
        if here is None:
            return
        wanted = next(phase for phase in get_args(Phase) if phase == name)
        self.phases.show_current(here.phase)
        if wanted == "loss" and here.kind != "sample":
            here = Selection("loss", sample=here.sample)
        elif here.kind == "loss" and self._neuron is not None:
            here = replace(self._neuron, sample=here.sample)
        self.selection_requested.emit(replace(here, phase=wanted))

    def _lay_out(self) -> None:
        second = row_of((self.phases, 1), self.room, self.more, spacing=4)
        column_of(second, within=self, margins=(16, 4, 12, 8))

"""What a comparison shows: what is compared, the costs, and views on tabs."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QWidget,
)

from nnviz.ui.comparison.chooser import ComparisonChooser
from nnviz.ui.comparison.contender_legend import ContenderLegend
from nnviz.ui.comparison.cost_panel import CostPanel
from nnviz.ui.comparison.diagram_row import DiagramRow
from nnviz.ui.comparison.first_difference_panel import FirstDifferencePanel
from nnviz.ui.comparison.health_view import HealthView
from nnviz.ui.comparison.output_row import OutputRow
from nnviz.ui.comparison.paired import PairedPictures
from nnviz.ui.comparison.side_by_side import SideBySide
from nnviz.ui.comparison.starting_view import StartingView
from nnviz.ui.comparison.verdict_panel import VerdictPanel
from nnviz.ui.controls.layouts import column_of
from nnviz.ui.theme.enlarging import keep_size

_TABS = (
    ("Outputs", "The output of every contender, and its network"),
    (
        "Layers",
        "Distributions of z and a, dead and saturated neurons, and gradients, by layer",
    ),
    ("Step", "The same neuron and sample of every contender, number by number"),
    ("Verdict", "What was measured, in words, and where contenders first differ"),
)
OUTPUTS, LAYERS, STEP, VERDICT = range(len(_TABS))
_COSTS, _VIEWS = 40, 60
"""How the width is shared at first."""
_LEAST = 440
"""The fewest pixels across that all views can do with."""


class ComparisonViews(QWidget):
    """Lays the views of a comparison out; each is fed on its own.

    Signals
    -------
    contender_chosen
        The index of a contender to be in front of the others, or -1 for none.
    view_changed
        Another view is in front: its place among the tabs.
    """

    contender_chosen = Signal(int)
    view_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparison")
        self.setAccessibleName("Comparison")
        self.start = StartingView()
        self.legend, self.costs = ContenderLegend(), CostPanel()
        self.outputs, self.diagrams = OutputRow(), DiagramRow()
        self.pictures = PairedPictures(self.outputs, self.diagrams)
        self.health, self.stepping = HealthView(), SideBySide()
        self.chooser, self.tabs = ComparisonChooser(), _tab_bar()
        self.verdict, self.first_difference = VerdictPanel(), FirstDifferencePanel()
        self._views, self._body = QStackedWidget(), QStackedWidget()
        self._chosen = -1
        self._lay_out()
        self._connect()

    @property
    def view(self) -> int:
        """The place of the view in front among the tabs."""
        return self.tabs.currentIndex()

    def show_start(self) -> None:
        """Offer something to compare: there is nothing yet."""
        self._body.setCurrentIndex(0)

    def show_contenders(self, names: Sequence[str], *, regression: bool) -> None:
        """Clear all views for other contenders."""
        self._chosen = -1
        self.legend.show_contenders(names)
        self.costs.show_contenders(names, regression)
        self.outputs.show_contenders(names)
        self.diagrams.show_contenders(names)
        self.health.show_contenders(names)
        self.stepping.show_walk(None)
        self.verdict.clear()
        self.first_difference.show_contenders(names)
        self._body.setCurrentIndex(1)

    def show_states(self, states: Mapping[int, str]) -> None:
        """Say of some contenders what became of them, such as "diverged"."""
        self.legend.show_states(states)
        self.health.show_states(states)

    def show_view(self, place: int) -> None:
        """Bring a view to the front."""
        self.tabs.setCurrentIndex(place)

    @Slot(int)
    def choose(self, index: int) -> None:
        """Bring a contender to the front; once more puts it back."""
        self._chosen = -1 if index == self._chosen else index
        chosen = None if self._chosen < 0 else self._chosen
        self.legend.choose(chosen)
        self.costs.choose(chosen)
        self.health.choose(chosen)
        self.outputs.show_chosen(self._chosen)
        self.diagrams.show_chosen(self._chosen)
        self.contender_chosen.emit(self._chosen)

    def _connect(self) -> None:
        for part in (self.legend, self.outputs, self.diagrams, self.health):
            part.contender_chosen.connect(self.choose)
        self.tabs.currentChanged.connect(self._turn)

    @Slot(int)
    def _turn(self, place: int) -> None:
        self._views.setCurrentIndex(place)
        self.view_changed.emit(place)

    def _lay_out(self) -> None:
        words = QWidget()
        column_of((self.verdict, 1), self.first_difference, within=words)
        for view in (self.pictures, self.health, self.stepping, words):
            self._views.addWidget(view)
        body = QSplitter(Qt.Orientation.Horizontal)
        body.setChildrenCollapsible(False)
        body.addWidget(self._left())
        body.addWidget(self._right())
        for place, share in enumerate((_COSTS, _VIEWS)):
            body.setStretchFactor(place, share)
        body.setSizes([_COSTS * 100, _VIEWS * 100])
        self._body.addWidget(self.start)
        self._body.addWidget(body)
        column_of(self.chooser, (self._body, 1), within=self, spacing=0)

    def _left(self) -> QWidget:
        side = QWidget()
        column_of(
            self.legend, (self.costs, 1), within=side, margins=(12, 6, 4, 8), spacing=4
        )
        return side

    def _right(self) -> QWidget:
        side = QWidget()
        column_of(
            self.tabs, (self._views, 1), within=side, margins=(4, 0, 12, 8), spacing=4
        )
        # A view that would like more shall not move the others when it comes.
        keep_size(side, least_width=_LEAST)
        policy = QSizePolicy.Policy
        side.setSizePolicy(policy.Expanding, policy.Expanding)
        return side


def _tab_bar() -> QTabBar:
    bar = QTabBar()
    bar.setObjectName("comparison_tabs")
    bar.setAccessibleName("Views of the comparison")
    bar.setToolTip("What is shown of the contenders beside their costs")
    bar.setDrawBase(False)
    bar.setExpanding(False)
    bar.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    for title, tip in _TABS:
        bar.setTabToolTip(bar.addTab(title), tip)
    return bar

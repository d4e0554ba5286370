"""Cost and score of all contenders: two plots, chosen by their tabs."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.live.snapshot import Block
from nnviz.session.history import Evaluation
from nnviz.session.stop import Stop
from nnviz.ui.charts.plot_tabs import PlotTabs
from nnviz.ui.comparison.contender_cost_plot import CostComparison, ScoreComparison


class CostPanel(QWidget):
    """The plots of a comparison over the iterations; `refresh` paints what changed.

    Signals
    -------
    moment_requested
        The user wants to see the comparison at this iteration.
    """

    moment_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparison_plots")
        self.cost, self.score = CostComparison(), ScoreComparison()
        self._plots = (self.cost, self.score)
        for plot in self._plots:
            plot.moment_requested.connect(self.moment_requested)
        self.tabs = PlotTabs(self._plots)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs)

    def show_contenders(self, names: Sequence[str], regression: bool = False) -> None:
        """Begin anew with these contenders."""
        for plot in self._plots:
            plot.show_contenders(names)
        self.score.show_measure(regression)

    def extend(self, block: Block) -> None:
        """Add the costs of consecutive iterations."""
        self.cost.extend(block)

    def add_evaluations(self, index: int, found: Iterable[Evaluation]) -> None:
        """Add evaluations of a contender."""
        for evaluation in found:
            self.score.add_evaluation(index, evaluation)

    def mark_stop(self, index: int, stop: Stop) -> None:
        """Mark where a contender ended, and why."""
        for plot in self._plots:
            plot.mark_stop(index, stop)

    def choose(self, index: int | None) -> None:
        """Put one contender in front of the others, or none."""
        for plot in self._plots:
            plot.choose(index)

    def show_now(self, iteration: int | None) -> None:
        """Show the place in time that the other widgets show."""
        for plot in self._plots:
            plot.show_now(iteration)

    def hurry(self, quick: bool) -> None:
        """Draw lines as fast as can be, since they move, or as well."""
        for plot in self._plots:
            plot.hurry(quick)

    def refresh(self) -> None:
        """Bring the plot that is seen up to date."""
        for plot in self._plots:
            plot.refresh()

"""Cost and score of all contenders: two plots, chosen by their tabs."""

from collections.abc import Iterable, Sequence

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from nnviz.live.snapshot import Block
from nnviz.session.history import Evaluation
from nnviz.session.stop import Stop
from nnviz.ui.charts.chart_frame import Span
from nnviz.ui.charts.chart_header import SmoothingPicker
from nnviz.ui.charts.plot_tabs import PlotTabs
from nnviz.ui.charts.run_plots import score_span
from nnviz.ui.comparison.contender_plot import ContenderPlot
from nnviz.ui.controls.layouts import column_of
from nnviz.views.charts.chart_series import (
    SMOOTHINGS,
    EvaluationSeries,
    IterationSeries,
)


class CostComparison(ContenderPlot):
    """The cost of every iteration, a curve for each contender."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Cost", "comparison_cost", IterationSeries, parent)
        self._decay = SMOOTHINGS["light"]
        self.add_log_button(
            "Logarithmic axis: equal distances are equal factors, so contenders can "
            "be told apart at small costs",
            checked=True,
        )
        picker = SmoothingPicker("comparison_cost_smoothing", "light")
        picker.smoothing_chosen.connect(self.smooth)
        self.header.add_switch(picker)

    def show_contenders(self, names: Sequence[str]) -> None:
        super().show_contenders(names)
        self._smooth_all()

    def extend(self, block: Block) -> None:
        """Add the costs of consecutive iterations, of all contenders.

        A block that begins before the end replaces what was there from then on.
        """
        for curve, costs in zip(self._curves, block.costs, strict=True):
            series = curve.series
            if isinstance(series, IterationSeries):
                series.extend(block.first_iteration - 1, np.asarray(costs, np.float64))
        self.touch()

    @Slot(str)
    def smooth(self, name: str) -> None:
        """Draw the exponential mean of the costs: off, light or strong."""
        self._decay = SMOOTHINGS[name]
        self._smooth_all()
        self.touch()
        self.refresh()

    def _smooth_all(self) -> None:
        for curve in self._curves:
            curve.series.smooth(self._decay)


class ScoreComparison(ContenderPlot):
    """Every contender's score at its evaluations: accuracy or R², 1 at best."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Accuracy", "comparison_score", parent=parent)

    def show_measure(self, regression: bool) -> None:
        """Name what is plotted: R² of a regression, accuracy otherwise."""
        self.set_title("R²" if regression else "Accuracy")

    def add_evaluation(self, index: int, found: Evaluation) -> None:
        """Add a contender's score on the part that judges it."""
        measure, series = (
            found.judged.measure,
            self._curves[index].series,
        )
        if measure is not None and isinstance(series, EvaluationSeries):
            series.add(found.iteration, measure)
            self.touch()

    def value_span(self, low: float, high: float) -> Span:
        return score_span(low)


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
        column_of(self.tabs, within=self)

    def show_contenders(self, names: Sequence[str], regression: bool = False) -> None:
        for plot in self._plots:
            plot.show_contenders(names)
        self.score.show_measure(regression)

    def extend(self, block: Block) -> None:
        self.cost.extend(block)

    def add_evaluations(self, index: int, found: Iterable[Evaluation]) -> None:
        for evaluation in found:
            self.score.add_evaluation(index, evaluation)

    def mark_stop(self, index: int, stop: Stop) -> None:
        for plot in self._plots:
            plot.mark_stop(index, stop)

    def choose(self, index: int | None) -> None:
        for plot in self._plots:
            plot.choose(index)

    def show_now(self, iteration: int | None) -> None:
        """Show the iteration that the other widgets show."""
        for plot in self._plots:
            plot.show_now(iteration)

    def hurry(self, quick: bool) -> None:
        for plot in self._plots:
            plot.hurry(quick)

    def refresh(self) -> None:
        """Bring the plot that is seen up to date."""
        for plot in self._plots:
            plot.refresh()

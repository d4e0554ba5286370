"""What every contender's training costs, and how good it has become."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from nnviz.live.snapshot import Block
from nnviz.session.history import Evaluation
from nnviz.ui.charts.chart_frame import Span
from nnviz.ui.charts.chart_header import SmoothingPicker
from nnviz.ui.charts.chart_series import SMOOTHINGS, EvaluationSeries, IterationSeries
from nnviz.ui.charts.run_plots import score_span
from nnviz.ui.comparison.contender_plot import ContenderPlot


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
        """Begin anew with these contenders."""
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
    """How good every contender is at its evaluations: accuracy or R², 1 at best."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Accuracy", "comparison_score", parent=parent)

    def show_measure(self, regression: bool) -> None:
        """Name what is plotted: R² of a regression, accuracy otherwise."""
        self.set_title("R²" if regression else "Accuracy")

    def add_evaluation(self, index: int, found: Evaluation) -> None:
        """Add a contender's score on the test part, or on all data without one."""
        measure = (found.test or found.train).measure
        if measure is not None:
            self.add_score(index, found.iteration, measure)

    def add_score(self, index: int, iteration: int, score: float) -> None:
        """Add a contender's score at an iteration."""
        series = self._curves[index].series
        if isinstance(series, EvaluationSeries):
            series.add(iteration, score)
        self.touch()

    def value_span(self, low: float, high: float) -> Span:
        return score_span(low)

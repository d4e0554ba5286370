"""The cost over the iterations: of every batch, of all training and test data."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from nnviz.ui.charts.chart_curve import ChartCurve, Manner
from nnviz.ui.charts.chart_series import EvaluationSeries, IterationSeries
from nnviz.ui.charts.growable_array import Numbers
from nnviz.ui.charts.iteration_plot import IterationPlot
from nnviz.ui.charts.smoothing import SMOOTHINGS
from nnviz.ui.charts.smoothing_picker import SmoothingPicker


class CostPlot(IterationPlot):
    """Cost per iteration from blocks, and evaluations of both parts of the data."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Cost", "loss_plot", parent)
        self._batch = IterationSeries()
        self._train = EvaluationSeries()
        self._test = EvaluationSeries()
        self.add_curves(
            [
                ChartCurve("batch", Manner("positive", faint=True), self._batch),
                ChartCurve("train", Manner("positive"), self._train),
                ChartCurve("test", Manner("negative", dashed=True), self._test),
            ]
        )
        self.add_log_button(
            "Logarithmic axis: equal distances are equal factors, so slow progress at "
            "a small cost stays visible"
        )
        picker = SmoothingPicker("loss_plot_smoothing", "off")
        picker.smoothing_chosen.connect(self.smooth)
        self.header.add_switch(picker)

    def extend(self, first_iteration: int, costs: Numbers) -> None:
        """Add the cost of every iteration of a block, (iterations,).

        A block that begins before the end replaces what was there from then on.
        """
        self._batch.extend(first_iteration, costs)
        self.touch()

    def add_evaluation(
        self, iteration: int, train: float, test: float | None = None
    ) -> None:
        """Add the cost over all training data, and over the test data if any."""
        self._train.add(iteration, train)
        if test is not None:
            self._test.add(iteration, test)
        self.touch()

    @Slot(str)
    def smooth(self, name: str) -> None:
        """Draw the exponential mean of the batch costs: off, light or strong."""
        self._batch.smooth(SMOOTHINGS[name])
        self.touch()
        self.refresh()

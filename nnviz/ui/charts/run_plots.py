"""What is plotted of one network's run: cost, score, and norms of the gradients."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from nnviz.ui.charts.chart_curve import ChartCurve, Manner
from nnviz.ui.charts.chart_frame import Span
from nnviz.ui.charts.chart_header import SmoothingPicker
from nnviz.ui.charts.iteration_plot import IterationPlot
from nnviz.views.charts.chart_series import (
    SMOOTHINGS,
    EvaluationSeries,
    IterationSeries,
)
from nnviz.views.charts.pyramid import Numbers

_COMPUTED = "computed"

_SAME = 1e-6
"""Costs that differ by this share of them are the same but for rounding."""


class _SetsPlot(IterationPlot):
    """Values of each part of the data; training solid, the others dashed.

    Lines that few runs have are drawn and named once they have a value.
    """

    def __init__(self, title: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(title, name, parent)
        self._train, self._test = EvaluationSeries(), EvaluationSeries()
        self._more: dict[str, EvaluationSeries] = {}
        self._of_record = False
        self._add_usual()

    def _add_usual(self) -> None:
        """Add the lines of every run."""
        self.add_curves(
            [
                ChartCurve("training", Manner("subject"), self._train),
                ChartCurve("test", Manner("companion", dashed=True), self._test),
            ]
        )

    def clear(self) -> None:
        """Forget the run, and the lines that the next may not have."""
        if self._more or self._of_record:
            self._more, self._of_record = {}, False
            self.remove_curves()
            self._add_usual()
        super().clear()

    def show_record(self) -> None:
        """Show values of the batches that another program has recorded."""
        self._of_record = True
        self.remove_curves()
        self._add_recorded()

    def _add_recorded(self) -> None:
        """Add the lines of a record."""
        self.add_curves([ChartCurve("computed", Manner("companion"), self._train)])

    def add_evaluation(
        self,
        iteration: int,
        train: float,
        test: float | None = None,
        validation: float | None = None,
    ) -> None:
        """Add a value over all training data, and over the other parts if any."""
        self._train.add(iteration, train)
        if test is not None:
            self._test.add(iteration, test)
        if validation is not None:
            self._add_to("validation", "validation", iteration, validation)
        self.touch()

    def _add_to(self, name: str, role: str, iteration: int, value: float) -> None:
        """Add a value to a line that there is from its first value on."""
        if name not in self._more:
            self._more[name] = EvaluationSeries()
            manner = Manner(role, dashed=True)
            self.add_curves([ChartCurve(name, manner, self._more[name])])
        self._more[name].add(iteration, value)


class CostPlot(_SetsPlot):
    """Cost per iteration from blocks, and evaluations of all parts of the data."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._batch, self._recorded = IterationSeries(), EvaluationSeries()
        super().__init__("Cost", "loss_plot", parent)
        self.add_log_button(
            "Logarithmic axis: equal distances are equal factors, so slow progress at "
            "a small cost stays visible"
        )
        picker = SmoothingPicker("loss_plot_smoothing", "off")
        picker.smoothing_chosen.connect(self.smooth)
        self.header.add_switch(picker)

    def _add_usual(self) -> None:
        batch = Manner("subject", faint=True)
        self.add_curves([ChartCurve("batch", batch, self._batch)])
        super()._add_usual()

    def extend(self, first_iteration: int, costs: Numbers) -> None:
        """Add the cost of every iteration of a block, (iterations,).

        A block that begins before the end replaces what was there from then on.
        """
        self._batch.extend(first_iteration, costs)
        self.touch()

    def _add_recorded(self) -> None:
        self._recorded.clear()
        computed = ChartCurve(_COMPUTED, Manner("companion"), self._train)
        recorded = ChartCurve("recorded", Manner("subject"), self._recorded)
        self.add_curves([recorded, computed])

    def extend_recorded(self, iterations: Numbers, costs: Numbers) -> None:
        """Add costs that another program has recorded, (iterations,) each."""
        self._recorded.extend(iterations, costs)
        self.touch()

    def add_computed(self, iteration: int, cost: float) -> None:
        """Add what nnviz computes of a recorded batch; it is seen where it differs."""
        known = self._recorded.at(iteration)
        same = known is not None and known[0] == iteration
        if known is not None and same and np.isclose(cost, known[1], rtol=_SAME):
            cost = np.nan
        self._train.add(iteration, cost)
        self.touch()

    def add_penalty(self, iteration: int, penalty: float) -> None:
        """Add the part of all costs that is no loss; 0 draws no line."""
        if penalty or "penalty" in self._more:
            self._add_to("penalty", "warning", iteration, penalty)

    @Slot(str)
    def smooth(self, name: str) -> None:
        """Draw the exponential mean of the batch costs: off, light or strong."""
        self._batch.smooth(SMOOTHINGS[name])
        self.touch()
        self.refresh()


class AccuracyPlot(_SetsPlot):
    """A score over the iterations, 1 at best."""

    def __init__(self, title: str = "Accuracy", parent: QWidget | None = None) -> None:
        super().__init__(title, "accuracy_plot", parent)

    def value_span(self, low: float, high: float) -> Span:
        return score_span(low)


class GradientPlot(IterationPlot):
    """Norm of the gradient per layer, on a logarithmic axis.

    It is known of the iterations that were shown, and may be anything between them.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Gradient norm", "gradient_plot", parent)
        self._layers: list[EvaluationSeries] = []
        self.add_log_button(
            "Logarithmic axis: the norms of different layers often differ by factors "
            "of ten. Turn it off for an axis that starts at 0",
            checked=True,
        )

    def set_layers(self, names: Sequence[str]) -> None:
        """Start again with these layers, the first hidden one first."""
        self.remove_curves()
        self._layers = [EvaluationSeries() for _ in names]
        self.add_curves(
            [
                ChartCurve(name, Manner(index, restless=True), series)
                for index, (name, series) in enumerate(
                    zip(names, self._layers, strict=True)
                )
            ]
        )

    def add_norms(self, iteration: int, norms: Sequence[float]) -> None:
        """Add the norm of every layer's gradient at an iteration."""
        for series, norm in zip(self._layers, norms, strict=True):
            series.add(iteration, norm)
        self.touch()


def score_span(lowest: float) -> Span:
    """Return an axis that ends a little above 1, and not far below the scores."""
    room = max(1.0 - max(lowest, -1.0), 0.02) * 0.1
    return max(lowest, -1.0) - room, 1.0 + room / 2

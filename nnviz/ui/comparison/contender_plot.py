"""Plots of a comparison over the iterations: a line for each contender."""

from collections.abc import Callable, Sequence

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QWidget

from nnviz.session.stop import Stop
from nnviz.ui.charts.chart_curve import ChartCurve, Ending, Manner
from nnviz.ui.charts.chart_frame import ChartBand
from nnviz.ui.charts.iteration_plot import IterationPlot
from nnviz.ui.comparison.contender_legend import shortened
from nnviz.ui.theme.line_styles import series_style
from nnviz.ui.theme.tokens import Theme, blend, legible
from nnviz.views.charts.chart_series import ChartSeries, EvaluationSeries
from nnviz.views.charts.pyramid import Line, Numbers

_BACK = 0.62
"""How far a line fades towards the panel while another one is in front."""


class ContenderManner(Manner, frozen=True):
    """How the line of contender ``role`` is drawn.

    Attributes
    ----------
    chosen
        Whether it is in front.
    back
        Whether it fades because another one is in front.
    quick
        Whether it moves and must be drawn fast: a line exactly one pixel wide takes a
        thirtieth of the time.
    """

    chosen: bool = False
    back: bool = False
    quick: bool = False

    def colour(self, theme: Theme) -> str:
        """Return the colour in a theme, opaque."""
        colour = series_style(theme, int(self.role)).colour
        if self.left:
            return blend(colour, theme.panel, 0.5)
        return blend(colour, theme.panel, _BACK if self.back else 0.0)

    def text_colour(self, theme: Theme) -> str:
        """Return the colour of the line's name, which must be legible."""
        if self.back:
            return theme.muted
        return legible(series_style(theme, int(self.role)).colour, theme)

    def width(self, fine: bool) -> float:
        """Return how thick the line is, in pixels."""
        if self.quick or not fine:
            return 1.0
        return 2.6 if self.chosen else 1.8

    def pen(self, theme: Theme, width: float, fine: bool) -> QPen:
        """Return the pen; a line that is not fine has its gaps in its data."""
        pen = series_style(theme, int(self.role)).pen(width)
        pen.setColor(QColor(self.colour(theme)))
        if not fine:
            pen.setStyle(Qt.PenStyle.SolidLine)
        return pen


class ContenderCurve(ChartCurve):
    """The line of one contender; the chosen one lies over the others."""

    def __init__(self, name: str, index: int, series: ChartSeries) -> None:
        manner = ContenderManner(index, dashed=index > 0)
        super().__init__(shortened(name), manner, series)
        self.index = index

    def step(self, chosen: int | None) -> None:
        """Come to the front or fade, according to the contender chosen."""
        self.in_front = chosen == self.index
        back = chosen is not None and not self.in_front
        self.manner = replace(self.manner, chosen=self.in_front, back=back)

    def hurry(self, quick: bool) -> None:
        """Draw fast instead of well, or well again, from the next drawing on."""
        self.manner = replace(self.manner, quick=quick)


_WORDS = {
    "diverged": "diverged",
    "target cost": "reached its goal",
    "target accuracy": "reached its goal",
    "plateau": "stopped on a plateau",
}


class ContenderPlot(IterationPlot):
    """Values of every contender over the iterations.

    Values come in by the contender's index; `refresh` paints what has changed.

    Parameters
    ----------
    title, name
        What is plotted, and the object name.
    series
        Makes what a line is drawn from.
    """

    def __init__(
        self,
        title: str,
        name: str,
        series: Callable[[], ChartSeries] = EvaluationSeries,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, name, parent)
        self._make = series
        self._curves: list[ContenderCurve] = []
        self._medians: dict[int, ContenderCurve] = {}
        self._chosen: int | None = None
        self._quick = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the contenders, shortened."""
        return tuple(curve.name for curve in self._curves)

    def show_contenders(self, names: Sequence[str]) -> None:
        """Start over with these contenders."""
        self.remove_curves()
        self._medians.clear()
        self._chosen, self._quick = None, False
        self._curves = [
            ContenderCurve(name, index, self._make())
            for index, name in enumerate(names)
        ]
        self.add_curves(self._curves, listed=False)
        self.fit()

    def lines(self, points: int) -> tuple[Line, ...]:
        """Return every contender's line, or its median, in about this many points."""
        curves = [self._medians.get(k, curve) for k, curve in enumerate(self._curves)]
        ends = (curve.series.last_iteration for curve in curves)
        last = max(ends, default=0.0)
        return tuple(curve.series.line(0.0, last, points) for curve in curves)

    def choose(self, index: int | None) -> None:
        """Bring one contender to the front, or none."""
        self._chosen = index
        for curve in (*self._curves, *self._medians.values()):
            curve.step(index)
        self.touch()
        self.refresh()

    def hurry(self, quick: bool) -> None:
        """Draw moving lines fast instead of well, or well again."""
        if quick != self._quick:
            self._quick = quick
            for curve in (*self._curves, *self._medians.values()):
                curve.hurry(quick)
            self.touch()

    def mark_stop(self, index: int, stop: Stop) -> None:
        """Mark where a contender's line ends, and why."""
        words = _WORDS.get(stop.reason)
        if words is None:
            return
        failed = stop.reason == "diverged"
        self._curves[index].ending = Ending(stop.iteration, words, failed)
        self.touch()

    def show_band(
        self,
        index: int,
        iterations: Numbers,
        median: Numbers,
        edges: tuple[Numbers, Numbers],
    ) -> None:
        """Show the results of several seeds instead of the one run.

        Parameters
        ----------
        index
            Which contender.
        iterations, median
            Where, in rising order, and the median over the seeds, (points,) each.
        edges
            The lowest and the highest over the seeds, (points,) each.
        """
        curve = self._median_curve(index)
        series = EvaluationSeries()
        series.replace(np.asarray(iterations, np.float64), median)
        curve.series = series
        curve.band = ChartBand(np.asarray(iterations, np.float64), *edges)
        self.touch()

    def drop_bands(self) -> None:
        """Show the runs themselves again."""
        for curve in self._medians.values():
            curve.clear()
            curve.show(False)
        for curve in self._curves:
            curve.show(True)
        self.touch()

    def clear(self) -> None:
        """Forget all values, endings and bands; the contenders stay."""
        self.drop_bands()
        super().clear()

    def _median_curve(self, index: int) -> ContenderCurve:
        """Return the line of a contender's median, which replaces its run."""
        name = self._curves[index].name
        if index not in self._medians:
            curve = ContenderCurve(name, index, EvaluationSeries())
            self._medians[index] = curve
            self.add_curves([curve], listed=False)
            curve.step(self._chosen)
        self._curves[index].show(False)
        self._medians[index].show(True)
        return self._medians[index]

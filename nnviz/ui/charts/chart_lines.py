"""What a plot has to draw: its lines, the branches left behind them, and markers."""

from PySide6.QtCore import QSizeF

from nnviz.ui.charts.branch_lines import BranchLines, Course
from nnviz.ui.charts.chart_curve import ChartCurve
from nnviz.ui.charts.chart_readout import (
    bands,
    crosses,
    dots,
    end_labels,
    hull,
    read_out,
    within_reach,
)
from nnviz.ui.charts.decorations import ChartReadout, Decorations, Marker
from nnviz.ui.charts.zooming import Span
from nnviz.ui.painting.ticks import decade_ticks, iteration_ticks, value_ticks
from nnviz.ui.theme.tokens import Theme

_MOST_ROWS = 8
"""A plot has few grid lines, however high it is."""


class PlotLines:
    """The lines of a plot, the first at the back.

    Attributes
    ----------
    branches
        The same lines for the branches that were left.
    """

    def __init__(self) -> None:
        self._curves: list[ChartCurve] = []
        self._markers: list[Marker] = []
        self.branches = BranchLines()

    @property
    def all(self) -> list[ChartCurve]:
        """All lines as they lie over each other, the one at the back first."""
        pairs = zip(self.branches.lines, self._curves, strict=True)
        return [line for pair in pairs for line in pair]

    @property
    def last_iteration(self) -> float:
        """The last iteration that any of them has."""
        ends = [curve.series.last_iteration for curve in self._curves]
        return max([self.branches.last_iteration, *ends])

    def add(self, curve: ChartCurve, theme: Theme) -> tuple[ChartCurve, ChartCurve]:
        """Add a line; return what is to be drawn, first what is behind it."""
        self._curves.append(curve)
        return self.branches.add(curve, theme), curve

    def remove(self) -> list[ChartCurve]:
        """Forget all lines; return what drew them."""
        gone = [*self._curves, *self.branches.remove()]
        self._curves.clear()
        return gone

    def mark(self, iteration: int, text: str) -> None:
        """Mark an iteration."""
        self._markers.append(Marker(iteration, text))

    def turn_to(self, course: Course) -> None:
        """Let another branch go on from where it leaves; what was drawn steps back."""
        self.branches.turn_to(course)
        self._markers.clear()

    def cut(self, iterations: int) -> None:
        """Forget what came after this many iterations."""
        for curve in self._curves:
            curve.series.cut(iterations)
        self._markers = [m for m in self._markers if m.iteration <= iterations]

    def clear(self) -> None:
        """Forget all values and markers."""
        for curve in self._curves:
            curve.clear()
        self.branches.clear()
        self._markers.clear()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        for line in self.all:
            line.set_theme(theme)

    def draw(self, span: Span, pixels: int, log: bool, theme: Theme) -> None:
        """Draw what is visible of the iterations ``span``."""
        for curve in self._curves:
            if curve.shown:
                curve.read(*span, pixels, log)
                curve.draw(theme)
        self.branches.draw(span, pixels, log, theme)

    def extent(self) -> Span:
        """Return the lowest and the highest value that is drawn."""
        live = [e for c in self._curves if c.ending is None and (e := c.extent)]
        ended = [e for c in self._curves if c.ending and (e := c.extent)]
        extents = [*live, *within_reach(ended, live)]
        return hull(self.branches.widened(extents))

    def frame(
        self, iterations: Span, values: Span, size: QSizeF, log: bool, theme: Theme
    ) -> Decorations:
        """Return what surrounds the lines where they are seen in so many pixels."""
        rows = min(max(int(size.height() // 28), 2), _MOST_ROWS)
        ticks = (decade_ticks if log else value_ticks)(*values, rows)
        columns = max(int(size.width() // 80), 2)
        return Decorations(
            iterations,
            values,
            tuple(iteration_ticks(*iterations, columns)),
            tuple(ticks),
            end_labels(self._curves, theme),
            tuple(self._markers),
            dots(self._curves, theme),
            bands=bands(self._curves, iterations, log, theme),
            crosses=crosses(self._curves, iterations, theme),
        )

    def read_out(self, iteration: int | None, theme: Theme) -> ChartReadout | None:
        """Return the exact values at an iteration."""
        return read_out(self._curves, iteration, theme)

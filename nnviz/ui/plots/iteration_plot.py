"""What all plots over the iterations share: heading, legend, canvas, read-out."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from nnviz.ui.plots.branches import BranchLines, Course
from nnviz.ui.plots.canvas import Canvas
from nnviz.ui.plots.curve import Curve
from nnviz.ui.plots.frame import Frame, Marker
from nnviz.ui.plots.header import PlotHeader
from nnviz.ui.plots.reading import dots, end_labels, read_out
from nnviz.ui.plots.ticks import decade_ticks, iteration_ticks, value_ticks
from nnviz.ui.theme.style import set_role
from nnviz.ui.theme.tokens import DARK, Theme

SHORTEST = 10.0
"""Iterations that an empty or very short plot shows."""

SMALLEST_SPAN = 1e-9
"""Values closer together than this, relative to their size, cannot be told apart."""


class IterationPlot(QWidget):
    """A passive plot: values come in, `refresh` paints what has changed.

    It follows the run until the user zooms or pans, and again after a double click.

    Signals
    -------
    titled
        Something else is plotted from now on.
    moment_requested
        The user wants to see the run at this iteration.

    Attributes
    ----------
    header
        Heading, legend and switches: above the curves, or wherever it is put.
    """

    titled = Signal(str)
    moment_requested = Signal(int)

    def __init__(self, title: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._theme = DARK
        self._curves: list[Curve] = []
        self._branches = BranchLines()
        self._markers: list[Marker] = []
        self._log = False
        self._values: tuple[float, float] | None = None
        self._following = True
        self._changed = True
        self._canvas = Canvas(self)
        self.header = PlotHeader(name)
        self._build(title)
        self.header.shown_changed.connect(self._update_shown)
        self._canvas.pointed_at.connect(self._show_values)
        self._canvas.moment_requested.connect(self.moment_requested)
        self._canvas.zoomed.connect(self._stop_following)
        self._canvas.values_zoomed.connect(self._show_value_span)
        self._canvas.fit_requested.connect(self.fit)

    @property
    def title(self) -> str:
        """What is plotted."""
        return self.header.title

    def set_title(self, title: str) -> None:
        """Name what is plotted."""
        self.header.set_title(title)
        self.titled.emit(title)
        self._canvas.setAccessibleName(f"{title} over the iterations")

    def add_curves(self, curves: Sequence[Curve]) -> None:
        """Draw these lines too, the first at the back, and list them in the legend."""
        for curve in curves:
            self._curves.append(curve)
            self._canvas.add(self._branches.add(curve, self._theme).item)
            self._canvas.add(curve.item)
            curve.set_theme(self._theme)
            self.header.add_curve(curve, self._theme)
        self.touch()

    def remove_curves(self) -> None:
        """Forget all lines and their legend."""
        for curve in (*self._curves, *self._branches.remove()):
            self._canvas.scene().removeItem(curve.item)
        self._curves.clear()
        self.header.remove_curves()
        self.touch()

    def mark(self, iteration: int, text: str) -> None:
        """Mark an iteration at which something happened, such as divergence."""
        self._markers.append(Marker(iteration, text))
        self.touch()

    def show_now(self, iteration: int | None) -> None:
        """Show the place in time that the rest of the window shows."""
        self._canvas.show_now(iteration)

    def turn_to(self, course: Course) -> None:
        """Let another branch go on from where it leaves; what was drawn steps back."""
        self._branches.turn_to(course)
        self._markers.clear()
        self.touch()

    def cut(self, iterations: int) -> None:
        """Forget what came after this many iterations."""
        for curve in self._curves:
            curve.series.cut(iterations)
        self._markers = [m for m in self._markers if m.iteration <= iterations]
        self.touch()

    def clear(self) -> None:
        """Forget all values and markers, and follow the run again."""
        for curve in self._curves:
            curve.series.clear()
        self._branches.clear()
        self._markers.clear()
        self.fit()

    @Slot()
    def fit(self) -> None:
        """Show the whole run and all values, and follow it."""
        self._following = True
        self._see_values(None)
        self.touch()
        self.refresh()

    def set_log(self, log: bool) -> None:
        """Make the axis of values logarithmic, or linear."""
        self._log = log
        self._see_values(None)
        self.touch()
        self.refresh()

    def add_log_button(self, what_for: str, checked: bool = False) -> None:
        """Offer the choice between a logarithmic and a linear axis of values."""
        button = QPushButton("log")
        button.setCheckable(True)
        button.setChecked(checked)
        set_role(button, "toggle")
        button.setObjectName(f"{self.objectName()}_log")
        button.setToolTip(what_for)
        button.setAccessibleName("Logarithmic axis of values")
        self._log = checked
        button.toggled.connect(self.set_log)
        self.header.add_switch(button)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        self._theme = theme
        self._canvas.set_theme(theme)
        for curve in self._curves:
            curve.set_theme(theme)
        self._branches.set_theme(theme)
        self.header.set_theme(theme)
        self.touch()
        self.refresh()

    def touch(self) -> None:
        """Note that the picture is out of date; `refresh` mends it."""
        self._changed = True

    def refresh(self) -> None:
        """Bring the picture up to date, if it is seen and anything changed."""
        if not self._changed or not self.isVisible():
            return
        self._changed = False
        if self._following:
            self._canvas.show_span(0.0, self._end())
        first, last = self._canvas.span
        pixels = max(int(self._canvas.area.width()), 2)
        for curve in self._curves:
            if curve.shown:
                curve.read(first, last, pixels, self._log)
                curve.draw(self._theme)
        self._branches.draw((first, last), pixels, self._log, self._theme)
        self._canvas.show_frame(self._frame(first, last))
        if self._canvas.pointed is not None:
            self._show_values(self._canvas.pointed)

    def value_span(self, low: float, high: float) -> tuple[float, float]:
        """Return the ends of the axis of values for what is to be seen on it."""
        if self._log:
            room = max((high - low) * 0.06, 0.05)
            return low - room, high + room
        low = min(low, 0.0)
        room = (high - low) * 0.06 or 1.0
        return low if low == 0.0 else low - room, high + room

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the number of points to the number of pixels."""
        super().resizeEvent(event)
        self.touch()
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what came in while the plot was hidden."""
        super().showEvent(event)
        self.touch()
        self.refresh()

    def _build(self, title: str) -> None:
        self.set_title(title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.header)
        layout.addWidget(self._canvas, 1)
        set_role(self, "panel", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def _end(self) -> float:
        """Return the last iteration that the whole run shows."""
        ends = [curve.series.last_iteration for curve in self._curves]
        return max([SHORTEST, self._branches.last_iteration, *ends])

    def _frame(self, first: float, last: float) -> Frame:
        extents = [extent for curve in self._curves if (extent := curve.extent)]
        extents = self._branches.widened(extents)
        low = min((extent[0] for extent in extents), default=0.0)
        high = max((extent[1] for extent in extents), default=1.0)
        span = self._values or self.value_span(low, high)
        area = self._canvas.area
        rows = max(int(area.height() // 28), 2)
        values = (decade_ticks if self._log else value_ticks)(*span, rows)
        columns = max(int(area.width() // 110), 2)
        return Frame(
            (first, last),
            span,
            tuple(iteration_ticks(first, last, columns)),
            tuple(values),
            end_labels(self._curves, self._theme),
            tuple(self._markers),
            dots(self._curves, self._theme),
        )

    @Slot()
    def _update_shown(self) -> None:
        self.touch()
        self.refresh()

    @Slot()
    def _stop_following(self) -> None:
        first, last = self._canvas.span
        self._following = first <= 0.0 and last >= self._end()
        self.touch()
        self.refresh()

    @Slot(float, float)
    def _show_value_span(self, low: float, high: float) -> None:
        """Look at some values only, until the whole run is asked for."""
        if high - low > SMALLEST_SPAN * max(abs(low), abs(high)):
            self._see_values((low, high))
            self.touch()
            self.refresh()

    def _see_values(self, span: tuple[float, float] | None) -> None:
        self._values = span
        self._canvas.let_values_move(span is not None)

    @Slot(object)
    def _show_values(self, iteration: int | None) -> None:
        found = None
        if iteration is not None:
            found = read_out(self._curves, iteration, self._theme)
        self._canvas.show_read_out(found)

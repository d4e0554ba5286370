"""What inputs become in untrained networks, layer by layer, in rows to compare."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QRectF, QSize, Slot
from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QSizePolicy, QWidget

from nnviz.core.functions.activation import Activation
from nnviz.core.types import Floats
from nnviz.explain.exploring.input_spread import NetworkSpread, layer_spreads
from nnviz.explain.exploring.untrained import Untrained
from nnviz.ui.controls.layouts import STRETCH, column_of
from nnviz.ui.explorer.function_lines import FunctionLine
from nnviz.ui.explorer.idle_job import IdleJob
from nnviz.ui.explorer.spread_controls import SAMPLES, SpreadControls, SpreadSettings
from nnviz.ui.explorer.spread_row import LABEL, SpreadRow
from nnviz.ui.painting.canvas import LEFT, Canvas, write
from nnviz.ui.theme.enlarging import enlarged
from nnviz.views.numbers import count

_MOST_KNOWN = 300
"""Networks that are remembered."""

_LEGEND = (
    "μ mean, σ standard deviation, sat: share of z where the slope is less than 1 % "
    "of the function's largest slope; the needle at 0 shows the share of values that "
    "are exactly 0."
)


_HEIGHT = 18
_BAR = 10
"""What a scroll bar takes of the rows below."""


class SpreadPage(QWidget):
    """A grid of histograms: a row per function or initialiser, a column per layer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.settings = SpreadSettings()
        self.controls = SpreadControls()
        self.heading, self.legend = SpreadHeading(), QLabel()
        self.rows: list[SpreadRow] = []
        self.turns = IdleJob(self)
        self._functions: tuple[Activation, ...] = ()
        self._data: Floats | None = None
        self._data_name = ""
        self._known: dict[Untrained, NetworkSpread] = {}
        self._lay_out()
        self.controls.changed.connect(self._change)
        self.turns.wanted.connect(self._begin)

    def show_series(self, series: Sequence[FunctionLine]) -> None:
        """Show these functions, or one of them with all initialisers."""
        functions = tuple(s.activation for s in series)
        if functions != self._functions:
            self._functions = functions
            self._update()

    def show_inputs(self, inputs: Floats | None, name: str) -> None:
        """Offer the scaled inputs (N, I) of a data set by its name, or none."""
        self._data, self._data_name = inputs, name
        self.controls.show_data_name(name if inputs is not None else None)
        if inputs is None and self.settings.data:
            self.settings = replace(self.settings, data=False)
            self._known = {}
        if self.settings.data:
            self._known = {}
        self._update()

    def complete(self) -> None:
        """Work out all that is shown at once, whether the page is seen or not."""
        self.turns.stop()
        self._show_rows()
        for _ in self._work():
            pass

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._update()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.turns.stop()

    @property
    def _subjects(self) -> list[Untrained]:
        return self.settings.subjects(list(self._functions))

    @Slot(object)
    def _change(self, settings: SpreadSettings) -> None:
        if settings.data != self.settings.data:
            self._known = {}
        self.settings = settings
        self._update()

    def _update(self) -> None:
        """Show the rows; those that are not known yet are worked out soon."""
        names = [function.name for function in self._functions]
        if names and self.settings.function not in names:
            self.settings = replace(self.settings, function=names[0])
        self.controls.show_settings(self.settings, self._functions)
        if self.isVisible():
            self._show_rows()
            if any(subject not in self._known for subject in self._subjects):
                self.turns.ask()

    def _show_rows(self) -> None:
        subjects = self._subjects
        self._make_rows(len(subjects))
        self.heading.show_layers(self.settings.layers)
        self.legend.setText(f"{self._source()} {_LEGEND}")
        for row, subject in zip(self.rows, subjects, strict=True):
            row.show_name(self.settings.row_title(subject))
            if subject in self._known:
                self._show(row, subject)

    def _source(self) -> str:
        if self.settings.data and self._data is not None:
            number = count(len(self._data))
            return f"Inputs: {number} samples of {self._data_name}, scaled."
        return f"Inputs: {count(SAMPLES)} samples drawn from N(0, 1)."

    @Slot()
    def _begin(self) -> None:
        self.turns.begin(self._work())

    def _work(self) -> Iterator[object]:
        """Look at one layer of one network at a time."""
        inputs = self.settings.inputs(self._data)
        yield inputs
        if len(self._known) > _MOST_KNOWN:
            self._known = {}
        for row, subject in zip(list(self.rows), self._subjects, strict=True):
            if subject in self._known:
                continue
            layers = []
            for layer in layer_spreads(subject, inputs):
                layers.append(layer)
                yield layer
            self._known[subject] = NetworkSpread(subject, tuple(layers))
            self._show(row, subject)

    def _show(self, row: SpreadRow, subject: Untrained) -> None:
        own_scale = self.settings.scale == "layer"
        spread = self._known[subject]
        row.show_spread(spread, self.settings.quantity, own_scale=own_scale)

    def _make_rows(self, number: int) -> None:
        """Have so many rows."""
        while len(self.rows) > number:
            row = self.rows.pop()
            self._column.removeWidget(row)
            row.deleteLater()
        while len(self.rows) < number:
            row = SpreadRow()
            self._column.insertWidget(len(self.rows), row)
            self.rows.append(row)

    def _lay_out(self) -> None:
        self.legend.setProperty("role", "caption")
        self.legend.setWordWrap(True)
        grid = QWidget()
        self._column = column_of(STRETCH, within=grid, spacing=0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(grid)
        area.setAccessibleName("Distributions by layer")
        column_of(
            self.controls, self.heading, (area, 1), self.legend, within=self, spacing=6
        )


def finite_inputs(inputs: Floats | None) -> Floats | None:
    """Return inputs (N, I) to show, or None where there is nothing to send through.

    They are a copy of the few that are sent through: the page may be left for long, and
    whole prepared data are not to stay for it.
    """
    if inputs is None or inputs.ndim != 2 or not inputs.size:
        return None
    return np.array(inputs[:SAMPLES], np.float64)


class SpreadHeading(Canvas):
    """Names the inputs and each layer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._layers = 0

    def show_layers(self, layers: int) -> None:
        """Name so many layers."""
        self._layers = layers
        self.update()

    def sizeHint(self) -> QSize:
        return enlarged(QSize(400, _HEIGHT))

    def design_height(self, width: int) -> int:
        """Return its one height."""
        return _HEIGHT

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.painter()
        width = (self.width() - _BAR - LABEL) / (self._layers + 1)
        words = "hidden " if width > 60 else ""
        for number in range(self._layers + 1):
            name = f"{words}{number}" if number else "inputs"
            place = QRectF(LABEL + number * width + 2, 0, width - 4, _HEIGHT)
            write(painter, place, LEFT, name, self.theme.muted)

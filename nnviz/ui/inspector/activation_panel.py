"""The activation panel: curves over the distribution of z, and two shares."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from nnviz.ui.controls.layouts import STRETCH, column_of, row_of
from nnviz.ui.painting.function_chart import (
    ChartLine,
    FunctionCanvas,
    FunctionChart,
    Histogram,
    function_pen,
    legend_entries,
    slope_pen,
    value_span,
)
from nnviz.ui.painting.point_marks import Legend
from nnviz.ui.theme.enlarging import keep_size
from nnviz.ui.theme.themed import Themed
from nnviz.views.activation_statistics import ActivationValues
from nnviz.views.numbers import count, percent
from nnviz.views.readings import Readings

_DEAD_TIP = (
    "Neurons whose output is zero for every sample: they pass nothing on, and if the "
    "slope is zero too, they cannot recover"
)


class ActivationPanel(Themed, QWidget):
    """The selected layer's function and slope, and where its neurons are on it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("activation_panel")
        self.setAccessibleName("Activation of the selected layer")
        self.canvas = FunctionCanvas("select a layer to see its activation")
        keep_size(self.canvas, least_width=160, least_height=110)
        self.legend = Legend()
        self._layer = 0
        self.title, self.saturated = QLabel(), QLabel()
        self.alive, self.dead = QLabel(), QLabel()
        self.saturated.setToolTip(
            "Share of all z where the slope is less than 1 % of the function's "
            "largest slope: gradients barely get through there. A relu at 0 is off, "
            "not saturated. A neuron counts if it is saturated for at least 95 % of "
            "the samples"
        )
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out()
        self._recolour()

    def show_values(self, values: ActivationValues) -> None:
        """Show another layer, or the same one later."""
        self.canvas.show_chart(_chart(values), f"{values.name} and its slope over z")
        self._layer = values.layer
        neurons = f"{count(values.neurons)} neuron{'s' * (values.neurons > 1)}"
        self.title.setText(
            f"{values.title}: {values.name}, {neurons}, {count(values.samples)} samples"
        )
        self.saturated.setText(saturated_text(values))
        any_dead = len(values.dead) > 0
        for label in (self.alive, self.dead):
            label.setText(dead_text(values))
        which = ", ".join(str(neuron + 1) for neuron in values.dead.tolist())
        self.dead.setToolTip(f"{_DEAD_TIP}\n\nDead: {which}")
        self.alive.setHidden(any_dead)
        self.dead.setVisible(any_dead)

    def readings(self) -> Readings:
        """Return how many neurons of the layer are dead, and how many saturated."""
        found = Readings()
        if self._layer:
            dead = self.dead if self.alive.isHidden() else self.alive
            found.note(f"dead{self._layer}", dead.text())
            share, _, neurons = self.saturated.text().partition(", ")
            found.note(f"saturated_share{self._layer}", share)
            found.note(f"saturated{self._layer}", neurons or "0")
        return found

    def _recolour(self) -> None:
        self.legend.show_entries(legend_entries(self.theme))

    def _lay_out(self) -> None:
        for label in (self.title, self.saturated, self.alive):
            label.setProperty("role", "caption")
        self.dead.setProperty("role", "bad")
        # However much there is to say, the panel keeps its width.
        self.dead.setMinimumWidth(1)
        self.dead.hide()
        self.title.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
        )
        shares = row_of(self.saturated, self.alive, self.dead, STRETCH, spacing=12)
        column_of(
            self.title, (self.canvas, 1), self.legend, shares, within=self, spacing=4
        )


def _chart(values: ActivationValues) -> FunctionChart:
    alone = "" if values.elementwise else ", the other z = 0"
    return FunctionChart(
        values.z,
        (ChartLine(values.slope, slope_pen), ChartLine(values.a, function_pen)),
        value_span((values.a, values.slope), least=(0.0, 1.0)),
        ("z", f"f(z), f'(z){alone}"),
        histogram=Histogram(values.edges, values.counts),
    )


def saturated_text(values: ActivationValues) -> str:
    """Return the share of z that is saturated, and of how many neurons nearly all."""
    share = f"saturated {percent(values.saturated_share)}"
    found = len(values.barely_learning)
    return f"{share}, {count(found)} neuron{'s' * (found > 1)}" if found else share


def dead_text(values: ActivationValues) -> str:
    """Return how many neurons are dead, in words."""
    dead = len(values.dead)
    if not dead:
        return f"dead: none of {count(values.neurons)}"
    of = f"{count(dead)} of {count(values.neurons)}"
    return f"dead: {of} ({percent(values.dead_share)})"

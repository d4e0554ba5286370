"""The activation panel: curves over the distribution of z, and two shares."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from nnviz.ui.activation_panel.activation_curves import CurvesCanvas
from nnviz.ui.activation_panel.statistics import ActivationValues
from nnviz.ui.painting.numbers import count, percent
from nnviz.ui.painting.point_marks import Legend, LegendEntry
from nnviz.ui.theme.themed import Themed

NAMED = 4
"""So many dead neurons are named; of more, only the number is given."""


class ActivationPanel(Themed, QWidget):
    """The selected layer's function and slope, and where its neurons are on it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("activation_panel")
        self.setAccessibleName("Activation of the selected layer")
        self.canvas, self.legend = CurvesCanvas(), Legend()
        self.title, self.saturated = QLabel(), QLabel()
        self.alive, self.dead = QLabel(), QLabel()
        self.saturated.setToolTip(
            "Share of all z where the slope is less than 1 % of the function's "
            "largest slope: gradients barely get through there"
        )
        self.dead.setToolTip(
            "Neurons whose output is zero for every sample: they pass nothing on, and "
            "if the slope is zero too, they cannot recover"
        )
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out()
        self._show_legend()

    def show_values(self, values: ActivationValues) -> None:
        """Show another layer, or the same one later."""
        self.canvas.show_values(values)
        neurons = f"{count(values.neurons)} neuron{'s' * (values.neurons > 1)}"
        self.title.setText(
            f"{values.title}: {values.name}, {neurons}, {count(values.samples)} samples"
        )
        self.saturated.setText(f"saturated {percent(values.saturated_share)}")
        any_dead = len(values.dead) > 0
        for label in (self.alive, self.dead):
            label.setText(dead_text(values))
        self.alive.setHidden(any_dead)
        self.dead.setVisible(any_dead)
        self._show_legend()

    def _recolour(self) -> None:
        self._show_legend()

    def _show_legend(self) -> None:
        theme = self.canvas.theme
        self.legend.show_entries(
            (
                LegendEntry("line", theme.accent, "f(z)"),
                LegendEntry("dashes", theme.negative, "slope f'(z)"),
                LegendEntry(
                    "area", self.canvas.bar_colour(), "how often each z occurs"
                ),
            )
        )

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
        shares = QHBoxLayout()
        shares.setSpacing(12)
        shares.addWidget(self.saturated)
        shares.addWidget(self.alive)
        shares.addWidget(self.dead)
        shares.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.title)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.legend)
        column.addLayout(shares)


def dead_text(values: ActivationValues) -> str:
    """Return which neurons are dead, in words and counted from 1."""
    dead = len(values.dead)
    if not dead:
        return f"dead: none of {count(values.neurons)}"
    of = f"{count(dead)} of {count(values.neurons)}"
    share = f"dead: {of} ({percent(values.dead_share)})"
    if dead > NAMED:
        return share
    return f"{share}: {', '.join(str(neuron + 1) for neuron in values.dead.tolist())}"

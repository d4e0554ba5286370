"""How the health of one layer went on: a line for each contender over iterations."""

from collections.abc import Sequence

import msgspec
import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QWidget

from nnviz.session.health.health_history import HealthHistory, Quantity
from nnviz.ui.charts.chart_series import EvaluationSeries
from nnviz.ui.comparison.contender_plot import ContenderPlot
from nnviz.ui.comparison.health_rows import layer_title


class Followed(msgspec.Struct, frozen=True):
    """A quantity to follow over time: its title, its scale and what it says."""

    quantity: Quantity
    title: str
    log: bool
    tip: str


FOLLOWED = (
    Followed(
        "gradient_norm",
        "gradient norm",
        True,
        "The norm of the cost's gradient with respect to the layer's weights and "
        "biases: where it vanishes, the layer stops learning",
    ),
    Followed("dead_share", "dead", False, "The share of neurons that are always 0"),
    Followed(
        "nearly_dead_share",
        "nearly dead",
        False,
        "The share of neurons that are 0 for nearly every sample",
    ),
    Followed(
        "saturated_share",
        "saturated",
        False,
        "The share of all z where the function is flat",
    ),
    Followed(
        "z_deviation",
        "spread of z",
        False,
        "The standard deviation of the pre-activations z = W a + b",
    ),
    Followed(
        "a_deviation",
        "spread of a",
        False,
        "The standard deviation of the activations a = f(z)",
    ),
)


class HealthHistoryPlot(ContenderPlot):
    """A quantity of a layer over the iterations, chosen by two pickers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Over time", "comparison_health_history", parent=parent)
        self._histories: tuple[HealthHistory | None, ...] = ()
        self._layers = 0
        self._quantity = _picker(
            "comparison_health_quantity", "What to follow over the iterations"
        )
        for followed in FOLLOWED:
            self._quantity.addItem(followed.title)
        self._layer = _picker("comparison_health_layer", "The layer to follow")
        for picker in (self._quantity, self._layer):
            self.header.add_switch(picker)
        self._quantity.currentIndexChanged.connect(self._show_another)
        self._layer.currentIndexChanged.connect(self._show_another)
        self._show_another()

    def show_contenders(self, names: Sequence[str]) -> None:
        """Begin anew with these contenders."""
        super().show_contenders(names)
        self._histories = ()

    def show_histories(self, histories: Sequence[HealthHistory | None]) -> None:
        """Show how the contenders went on, in their order."""
        self._histories = tuple(histories)
        latest = [h.latest for h in self._histories if h is not None]
        self._offer_layers(max((len(n.layers) for n in latest if n), default=0))
        self._read()

    def value_span(self, low: float, high: float) -> tuple[float, float]:
        """Return the ends of the axis of values; shares are seen from 0 to 1."""
        if self._followed.quantity.endswith("_share"):
            return -0.03, max(high * 1.1, 0.1) if high < 0.9 else 1.03
        return super().value_span(low, high)

    @property
    def _followed(self) -> Followed:
        return FOLLOWED[max(self._quantity.currentIndex(), 0)]

    @Slot()
    def _show_another(self) -> None:
        followed = self._followed
        self._quantity.setToolTip(followed.tip)
        self.set_log(followed.log)
        self._read()
        self.fit()

    def _offer_layers(self, layers: int) -> None:
        if layers == self._layers:
            return
        self._layers = layers
        self._layer.blockSignals(True)
        self._layer.clear()
        self._layer.addItems([layer_title(k, layers) for k in range(1, layers + 1)])
        self._layer.setCurrentIndex(0)
        self._layer.blockSignals(False)

    def _read(self) -> None:
        layer = self._layer.currentIndex() + 1
        for curve, history in zip(self._curves, self._histories, strict=False):
            latest = history.latest if history is not None else None
            if history is None or latest is None or layer > len(latest.layers):
                continue
            if isinstance(curve.series, EvaluationSeries) and layer > 0:
                curve.series.replace(
                    history.iterations.astype(np.float64),
                    history.series(layer, self._followed.quantity).astype(np.float64),
                )
        self.touch()


def _picker(name: str, what: str) -> QComboBox:
    picker = QComboBox()
    picker.setObjectName(name)
    picker.setAccessibleName(what)
    picker.setToolTip(what)
    return picker

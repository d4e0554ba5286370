"""The health of all contenders' layers: distributions, units, gradients, over time."""

from collections.abc import Collection, Mapping, Sequence

import msgspec
import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QWidget,
)

from nnviz.core.writing.layer_names import layer_label
from nnviz.session.comparison.number_words import counted
from nnviz.session.health.health_history import HealthHistory, Quantity
from nnviz.session.health.layer_health import NetworkHealth
from nnviz.ui.comparison.contender_plot import ContenderPlot
from nnviz.ui.comparison.health_rows import HealthCanvas, ShareCanvas
from nnviz.ui.comparison.histograms import HistogramCanvas
from nnviz.ui.comparison.layer_gradients import GradientCanvas, no_gradient
from nnviz.ui.controls.layouts import column_of
from nnviz.ui.theme.enlarging import enlarged
from nnviz.ui.theme.style import set_role
from nnviz.views.charts.chart_series import EvaluationSeries


class Followed(msgspec.Struct, frozen=True):
    """A quantity to follow over time: its title, its scale and its meaning."""

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
        super().show_contenders(names)
        self._histories = ()

    def show_histories(self, histories: Sequence[HealthHistory | None]) -> None:
        """Show the contenders' histories, in their order."""
        self._histories = tuple(histories)
        latest = [h.latest for h in self._histories if h is not None]
        self._offer_layers(max((len(n.layers) for n in latest if n), default=0))
        self._read()

    @property
    def words(self) -> str:
        """What is followed, and in which layer."""
        return f"{self._followed.title}, {self._layer.currentText()}"

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
        self._layer.addItems([layer_label(k, layers) for k in range(1, layers + 1)])
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


_PAGES = (
    ("z and a", "How often each pre-activation z and activation a = f(z) occurs"),
    (
        "Neurons",
        "How many are dead or nearly dead, and what share is saturated",
    ),
    ("Gradient", "The gradient's norm by layer: where it vanishes, nothing learns"),
    ("Over time", "Any of these quantities over the iterations"),
)
_GRADIENT, _OVER_TIME = 2, 3
_ROOMY = 500
"""From this width on, in pixels, the pickers fit beside the tabs."""


class HealthView(QWidget):
    """One page at a time, chosen by its tab.

    It keeps the health it was shown, so that quantities can be plotted over time.

    Signals
    -------
    contender_chosen
        The index of the contender whose row or point was clicked.
    """

    contender_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparison_health")
        self.setAccessibleName("Health of all contenders")
        self.histograms, self.shares = HistogramCanvas(), ShareCanvas()
        self.gradients, self.history = GradientCanvas(), HealthHistoryPlot()
        self._canvases: tuple[HealthCanvas, ...] = (
            self.histograms,
            self.shares,
            self.gradients,
        )
        self._histories: tuple[HealthHistory, ...] = ()
        self.tabs, self._pages, self._moment = QTabBar(), QStackedWidget(), QLabel()
        self._silence = QLabel()
        for canvas in self._canvases:
            canvas.contender_chosen.connect(self.contender_chosen)
        self._lay_out()

    def show_contenders(self, names: Sequence[str]) -> None:
        for canvas in self._canvases:
            canvas.show_contenders(names)
        self.history.show_contenders(names)
        self._histories = tuple(HealthHistory() for _ in names)
        self._moment.clear()
        self._silence.clear()
        self._silence.hide()

    def show_health(self, health: Sequence[NetworkHealth | None]) -> None:
        """Show every contender's health, in their order; None if not yet known.

        Health already shown costs nothing, so this may be called for every frame.
        """
        if not _is_new(health, self.histograms.health):
            return
        for canvas in self._canvases:
            canvas.show_health(health)
        for history, found in zip(self._histories, health, strict=True):
            latest = history.latest
            # Going back in time forgets nothing: later values stay true.
            if found and (latest is None or latest.iteration < found.iteration):
                history.append(found)
        self.history.show_histories(self._histories)
        self._say(health)

    def keep_history(self, iterations: Collection[int]) -> None:
        """Forget what was measured at others, which happened to be shown."""
        for history in self._histories:
            history.keep(iterations)
        self.history.show_histories(self._histories)
        self.history.refresh()

    def show_states(self, states: Mapping[int, str]) -> None:
        """Show the state of some contenders, such as "diverged"."""
        for canvas in self._canvases:
            canvas.show_states(states)

    def choose(self, index: int | None) -> None:
        for canvas in self._canvases:
            canvas.choose(index)
        self.history.choose(index)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the pickers beside the tabs if there is room, else below them."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        below = self.tabs.currentIndex() == _OVER_TIME and self.width() < enlarged(
            _ROOMY
        )
        way = QBoxLayout.Direction
        self._heads.setDirection(way.TopToBottom if below else way.LeftToRight)

    def _say(self, health: Sequence[NetworkHealth | None]) -> None:
        known = [found.iteration for found in health if found]
        if known:
            self._moment.setText(f"after {counted(max(known), 'iteration')}")
        words = no_gradient(self.gradients.names, health)
        self._silence.setText(words)
        self._turn(self.tabs.currentIndex())

    def _lay_out(self) -> None:
        for canvas in (self.histograms, self.shares):
            self._pages.addWidget(_scrolled(canvas))
        self._pages.addWidget(self.gradients)
        self._pages.addWidget(self.history)
        self.history.header.go_without_heading()
        heads = QWidget()
        self._heads = QBoxLayout(QBoxLayout.Direction.LeftToRight, heads)
        self._heads.setContentsMargins(8, 0, 12, 0)
        self._heads.setSpacing(0)
        self._heads.addWidget(self._tab_bar())
        self._heads.addWidget(self._moment, 1)
        self._heads.addWidget(self.history.header, 1)
        column_of(heads, (self._pages, 1), self._silence, within=self, spacing=0)
        self._dress_labels()
        self._turn(0)

    def _tab_bar(self) -> QTabBar:
        for place, (title, tip) in enumerate(_PAGES):
            self.tabs.addTab(title)
            self.tabs.setTabToolTip(place, tip)
        self.tabs.setObjectName("comparison_health_tabs")
        self.tabs.setAccessibleName("What to show of the contenders' health")
        self.tabs.setToolTip("What to show of the contenders' layers")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        set_role(self.tabs, "narrow")
        self.tabs.currentChanged.connect(self._turn)
        return self.tabs

    def _dress_labels(self) -> None:
        set_role(self._moment, "caption")
        ignored, preferred = QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
        self._moment.setSizePolicy(ignored, preferred)
        middle = Qt.AlignmentFlag.AlignVCenter
        self._moment.setAlignment(Qt.AlignmentFlag.AlignRight | middle)
        set_role(self._silence, "fault")
        self._silence.setObjectName("comparison_no_gradient")
        self._silence.setWordWrap(True)
        self._silence.setContentsMargins(12, 2, 12, 4)

    @Slot(int)
    def _turn(self, index: int) -> None:
        self._pages.setCurrentIndex(index)
        about_gradients = index in (_GRADIENT, _OVER_TIME)
        self._silence.setVisible(about_gradients and bool(self._silence.text()))
        self.history.header.setVisible(index == _OVER_TIME)
        self._arrange()
        self._moment.setVisible(index != _OVER_TIME)
        self.history.refresh()


def _is_new(
    health: Sequence[NetworkHealth | None], shown: Sequence[NetworkHealth | None]
) -> bool:
    pairs = zip(health, shown, strict=False)
    return len(health) != len(shown) or any(one is not other for one, other in pairs)


def _scrolled(canvas: HealthCanvas) -> QScrollArea:
    """Return a scroll area for a picture that may need more room than there is."""
    area = QScrollArea()
    area.setWidget(canvas)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    area.setAccessibleName(canvas.accessibleName())
    return area

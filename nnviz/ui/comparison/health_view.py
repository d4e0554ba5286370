"""How the layers of all contenders are: distributions, units, gradients, over time."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from nnviz.session.health.health_history import HealthHistory
from nnviz.session.health.layer_health import NetworkHealth
from nnviz.ui.comparison.health_rows import HealthCanvas
from nnviz.ui.comparison.histograms import HistogramCanvas
from nnviz.ui.comparison.layer_gradients import GradientCanvas, no_gradient
from nnviz.ui.comparison.layer_history_plot import HealthHistoryPlot
from nnviz.ui.comparison.shares import ShareCanvas
from nnviz.ui.painting.numbers import count
from nnviz.ui.theme.style import set_role

_PAGES = (
    ("z and a", "How often each pre-activation z and activation a = f(z) occurs"),
    ("units", "How many neurons are dead or nearly dead, and what share is saturated"),
    ("gradient", "The gradient's norm by layer: where it vanishes, nothing learns"),
    ("over time", "Any of these quantities over the iterations"),
)
_GRADIENT, _OVER_TIME = 2, 3
_ROOMY = 500
"""From so many pixels on, the pickers fit beside the tabs."""


class HealthView(QWidget):
    """One page at a time, chosen by its tab.

    It keeps what it was shown, so that quantities can be followed over time.

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
        """Begin anew with these contenders."""
        for canvas in self._canvases:
            canvas.show_contenders(names)
        self.history.show_contenders(names)
        self._histories = tuple(HealthHistory() for _ in names)
        self._moment.clear()
        self._silence.clear()
        self._silence.hide()

    def show_health(self, health: Sequence[NetworkHealth | None]) -> None:
        """Show how every contender is, in their order; None is not known yet.

        What is shown already costs nothing, so this may be called for every frame.
        """
        if not _is_new(health, self.histograms.health):
            return
        for canvas in self._canvases:
            canvas.show_health(health)
        for history, found in zip(self._histories, health, strict=True):
            latest = history.latest
            # Going back in time forgets nothing: what came later stays true.
            if found and (latest is None or latest.iteration < found.iteration):
                history.append(found)
        self.history.show_histories(self._histories)
        self._say(health)

    def show_states(self, states: Mapping[int, str]) -> None:
        """Say beside some contenders what became of them, such as "diverged"."""
        for canvas in self._canvases:
            canvas.show_states(states)

    def show_histories(self, histories: Sequence[HealthHistory]) -> None:
        """Show how all contenders went on, instead of what was seen here."""
        self._histories = tuple(histories)
        self.history.show_histories(self._histories)

    def choose(self, index: int | None) -> None:
        """Put one contender in front of the others, or none."""
        for canvas in self._canvases:
            canvas.choose(index)
        self.history.choose(index)

    def refresh(self) -> None:
        """Bring the plot over time up to date, if it is seen."""
        self.history.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the pickers beside the tabs where there is room, else below them."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        below = self.tabs.currentIndex() == _OVER_TIME and self.width() < _ROOMY
        way = QBoxLayout.Direction
        self._heads.setDirection(way.TopToBottom if below else way.LeftToRight)

    def _say(self, health: Sequence[NetworkHealth | None]) -> None:
        known = [found.iteration for found in health if found]
        if known:
            self._moment.setText(f"after {count(max(known))} iterations")
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
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(heads)
        column.addWidget(self._pages, 1)
        column.addWidget(self._silence)
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
    """Let a picture be moved where there is less room than it can do with."""
    area = QScrollArea()
    area.setWidget(canvas)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    area.setAccessibleName(canvas.accessibleName())
    return area

"""The page of a comparison; it is made when it is first seen."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal, Slot
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from nnviz.ui.pages.network.network_panels import NetworkPanels
from nnviz.ui.theme.apply import Appearance
from nnviz.ui.threads.run_controller import RunController

if TYPE_CHECKING:
    from nnviz.ui.pages.comparison.comparison_presenter import ComparisonPresenter


class WindowComparison(QObject):
    """Drives what is compared, once there is something.

    Signals
    -------
    asked_for
        The page is to be brought to the front.
    """

    asked_for = Signal()

    def __init__(
        self,
        window: QMainWindow,
        controller: RunController,
        panels: NetworkPanels,
        appearance: Appearance,
        bars: QStackedWidget,
    ) -> None:
        super().__init__(window)
        self._window, self._controller = window, controller
        self._messages, self._functions = panels.messages, panels.experiment.functions
        self._appearance, self._bars = appearance, bars
        self._live: ComparisonPresenter | None = None
        self._settings: QSettings | None = None

    @property
    def page(self) -> QWidget:
        """The page."""
        return self.live.page

    @property
    def live(self) -> "ComparisonPresenter":
        """What is compared; made now if it has not been."""
        if self._live is None:
            from nnviz.ui.pages.comparison.comparison_presenter import (
                ComparisonPresenter,
            )
            from nnviz.ui.pages.comparison.last_comparison import LastComparison

            self._live = ComparisonPresenter(
                self._window, self._controller, self._messages, self._appearance
            )
            self._bars.addWidget(self._live.bar)
            LastComparison(self._live, self._functions, self._settings)
        return self._live

    def remember(self, settings: QSettings) -> None:
        """Keep what is compared here, to offer it again the next time."""
        self._settings = settings

    def show_bar(self) -> None:
        """Let the comparison have the place of the run bar."""
        self._bars.setCurrentWidget(self.live.bar)

    @Slot(str)
    def vary(self, setting: str) -> None:
        """Compare the usual values of a setting."""
        self.asked_for.emit()
        self.live.vary(setting)

    @Slot(bool)
    def begin_each_with_its_own(self, own: bool) -> None:
        """Begin each with its recommended initialiser, or all with the same weights."""
        self.asked_for.emit()
        self.live.begin_each_with_its_own(own)

    @Slot()
    def ask_for_seeds(self) -> None:
        """Compare over several seeds."""
        self.asked_for.emit()
        self.live.ask_for_seeds()

    @Slot()
    def save_report(self) -> None:
        """Let the user name a file for a report."""
        self.asked_for.emit()
        self.live.save_report()

    def play_or_pause(self) -> None:
        """Train, or rest."""
        self.live.play_or_pause()

    def pause(self) -> None:
        """Rest."""
        if self._live is not None:
            self._live.pause()

    def step(self, direction: int, size: str) -> None:
        """Step forward (1) or back (-1): by the size chosen "", "larger", or named."""
        self.live.step(direction, size)

    def reset(self) -> None:
        """Go back to the initial weights."""
        self.live.controller.reset()

    def new_weights(self) -> None:
        """Begin with the initial weights of the next seed."""
        self.live.new_weights()

    def change_speed(self, places: int) -> None:
        """Move the speed's slider so many places."""
        self.live.bar.change_speed(places)

    def step_sample(self, rows: int) -> None:
        """Go so many samples further."""
        self.live.step_sample(rows)

    def close(self) -> None:
        """End what is compared, and wait for its threads."""
        if self._live is not None:
            self._live.close()

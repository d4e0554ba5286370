"""The pages of the window: which is in front, and which obeys the run's keys."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMainWindow, QStackedWidget

from nnviz.ui.pages.comparison.window_comparison import WindowComparison
from nnviz.ui.pages.explorer_page import WindowExplorer
from nnviz.ui.theme.apply import Appearance
from nnviz.ui.window.driving import Driver, NetworkDriver, NoDriver
from nnviz.ui.window.window_menu import WindowMenu
from nnviz.ui.window.window_tabs import NETWORK, WindowTabs


class WindowPages(QObject):
    """Passes what is asked by keys and menus on to the page in front.

    Parameters
    ----------
    window, tabs
        The window and its pages.
    network
        What drives the page of one network.
    bars
        Where the run bar is; a comparison has one of its own.

    Attributes
    ----------
    comparison, explorer
        The other two pages; they make what they show when they are first seen.
    """

    def __init__(
        self,
        window: QMainWindow,
        tabs: WindowTabs,
        network: NetworkDriver,
        appearance: Appearance,
        bars: QStackedWidget,
    ) -> None:
        super().__init__(window)
        controller, panels = network.controller, network.panels
        self._tabs, self._panels, self._bars = tabs, panels, bars
        self.comparison = WindowComparison(window, controller, panels, appearance, bars)
        functions = panels.experiment.functions
        self.explorer = WindowExplorer(controller, functions, appearance, self)
        tabs.offer("comparison", lambda: self.comparison.page)
        tabs.offer("activations", lambda: self.explorer.page)
        self._drivers: dict[str, Driver] = {
            NETWORK: network,
            "comparison": self.comparison,
            "activations": NoDriver(),
        }
        self._driver: Driver = network
        tabs.changed.connect(self._turn)
        self.comparison.asked_for.connect(self._show_comparison)

    def obey(self, menu: WindowMenu) -> None:
        """Let the keys of a menu go to the page in front."""
        menu.play_requested.connect(self._play_or_pause)
        menu.step_requested.connect(self._step)
        menu.sample_step_requested.connect(self._step_sample)
        menu.speed_step_requested.connect(self._change_speed)
        menu.reset_requested.connect(self._reset)
        menu.new_weights_requested.connect(self._new_weights)

    def close(self) -> None:
        """End what goes on in any page, and wait for it."""
        self.comparison.close()

    @Slot(str)
    def _turn(self, front: str) -> None:
        """Let what is left rest, and what is in front obey."""
        self._driver.pause()
        self._driver = self._drivers[front]
        self._panels.run_bar.setEnabled(front == NETWORK)
        if front != "comparison":
            self._bars.setCurrentWidget(self._panels.run_bar)
        else:
            self.comparison.show_bar()
        if front == "activations":
            self.explorer.refresh()

    @Slot()
    def _show_comparison(self) -> None:
        self._tabs.show_tab("comparison")

    @Slot()
    def _play_or_pause(self) -> None:
        self._driver.play_or_pause()

    @Slot(int, str)
    def _step(self, direction: int, size: str) -> None:
        self._driver.step(direction, size)

    @Slot(int)
    def _step_sample(self, rows: int) -> None:
        self._driver.step_sample(rows)

    @Slot(int)
    def _change_speed(self, places: int) -> None:
        self._driver.change_speed(places)

    @Slot()
    def _reset(self) -> None:
        self._driver.reset()

    @Slot()
    def _new_weights(self) -> None:
        self._driver.new_weights()

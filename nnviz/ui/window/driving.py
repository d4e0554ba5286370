"""Who obeys the run's keys: the page that is in front."""

from typing import Protocol

from nnviz.ui.pages.network.edits import Edits
from nnviz.ui.pages.network.network_panels import NetworkPanels
from nnviz.ui.pages.network.network_stepping import WindowStepping
from nnviz.ui.pages.network.sample_choice import WindowSamples
from nnviz.ui.threads.run_controller import RunController


class Driver(Protocol):
    """What the keys of the Run menu ask for."""

    def play_or_pause(self) -> None:
        """Train, or rest."""

    def pause(self) -> None:
        """Rest: the page is left."""

    def step(self, direction: int, size: str) -> None:
        """Step forward (1) or back (-1): by the size chosen "", "larger", or named."""

    def reset(self) -> None:
        """Go back to the initial weights."""

    def new_weights(self) -> None:
        """Begin with the initial weights of the next seed."""

    def change_speed(self, places: int) -> None:
        """Move the speed's slider so many places."""

    def step_sample(self, rows: int) -> None:
        """Go so many samples further."""


class NetworkDriver:
    """Drives the one network."""

    def __init__(
        self,
        controller: RunController,
        panels: NetworkPanels,
        changes: Edits,
        stepping: WindowStepping,
        samples: WindowSamples,
    ) -> None:
        self.controller, self.panels = controller, panels
        self._changes, self._stepping, self._samples = changes, stepping, samples

    def play_or_pause(self) -> None:
        """Train, or rest."""
        self._stepping.play_or_pause()

    def pause(self) -> None:
        """Rest."""
        self._stepping.pause()

    def step(self, direction: int, size: str) -> None:
        """Step forward or back; see ``WindowStepping``."""
        self._stepping.step(direction, size)

    def reset(self) -> None:
        """Go back to the initial weights."""
        self.controller.reset()

    def new_weights(self) -> None:
        """Begin with the initial weights of the next seed."""
        self._changes.new_weights()

    def change_speed(self, places: int) -> None:
        """Move the speed's slider so many places."""
        self.panels.run_bar.change_speed(places)

    def step_sample(self, rows: int) -> None:
        """Go so many samples further."""
        self._samples.step(rows)


class NoDriver:
    """Does nothing: there is nothing to train on this page."""

    def play_or_pause(self) -> None:
        """Do nothing."""

    def pause(self) -> None:
        """Do nothing."""

    def step(self, _direction: int, _size: str) -> None:
        """Do nothing."""

    def reset(self) -> None:
        """Do nothing."""

    def new_weights(self) -> None:
        """Do nothing."""

    def change_speed(self, _places: int) -> None:
        """Do nothing."""

    def step_sample(self, _rows: int) -> None:
        """Do nothing."""

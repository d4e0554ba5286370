"""What the run bar asks of a cursor: single steps, and playing it by itself."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Slot

from nnviz.explain.walk.cursor import GRAINS, Grain
from nnviz.live.pacing import Speed
from nnviz.ui.controls.run_bar import RunBar
from nnviz.ui.controls.speed_control import walking_rate
from nnviz.ui.stepping.stepper import Stepper

_UNNOTICED_MS = 60
"""Milliseconds that a step may take before the bar offers to end it."""


class Trained(Protocol):
    """What is trained, as far as whole iterations are concerned."""

    @property
    def playing(self) -> bool:
        """Whether it trains, or is asked to."""

    @property
    def plays_on(self) -> bool:
        """Whether it trains until it is paused, and not only for a step."""

    def play(self) -> None:
        """Train until paused."""

    def pause(self) -> None:
        """Come to rest."""

    def step(self, iterations: int = 1) -> None:
        """Do this many iterations and rest."""

    def run_epoch(self) -> None:
        """Train to the end of the epoch."""

    def step_back(self, iterations: int = 1) -> None:
        """Show what was this many iterations before."""

    def step_back_epoch(self) -> None:
        """Show the last beginning of an epoch."""


class StepPlayer(QObject):
    """Obeys a run bar: trains by whole iterations, or moves the cursor in one.

    Parameters
    ----------
    take_step
        Takes one step in a direction (1 or -1), by a size or, if None, by the chosen
        one.
    """

    def __init__(
        self,
        trained: Trained,
        stepper: Stepper,
        bar: RunBar,
        take_step: Callable[[int, Grain | None], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._trained, self._stepper, self._bar = trained, stepper, bar
        self._take_step = take_step
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.forward)
        self._long = QTimer(self, singleShot=True, interval=_UNNOTICED_MS)
        self._long.timeout.connect(self._show_now)
        bar.step_requested.connect(self.forward)
        bar.step_back_requested.connect(self.back)
        bar.step_size_chosen.connect(self._choose_size)
        bar.play_requested.connect(self.play)
        bar.pause_requested.connect(self.pause)
        bar.speed_chosen.connect(self._set_speed)

    @property
    def playing(self) -> bool:
        """Whether training goes on, or the cursor moves by itself."""
        return self._trained.playing or self._timer.isActive()

    def begin(self) -> None:
        """Forget the last run: another one has started."""
        self._timer.stop()
        self._stepper.forget()
        self._show_now()
        self._bar.allow_step_back(False)

    @Slot()
    def forward(self) -> None:
        """Take one step of the chosen size."""
        self._take_step(1, None)

    @Slot()
    def back(self) -> None:
        """Take one step of the chosen size back."""
        self._take_step(-1, None)

    def step(self, direction: int, size: str) -> None:
        """Step forward (1) or back (-1); for the sizes see ``Page.step``."""
        if size.isdigit():
            self._jump(direction, int(size))
            return
        if size == "larger":
            place = GRAINS.index(self._stepper.grain)
            size = GRAINS[min(place + 1, len(GRAINS) - 1)]
        self._take_step(direction, _grain(size))

    def step_whole(self, direction: int, grain: Grain) -> None:
        """Train, or go back, by one iteration or epoch."""
        trained = self._trained
        if grain == "epoch":
            go = trained.run_epoch if direction > 0 else trained.step_back_epoch
            go()
        else:
            (trained.step if direction > 0 else trained.step_back)()

    def _jump(self, direction: int, iterations: int) -> None:
        """Train, or go back, by many iterations; a walk ends there."""
        self.stop()
        self._stepper.stay()
        trained = self._trained
        (trained.step if direction > 0 else trained.step_back)(iterations)

    def play_or_pause(self) -> None:
        """Do the one or the other."""
        if self.playing:
            self.pause()
        else:
            self.play()

    @Slot()
    def play(self) -> None:
        """Train, or let the cursor move if its steps are smaller than an iteration."""
        if self._stepper.is_fine:
            self._set_speed(self._bar.speed)
            self._timer.start()
            self._bar.show_running(True)
        else:
            self._trained.play()

    @Slot()
    def pause(self) -> None:
        """Come to rest."""
        self.stop()
        self._trained.pause()

    def stop(self) -> None:
        """Let the cursor move by itself no longer."""
        self._timer.stop()
        self._long.stop()
        self._bar.show_running(False)

    @Slot()
    def show_playing(self) -> None:
        """Show on the bar whether anything moves; of a short step that is nothing."""
        if self._trained.playing and not self._trained.plays_on:
            self._long.start()
        else:
            self._show_now()

    @Slot()
    def _show_now(self) -> None:
        self._long.stop()
        self._bar.show_running(self.playing)

    @Slot(str)
    def _choose_size(self, size: str) -> None:
        grain = _grain(size)
        if grain is not None:
            self._stepper.set_grain(grain)
        if not self._stepper.is_fine and self._timer.isActive():
            self.pause()

    @Slot(object)
    def _set_speed(self, speed: Speed) -> None:
        self._timer.setInterval(round(1000.0 / walking_rate(speed)))


def _grain(size: str) -> Grain | None:
    """Return the size of a step by its name; None stands for the chosen one."""
    return next((grain for grain in GRAINS if grain == size), None)

"""How much of a core the window spends on its frames, and how rare they get by that.

Each thing that is drawn has a rate that the eye can follow, and is drawn no more often.
While training at full speed the window measures its own processor time, and where
that comes to nearly a quarter of a core, everything gets that much rarer.
"""

import time
from collections.abc import Callable
from math import inf

from PySide6.QtCore import QObject, QTimer

SHARE = 0.22
"""Of a core: what the window leaves alone, training has.

A little less than the quarter it may take, as some of a frame is drawn every time.
"""

FRAMES, PICTURES, NUMBERS = 1 / 60, 1 / 20, 1 / 10
"""Least seconds between two frames, two pictures, and two numbers in one place."""

_MOST = 4.0
"""How many times rarer than the eye could follow things get at most."""

_MEASURED_SECONDS = 0.25
"""Over how long the share is measured."""

_EARLY = 0.008
"""Half a frame: what would be due before the next one is due now."""

LATEST_MS = 80
"""Milliseconds after which the last of a series of states is drawn."""

Seconds = Callable[[], float]


class FrameBudget:
    """Measures what a thread spends, and says how much rarer things are to be drawn.

    Parameters
    ----------
    clock, worked
        The seconds that have passed, and those that the thread has worked.

    Attributes
    ----------
    stretch
        By what factor the time between two pictures of a thing grows, from 1.
    share
        Of a core, as measured last.
    """

    def __init__(
        self, clock: Seconds = time.perf_counter, worked: Seconds = time.thread_time
    ) -> None:
        self._clock, self._worked = clock, worked
        self.stretch, self.share = 1.0, 0.0
        self._began: tuple[float, float] | None = None

    def measure(self) -> None:
        """Look at what has been spent; call it in every frame of a training."""
        now, worked = self._clock(), self._worked()
        if self._began is None:
            self._began = now, worked
        passed = now - self._began[0]
        if passed >= _MEASURED_SECONDS:
            self.share = (worked - self._began[1]) / passed
            self._began = now, worked
            # What is drawn less often is most of a frame, but not all of it.
            wanted = self.stretch * self.share / SHARE
            self.stretch = min(max(wanted, 1.0), _MOST)

    def rest(self) -> None:
        """Draw as often as the eye can follow: nothing is trained."""
        self.stretch, self._began = 1.0, None


WINDOW = FrameBudget()
"""That of the window's thread, which alone draws."""


class Pace:
    """Says when a thing may be drawn again.

    Parameters
    ----------
    least
        Seconds between two times, where there is budget for that.
    """

    def __init__(
        self,
        least: float,
        budget: FrameBudget = WINDOW,
        clock: Seconds = time.perf_counter,
    ) -> None:
        self.least = least
        self._budget, self._clock = budget, clock
        self._done_at = -inf

    @property
    def is_due(self) -> bool:
        """Whether it is time."""
        passed = self._clock() - self._done_at
        return passed >= self.least * self._budget.stretch - _EARLY

    def note(self) -> None:
        """Note that it is being done, whether it was due or not."""
        self._done_at = self._clock()

    def take(self, *, now: bool = False) -> bool:
        """Tell whether it is time, or to be done ``now``; note it if so."""
        if now or self.is_due:
            self.note()
            return True
        return False


class FramePacer(Pace):
    """Does a thing at its pace: at once, or in the next call after it is due.

    Parameters
    ----------
    parent
        The object whose thread it runs in.
    do
        The thing; it calls `note`. Once calls end, it is done `LATEST_MS` later.
    """

    def __init__(self, parent: QObject, do: Callable[[], object], least: float) -> None:
        super().__init__(least)
        self._do = do
        self._late = QTimer(parent, singleShot=True)
        self._late.timeout.connect(do)

    def ask(self) -> None:
        """Do it now or a little later."""
        if self.is_due:
            self._do()
        else:
            self._late.start(round(LATEST_MS * self._budget.stretch))

    def ask_later(self) -> None:
        """Do it a little later, unless something else asks for it before."""
        if not self._late.isActive():
            self._late.start(round(LATEST_MS * self._budget.stretch))

    def note(self) -> None:
        self._late.stop()
        super().note()

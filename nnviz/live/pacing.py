"""The pace of training and of reporting: what is due now, and what has to wait."""

import time
from collections import deque
from collections.abc import Callable
from typing import Final, Literal

AUTO: Final = "auto"

Speed = float | Literal["auto"] | None
"""Iterations a second, None for no limit, or "auto": slow at first, then faster."""

FIRST_RATE = 10.0
"""Iterations a second with which the speed "auto" begins: the eye can follow."""

_SLOW_SECONDS = 2.0
"""How long the speed "auto" stays as it begins."""

_DOUBLING_SECONDS = 1.3
"""After that it doubles in this time: a small network is seen to learn in about ten
seconds, and there is no limit any more after fifteen."""

LAST_RATE = 10_000.0
"""Where the speed "auto" gives up its limit; most machines can do no more."""

FOLLOWABLE = 60.0
"""Up to this many iterations a second each one is reported by itself."""

_BLOCK_SECONDS = 0.005
"""How long the thread trains before it looks at what is asked of it.

Short enough to answer the request for a snapshot within the frame; the look itself
takes some 50 microseconds.
"""

_SHORTEST_WAIT = 0.005
"""Above the followable speeds iterations come in groups, not one per short nap."""

_WINDOW_SECONDS = 1.0
"""Over how long the speed is measured."""

IN_FLIGHT = 2
"""The most blocks that are sent and not yet received."""

_BLOCK_INTERVAL = 0.012
"""Least seconds between two blocks at full speed: about one for each frame."""

Clock = Callable[[], float]


def auto_rate(seconds: float) -> float | None:
    """Return iterations a second after this much training at the speed "auto"."""
    doublings = min(max(seconds - _SLOW_SECONDS, 0.0) / _DOUBLING_SECONDS, 64.0)
    rate = FIRST_RATE * 2.0**doublings
    return rate if rate < LAST_RATE else None


class IterationPacer:
    """Says how many iterations are due, and for how long to wait where none is.

    Parameters
    ----------
    clock
        Seconds; another one in tests.

    Attributes
    ----------
    endless
        Whether training goes on until it is paused. Only then is it to be watched: the
        speed "auto" does not hold up a given number of iterations.
    """

    def __init__(self, clock: Clock = time.perf_counter) -> None:
        self._clock = clock
        self._speed: Speed = None
        self._next = self._watched_since = clock()
        self._watched = 0.0
        self.endless = True
        self._most = 1

    @property
    def followable(self) -> bool:
        """Whether each iteration is to be seen by itself."""
        return self._rate is not None and self._rate <= FOLLOWABLE

    @property
    def _rate(self) -> float | None:
        """Iterations a second at present; None for no limit."""
        if self._speed != AUTO:
            return self._speed
        return auto_rate(self._watched) if self.endless else None

    def set_speed(self, speed: Speed) -> None:
        """Aim at a speed from now on; "auto" begins slowly again."""
        self._speed, self._watched = speed, 0.0
        self._watched_since = self._clock()
        if self._rate is not None:
            self._next = min(self._next, self._watched_since + 1.0 / self._rate)

    def begin(self) -> None:
        """Count from now on: time at rest is not made up for."""
        self._next = self._watched_since = self._clock()

    def due(self) -> int:
        """Return how many iterations to do now."""
        rate = self._rate
        if rate is None:
            return self._most
        late = self._clock() - self._next
        if late < 0:
            return 0
        if self.followable:
            return 1
        return min(self._most, 1 + int(late * rate))

    def wait(self) -> float:
        """Return the seconds until the next iterations are due."""
        shortest = 0.0 if self.followable else _SHORTEST_WAIT
        return max(shortest, self._next - self._clock())

    def done(self, iterations: int, seconds: float) -> None:
        """Learn from iterations just done, and find when the next are due."""
        if seconds > 0.0:
            fitting = int(_BLOCK_SECONDS * iterations / seconds)
            self._most = max(1, min(fitting, 2 * self._most))
        now = self._clock()
        if self.endless:
            self._watched += now - self._watched_since
        self._watched_since = now
        if (rate := self._rate) is not None:
            # After a delay count from now: training does not race to catch up.
            earliest = now - 4 * _BLOCK_SECONDS
            self._next = max(self._next + iterations / rate, earliest)


class SpeedMeter:
    """Measures iterations per second over about the last second."""

    def __init__(self, clock: Clock = time.perf_counter) -> None:
        self._clock = clock
        self._marks: deque[tuple[float, int]] = deque()

    def begin(self, iteration: int) -> None:
        """Start measuring at this iteration."""
        self._marks.clear()
        self._marks.append((self._clock(), iteration))

    def mark(self, iteration: int) -> None:
        """Record how far training is."""
        now = self._clock()
        self._marks.append((now, iteration))
        while len(self._marks) > 2 and now - self._marks[1][0] > _WINDOW_SECONDS:
            self._marks.popleft()

    def rate(self) -> float:
        """Return iterations per second."""
        if len(self._marks) < 2:
            return 0.0
        (began, first), (ended, last) = self._marks[0], self._marks[-1]
        return (last - first) / (ended - began) if ended > began else 0.0


class BackPressure:
    """Says when a thread may report, so that the window is never flooded.

    Blocks are sent by credit and at most one a frame; snapshots only on request.
    """

    def __init__(self, clock: Clock = time.perf_counter) -> None:
        self._clock, self._sent_at = clock, clock()
        self._in_flight = 0
        self._wanted, self._news = False, True

    @property
    def may_send(self) -> bool:
        """Whether the window can take another block."""
        return self._in_flight < IN_FLIGHT

    def block_received(self) -> None:
        """Get back the credit of a block that has arrived."""
        self._in_flight -= 1

    def want_snapshot(self) -> None:
        """Remember that the window waits for a snapshot."""
        self._wanted = True

    def has_news(self) -> None:
        """Remember that the last snapshot sent is out of date."""
        self._news = True

    def spend_on_block(self, *, now: bool) -> bool:
        """Return whether to send a block; if so it counts as sent.

        Unless it is to be ``now``, not sooner than a frame after the last one.
        """
        if not self.may_send:
            return False
        moment = self._clock()
        if not now and moment - self._sent_at < _BLOCK_INTERVAL:
            return False
        self._sent_at = moment
        self._in_flight += 1
        return True

    def spend_on_snapshot(self) -> bool:
        """Return whether to send a snapshot; if so it counts as sent."""
        if not (self._wanted and self._news):
            return False
        self._wanted = self._news = False
        return True

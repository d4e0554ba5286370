"""The pace of training and of reporting: what is due now, and what has to wait."""

import time
from collections import deque
from collections.abc import Callable

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


class IterationPacer:
    """Says how many iterations are due, and for how long to wait where none is.

    Parameters
    ----------
    clock
        Seconds; another one in tests.
    """

    def __init__(self, clock: Clock = time.perf_counter) -> None:
        self._clock = clock
        self._rate: float | None = None
        self._next = clock()
        self._most = 1

    @property
    def followable(self) -> bool:
        """Whether each iteration is to be seen by itself."""
        return self._rate is not None and self._rate <= FOLLOWABLE

    def set_rate(self, rate: float | None) -> None:
        """Aim at this many iterations a second, or as many as possible if None."""
        self._rate = rate
        if rate is not None:
            self._next = min(self._next, self._clock() + 1.0 / rate)

    def begin(self) -> None:
        """Count from now on: time at rest is not made up for."""
        self._next = self._clock()

    def due(self) -> int:
        """Return how many iterations to do now."""
        if self._rate is None:
            return self._most
        late = self._clock() - self._next
        if late < 0:
            return 0
        if self.followable:
            return 1
        return min(self._most, 1 + int(late * self._rate))

    def wait(self) -> float:
        """Return the seconds until the next iterations are due."""
        shortest = 0.0 if self.followable else _SHORTEST_WAIT
        return max(shortest, self._next - self._clock())

    def done(self, iterations: int, seconds: float) -> None:
        """Learn from iterations just done, and find when the next are due."""
        if seconds > 0.0:
            fitting = int(_BLOCK_SECONDS * iterations / seconds)
            self._most = max(1, min(fitting, 2 * self._most))
        if self._rate is not None:
            # After a delay count from now: training does not race to catch up.
            earliest = self._clock() - 4 * _BLOCK_SECONDS
            self._next = max(self._next + iterations / self._rate, earliest)


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

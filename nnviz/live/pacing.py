"""How many iterations to do at a time: by the speed wanted and the time they take."""

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
"""Speeds beyond those to follow come in groups of iterations, not in short naps."""

_WINDOW_SECONDS = 1.0
"""Over how long the speed is measured."""

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
        """Aim at so many iterations a second, or as many as possible."""
        self._rate = rate
        if rate is not None:
            self._next = min(self._next, self._clock() + 1.0 / rate)

    def begin(self) -> None:
        """Count from now on: what was missed at rest is not made up for."""
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
            # After a delay go on from now: training does not race to catch up.
            earliest = self._clock() - 4 * _BLOCK_SECONDS
            self._next = max(self._next + iterations / self._rate, earliest)


class SpeedMeter:
    """Measures iterations per second over about the last second."""

    def __init__(self, clock: Clock = time.perf_counter) -> None:
        self._clock = clock
        self._marks: deque[tuple[float, int]] = deque()

    def begin(self, iteration: int) -> None:
        """Forget what was, and measure from this iteration on."""
        self._marks.clear()
        self._marks.append((self._clock(), iteration))

    def mark(self, iteration: int) -> None:
        """Note how far training is."""
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

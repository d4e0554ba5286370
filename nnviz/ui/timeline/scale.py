"""Iterations along the track: which pixel, which iteration, which labels."""

import math
from dataclasses import dataclass

from nnviz.ui.painting.numbers import short_count

_STEPS = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
SHORTEST = 10
_BEND = 14.0


@dataclass(frozen=True, slots=True)
class Scale:
    """Iteration 0 at ``left`` and ``last`` at ``right``, in pixels."""

    last: int = SHORTEST
    left: float = 0.0
    right: float = 1.0

    def across(self, iteration: float) -> float:
        """Return the pixel of an iteration."""
        return self.left + (self.right - self.left) * iteration / self.last

    def iteration_at(self, x: float) -> int:
        """Return the iteration nearest to a pixel, never one before the start."""
        share = (x - self.left) / max(self.right - self.left, 1.0)
        return max(round(share * self.last), 0)

    @property
    def bend(self) -> float:
        """How far a branch goes sideways until it has its row, in pixels."""
        return min(_BEND, max(self.right - self.left, 1.0) / 20.0)

    def ticks(self, apart: float = 90.0) -> list[tuple[int, str]]:
        """Return round iterations with their labels, so many pixels apart at least."""
        width = max(self.right - self.left, 1.0)
        step = _round_up(max(self.last * apart / width, 1.0), (1.0, 2.0, 5.0, 10.0))
        places = range(0, self.last + 1, int(step))
        return [(place, short_count(place)) for place in places]


def end_with_room(end: int) -> int:
    """Return a round number of iterations that has room for ``end`` of them.

    It changes seldom while a run grows, so that the track stands still meanwhile.
    """
    return int(_round_up(max(end, SHORTEST), _STEPS))


def _round_up(value: float, steps: tuple[float, ...]) -> float:
    power = 10.0 ** math.floor(math.log10(value))
    # Below 100, the finer steps are no whole numbers.
    return next(
        math.ceil(step * power) for step in steps if math.ceil(step * power) >= value
    )

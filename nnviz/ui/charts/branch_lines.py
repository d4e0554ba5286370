"""Lines of branches that were left: kept, and drawn stepped back behind the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from msgspec.structs import replace

from nnviz.ui.charts.chart_curve import ChartCurve
from nnviz.ui.charts.chart_frame import Span
from nnviz.views.charts.chart_series import ChartSeries
from nnviz.views.charts.pyramid import Line

Course = tuple[tuple[int, int], ...]
"""(branch, fork) of every branch on the way to one, the first branch first.

A branch has the iterations after its fork.
"""

_ROOT: Course = ((0, 0),)
_FEWEST = 8
_CROSSED = 4
"""At most this many buckets of branches are read for each bucket of the picture."""


@dataclass(slots=True)
class Tail:
    """What a branch has of its own: entry 0 of ``series`` is iteration ``first``.

    Attributes
    ----------
    joint
        Iteration and value where it left its parent, if there was one.
    left_at
        The last iteration that it shares with the live branch.
    """

    first: int
    series: ChartSeries
    joint: tuple[int, float] | None
    left_at: int

    @property
    def last(self) -> float:
        """The iteration of its latest value."""
        return self.first + self.series.last_iteration

    @property
    def seen(self) -> bool:
        """Whether it has anything that the live branch does not share."""
        return len(self.series) > 0 and self.last > self.left_at

    def line(self, first: float, last: float, count: int) -> Line:
        """Return what to draw of the part that was left, with a gap at its end."""
        start, here = max(first, self.left_at + 1), self.first
        places, values = self.series.line(start - here, last - here, count)
        later = places + here > self.left_at
        places, values = places[later] + here, values[later]
        # Where it is smoothed, a value that is not would stick out.
        if not self.series.decay and (joint := self._joint()):
            places, values = np.append(joint[0], places), np.append(joint[1], values)
        return np.append(places, last), np.append(values, np.nan)

    def _joint(self) -> tuple[int, float] | None:
        """Return where it leaves the live branch."""
        found = self.series.at(self.left_at - self.first)
        if found is None:
            return self.joint
        return found[0] + self.first, found[1]


class LeftBehind:
    """The parts of all branches that are not on the way to the live one.

    Parameters
    ----------
    live
        The values of the live branch, from the start of the run.
    """

    def __init__(self, live: ChartSeries) -> None:
        self._live = live
        self._tails: dict[int, Tail] = {}
        self._course = _ROOT

    @property
    def last_iteration(self) -> float:
        """The iteration of the latest value; 0 while there is none."""
        return max((tail.last for tail in self._seen()), default=0.0)

    def turn_to(self, course: Course) -> None:
        """Make another branch the live one, and put its values into the live series."""
        if course == self._course:
            return
        number, fork = self._course[-1]
        joint = self._live.at(fork)
        self._tails[number] = Tail(fork + 1, self._live.after(fork), joint, fork)
        shared, parted = _parting(self._course, course)
        self._live.end_at(parted)
        for place in range(shared - 1, len(course)):
            self._put_back(course, place, parted)
        self._course = course
        left = {number: fork for (number, _), (_, fork) in pairwise(course)}
        for number, tail in self._tails.items():
            tail.left_at = left.get(number, tail.first - 1)

    def line(self, first: float, last: float, count: int) -> Line:
        """Return what to draw between two iterations in ``count`` pixels."""
        seen = [t for t in self._seen() if t.last >= first and t.left_at < last]
        if not seen:
            return np.empty(0), np.empty(0)
        width = max(last - first, 1.0)
        shares = [(min(t.last, last) - max(t.left_at, first)) / width for t in seen]
        thrift = min(_CROSSED / max(sum(shares), 1.0), 1.0)
        lines = []
        for tail, share in zip(seen, shares, strict=True):
            tail.series.smooth(self._live.decay)
            buckets = max(int(count * share * thrift), _FEWEST)
            lines.append(tail.line(first, last, buckets))
        places = np.concatenate([line[0] for line in lines])
        return places, np.concatenate([line[1] for line in lines])

    def clear(self) -> None:
        """Forget everything."""
        self._tails.clear()
        self._course = _ROOT

    def _seen(self) -> list[Tail]:
        live = self._course[-1][0]
        return [t for number, t in self._tails.items() if number != live and t.seen]

    def _put_back(self, course: Course, place: int, after: int) -> None:
        """Append what a course has of one of its branches, after an iteration."""
        number, fork = course[place]
        tail = self._tails.get(number)
        until = course[place + 1][1] if place + 1 < len(course) else None
        if tail is not None:
            first = max(fork, after) + 1
            self._live.append(tail.series, tail.first, (first, until))


class LeftCurve(ChartCurve):
    """The branches left by another line, in its colour, stepped back."""

    def __init__(self, curve: ChartCurve) -> None:
        manner = replace(curve.manner, left=True)
        super().__init__(curve.name, manner, curve.series)
        self.main = curve
        self.left = LeftBehind(curve.series)

    def _fetch(self, first: float, last: float, count: int) -> Line:
        return self.left.line(first, last, count)


class BranchLines:
    """Behind each line of a plot, the same of the branches that were left."""

    def __init__(self) -> None:
        self._lines: list[LeftCurve] = []

    @property
    def last_iteration(self) -> float:
        """The last iteration that any of them has."""
        return max((line.left.last_iteration for line in self._lines), default=0.0)

    @property
    def lines(self) -> Sequence[ChartCurve]:
        """What draws them, one for each line of the plot."""
        return tuple(self._lines)

    def add(self, curve: ChartCurve) -> None:
        """Draw the branches left by a line, too."""
        self._lines.append(LeftCurve(curve))

    def remove(self) -> None:
        """Forget all lines."""
        self._lines.clear()

    def turn_to(self, course: Course) -> None:
        """Make another branch the live one."""
        for line in self._lines:
            line.left.turn_to(course)

    def clear(self) -> None:
        """Forget all branches; only the first is left, and it is empty."""
        for line in self._lines:
            line.left.clear()

    def read(self, span: Span, pixels: int, log: bool) -> None:
        """Fetch what is visible of the iterations ``span``, if the line itself is."""
        for line in self._lines:
            line.show(line.main.shown and line.left.last_iteration > 0.0)
            if line.shown:
                line.read(*span, pixels, log)

    def widened(self, extents: Sequence[Span]) -> list[Span]:
        """Return the extents of the lines and of the branches left, within reason."""
        left = [e for line in self._lines if (e := line.extent)]
        return [*extents, *within_reach(left, extents)]


def _parting(old: Course, new: Course) -> tuple[int, int]:
    """Return how many branches two courses share, and the last common iteration."""
    shared = 0
    while shared < min(len(old), len(new)) and old[shared] == new[shared]:
        shared += 1
    forks = [course[shared][1] for course in (old, new) if len(course) > shared]
    return shared, min(forks)


def within_reach(extents: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """Cut extents off one height above and below all the others.

    Lines that were left or have ended because they diverged must not flatten the rest.
    """
    if not others or not extents:
        return list(extents)
    low, high = min(e[0] for e in others), max(e[1] for e in others)
    room = (high - low) or abs(high) or 1.0
    reach = low - room, high + room
    return [(max(a, reach[0]), min(b, reach[1])) for a, b in extents]

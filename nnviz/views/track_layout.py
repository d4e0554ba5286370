"""What lies where on the track, in pixels: iterations, events and bookmarks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nnviz.core.layout import Layout
from nnviz.session.timeline.events import Event
from nnviz.session.timeline.timeline_view import (
    Bookmark,
    BranchView,
    Position,
    TimelineView,
)
from nnviz.views.numbers import count, short_count

MOST_ROWS = 4
"""Branches that would need more rows than this share the last one."""
TOP, LOWEST = 15.0, 30.0
"""Pixels from the top to the first row, and at most to the last one."""
_ROW_HEIGHT = 9.0
_STEPS = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
SHORTEST = 10
_BEND = 14.0
_APART = 9.0
"""Diamonds closer together than this, in pixels, are drawn as one."""
_MOST_LINES = 6
_NEAR = 6.0
_CLOTH = 9.0
"""Pixels from the top to the lower end of a flag: up there, a click means the flag."""


@dataclass(frozen=True, slots=True)
class BranchLane:
    """A branch on the track.

    Attributes
    ----------
    row, parent_row
        Counted from 0 at the top; the first branch has no parent and repeats its row.
    leaves
        Whether it forks off another branch.
    """

    branch: int
    fork: int
    end: int
    row: int
    parent_row: int
    leaves: bool


class Lanes:
    """All branches in rows, the first one on top.

    Parameters
    ----------
    view
        The branches there are; the one that grows has a row to itself.
    """

    def __init__(self, view: TimelineView) -> None:
        self._branches = view.branches
        self._live = view.now.branch
        self._rows: list[int] = []
        self._taken: list[list[tuple[int, float]]] = [[] for _ in range(MOST_ROWS)]
        for branch in view.branches:
            grows = branch.number == view.now.branch
            self._rows.append(self._place(branch, grows))

    @property
    def count(self) -> int:
        """How many rows are in use."""
        return max(self._rows, default=0) + 1

    def lane(self, number: int) -> BranchLane:
        """Return where a branch lies."""
        branch, row = self._branches[number], self._rows[number]
        leaves = branch.parent is not None
        above = row if branch.parent is None else self._rows[branch.parent]
        return BranchLane(number, branch.fork, branch.end, row, above, leaves)

    def all(self) -> list[BranchLane]:
        """Return all branches, the first one first."""
        return [self.lane(branch.number) for branch in self._branches]

    def row_of(self, position: Position) -> int:
        """Return the row of a position."""
        return self._rows[self.owner(position)]

    def owner(self, position: Position) -> int:
        """Return the branch that a position lies on: before the fork, a parent."""
        branch = self._branches[position.branch]
        while branch.parent is not None and position.iteration < branch.fork:
            branch = self._branches[branch.parent]
        return branch.number

    def course(self, number: int) -> list[tuple[BranchLane, int]]:
        """Return a branch and its ancestors, each with the last iteration followed."""
        return [(self.lane(one), last) for one, last in lineage(self._branches, number)]

    def nearest(self, iteration: int, row: float) -> Position:
        """Return the position at an iteration that is nearest to a row.

        If no branch reaches the iteration, it is the end of the longest one. What
        several branches have in common counts as part of the one that grows.
        """
        there = [b for b in self._branches if b.fork <= iteration <= b.end]
        if not there:
            longest = max(self._branches, key=lambda b: b.end)
            return Position(longest.end, longest.number)
        found = min(there, key=lambda b: (abs(self._rows[b.number] - row), -b.number))
        live = Position(iteration, self._live)
        shared = self.owner(live) == found.number
        return live if shared else Position(iteration, found.number)

    def _place(self, branch: BranchView, grows: bool) -> int:
        """Return the first row below the parent's that has room."""
        end = float("inf") if grows else branch.end
        if branch.parent is None:
            rows = [0]
        else:
            above = self._rows[branch.parent]
            rows = [*range(above + 1, MOST_ROWS), *range(1, above + 1)]
        free = (row for row in rows if self._has_room(row, branch.fork, end))
        row = next(free, MOST_ROWS - 1)
        self._taken[row].append((branch.fork, end))
        return row

    def _has_room(self, row: int, fork: int, end: float) -> bool:
        return all(end < start or fork > stop for start, stop in self._taken[row])


def lineage(branches: Sequence[BranchView], number: int) -> list[tuple[int, int]]:
    """Return a branch and its ancestors, each with the last iteration followed."""
    line, branch = [(number, branches[number].end)], branches[number]
    while branch.parent is not None:
        last = min(line[-1][1], branch.fork)
        branch = branches[branch.parent]
        line.append((branch.number, last))
    return line


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
        """Return the iteration nearest to a pixel, at least 0."""
        share = (x - self.left) / max(self.right - self.left, 1.0)
        return max(round(share * self.last), 0)

    @property
    def bend(self) -> float:
        """The width of the bend from a branch's parent to its own row, in pixels."""
        return min(_BEND, max(self.right - self.left, 1.0) / 20.0)

    def ticks(self, apart: float = 90.0) -> list[tuple[int, str]]:
        """Return round iterations with labels, at least ``apart`` pixels apart."""
        width = max(self.right - self.left, 1.0)
        step = _round_up(max(self.last * apart / width, 1.0), (1.0, 2.0, 5.0, 10.0))
        places = range(0, self.last + 1, int(step))
        return [(place, short_count(place)) for place in places]


def end_with_room(end: int) -> int:
    """Return a round number of iterations, at least ``end``.

    It rarely changes while a run grows, so that the track stays still.
    """
    return int(_round_up(max(end, SHORTEST), _STEPS))


def _round_up(value: float, steps: tuple[float, ...]) -> float:
    power = 10.0 ** math.floor(math.log10(value))
    # Below 100, the finer steps are not whole numbers.
    return next(
        math.ceil(step * power) for step in steps if math.ceil(step * power) >= value
    )


@dataclass(frozen=True, slots=True)
class Diamond:
    """One event, or several too close together to tell apart."""

    x: float
    row: int
    events: tuple[Event, ...]

    def words(self, layout: Layout) -> str:
        """Return lines that say what was done, and when."""
        lines = [
            f"iteration {count(event.iteration)}: {event.act.summary(layout)}"
            for event in self.events[:_MOST_LINES]
        ]
        if (more := len(self.events) - _MOST_LINES) > 0:
            lines.append(f"and {count(more)} more")
        return "\n".join(lines)


def named_moment(name: str, iteration: int) -> str:
    """Name a moment and its iteration, unless that is its name already."""
    where = f"iteration {count(iteration)}"
    return where if name == where else f"{name}: {where}"


@dataclass(frozen=True, slots=True)
class Flag:
    """A bookmark on the track."""

    x: float
    row: int
    bookmark: Bookmark

    @property
    def words(self) -> str:
        """Name the bookmark, and say where it is."""
        return named_moment(self.bookmark.name, self.bookmark.position.iteration)


def diamonds(
    events: Sequence[Event], lanes: Lanes, scale: Scale
) -> tuple[Diamond, ...]:
    """Place events; those of a row that would overlap share a diamond."""
    placed: dict[int, list[tuple[float, list[Event]]]] = {}
    for event in sorted(events, key=lambda event: event.iteration):
        lane = lanes.lane(lanes.owner(Position(event.iteration, event.branch)))
        groups = placed.setdefault(lane.row, [])
        x = scale.across(event.iteration)
        if lane.leaves:
            # An event at the fork is drawn where the branch has reached its own row.
            x = max(x, scale.across(lane.fork) + scale.bend)
        if groups and x - groups[-1][0] < _APART:
            groups[-1][1].append(event)
        else:
            groups.append((x, [event]))
    return tuple(
        Diamond(x, row, tuple(group))
        for row, groups in placed.items()
        for x, group in groups
    )


def flags(
    bookmarks: Sequence[Bookmark], lanes: Lanes, scale: Scale
) -> tuple[Flag, ...]:
    """Place bookmarks, from left to right."""
    ordered = sorted(bookmarks, key=lambda one: one.position.iteration)
    return tuple(
        Flag(scale.across(one.position.iteration), lanes.row_of(one.position), one)
        for one in ordered
    )


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """Everything on the track that stays still while a run grows."""

    lanes: Lanes
    live: int
    scale: Scale
    diamonds: tuple[Diamond, ...] = ()
    flags: tuple[Flag, ...] = ()

    def down(self, row: float) -> float:
        """Return the pixel of a row."""
        return TOP + row * self._row_height

    def row_at(self, y: float) -> float:
        """Return the row at a pixel, which may lie between two rows."""
        return (y - TOP) / self._row_height

    @property
    def _row_height(self) -> float:
        return min(_ROW_HEIGHT, (LOWEST - TOP) / max(self.lanes.count - 1, 1))


class Spot:
    """A place on a track, in pixels.

    Parameters
    ----------
    view
        The timeline up to the last iteration reported; the track may be a bit behind.
    """

    def __init__(
        self, track: Track, view: TimelineView, place: tuple[float, float]
    ) -> None:
        self._track, self._view = track, view
        self._x, self._y = place

    @property
    def position(self) -> Position:
        """The position that a click here goes to."""
        flag = self.bookmark
        if flag is not None and self._y <= _CLOTH:
            return flag.position
        iteration = self._track.scale.iteration_at(self._x)
        row = self._track.row_at(self._y)
        return Lanes(self._view).nearest(iteration, row)

    @property
    def bookmark(self) -> Bookmark | None:
        """The bookmark whose flag, or pole, is here."""
        x = self._x
        flags = self._track.flags
        found = [f for f in flags if f.x - _NEAR / 2 <= x <= f.x + _NEAR + 3.0]
        return found[-1].bookmark if found else None

    def words(self, layout: Layout | None) -> str:
        """Return lines that say which iteration this is and what happened there."""
        position, flag = self.position, self.bookmark
        lines = [f"iteration {count(position.iteration)}"]
        if len(self._view.branches) > 1:
            owner = Lanes(self._view).owner(position)
            lines[0] += f", branch {owner + 1}"
        if flag is not None:
            lines.append(f"bookmark {flag.name}")
            if flag.note:
                lines.append(flag.note)
        x, row = self._x, self._track.row_at(self._y)
        near = [d for d in self._track.diamonds if abs(d.x - x) <= _NEAR]
        if near and layout is not None:
            closest = min(near, key=lambda d: abs(d.row - row))
            lines.append(closest.words(layout))
        return "\n".join(lines)

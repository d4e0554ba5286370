"""The rows of the track: where each branch of a run lies, from fork to end."""

from collections.abc import Sequence
from dataclasses import dataclass

from nnviz.session.timeline.timeline_view import (
    BranchView,
    Position,
    TimelineView,
)

MOST_ROWS = 4
"""Branches that would need more rows than this share the last one."""


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
    standing
        The branches there are; the one that grows has a row to itself.
    """

    def __init__(self, standing: TimelineView) -> None:
        self._branches = standing.branches
        self._live = standing.now.branch
        self._rows: list[int] = []
        self._taken: list[list[tuple[int, float]]] = [[] for _ in range(MOST_ROWS)]
        for branch in standing.branches:
            grows = branch.number == standing.now.branch
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

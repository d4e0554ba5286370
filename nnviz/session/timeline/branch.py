"""A course that a run has taken, from where it left another one."""

import numpy as np

from nnviz.core.types import Floats
from nnviz.session.history import Evaluation, History
from nnviz.session.stop import Stop
from nnviz.session.timeline.events import Event
from nnviz.session.timeline.timeline_view import BranchView


class Branch:
    """One course of a run; all courses begin alike, at iteration 0.

    Parameters
    ----------
    number
        Counted from 0, the course that the run took first.
    parent, fork
        The branch it left, and after how many iterations; None and 0 for the first.

    Attributes
    ----------
    events
        All that happened on the way here, the parents' part included, in order.
    inherited
        How many of them happened on parents.
    end
        The last iteration done on it.
    stop
        Why it ended, if a stop condition held.
    costs, evaluations
        Those of this branch alone, from its fork on. While it is the one that grows
        they lie in the trainer's record instead.
    """

    def __init__(
        self, number: int, parent: "Branch | None" = None, fork: int = 0
    ) -> None:
        self.number, self.parent, self.fork = number, parent, fork
        self.end = fork
        self.stop: Stop | None = None
        self.events: list[Event] = []
        if parent is not None:
            self.events = parent.events[: parent.events_until(fork)]
        self.inherited = len(self.events)
        self.costs: Floats = np.empty(0)
        self.evaluations: list[Evaluation] = []

    def view(self) -> BranchView:
        """Describe where it lies."""
        parent = None if self.parent is None else self.parent.number
        return BranchView(self.number, parent, self.fork, self.end, self.stop)

    def events_until(self, iteration: int) -> int:
        """Count the events up to and including those after this iteration."""
        return sum(event.iteration <= iteration for event in self.events)

    def lineage(self, iteration: int) -> "list[tuple[Branch, int]]":
        """Return this branch and its parents, each with how far it counts."""
        line, branch, last = [], self, min(iteration, self.end)
        while True:
            line.append((branch, last))
            if branch.parent is None:
                return line
            last, branch = min(last, branch.fork), branch.parent

    def owner(self, iteration: int) -> "Branch":
        """Return the branch on which this iteration was done first."""
        branch = self
        while branch.parent is not None and iteration < branch.fork:
            branch = branch.parent
        return branch

    def store_record(self, history: History, stop: Stop | None) -> None:
        """Store what belongs to this branch of a record that goes back to the start."""
        self.costs = history.costs[self.fork :].copy()
        self.costs.flags.writeable = False
        later = [e for e in history.evaluations if e.iteration > self.fork]
        self.evaluations = later if self.parent else list(history.evaluations)
        self.end, self.stop = self.fork + len(self.costs), stop

    def record(self, iteration: int) -> History:
        """Return the record up to an iteration, from the start of the run."""
        line = list(reversed(self.lineage(iteration)))
        history = History()
        for branch, last in line:
            # A branch without iterations of its own before ``last`` adds nothing.
            count = max(0, last - branch.fork)
            history.room_for(count)[...] = branch.costs[:count]
            history.advance(count)
            history.evaluations += [
                e for e in branch.evaluations if e.iteration <= last
            ]
        return history

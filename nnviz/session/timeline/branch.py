"""A branch: one course of a run, from the fork where it left its parent."""

import numpy as np

from nnviz.core.types import Floats
from nnviz.session.history import Evaluation, History
from nnviz.session.stop import Stop
from nnviz.session.timeline.events import Event
from nnviz.session.timeline.past import PastBranch
from nnviz.session.timeline.timeline_view import BranchView


class Branch:
    """One course of a run; all of them start at iteration 0 and share their beginning.

    Parameters
    ----------
    number
        The number of the branch; 0 is the one the run took first.
    parent, fork
        The branch it left, and after how many iterations; None and 0 for the first.

    Attributes
    ----------
    events
        All events on the way to its end, including those of its parents, in order.
    inherited
        How many of them happened on parents.
    end
        The last iteration done on it.
    stop
        Why it ended, if a stop condition was met.
    costs, evaluations
        The costs (end - fork,) and evaluations of this branch alone, from its fork on.
        While it is the live branch, they are in the trainer's record instead.
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

    @classmethod
    def restored(cls, past: PastBranch, parent: "Branch | None") -> "Branch":
        """Return the branch that ``kept`` described."""
        branch = cls(past.view.number, parent, past.view.fork)
        branch.end, branch.stop = past.view.end, past.view.stop
        branch.events, branch.inherited = list(past.events), past.inherited
        branch.costs, branch.evaluations = past.costs, list(past.evaluations)
        return branch

    def kept(self) -> PastBranch:
        """Return a value with its record, from which it can be restored."""
        return PastBranch(
            self.view(),
            tuple(self.events),
            self.inherited,
            self.costs,
            tuple(self.evaluations),
        )

    def view(self) -> BranchView:
        """Return a value that describes it."""
        parent = None if self.parent is None else self.parent.number
        return BranchView(self.number, parent, self.fork, self.end, self.stop)

    def events_until(self, iteration: int) -> int:
        """Count the events up to and including those after this iteration."""
        return sum(event.iteration <= iteration for event in self.events)

    def lineage(self, iteration: int) -> "list[tuple[Branch, int]]":
        """Return the branches on the way to an iteration: this one, then its ancestors.

        Each comes with the last of its iterations that is on the way.
        """
        line, branch, last = [], self, min(iteration, self.end)
        while True:
            line.append((branch, last))
            if branch.parent is None:
                return line
            last, branch = min(last, branch.fork), branch.parent

    def owner(self, iteration: int) -> "Branch":
        """Return the branch on which this iteration was first done."""
        branch = self
        # At the fork itself it is the child: an event there belongs to the child.
        while branch.parent is not None and iteration < branch.fork:
            branch = branch.parent
        return branch

    def store_record(self, history: History, stop: Stop | None) -> None:
        """Store this branch's part of a record that goes back to the start."""
        self.costs = history.costs[self.fork :].copy()
        self.costs.flags.writeable = False
        later = [e for e in history.evaluations if e.iteration > self.fork]
        self.evaluations = later if self.parent else list(history.evaluations)
        self.end, self.stop = self.fork + len(self.costs), stop

    def record(self, iteration: int) -> History:
        """Return the record from the start of the run up to an iteration."""
        line = list(reversed(self.lineage(iteration)))
        history = History()
        for branch, last in line:
            # ``last`` can lie before the fork of a branch, which then adds nothing.
            count = max(0, last - branch.fork)
            history.room_for(count)[...] = branch.costs[:count]
            history.advance(count)
            history.evaluations += [
                e for e in branch.evaluations if e.iteration <= last
            ]
        return history

"""All the courses a run has taken, and the one that it is on."""

from nnviz.core.types import Floats
from nnviz.session.history import Evaluation
from nnviz.session.timeline.branch import Branch
from nnviz.session.timeline.events import Event
from nnviz.session.timeline.timeline_view import BranchView, Position
from nnviz.session.trainer import Trainer


class Branches:
    """Knows every branch of a run, and what was recorded on the way to each.

    Parameters
    ----------
    trainer
        The run; it has the record of the branch that grows.

    Attributes
    ----------
    live
        The branch that grows.
    first
        The earliest moment known: where the trainer stood when this began.
    """

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._all = [Branch(0)]
        self.live = self._all[0]
        self.first = trainer.iteration

    @property
    def now(self) -> Position:
        """Where training goes on."""
        return Position(self._trainer.iteration, self.live.number)

    def fork(self, branch: Branch, iteration: int) -> Branch:
        """Return a new branch from a moment on the way to a branch's end."""
        new = Branch(len(self._all), branch.owner(iteration), iteration)
        self._all.append(new)
        return new

    def views(self) -> tuple[BranchView, ...]:
        """Describe where they lie."""
        self.live.end, self.live.stop = self._trainer.iteration, self._trainer.stopped
        return tuple(branch.view() for branch in self._all)

    def events(self) -> tuple[Event, ...]:
        """Return what happened, branch by branch, each event once."""
        return tuple(e for one in self._all for e in one.events[one.inherited :])

    def nearest(self, iteration: int, branch: int | None = None) -> Position:
        """Return the moment of a branch that lies nearest, of this one if unknown."""
        self.live.end = self._trainer.iteration
        known = branch is not None and 0 <= branch < len(self._all)
        number = branch if branch is not None and known else self.live.number
        end = self._all[number].end
        return Position(max(self.first, min(iteration, end)), number)

    def costs(self, branch: int) -> Floats:
        """Return the cost of every iteration on the way to a branch's end."""
        if branch == self.live.number:
            return self._trainer.history.costs
        return self._all[branch].record(self._all[branch].end).costs

    def evaluation(self, position: Position) -> Evaluation | None:
        """Return the latest evaluation that was recorded up to a moment."""
        for branch, last in self.at(position).lineage(position.iteration):
            live = branch is self.live
            found = self._trainer.history.evaluations if live else branch.evaluations
            until = [e for e in found if e.iteration <= last]
            if until:
                return until[-1]
        return None

    def at(self, position: Position) -> Branch:
        """Return the branch of a moment.

        Raises
        ------
        ValueError
            If there is no such moment.
        """
        if position != self.nearest(position.iteration, position.branch):
            raise ValueError(f"{position} is not on the timeline: see nearest()")
        return self._all[position.branch]

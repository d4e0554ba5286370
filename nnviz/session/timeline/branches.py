"""All branches of a run, and the live one, on which it trains."""

from nnviz.core.types import Floats
from nnviz.session.history import Evaluation
from nnviz.session.timeline.branch import Branch
from nnviz.session.timeline.events import Event
from nnviz.session.timeline.past import Past, PastBranch
from nnviz.session.timeline.timeline_view import BranchView, Position
from nnviz.session.trainer import Trainer


class Branches:
    """Every branch of a run, with what was recorded on the way to its end.

    Parameters
    ----------
    trainer
        The run, which has the record of the live branch.

    Attributes
    ----------
    live
        The branch on which the run trains.
    first
        The earliest iteration that can be shown: the trainer's when this was built.
    """

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._all = [Branch(0)]
        self.live = self._all[0]
        self.first = trainer.iteration

    @property
    def now(self) -> Position:
        """Where training continues."""
        return Position(self._trainer.iteration, self.live.number)

    @classmethod
    def restored(cls, trainer: Trainer, past: Past) -> "Branches":
        """Return the branches of a past, of which the trainer is at the live one's end.

        Raises
        ------
        ValueError
            If the trainer is elsewhere.
        """
        branches = cls(trainer)
        branches._all = []
        for one in past.branches:
            parent = one.view.parent
            above = None if parent is None else branches._all[parent]
            branches._all.append(Branch.restored(one, above))
        branches.live, branches.first = branches._all[past.live], past.first
        if branches.live.end != trainer.iteration:
            raise ValueError(
                f"the past ends at iteration {branches.live.end}, but the run is at "
                f"iteration {trainer.iteration}"
            )
        return branches

    def kept(self) -> tuple[PastBranch, ...]:
        """Return values from which all branches can be restored."""
        self.live.store_record(self._trainer.history, self._trainer.stopped)
        return tuple(branch.kept() for branch in self._all)

    def fork(self, branch: Branch, iteration: int) -> Branch:
        """Return a new branch that leaves another at an iteration on its way."""
        # Its parent is the branch that iteration was done on, perhaps an ancestor.
        new = Branch(len(self._all), branch.owner(iteration), iteration)
        self._all.append(new)
        return new

    def views(self) -> tuple[BranchView, ...]:
        """Return values that describe all branches."""
        self.live.end, self.live.stop = self._trainer.iteration, self._trainer.stopped
        return tuple(branch.view() for branch in self._all)

    def events(self) -> tuple[Event, ...]:
        """Return all events, branch by branch, each of them once."""
        return tuple(e for one in self._all for e in one.events[one.inherited :])

    def nearest(self, iteration: int, branch: int | None = None) -> Position:
        """Return the nearest moment of a branch; of the live one if it is unknown."""
        self.live.end = self._trainer.iteration
        known = branch is not None and 0 <= branch < len(self._all)
        number = branch if branch is not None and known else self.live.number
        end = self._all[number].end
        return Position(max(self.first, min(iteration, end)), number)

    def costs(self, branch: int) -> Floats:
        """Return the cost of every iteration on the way to a branch's end, (end,)."""
        if branch == self.live.number:
            return self._trainer.history.costs
        return self._all[branch].record(self._all[branch].end).costs

    def record(self, position: Position) -> tuple[Floats, tuple[Evaluation, ...]]:
        """Return the costs (iterations,) and the evaluations up to a moment.

        Raises
        ------
        ValueError
            If there is no such moment.
        """
        branch, end = self.at(position), position.iteration
        live = branch is self.live
        history = self._trainer.history if live else branch.record(end)
        until = tuple(e for e in history.evaluations if e.iteration <= end)
        return history.costs[:end], until

    def evaluation(self, position: Position) -> Evaluation | None:
        """Return the latest evaluation recorded up to a moment, if there is one."""
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

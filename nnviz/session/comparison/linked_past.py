"""The past of a comparison: any iteration of all its contenders, brought back."""

from collections.abc import Sequence

from nnviz.session.checkpoint import Checkpoint
from nnviz.session.interruption import CheckInterrupt, no_interrupt
from nnviz.session.timeline.branch import Branch
from nnviz.session.timeline.replayer import Replayer
from nnviz.session.timeline.spacing import Spacing
from nnviz.session.timeline.store import (
    DEFAULT_BUDGET,
    CheckpointStore,
    Kept,
    Worth,
)
from nnviz.session.trainer import Trainer


class LinkedPast:
    """Keeps checkpoints of all contenders, and replays each from its nearest.

    Whoever trains the contenders calls ``note`` whenever they rest between two blocks
    of iterations. An iteration that is brought back is done by the contender's own
    program; one that ``visit`` has returned before comes back to the last bit.

    Parameters
    ----------
    trainers
        The contenders' runs. What lies before their present cannot be brought back.
    budget
        Bytes for the parameters and optimiser states of all contenders together.
    spacing
        Least iterations between two checkpoints; by the time they take if None.
    """

    def __init__(
        self,
        trainers: Sequence[Trainer],
        budget: int = DEFAULT_BUDGET,
        spacing: int | None = None,
    ) -> None:
        self._trainers = tuple(trainers)
        self._store = CheckpointStore(budget)
        self._spacing = Spacing(spacing)
        self._branches = tuple(Branch(number) for number in range(len(trainers)))
        self._firsts = tuple(trainer.iteration for trainer in trainers)
        self._replayers: dict[int, Replayer[Trainer]] = {}
        self._noted = self.iteration, self._seconds
        self._due = 0
        self._keep(Worth.ROOT)

    @property
    def iteration(self) -> int:
        """How many iterations those have done that are the furthest."""
        return max(trainer.iteration for trainer in self._trainers)

    @property
    def first(self) -> int:
        """The earliest moment that can be brought back."""
        return min(self._firsts)

    @property
    def nbytes(self) -> int:
        """The memory that checkpoints take."""
        return self._store.nbytes

    def note(self) -> None:
        """Leave a checkpoint here if one is due."""
        iteration, seconds = self._noted
        self._spacing.learn(self.iteration - iteration, self._seconds - seconds)
        self._noted = self.iteration, self._seconds
        if self.iteration >= self._due:
            self._keep(Worth.PASSING)

    def visit(
        self, iteration: int, check_interrupt: CheckInterrupt = no_interrupt
    ) -> tuple[Trainer, ...]:
        """Return every contender as it was with that iteration just done.

        Those are the contenders themselves where they rest there, or clones, only to
        look at until the next visit. One that had stopped before is at its last
        iteration. After iteration 0 there is no trace.

        Parameters
        ----------
        iteration
            Counted in iterations done; the nearest that can be brought back is taken.
        check_interrupt
            Called every few milliseconds; what it raises ends the visit.
        """
        return tuple(
            self._at(number, iteration, check_interrupt)
            for number in range(len(self._branches))
        )

    @property
    def _seconds(self) -> float:
        return sum(trainer.seconds for trainer in self._trainers)

    def _at(
        self, number: int, iteration: int, check_interrupt: CheckInterrupt
    ) -> Trainer:
        trainer, branch = self._trainers[number], self._branches[number]
        first = self._firsts[number]
        target = max(first, min(iteration, trainer.iteration))
        before = trainer.before_last
        if target == trainer.iteration and (before or target == first):
            if before is not None:
                # What has been looked at comes back to the last bit.
                self._add(number, before, Worth.PASSING)
            return trainer
        if number not in self._replayers:
            self._replayers[number] = Replayer(trainer, self._store, first)
        branch.end = trainer.iteration
        replayer = self._replayers[number]
        kept = self._store.nearest(number, target - 1)
        if kept is not None and kept.iteration == target - 1:
            # A clone that has come the whole way can differ from it by rounding.
            replayer.forget()
        replayer.visit(branch, target, check_interrupt)
        return replayer.clone

    def _keep(self, worth: Worth) -> None:
        """Keep the moment before each last iteration, or this one itself for good."""
        for number, trainer in enumerate(self._trainers):
            passing = trainer.before_last if worth is Worth.PASSING else None
            self._add(number, passing or trainer.checkpoint(), worth)
        self._due = self.iteration + self._spacing.iterations

    def _add(self, number: int, checkpoint: Checkpoint, worth: Worth) -> None:
        """Keep a checkpoint of a contender, unless there is one of that moment."""
        at = checkpoint.iteration
        kept = self._store.nearest(number, at)
        if kept is None or kept.iteration < at:
            ends = dict(enumerate(trainer.iteration for trainer in self._trainers))
            self._store.add(number, Kept(checkpoint, 0, worth), ends)

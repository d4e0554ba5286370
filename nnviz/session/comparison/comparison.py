"""Contenders trained in lock-step, from identical weights on identical batches."""

from collections.abc import Sequence

from nnviz.core.errors import InputError
from nnviz.data.dataset import Dataset
from nnviz.session.comparison.contender import Contender, shares_data
from nnviz.session.trainer import Trainer


class Comparison:
    """The runs of all contenders, always at the same iteration.

    A contender that has stopped, because it diverged or reached its goal, stays where
    it is; the others go on.

    Parameters
    ----------
    contenders
        Who takes part.
    dataset
        The data, without derived inputs, where all share it; loaded otherwise.

    Attributes
    ----------
    contenders, trainers
        Who takes part, and their runs in the same order.
    iteration
        How many iterations are done.
    """

    def __init__(
        self, contenders: Sequence[Contender], dataset: Dataset | None = None
    ) -> None:
        if not contenders:
            raise InputError("a comparison needs contenders: give at least one")
        self.contenders = tuple(contenders)
        shared = dataset if shares_data(self.contenders) else None
        self.trainers = tuple(Trainer(c.config, shared) for c in self.contenders)
        self.iteration = 0

    @property
    def running(self) -> tuple[Trainer, ...]:
        """The runs that have not stopped."""
        return tuple(t for t in self.trainers if t.stopped is None)

    def step(self) -> None:
        """Do one iteration of every contender that has not stopped."""
        self.run(1)

    def run(self, iterations: int) -> None:
        """Do so many iterations of every contender that has not stopped."""
        for trainer in self.running:
            trainer.run(iterations)
        self.iteration = max(trainer.iteration for trainer in self.trainers)

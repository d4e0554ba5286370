"""What a run has recorded: the cost of every iteration, and scores now and then."""

from dataclasses import dataclass, field

import numpy as np

from nnviz.core.types import Floats
from nnviz.session.scores import Score


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores on the training and test part after ``iteration`` iterations."""

    iteration: int
    epoch: float
    train: Score
    test: Score | None


@dataclass(slots=True)
class History:
    """Costs by iteration and evaluations, growing as the run goes on."""

    evaluations: list[Evaluation] = field(default_factory=list)
    _costs: Floats = field(default_factory=lambda: np.empty(1024), repr=False)
    _length: int = 0

    @property
    def costs(self) -> Floats:
        """The cost of every iteration so far, before its update, (iterations,).

        A view that nobody may write; after a return to a checkpoint its tail changes.
        """
        view = self._costs[: self._length]
        view.flags.writeable = False
        return view

    def room_for(self, count: int) -> Floats:
        """Make room for ``count`` more costs and return the place to write them."""
        end = self._length + count
        if end > self._costs.size:
            longer = np.empty(max(end, 2 * self._costs.size))
            longer[: self._length] = self._costs[: self._length]
            self._costs = longer
        return self._costs[self._length : end]

    def advance(self, count: int) -> None:
        """Count the costs that have been written as recorded."""
        self._length += count

    def cut(self, iterations: int) -> None:
        """Forget all that came after this many iterations."""
        self._length = min(self._length, iterations)
        self.evaluations = [e for e in self.evaluations if e.iteration <= iterations]

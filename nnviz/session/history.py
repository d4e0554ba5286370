"""The record of a run: the cost of every iteration, and its evaluations."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from nnviz.core.types import Floats
from nnviz.session.scores import Score

Part = Literal["test", "validation", "training"]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores on the parts of the data after ``iteration`` iterations; None if empty."""

    iteration: int
    epoch: float
    train: Score
    test: Score | None
    validation: Score | None = None

    @property
    def judged_on(self) -> Part:
        """The part that says most of other data: test, validation, else training."""
        if self.test is not None:
            return "test"
        return "training" if self.validation is None else "validation"

    @property
    def judged(self) -> Score:
        """The score on that part."""
        return self.test or self.validation or self.train


@dataclass(slots=True)
class History:
    """The costs (iterations,) and the evaluations of a run; both grow with it."""

    evaluations: list[Evaluation] = field(default_factory=list)
    _costs: Floats = field(default_factory=lambda: np.empty(1024), repr=False)
    _length: int = 0

    @property
    def costs(self) -> Floats:
        """The cost of every iteration so far, before its update, (iterations,).

        A read-only view, whose tail changes if the run goes back to a checkpoint.
        """
        view = self._costs[: self._length]
        view.flags.writeable = False
        return view

    def room_for(self, count: int) -> Floats:
        """Return the array (count,) into which to write the next costs.

        They belong to the record once ``advance`` has counted them.
        """
        end = self._length + count
        # Doubling keeps the copying per iteration constant, however long the run.
        if end > self._costs.size:
            longer = np.empty(max(end, 2 * self._costs.size))
            longer[: self._length] = self._costs[: self._length]
            self._costs = longer
        return self._costs[self._length : end]

    def advance(self, count: int) -> None:
        """Count ``count`` more costs, which have been written, as recorded."""
        self._length += count

    def cut(self, iterations: int) -> None:
        """Forget everything after this many iterations."""
        self._length = min(self._length, iterations)
        self.evaluations = [e for e in self.evaluations if e.iteration <= iterations]

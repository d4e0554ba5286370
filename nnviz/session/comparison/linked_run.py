"""A comparison that is looked at now or at any moment of its past."""

from collections.abc import Sequence

from nnviz.session.comparison.comparison import Comparison
from nnviz.session.comparison.linked_past import LinkedPast
from nnviz.session.history import Evaluation
from nnviz.session.interruption import CheckInterrupt, no_interrupt
from nnviz.session.timeline.store import DEFAULT_BUDGET
from nnviz.session.trainer import Trainer


class LinkedRun:
    """Goes back and forth over all that a comparison has done, and on from its end.

    Nothing can be changed in the past, so nothing of what came later is ever dropped:
    going on from a past moment goes over the same iterations again, from what is kept,
    up to the end, and only then trains. The record of the comparison stays whole.

    Parameters
    ----------
    comparison
        Nobody else may train it.
    budget, spacing
        See ``LinkedPast``.

    Attributes
    ----------
    comparison
        What has been given; it always stands at the end.
    iteration
        The moment that is looked at, counted in iterations done.
    trainers
        All contenders as they were then, in their order: only to be looked at.
    """

    def __init__(
        self,
        comparison: Comparison,
        budget: int = DEFAULT_BUDGET,
        spacing: int | None = None,
    ) -> None:
        self.comparison = comparison
        self.iteration = comparison.iteration
        self.trainers: Sequence[Trainer] = comparison.trainers
        self._past = LinkedPast(comparison.trainers, budget, spacing)

    @property
    def is_past(self) -> bool:
        """Whether more has been done than is looked at."""
        return self.iteration < self.comparison.iteration

    @property
    def may_go_on(self) -> bool:
        """Whether there is an iteration after this one."""
        return self.is_past or bool(self.comparison.running)

    def go_to(
        self, iteration: int, check_interrupt: CheckInterrupt = no_interrupt
    ) -> None:
        """Look at a moment, the nearest between the start and the end.

        ``check_interrupt`` is called every few milliseconds. If it raises, nothing may
        be looked at until another call has come to its end.
        """
        there = max(0, min(iteration, self.comparison.iteration))
        self.trainers = self._past.visit(there, check_interrupt)
        self.iteration = there

    def advance(
        self, count: int, check_interrupt: CheckInterrupt = no_interrupt
    ) -> None:
        """Look at the moment so many iterations later; beyond the end they are done."""
        if self.is_past:
            self.go_to(self.iteration + count, check_interrupt)
            return
        try:
            self.comparison.run(count)
        finally:
            self.iteration = self.comparison.iteration
            self._past.note()

    def arrive(self) -> None:
        """Keep the moment at the end: it will come back to the last bit."""
        if not self.is_past:
            self.go_to(self.iteration)

    def cost(self, place: int) -> float:
        """Return the cost of the iteration a contender did last, NaN before any."""
        done = self.trainers[place].iteration
        costs = self.comparison.trainers[place].history.costs
        return float(costs[done - 1]) if done else float("nan")

    def evaluation(self, place: int) -> Evaluation | None:
        """Return the latest evaluation up to here that belongs to the run."""
        done = self.trainers[place].iteration
        found = self.comparison.trainers[place].history.evaluations
        return next((e for e in reversed(found) if e.iteration <= done), None)

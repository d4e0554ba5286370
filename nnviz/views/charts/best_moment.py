"""The best moment of a run as its evaluations arrive, branch by branch."""

from collections.abc import Iterable
from math import inf

from nnviz.session.config import RunConfig
from nnviz.session.history import Evaluation
from nnviz.session.stop import best_of, watched
from nnviz.views.numbers import count, significant


class BestMoment:
    """Keeps the evaluation with the lowest watched cost on the way to the present.

    Attributes
    ----------
    best
        That evaluation; None before the first.
    """

    def __init__(self, config: RunConfig | None = None) -> None:
        self._config = config or RunConfig()
        self._branch = 0
        self._known: dict[int, list[Evaluation]] = {0: []}
        self.best: Evaluation | None = None

    @property
    def is_over(self) -> bool:
        """Whether the cost was evaluated since, and is higher now."""
        if self.best is None:
            return False
        best, now = self.best, self._known[self._branch][-1]
        costs = [watched(self._config, one)[1].cost for one in (best, now)]
        # A cost that is no number any more is no better either.
        return best.iteration < now.iteration and not costs[1] <= costs[0]

    @property
    def words(self) -> str:
        """Say where it is, and how low the cost is there; "" if there is none."""
        if self.best is None:
            return ""
        name, score = watched(self._config, self.best)
        at, cost = count(self.best.iteration), significant(score.cost)
        return f"iteration {at}, where the {name} cost is lowest: {cost}"

    def set_config(self, config: RunConfig) -> None:
        """Judge by other settings."""
        before, self._config = self._config, config
        if before.watch != config.watch:
            self._look_again()

    def extend(self, evaluations: Iterable[Evaluation]) -> None:
        """Take in evaluations of the branch that grows."""
        best = self.best
        lowest = inf if best is None else watched(self._config, best)[1].cost
        for found in evaluations:
            self._known[self._branch].append(found)
            cost = watched(self._config, found)[1].cost
            if cost < lowest:
                self.best, lowest = found, cost

    def turn_to(self, course: tuple[tuple[int, int], ...]) -> None:
        """Continue with another branch; see ``charts.branch_lines.Course``.

        Each of its branches begins at a fork of the one before.
        """
        known: list[Evaluation] = []
        for branch, fork in course:
            own = self._known.get(branch, [])
            known = [e for e in known if e.iteration <= fork]
            known += [e for e in own if e.iteration > fork or not fork]
        self._branch = course[-1][0]
        self._known[self._branch] = known
        self._look_again()

    def _look_again(self) -> None:
        self.best = best_of(self._config, self._known[self._branch])

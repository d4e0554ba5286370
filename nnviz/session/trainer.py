"""The trainer of a run: it iterates, keeps a record, evaluates, and knows the end."""

import time
from math import inf, isfinite
from typing import Any, Self

import numpy as np

from nnviz.core.program import Program
from nnviz.core.types import Floats
from nnviz.data.dataset import Dataset
from nnviz.data.prepared import Part, PreparedData
from nnviz.session.beginning import Beginning
from nnviz.session.checkpoint import Checkpoint
from nnviz.session.config import RunConfig
from nnviz.session.divergence import first_divergence, likely_cause
from nnviz.session.engine import Engine
from nnviz.session.history import Evaluation, History
from nnviz.session.last_iteration import LastIteration
from nnviz.session.run_state import RunState
from nnviz.session.scores import Score, score
from nnviz.session.stop import (
    Stop,
    best_of,
    goal_reached,
    iteration_limit,
    limit_reached,
    watched,
)

_BLOCK = 1000
"""The most iterations done before their costs are checked for divergence."""

_ENOUGH = 10_000
"""The most samples over which the initial cost is measured."""

_SELDOM = 200
"""The default interval of evaluations, in iterations, rounded up to whole epochs."""


class Trainer(Engine):
    """Trains one network by one configuration, keeps a record, and knows when to end.

    Parameters
    ----------
    config, dataset, prepared
        As for an ``Engine``, which says what it raises.

    Attributes
    ----------
    history
        The costs and evaluations so far.
    stopped
        Why the run has ended, or None.
    seconds
        Time spent in training, without evaluations.
    beginning
        What it began with, if another program led to that; None where the seed gives
        it.
    """

    def __init__(
        self,
        config: RunConfig,
        dataset: Dataset | None = None,
        prepared: PreparedData | None = None,
    ) -> None:
        super().__init__(config, dataset, prepared)
        self._initial_cost = self._score(self.data.train, _ENOUGH).cost
        self.history = History()
        self.stopped: Stop | None = None
        self.seconds = 0.0
        self.beginning: Beginning | None = None
        self._start: Checkpoint | None = None
        self._best: Checkpoint | None = None
        self._best_cost = inf

    def begin_with(self, start: Checkpoint) -> None:
        """Begin with the state that another program led to; see `Engine.begin_with`."""
        super().begin_with(start)
        self.beginning = Beginning(self.config, self.checkpoint())
        self._initial_cost = self._score(self.data.train, _ENOUGH).cost

    @property
    def until_evaluation(self) -> int:
        """The number of iterations until the next regular evaluation."""
        return self._evaluate_every - self.iteration % self._evaluate_every

    def step(self) -> Stop | None:
        """Do one iteration; see ``run``."""
        return self.run(1)

    def run(self, iterations: int) -> Stop | None:
        """Do this many iterations, or fewer if a stop condition is met first.

        The run stops for good when epochs or iterations run out, a goal is reached, or
        the cost diverges; the reason is returned then, and by every later call.
        """
        end = self.iteration + iterations
        while self.stopped is None and self.iteration < end:
            self.advance(min(end, self.next_halt) - self.iteration)
            self.evaluate_if_due()
        return self.stopped

    def advance(self, count: int) -> None:
        """Do ``count`` iterations, at most up to ``next_halt``, without evaluating.

        If the cost diverges, the run ends at that iteration.
        """
        if self._limit_reached():
            return
        # Looking at every cost would slow training down: they are checked once a block,
        # and if one diverged, the block is done again up to that iteration.
        start = self._start = self.checkpoint(in_place_of=self._start)
        self._train_and_remember(count)
        costs = self.history.costs[start.iteration :]
        if not self.has_diverged(costs, self.network.parameters):
            return
        # If no cost is bad, the parameters are: the last update overflowed.
        bad = first_divergence(costs, self._initial_cost)
        if bad is not None and bad + 1 < count:
            self.rewind(start)
            self._train_and_remember(bad + 1)
        self._stop_diverged()

    def evaluate_if_due(self) -> None:
        """Evaluate if it is time to, and stop if a limit or a goal is reached."""
        ended = self._limit_reached()
        due = ended or self.iteration % self._evaluate_every == 0
        if self.stopped is None and due:
            self._evaluate_and_judge()
        self.stopped = self.stopped or ended

    def evaluate(self) -> Evaluation:
        """Score the network as it is now on each part that has samples."""
        held_out = (self.data.test, self.data.validation)
        scores = [self._score(part) if part.samples else None for part in held_out]
        train = self._score(self.data.train)
        return Evaluation(self.iteration, self.epoch, train, *scores)

    def state(self, most_costs: int | None = None) -> RunState:
        """Return a copy of everything that is needed to continue elsewhere.

        With ``most_costs``, of the costs only the last ones: not to continue, but to
        look at the run as it is.
        """
        costs = self.history.costs
        first = 0 if most_costs is None else max(0, len(costs) - most_costs)
        return RunState(
            config=self.config,
            now=self.checkpoint(),
            before=self.before_last,
            rate=0.0 if self._last is None else self._last.rate,
            costs=costs[first:].copy(),
            evaluations=tuple(self.history.evaluations),
            stopped=self.stopped,
            seconds=self.seconds,
            initial_cost=self._initial_cost,
            first=None if self.beginning is None else self.beginning.state,
        )

    def resume(self, state: RunState) -> None:
        """Continue from the state of another trainer on the same data, bit for bit."""
        self.config = state.config
        last = None
        if state.before is not None:
            # The last iteration is repeated, so that its trace is there to look into.
            # ``now`` may differ from where it leads, by a setting or an edit.
            self.restore_state(state.before)
            self.replay(1)
            last = self._last and self._last.with_after(self.network.parameters)
        self.restore_state(state.now)
        self._last = last
        self.history, self._best = History(list(state.evaluations)), None
        self.history.room_for(len(state.costs))[...] = state.costs
        self.history.advance(len(state.costs))
        self.stopped, self.seconds = state.stopped, state.seconds
        self._initial_cost, first = state.initial_cost, state.first
        self.beginning = None if first is None else Beginning(self.config, first)

    @property
    def best(self) -> Evaluation | None:
        """The evaluation with the lowest watched cost so far; see ``stop.best_of``."""
        return best_of(self.config, self.history.evaluations)

    def keep_best(self) -> bool:
        """Go back to the best moment for good, which was asked for by ``keep``.

        The run stays over, for the reason it was. Returns whether it is there: a run
        that was resumed has not seen what was before, but its timeline has.
        """
        best, there, stop = self.best, self._best, self.stopped
        if best is None:
            return False
        if there is not None and best.iteration == there.iteration < self.iteration:
            self.rewind(there)
            self.stopped = stop
        return best.iteration == self.iteration

    def rewind(self, checkpoint: Checkpoint) -> None:
        """Go back to a checkpoint of this run and forget what came after it.

        Raises
        ------
        ValueError
            If the checkpoint is of a later iteration, whose costs are not recorded.
        """
        if checkpoint.iteration > self.iteration:
            raise ValueError(
                f"cannot rewind to iteration {checkpoint.iteration} from "
                f"{self.iteration}"
            )
        self.restore_state(checkpoint)
        self.history.cut(checkpoint.iteration)
        self.stopped = None
        if self._best is not None and self._best.iteration > checkpoint.iteration:
            self._best = None

    def adopt_history(self, history: History, stop: Stop | None) -> None:
        """Continue with another record, which leads to the current iteration.

        A limit that ended that run does not apply if it has been raised since.
        """
        self.history, self.stopped, self._best = history, stop, None
        limited = stop is not None and stop.reason in ("iterations", "epochs")
        if limited and not self._limit_reached():
            self.stopped = None

    def set_limits(self, **limits: Any) -> None:  # noqa: ANN401
        """Change stop conditions; a run that was at its end goes on if it now can.

        Raises
        ------
        InputError
            For a value that is not possible.
        """
        self.config, self._best = self.config.changed(**limits), None
        if self.stopped is not None and self.stopped.reason != "diverged":
            self.stopped = self._limit_reached()

    @np.errstate(over="ignore")
    def has_diverged(self, costs: Floats, parameters: Floats) -> bool:
        """Tell whether a cost, (n,), exploded or a parameter, (P,), is not finite."""
        if first_divergence(costs, self._initial_cost) is not None:
            return True
        # A sum of squares is finite only if each of them is, and soon worked out.
        with np.errstate(all="ignore"):
            if isfinite(parameters.dot(parameters)):
                return False
        return not np.isfinite(parameters).all()

    def fast_forward(self, costs: Floats, there: Checkpoint, seconds: float) -> None:
        """Record iterations that were done elsewhere, and take over their result.

        ``costs`` (n,) are their costs and ``there`` the state they led to; they took
        ``seconds``.
        """
        self.history.room_for(len(costs))[...] = costs
        self.history.advance(len(costs))
        self.restore_state(there)
        self.seconds += seconds

    def clone(self) -> Self:
        """Return a trainer in the same state, with an empty record."""
        clone = super().clone()
        clone.history, clone.stopped = History(), None
        # Its memory is overwritten by each block, so it must not be shared.
        clone._start = clone._best = None  # noqa: SLF001 (one of its own kind)
        return clone

    @property
    def next_halt(self) -> int:
        """The iteration up to which ``advance`` may go: an evaluation or a limit."""
        halt = self.iteration + min(_BLOCK, self.until_evaluation)
        limit = iteration_limit(self.config, self.order.per_epoch)
        return halt if limit is None else min(halt, limit[0])

    def _limit_reached(self) -> Stop | None:
        return limit_reached(self.config, self.order.per_epoch, self.iteration)

    @property
    def _evaluate_every(self) -> int:
        epoch = self.order.per_epoch
        return self.config.evaluate_every or epoch * -(-_SELDOM // epoch)

    def _stop_diverged(self) -> None:
        cause = likely_cause(self.trace(), self.program.operations, self.config)
        message = f"the cost diverged at iteration {self.iteration}: {cause.text}"
        self.stopped = Stop("diverged", self.iteration, message, cause.remedy)

    def _train_and_remember(self, count: int) -> None:
        """Do ``count`` iterations, and keep the state before the last one."""
        self._train(count - 1)
        before = self.checkpoint()
        rate, program = self._train(1)
        self._last = LastIteration(before, rate, program)

    def _train(self, count: int) -> tuple[float, Program]:
        """Do exactly ``count`` iterations and record their costs.

        Returns the learning rate and the program of the last one.
        """
        began = time.perf_counter()
        last = self._iterate(self.history.room_for(count))
        self.history.advance(count)
        self.seconds += time.perf_counter() - began
        return last

    def _evaluate_and_judge(self) -> None:
        found = self.evaluate()
        self.history.evaluations.append(found)
        if self._last is not None and not np.isfinite(found.train.cost):
            self._stop_diverged()
        else:
            self.stopped = goal_reached(self.config, self.history.evaluations)
        if self.config.keep == "best":
            self._remember_best(found)

    def _remember_best(self, found: Evaluation) -> None:
        """Keep the state of now, if none has been as good."""
        cost, best = watched(self.config, found)[1].cost, self._best
        # All evaluations are only looked through where nothing is known of them.
        if cost < self._best_cost if best else self.best is found:
            self._best, self._best_cost = self.checkpoint(in_place_of=best), cost

    @np.errstate(all="ignore")
    def _score(self, part: Part, most: int | None = None) -> Score:
        samples = part.inputs[:most], part.targets[:most]
        return score(
            self.network,
            self.loss,
            self.config.penalty,
            samples,
            task=self.data.dataset.task,
            middle=self.data.middle,
        )

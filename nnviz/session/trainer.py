"""The run itself: a network, its data, and as many iterations as are asked for."""

import time
from typing import Self

import numpy as np

from nnviz.core.program import Program
from nnviz.core.types import Floats
from nnviz.data.dataset import Dataset
from nnviz.data.prepared import Part, PreparedData
from nnviz.session.checkpoint import Checkpoint
from nnviz.session.config import RunConfig
from nnviz.session.divergence import first_divergence, likely_cause
from nnviz.session.engine import Engine
from nnviz.session.history import Evaluation, History
from nnviz.session.last_iteration import LastIteration
from nnviz.session.run_state import RunState
from nnviz.session.scores import Score, score
from nnviz.session.stop import Stop, goal_reached, iteration_limit, limit_reached

_BLOCK = 1000
"""The most iterations between two looks at their costs."""

_ENOUGH = 10_000
"""So many samples tell well enough how large the cost is at first."""

_SELDOM = 200
"""By default this many iterations, in whole epochs, lie between two evaluations."""


class Trainer(Engine):
    """Trains one network by one configuration, keeps a record, and knows when to end.

    Parameters
    ----------
    config, dataset, prepared
        As for any engine, which refuses what cannot be used.

    Attributes
    ----------
    history
        What was recorded.
    stopped
        Why the run has ended, or None.
    seconds
        Time spent in training, without evaluations.
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
        self._start: Checkpoint | None = None

    @property
    def until_evaluation(self) -> int:
        """Iterations until the next evaluation that belongs to the run."""
        return self._evaluate_every - self.iteration % self._evaluate_every

    def step(self) -> Stop | None:
        """Do one iteration; see ``run``."""
        return self.run(1)

    def run(self, iterations: int) -> Stop | None:
        """Do so many iterations, fewer if a stop condition comes first.

        The run stops for good when epochs or iterations run out, a goal is reached, or
        the cost diverges; then the reason is returned, and again at every later call.
        """
        end = self.iteration + iterations
        while self.stopped is None and self.iteration < end:
            self.advance(min(end, self.next_halt) - self.iteration)
            self.evaluate_if_due()
        return self.stopped

    def advance(self, count: int) -> None:
        """Do so many iterations, up to the next halt at most, without looking around.

        If the cost diverges, the run ends at that iteration.
        """
        if self._limit_reached():
            return
        start = self._start = self.checkpoint(in_place_of=self._start)
        self._train_and_remember(count)
        costs = self.history.costs[start.iteration :]
        if not self.has_diverged(costs, self.network.parameters):
            return
        bad = first_divergence(costs, self._initial_cost)
        if bad is not None and bad + 1 < count:
            self.rewind(start)
            self._train_and_remember(bad + 1)
        self._stop_diverged()

    def evaluate_if_due(self) -> None:
        """Evaluate if it is time to, and see whether a limit or goal is reached."""
        ended = self._limit_reached()
        due = ended or self.iteration % self._evaluate_every == 0
        if self.stopped is None and due:
            self._evaluate_and_judge()
        self.stopped = self.stopped or ended

    def evaluate(self) -> Evaluation:
        """Score the network as it is now on the training and the test part."""
        train, test = self.data.train, self.data.test
        test_score = self._score(test) if test.samples else None
        return Evaluation(self.iteration, self.epoch, self._score(train), test_score)

    def state(self) -> RunState:
        """Return a copy of everything that is needed to go on from here elsewhere."""
        return RunState(
            config=self.config,
            now=self.checkpoint(),
            before=self.before_last,
            rate=0.0 if self._last is None else self._last.rate,
            costs=self.history.costs.copy(),
            evaluations=tuple(self.history.evaluations),
            stopped=self.stopped,
            seconds=self.seconds,
            initial_cost=self._initial_cost,
        )

    def resume(self, state: RunState) -> None:
        """Go on from where another trainer on the same data was, bit for bit.

        The iteration last done is done again first, so that it can be looked into.
        """
        self.config = state.config
        last = None
        if state.before is not None:
            self.restore_state(state.before)
            self.replay(1)
            last = self._last and self._last.with_after(self.network.parameters)
        self.restore_state(state.now)
        self._last = last
        self.history = History(list(state.evaluations))
        self.history.room_for(len(state.costs))[...] = state.costs
        self.history.advance(len(state.costs))
        self.stopped, self.seconds = state.stopped, state.seconds
        self._initial_cost = state.initial_cost

    def rewind(self, checkpoint: Checkpoint) -> None:
        """Go back to a checkpoint of this run and forget what came after it.

        Raises
        ------
        ValueError
            If the checkpoint lies ahead: what led there has been forgotten.
        """
        if checkpoint.iteration > self.iteration:
            raise ValueError(
                f"iteration {checkpoint.iteration} lies ahead of {self.iteration}"
            )
        self.restore_state(checkpoint)
        self.history.cut(checkpoint.iteration)
        self.stopped = None

    def adopt_history(self, history: History, stop: Stop | None) -> None:
        """Go on with another record, which leads to where this trainer stands.

        A limit that ended that run, but has been raised since, ends it no more.
        """
        self.history, self.stopped = history, stop
        limited = stop is not None and stop.reason in ("iterations", "epochs")
        if limited and not self._limit_reached():
            self.stopped = None

    def has_diverged(self, costs: Floats, parameters: Floats) -> bool:
        """Tell whether a cost, (n,), exploded or a parameter, (P,), is not finite."""
        if first_divergence(costs, self._initial_cost) is not None:
            return True
        return not np.isfinite(parameters).all()

    def fast_forward(self, costs: Floats, there: Checkpoint, seconds: float) -> None:
        """Go on from where the same iterations, done elsewhere, have led."""
        self.history.room_for(len(costs))[...] = costs
        self.history.advance(len(costs))
        self.restore_state(there)
        self.seconds += seconds

    def clone(self) -> Self:
        """Return another one at the same place, with an empty record."""
        clone = super().clone()
        clone.history, clone.stopped = History(), None
        clone._start = None  # noqa: SLF001 (one of its own kind)
        return clone

    @property
    def next_halt(self) -> int:
        """The iteration at which to look around next, at the latest."""
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
        """Do ``count`` iterations and keep what was before the last one."""
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

    @np.errstate(all="ignore")
    def _score(self, part: Part, most: int | None = None) -> Score:
        samples = part.inputs[:most], part.targets[:most]
        classes = self.data.dataset.task == "classification"
        return score(
            self.network,
            self.loss,
            self.config.penalty,
            samples,
            classification=classes,
        )

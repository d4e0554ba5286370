"""The run itself: a network, its data, and as many iterations as are asked for."""

import time

import numpy as np

from nnviz.core.program import Program, compile_program
from nnviz.core.trace import Trace
from nnviz.data.dataset import Dataset
from nnviz.data.prepared import Part
from nnviz.session.blas import use_one_thread
from nnviz.session.checkpoint import Checkpoint
from nnviz.session.config import RunConfig
from nnviz.session.divergence import first_divergence, likely_cause
from nnviz.session.history import Evaluation, History
from nnviz.session.last_iteration import LastIteration
from nnviz.session.schedules import SCHEDULES
from nnviz.session.scores import Score, score
from nnviz.session.setup import set_up
from nnviz.session.stop import Stop, goal_reached, iteration_limit

_BLOCK = 1000
"""The most iterations between two looks at their costs."""

_ENOUGH = 10_000
"""So many samples tell well enough how large the cost is at first."""

_CHANGEABLE = ("learning_rate", "l1", "l2")
"""The settings that can change between two iterations."""

_SELDOM = 200
"""By default this many iterations, in whole epochs, lie between two evaluations."""


class Trainer:
    """Trains one network by one configuration.

    Parameters
    ----------
    config
        The settings; those left open follow from the data set.
    dataset
        The data, if it is at hand; loaded by ``config.dataset`` otherwise.

    Attributes
    ----------
    config
        The settings with nothing left open.
    network, loss, data, order
        The network being trained, its loss, the prepared data, and the order in which
        batches come.
    program
        The program of a whole batch.
    history
        What was recorded.
    iteration
        How many iterations are done.
    stopped
        Why the run has ended, or None.
    seconds
        Time spent in training, without evaluations.

    Raises
    ------
    InputError
        If the configuration or the data cannot be used.
    """

    def __init__(self, config: RunConfig, dataset: Dataset | None = None) -> None:
        use_one_thread()
        setup = set_up(config, dataset)
        self.config, self.data = setup.config, setup.data
        self.network, self.loss, self.order = setup.network, setup.loss, setup.order
        self._state, self._samples = setup.state, setup.samples
        self._initial_cost = self._score(self.data.train, _ENOUGH).cost
        self._programs: dict[int, Program] = {}
        self.program = self._program_for(self.order.batch_size)
        self.history = History()
        self.iteration = 0
        self.stopped: Stop | None = None
        self.seconds = 0.0
        self._last: LastIteration | None = None

    @property
    def epoch(self) -> float:
        """How many epochs are done, with the part of the current one."""
        return self.iteration / self.order.per_epoch

    @property
    def learning_rate(self) -> float:
        """The learning rate that the schedule starts from; ``change`` sets it."""
        return float(self.config.learning_rate or 0.0)

    def change(self, **settings: float) -> None:
        """Change learning_rate, l1 or l2 from the next iteration on.

        Raises
        ------
        InputError
            If the value cannot be.
        ValueError
            For a setting that needs a new run.
        """
        fixed = set(settings) - set(_CHANGEABLE)
        if fixed:
            raise ValueError(f"{', '.join(sorted(fixed))} cannot change during a run")
        self.config = self.config.changed(**settings)
        if not settings.keys() <= {"learning_rate"}:
            self._programs.clear()
            self.program = self._program_for(self.order.batch_size)

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
            if not self._limit_reached():
                self._advance(min(end, self._next_halt()) - self.iteration)
            if self.stopped is None:
                self._look_around()
        return self.stopped

    def trace(self) -> Trace:
        """Return a picture of the iteration last done.

        Raises
        ------
        RuntimeError
            If none has been done yet.
        """
        if self._last is None:
            raise RuntimeError(
                "no iteration has been done since the start or since a checkpoint was "
                "restored: call step() first"
            )
        return self._last.picture(self.network, self.order)

    def evaluate(self) -> Evaluation:
        """Score the network as it is now on the training and the test part."""
        train, test = self.data.train, self.data.test
        test_score = self._score(test) if test.samples else None
        return Evaluation(self.iteration, self.epoch, self._score(train), test_score)

    def checkpoint(self) -> Checkpoint:
        """Return a copy of all that changes from one iteration to the next."""
        return Checkpoint(
            self.iteration,
            self.network.parameters.copy(),
            self._state.snapshot(),
            {name: getattr(self.config, name) for name in _CHANGEABLE},
        )

    def restore(self, checkpoint: Checkpoint) -> None:
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
        self.change(**checkpoint.settings)
        self.network.parameters[...] = checkpoint.parameters
        self._state.restore(checkpoint.state)
        self.iteration = checkpoint.iteration
        self.history.cut(checkpoint.iteration)
        self.stopped = None
        self._last = None

    def _program_for(self, size: int) -> Program:
        """Return the program for batches of this size; a full batch is not copied."""
        if size not in self._programs:
            full = size == self.data.train.samples
            self._programs[size] = compile_program(
                self.network,
                self.loss,
                self._state,
                batch=self._samples if full else size,
                penalty=self.config.penalty,
            )
        return self._programs[size]

    def _next_halt(self) -> int:
        """Return the iteration at which to look around next."""
        every = self._evaluate_every
        evaluation = (self.iteration // every + 1) * every
        halts = [self.iteration + _BLOCK, evaluation]
        limit = iteration_limit(self.config, self.order.per_epoch)
        return min(halts) if limit is None else min(*halts, limit[0])

    def _limit_reached(self) -> bool:
        limit = iteration_limit(self.config, self.order.per_epoch)
        return limit is not None and self.iteration >= limit[0]

    @property
    def _evaluate_every(self) -> int:
        epoch = self.order.per_epoch
        return self.config.evaluate_every or epoch * -(-_SELDOM // epoch)

    def _advance(self, count: int) -> None:
        """Do ``count`` iterations; if the cost diverges, end at that iteration."""
        start = self.checkpoint()
        self._train_and_remember(count)
        costs = self.history.costs[start.iteration :]
        bad = first_divergence(costs, self._initial_cost)
        if bad is None and np.isfinite(self.network.parameters).all():
            return
        if bad is not None and bad + 1 < count:
            self.restore(start)
            self._train_and_remember(bad + 1)
        self._stop_diverged()

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
        rates = SCHEDULES[self.config.schedule].rates(
            self.iteration, count, self.learning_rate, self.config.schedule_settings
        )
        costs, done, program = self.history.room_for(count), 0, self.program
        with np.errstate(all="ignore"):
            for batches in self.order.runs(self.iteration, count):
                part = slice(done, done + len(batches))
                program = self._program_for(len(batches[0]))
                program.train(self._samples, batches, rates[part], costs[part])
                done += len(batches)
        self.history.advance(count)
        self.iteration += count
        self.seconds += time.perf_counter() - began
        return (rates[-1] if rates else 0.0), program

    def _look_around(self) -> None:
        """Evaluate if it is time to, and see whether a limit or goal is reached."""
        limit = iteration_limit(self.config, self.order.per_epoch)
        ended = self._limit_reached()
        if ended or self.iteration % self._evaluate_every == 0:
            self._evaluate_and_judge()
        if self.stopped is None and limit is not None and ended:
            reason = limit[1]
            done = self.epoch if reason == "epochs" else self.iteration
            self.stopped = Stop(reason, self.iteration, f"{reason} done: {done:,g}")

    def _evaluate_and_judge(self) -> None:
        found = self.evaluate()
        self.history.evaluations.append(found)
        if self._last is not None and not np.isfinite(found.train.cost):
            self._stop_diverged()
        else:
            self.stopped = goal_reached(self.config, self.history.evaluations)

    def _score(self, part: Part, most: int | None = None) -> Score:
        with np.errstate(all="ignore"):
            return score(
                self.network,
                self.loss,
                self.config.penalty,
                (part.inputs[:most], part.targets[:most]),
                classification=self.data.dataset.task == "classification",
            )

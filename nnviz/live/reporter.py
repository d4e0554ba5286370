"""Tells the window of every iteration, once and in order, and never floods it."""

import time
from collections.abc import Callable

from msgspec.structs import replace

from nnviz.core.trace import Trace
from nnviz.explain.routes import Routes
from nnviz.live.back_pressure import BackPressure
from nnviz.live.pacing import Clock, SpeedMeter
from nnviz.live.snapshot import Block, Snapshot, frozen_copy, take_snapshot
from nnviz.session.history import Evaluation
from nnviz.session.trainer import Trainer

_TRACE_BYTES = 512 << 20
"""An iteration with a larger workspace is not copied as a trace."""


class Reporter(BackPressure):
    """Sends what is new in a run: blocks by credit, snapshots when asked for.

    Parameters
    ----------
    run
        The number of the run.
    trainer
        Looked at between two iterations only.
    send_block, send_snapshot
        Carry a value to the window.
    """

    def __init__(
        self,
        run: int,
        trainer: Trainer,
        send_block: Callable[[Block], None],
        send_snapshot: Callable[[Snapshot], None],
        clock: Clock = time.perf_counter,
    ) -> None:
        super().__init__(clock)
        self._run, self._trainer = run, trainer
        self._send_block, self._send_snapshot = send_block, send_snapshot
        self._told, self._evaluations_told, self._evaluations_seen = 0, 0, 0
        self._trace: Trace | None = None
        self._routes = Routes()
        self._branch = 0
        self._past: tuple[Trainer, int] | None = None
        self.meter = SpeedMeter(clock)
        self.evaluation: Evaluation | None = None

    @property
    def shown(self) -> Trainer:
        """The trainer that snapshots are taken of: the run's, or one in its past."""
        return self._trainer if self._past is None else self._past[0]

    @property
    def all_told(self) -> bool:
        """Whether every iteration done and every evaluation has been sent."""
        trainer = self._trainer
        evaluations = len(trainer.history.evaluations)
        return (self._told, self._evaluations_told) == (trainer.iteration, evaluations)

    def look_at(
        self, moment: Trainer, branch: int, evaluation: Evaluation | None
    ) -> None:
        """Take snapshots of a moment of the past that stands still from now on."""
        self._past, self.evaluation = (moment, branch), evaluation
        self._news = True

    def look_at_present(self) -> None:
        """Take snapshots of the run itself again."""
        evaluations = self._trainer.history.evaluations
        self._past, self.evaluation = None, evaluations[-1] if evaluations else None
        self._news = True

    def turn_to(self, branch: int, fork: int) -> None:
        """Tell what is done on another branch from its ``fork`` on.

        Do so only when all has been told of the branch before.
        """
        evaluations = self._trainer.history.evaluations
        self._branch, self._told, self._trace = branch, fork, None
        self._evaluations_told = self._evaluations_seen = len(evaluations)
        self.look_at_present()

    def has_evaluation_of_now(self) -> bool:
        """Take over what the trainer evaluated; whether that was just now."""
        evaluations = self._trainer.history.evaluations
        if len(evaluations) > self._evaluations_seen:
            self._evaluations_seen = len(evaluations)
            self.evaluation = evaluations[-1]
            return self.evaluation.iteration == self._trainer.iteration
        return False

    def tell(self, *, now: bool) -> None:
        """Send a block of all that was not told, if the window can take it.

        Unless it is to be ``now``, not sooner than a frame after the last one.
        """
        if not self.all_told and self.spend_on_block(now=now):
            self._send_block(self._next_block())

    def show(self, *, with_trace: bool) -> None:
        """Send a snapshot if one is wanted and there is something new to see."""
        if not self.spend_on_snapshot():
            return
        trace = self._trace_shown() if with_trace else None
        snapshot = take_snapshot(
            self._run, self.shown, self.evaluation, trace, self.meter.rate()
        )
        self._send_snapshot(
            replace(
                snapshot,
                branch=self._branch if self._past is None else self._past[1],
                is_present=self._past is None,
                route=None if trace is None else self._routes.of(self.shown),
            )
        )

    def trace(self) -> Trace | None:
        """Return the trace of the iteration last done, if it is not too large.

        It is kept, so that later edits of parameters do not appear in it.
        """
        trainer = self._trainer
        if self._trace is None or self._trace.iteration != trainer.iteration:
            self._trace = _trace_of(trainer)
        return self._trace

    def _trace_shown(self) -> Trace | None:
        return self.trace() if self._past is None else _trace_of(self._past[0])

    def _next_block(self) -> Block:
        history = self._trainer.history
        first, self._told = self._told, self._trainer.iteration
        evaluations = tuple(history.evaluations[self._evaluations_told :])
        self._evaluations_told += len(evaluations)
        costs = frozen_copy(history.costs[first : self._told])
        return Block(self._run, first + 1, costs, evaluations, self._branch)


def _trace_of(trainer: Trainer) -> Trace | None:
    """Return the trace of the iteration last done, if there is one of fair size."""
    size = sum(values.nbytes for values in trainer.program.workspace.values())
    fits = trainer.before_last is not None and size <= _TRACE_BYTES
    return trainer.trace() if fits else None

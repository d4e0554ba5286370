"""Tells the window of every iteration, once and in order, and never floods it."""

import time
from collections.abc import Callable

from nnviz.core.trace import Trace
from nnviz.session.history import Evaluation
from nnviz.session.trainer import Trainer
from nnviz.ui.run.pace import Clock, SpeedMeter
from nnviz.ui.run.snapshot import Block, Snapshot, frozen_copy, take_snapshot

IN_FLIGHT = 2
"""The most blocks that are sent and not yet taken back."""

_INTERVAL = 0.012
"""Least seconds between two blocks at full speed: about one for each frame."""

_TRACE_BYTES = 64 << 20
"""An iteration with a larger workspace is not copied as a trace."""


class Reporter:
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
        self._run, self._trainer = run, trainer
        self._send_block, self._send_snapshot = send_block, send_snapshot
        self._clock = clock
        self._sent_at = clock()
        self._in_flight = 0
        self._told, self._evaluations_told, self._evaluations_seen = 0, 0, 0
        self._wanted, self._news = False, True
        self._trace: Trace | None = None
        self.meter = SpeedMeter(clock)
        self.evaluation: Evaluation | None = None

    @property
    def may_send(self) -> bool:
        """Whether the window can take another block."""
        return self._in_flight < IN_FLIGHT

    @property
    def all_told(self) -> bool:
        """Whether every iteration done and every evaluation has been sent."""
        trainer = self._trainer
        evaluations = len(trainer.history.evaluations)
        return (self._told, self._evaluations_told) == (trainer.iteration, evaluations)

    def take_back(self) -> None:
        """Count a block as received."""
        self._in_flight -= 1

    def want_snapshot(self) -> None:
        """Remember that the window waits for a snapshot."""
        self._wanted = True

    def has_news(self) -> None:
        """Remember that the last snapshot sent is out of date."""
        self._news = True

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
        if self.all_told or not self.may_send:
            return
        moment = self._clock()
        if now or moment - self._sent_at >= _INTERVAL:
            self._sent_at = moment
            self._in_flight += 1
            self._send_block(self._next_block())

    def show(self, *, with_trace: bool) -> None:
        """Send a snapshot if one is wanted and there is something new to see."""
        if not (self._wanted and self._news):
            return
        self._wanted = self._news = False
        trace = self.trace() if with_trace else None
        self._send_snapshot(
            take_snapshot(
                self._run, self._trainer, self.evaluation, trace, self.meter.rate()
            )
        )

    def trace(self) -> Trace | None:
        """Return the trace of the iteration last done, if it is not too large.

        It is kept, so that later edits of parameters do not appear in it.
        """
        trainer = self._trainer
        if self._trace is not None and self._trace.iteration == trainer.iteration:
            return self._trace
        size = sum(values.nbytes for values in trainer.program.workspace.values())
        fits = trainer.can_trace and size <= _TRACE_BYTES
        self._trace = trainer.trace() if fits else None
        return self._trace

    def _next_block(self) -> Block:
        history = self._trainer.history
        first, self._told = self._told, self._trainer.iteration
        evaluations = tuple(history.evaluations[self._evaluations_told :])
        self._evaluations_told += len(evaluations)
        costs = frozen_copy(history.costs[first : self._told])
        return Block(self._run, first + 1, costs, evaluations)

"""What the thread does turn by turn: obey, train a little, report; or rest."""

import time
from collections import deque
from typing import Any, Protocol

from nnviz.data.dataset import Dataset
from nnviz.session.config import RunConfig
from nnviz.session.stop import Stop
from nnviz.ui.run.attentive_trainer import AttentiveTrainer
from nnviz.ui.run.changes import intervene
from nnviz.ui.run.commands import (
    Change,
    Command,
    Edit,
    Intervention,
    SetSpeed,
    ShowSnapshot,
    TakeBack,
    Train,
    TrainEpoch,
)
from nnviz.ui.run.interrupted import Interrupted
from nnviz.ui.run.pace import Pace
from nnviz.ui.run.reporter import Reporter

_QUICK = 0.005
"""Seconds an evaluation may take to follow every iteration at slow speeds."""


class _Abandoned(Exception):  # noqa: N818 (no error: there are better things to do)
    """An evaluation at rest is given up, because there is something to do."""


class _Emitter(Protocol):
    def emit(self, *values: Any) -> None: ...  # noqa: ANN401


class Window(Protocol):
    """What the loop knows of the outside: commands come in, values go out."""

    iterated: Any
    pictured: Any
    rested: Any
    stopped: Any

    @property
    def interrupted(self) -> bool:
        """Whether to end."""

    def next_command(self, seconds: float | None = 0.0) -> Command | None:
        """Return what is asked next, waiting so long at most; for ever if None."""


class TrainingLoop:
    """Trains one run in turns of a few milliseconds, obeying commands between them.

    Parameters
    ----------
    run, config, dataset
        The run; building it may take a while.
    window
        Where commands come from and reports go to.

    Attributes
    ----------
    trainer
        The trainer; nobody else may touch it once turns are taken.
    """

    def __init__(
        self, run: int, config: RunConfig, dataset: Dataset, window: Window
    ) -> None:
        self._run, self._window = run, window
        self.trainer = AttentiveTrainer(config, dataset, self._look_up)
        self._pace = Pace()
        self._reporter = Reporter(
            run, self.trainer, window.iterated.emit, window.pictured.emit
        )
        self._interventions: deque[Intervention] = deque()
        self._remaining: int | None = 0
        self._order = 0
        self._at_rest = True
        self._evaluation_is_due = True
        self._evaluation_seconds = 0.0
        self._may_abandon = False
        self._stop_told: Stop | None = None

    def turn(self) -> None:
        """Obey what is asked, then train a little, or rest until something is."""
        self._receive()
        self._intervene()
        if self._remaining == 0:
            self._rest()
        else:
            self._go_on()

    def _receive(self) -> None:
        """Take in all that is asked."""
        while (command := self._window.next_command()) is not None:
            self._take_in(command)

    def _wait(self, seconds: float | None) -> None:
        """Sleep until something is asked, so long at most."""
        command = self._window.next_command(seconds)
        if command is not None:
            self._take_in(command)

    def _take_in(self, command: Command) -> None:
        match command:
            case Train(iterations, order):
                self._begin(iterations, order)
            case TrainEpoch(order):
                per_epoch = self.trainer.order.per_epoch
                self._begin(per_epoch - self.trainer.iteration % per_epoch, order)
            case SetSpeed(rate):
                self._pace.set_rate(rate)
            case TakeBack():
                self._reporter.take_back()
            case ShowSnapshot():
                self._reporter.want_snapshot()
            case Change() | Edit():
                self._interventions.append(command)

    def _begin(self, iterations: int | None, order: int) -> None:
        self._order = order
        if self._remaining == 0:
            self._pace.begin()
            self._reporter.meter.begin(self.trainer.iteration)
        self._remaining = iterations
        if iterations != 0:
            self._at_rest = False

    def _intervene(self) -> None:
        """Change what is asked to change, between two iterations."""
        while self._interventions:
            intervene(self.trainer, self._interventions.popleft())
            self._evaluation_is_due = True
            self._reporter.has_news()

    def _go_on(self) -> None:
        """Do what is due, or wait until something is."""
        due = self._pace.due()
        if self._pace.followable and not self._reporter.may_send:
            self._wait(None)
        elif due == 0:
            self._report()
            self._wait(self._pace.wait())
        else:
            # A pause during an evaluation is obeyed after it: let the turn end there.
            due = min(due, self.trainer.until_evaluation)
            self._train(due if self._remaining is None else min(due, self._remaining))
            self._report()

    def _train(self, count: int) -> None:
        trainer = self.trainer
        if self._remaining is not None:
            self._remaining -= count
        iteration, seconds = trainer.iteration, trainer.seconds
        stop = trainer.run(count)
        self._pace.done(trainer.iteration - iteration, trainer.seconds - seconds)
        self._reporter.meter.mark(trainer.iteration)
        self._reporter.has_news()
        self._evaluation_is_due = not self._reporter.has_evaluation_of_now()
        if stop is not None:
            self._remaining = 0
        if self._evaluation_is_due and self._is_quick:
            self._evaluate()

    @property
    def _is_quick(self) -> bool:
        """Whether every iteration can be followed by an evaluation."""
        return self._pace.followable and self._evaluation_seconds < _QUICK

    def _report(self) -> None:
        followable = self._pace.followable
        self._reporter.tell(now=followable)
        self._reporter.show(with_trace=followable)

    def _rest(self) -> None:
        """Tell all that is not told yet, evaluate, and wait to be asked."""
        self._reporter.tell(now=True)
        if not self._reporter.all_told:
            self._wait(None)
            return
        if not self._at_rest:
            self._come_to_rest()
        self._reporter.show(with_trace=True)
        if self._evaluation_is_due:
            self._evaluate_at_rest()
        else:
            self._wait(None)

    def _come_to_rest(self) -> None:
        self._at_rest = True
        self._reporter.meter.begin(self.trainer.iteration)
        self._reporter.trace()
        self._reporter.has_news()
        self._window.rested.emit(self._run, self._order)
        stop = self.trainer.stopped
        if stop is not None and stop is not self._stop_told:
            self._stop_told = stop
            self._window.stopped.emit(self._run, stop)

    def _evaluate_at_rest(self) -> None:
        self._may_abandon = True
        try:
            self._evaluate()
        except _Abandoned:
            return
        finally:
            self._may_abandon = False
        self._reporter.has_news()

    def _evaluate(self) -> None:
        began = time.perf_counter()
        self._reporter.evaluation = self.trainer.evaluate()
        self._evaluation_seconds = time.perf_counter() - began
        self._evaluation_is_due = False

    def _look_up(self) -> None:
        """Serve the window in the middle of an evaluation; the network is at rest."""
        if self._window.interrupted:
            raise Interrupted
        self._receive()
        if self._may_abandon and (self._remaining != 0 or self._interventions):
            raise _Abandoned
        if not self._may_abandon:
            self._reporter.has_news()
        self._reporter.tell(now=self._remaining == 0 or self._pace.followable)
        self._reporter.show(with_trace=self._may_abandon)

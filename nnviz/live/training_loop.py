"""What the thread does turn by turn: obey, train a little, report; or rest."""

import time

from nnviz.data.dataset import Dataset
from nnviz.live.command_queue import CommandQueue
from nnviz.live.commands import ShowMoment, StepBack
from nnviz.live.interrupted import Interrupted
from nnviz.live.interruptible_trainer import InterruptibleTrainer
from nnviz.live.loop_port import Window
from nnviz.live.pacing import IterationPacer
from nnviz.live.reporter import Reporter
from nnviz.live.saving import Saving
from nnviz.live.time_travel import TimeTravel
from nnviz.session.config import RunConfig
from nnviz.session.run_state import RunState
from nnviz.session.timeline.timeline import Timeline

_QUICK = 0.005
"""Seconds an evaluation may take to follow every iteration at slow speeds."""


_PATIENCE = 0.1
"""Seconds without a new picture after which a moment is brought back to its end.

Sooner, a newer wish puts it off: whoever scrubs sees where the pointer is now.
"""

_LONGEST = 0.5
"""Seconds after which a newer wish goes before one that still takes its time."""


class _Abandoned(Exception):  # noqa: N818 (no error: there are better things to do)
    """What is done at rest is given up, because there are better things to do."""


class TrainingLoop:
    """Trains one run in turns of a few milliseconds, obeying commands between them.

    Parameters
    ----------
    run, config, dataset
        The run; building it may take a while.
    window
        Where commands come from and reports go to.
    state
        Where the run goes on from, if it does not begin.

    Attributes
    ----------
    trainer
        The trainer; nobody else may touch it once turns are taken.
    """

    def __init__(
        self,
        run: int,
        config: RunConfig,
        dataset: Dataset,
        window: Window,
        state: RunState | None = None,
    ) -> None:
        self._run, self._window = run, window
        self.trainer = InterruptibleTrainer(config, dataset, self._look_up)
        if state is not None:
            self.trainer.resume(state)
        self._pace = IterationPacer()
        self._reporter = Reporter(
            run, self.trainer, window.iterated.emit, window.pictured.emit
        )
        self._timeline = Timeline(self.trainer)
        self._travel = TimeTravel(
            run,
            self._timeline,
            self._reporter,
            window.travelled.emit,
            window.compared.emit,
        )
        self._orders = CommandQueue(
            self._timeline,
            self._travel,
            self._reporter,
            self._pace,
            Saving(dataset, window.saved, window.not_saved),
            self._end_if_asked,
        )
        self._evaluation_seconds = 0.0
        self._may_abandon = False
        self._arrived_at = self._set_out_at = 0.0

    def turn(self) -> None:
        """Obey what is asked, then train a little, or rest until something is."""
        self._receive()
        if not self._orders.obey_waiting():
            self._wait(None)
        elif self._orders.remaining == 0:
            self._rest()
        else:
            self._go_on()

    def finish(self) -> None:
        """Do what was asked before the end: nothing to be saved gets lost."""
        self._receive()
        self._orders.save_what_waits()

    def _receive(self) -> None:
        """Take in all that is asked."""
        while (command := self._window.next_command()) is not None:
            self._orders.take_in(command)

    def _wait(self, seconds: float | None) -> None:
        """Sleep until something is asked, so long at most."""
        command = self._window.next_command(seconds)
        if command is not None:
            self._orders.take_in(command)

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
            self._train(
                due
                if self._orders.remaining is None
                else min(due, self._orders.remaining)
            )
            self._report()

    def _train(self, count: int) -> None:
        trainer = self.trainer
        if self._orders.remaining is not None:
            self._orders.remaining -= count
        iteration, seconds = trainer.iteration, trainer.seconds
        stop = self._timeline.run(count)
        self._pace.done(trainer.iteration - iteration, trainer.seconds - seconds)
        self._reporter.meter.mark(trainer.iteration)
        self._reporter.has_news()
        self._orders.evaluation_is_due = not self._reporter.has_evaluation_of_now()
        if stop is not None:
            self._orders.remaining = 0
        if self._orders.evaluation_is_due and self._is_quick:
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
        if not self._orders.at_rest:
            self._come_to_rest()
        self._travel.tell()
        if not self._travel.arrived and not self._arrive():
            return
        self._reporter.show(with_trace=True)
        if self._orders.evaluation_is_due:
            self._evaluate_at_rest()
        else:
            self._wait(None)

    def _come_to_rest(self) -> None:
        self._orders.at_rest = True
        self._reporter.meter.begin(self.trainer.iteration)
        self._reporter.trace()
        self._reporter.has_news()
        self._window.rested.emit(self._run, self._orders.number)
        stop = self.trainer.stopped
        if stop is not None and stop is not self._orders.stop_told:
            self._window.stopped.emit(self._run, stop)
        self._orders.stop_told = stop

    def _arrive(self) -> bool:
        """Bring back the moment wished for; return whether nothing came between."""
        self._set_out_at = time.perf_counter()
        try:
            self._travel.arrive(self._look_for_wishes)
        except _Abandoned:
            return False
        self._arrived_at = time.perf_counter()
        self._orders.evaluation_is_due = True
        return self._travel.arrived

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
        self._reporter.evaluation = self._reporter.shown.evaluate()
        self._evaluation_seconds = time.perf_counter() - began
        self._orders.evaluation_is_due = False

    def _end_if_asked(self) -> None:
        if self._window.interrupted and not self._orders.must_save:
            raise Interrupted

    def _look_for_wishes(self) -> None:
        """Give a moment up for a newer one, but not again and again."""
        self._receive()
        self._end_if_asked()
        now = time.perf_counter()
        overdue = now - self._arrived_at > _PATIENCE
        overdue &= now - self._set_out_at < _LONGEST
        wishes = all(isinstance(c, ShowMoment | StepBack) for c in self._orders.waiting)
        if self._orders.waiting and not (overdue and wishes):
            raise _Abandoned

    def _look_up(self) -> None:
        """Serve the window in the middle of an evaluation; the network is at rest."""
        self._receive()
        self._end_if_asked()
        if self._may_abandon and self._orders.are_new:
            raise _Abandoned
        if not self._may_abandon:
            self._reporter.has_news()
        self._reporter.tell(now=self._orders.remaining == 0 or self._pace.followable)
        self._reporter.show(with_trace=self._may_abandon)

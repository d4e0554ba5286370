"""What the thread of a comparison does turn by turn: obey, train, report; or rest."""

import time
from collections.abc import Callable

from nnviz.live.commands import SetSpeed, ShowSnapshot, TakeBack
from nnviz.live.comparison_port import Outside
from nnviz.live.comparison_reporter import ComparisonReporter
from nnviz.live.comparison_steering import Steering
from nnviz.live.first_difference_desk import (
    Asked,
    FindFirstDifference,
    FirstDifferenceDesk,
)
from nnviz.live.health_watch import HealthWatch
from nnviz.live.interrupted import Interrupted
from nnviz.live.pacing import IterationPacer
from nnviz.session.comparison.comparison import Comparison
from nnviz.session.comparison.linked_run import LinkedRun


class _Abandoned(Exception):  # noqa: N818 (no error: there are better things to do)
    """What is being done is given up, because there are better things to do."""


def _never() -> bool:
    return False


class ComparisonLoop:
    """Trains all contenders in turns of a few milliseconds, obeying between them.

    Parameters
    ----------
    run
        The number of the comparison.
    comparison
        Nobody else may touch it once turns are taken. Its runs look up by ``look_up``.
    window
        Where commands come from and reports go to.
    """

    def __init__(self, run: int, comparison: Comparison, window: Outside) -> None:
        self._run, self._comparison, self._window = run, comparison, window
        self._pace = IterationPacer()
        self._linked = LinkedRun(comparison)
        self._steering = Steering(self._linked, self._begin)
        self._health = HealthWatch(self._linked, self.look_up)
        self._reporter = ComparisonReporter(
            run, self._linked, self._send_block, window.pictured.emit
        )
        self._told_order, self._sweeping = 0, False
        self._is_disturbed: Callable[[], bool] = _never
        self._search = FirstDifferenceDesk(run, comparison, window.parted)

    def turn(self) -> None:
        """Obey what is asked, then train a little, or rest until something is."""
        self._receive()
        self._search.go_on()
        if self._steering.moment is not None:
            self._travel(self._steering.moment)
        elif self._steering.rests:
            self._rest()
        else:
            self._go_on()

    def look_up(self) -> None:
        """Serve the window in the middle of something that takes long.

        Raises
        ------
        Interrupted
            If the thread is to end.
        """
        self._receive()
        if self._window.interrupted:
            raise Interrupted
        if self._is_disturbed():
            raise _Abandoned
        if self._sweeping:
            self._reporter.show(self._health.found, with_sides=False)

    def _try(
        self, work: Callable[[], object], is_disturbed: Callable[[], bool]
    ) -> bool:
        """Do something that may be given up, and return whether it has been done."""
        self._is_disturbed = is_disturbed
        try:
            work()
        except _Abandoned:
            return False
        finally:
            self._is_disturbed = _never
        return True

    def _unless_steered(self) -> Callable[[], bool]:
        """Return what tells whether another wish has come since now."""
        order = self._steering.order
        return lambda: self._steering.order != order

    def _unless_sent_elsewhere(self) -> Callable[[], bool]:
        """Return what tells whether another moment is to be shown than now."""
        moment = self._steering.moment
        return lambda: self._steering.moment != moment

    def _send_block(self, block: object) -> None:
        self._window.iterated.emit(self._run, block)

    def _receive(self) -> None:
        while (command := self._window.next_command()) is not None:
            self._obey(command)

    def _wait(self, seconds: float | None) -> None:
        command = self._window.next_command(seconds)
        if command is not None:
            self._obey(command)

    def _obey(self, command: Asked) -> None:
        match command:
            case SetSpeed(rate):
                self._pace.set_rate(rate)
            case TakeBack():
                self._reporter.take_back()
            case ShowSnapshot():
                self._reporter.want_snapshot()
            case FindFirstDifference():
                self._search.begin(command)
            case _:
                self._steering.take(command)

    def _begin(self) -> None:
        self._pace.begin()
        self._reporter.meter.begin(self._linked.iteration)

    def _go_on(self) -> None:
        """Do what is due, or wait until something is."""
        due = self._pace.due()
        if self._pace.followable and not self._reporter.may_send:
            self._wait(None)
        elif due == 0:
            self._report()
            self._wait(self._pace.wait())
        else:
            self._train(due)
            self._report()

    def _train(self, count: int) -> None:
        """Do so many of the iterations that remain, or show them again."""
        linked, steering = self._linked, self._steering
        if past := linked.is_past:
            count = min(count, self._comparison.iteration - linked.iteration)
        if steering.remaining is not None:
            count = min(count, steering.remaining)
            steering.remaining -= count
        iteration, began = linked.iteration, time.perf_counter()
        spent = self._seconds()
        disturbed = self._unless_sent_elsewhere() if past else self._unless_steered()
        self._try(lambda: linked.advance(count, self.look_up), disturbed)
        spent = time.perf_counter() - began if past else self._seconds() - spent
        self._pace.done(linked.iteration - iteration, spent)
        self._reporter.meter.mark(linked.iteration)
        self._reporter.has_news()
        if not linked.may_go_on:
            steering.remaining = 0
        elif self._health.is_due and not disturbed():
            self._sweeping = not self._pace.followable
            self._try(self._health.sweep, self._unless_steered())
            self._sweeping = False

    def _seconds(self) -> float:
        return sum(trainer.seconds for trainer in self._comparison.trainers)

    def _report(self) -> None:
        followable = self._pace.followable
        self._reporter.tell(now=followable)
        if self._steering.moment is None:
            self._reporter.show(self._health.found, with_sides=followable)

    def _travel(self, moment: int) -> None:
        """Look at another moment, before anything else is done."""
        self._try(
            lambda: self._linked.go_to(moment, self.look_up),
            self._unless_sent_elsewhere(),
        )
        if self._steering.moment == moment:
            self._steering.moment = None
        self._health.forget()
        self._reporter.has_news()

    def _rest(self) -> None:
        """Tell all that is not told yet, look closely, and wait to be asked."""
        self._reporter.tell(now=True)
        if not self._reporter.all_told:
            self._wait(None)
            return
        if self._told_order != self._steering.order:
            self._come_to_rest()
        self._reporter.show(self._health.found, with_sides=True)
        if not self._look_closely() and not self._search.is_busy:
            self._wait(None)

    def _come_to_rest(self) -> None:
        self._told_order = self._steering.order
        self._linked.arrive()
        self._reporter.meter.begin(self._linked.iteration)
        self._reporter.has_news()
        self._window.rested.emit(self._run, self._steering.order)

    def _look_closely(self) -> bool:
        """Evaluate and measure what is not known yet; return whether there was any."""
        if self._reporter.all_evaluated and self._health.is_complete:
            return False
        if self._try(self._look, self._unless_steered()):
            self._reporter.has_news()
        return True

    def _look(self) -> None:
        self._comparison.finish_evaluations()
        for place, trainer in enumerate(self._linked.trainers):
            if not self._reporter.is_evaluated(place):
                self._reporter.evaluations[place] = trainer.evaluate()
                self.look_up()
        self._health.sweep(at_rest=True)

"""What the thread of a comparison does turn by turn: obey, train, report; or rest."""

from nnviz.data.dataset import Dataset
from nnviz.session.comparison.comparison import Comparison
from nnviz.ui.comparing.comparison_reporter import ComparisonReporter
from nnviz.ui.comparing.health_watch import HealthWatch
from nnviz.ui.comparing.outside import Outside
from nnviz.ui.comparing.parting_desk import Asked, FindParting, PartingDesk
from nnviz.ui.comparing.way_back import WayBack
from nnviz.ui.run.commands import (
    SetSpeed,
    ShowMoment,
    ShowSnapshot,
    StepBack,
    StepBackEpoch,
    TakeBack,
    Train,
    TrainEpoch,
)
from nnviz.ui.run.interrupted import Interrupted
from nnviz.ui.run.pace import Pace


class _Abandoned(Exception):  # noqa: N818 (no error: there are better things to do)
    """What is done at rest is given up, because there are better things to do."""


class ComparisonLoop:
    """Trains all contenders in turns of a few milliseconds, obeying between them.

    Parameters
    ----------
    run
        The number of the comparison.
    comparison
        Nobody else may touch it once turns are taken.
    dataset
        Their data, without derived inputs.
    window
        Where commands come from and reports go to.
    """

    def __init__(
        self, run: int, comparison: Comparison, dataset: Dataset, window: Outside
    ) -> None:
        self._run, self._comparison, self._window = run, comparison, window
        self._pace = Pace()
        self._way_back = WayBack(comparison)
        self._health = HealthWatch(comparison.trainers, self.look_up)
        self._reporter = ComparisonReporter(
            run, comparison, self._send_block, window.pictured.emit
        )
        self._remaining: int | None = 0
        self._order = 0
        self._told_rest, self._may_abandon, self._sweeping = True, False, False
        self._back = 0
        self._search = PartingDesk(run, comparison, dataset, window.parted)

    def turn(self) -> None:
        """Obey what is asked, then train a little, or rest until something is."""
        self._receive()
        self._search.go_on()
        if self._back:
            self._go_back()
        elif self._remaining == 0:
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
        if self._may_abandon and (self._remaining != 0 or self._back):
            raise _Abandoned
        if self._sweeping:
            self._reporter.show(self._health.found, with_sides=False)

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
            case FindParting():
                self._search.begin(command)
            case _:
                self._steer(command)

    def _steer(self, command: Asked) -> None:
        """Take in where to go: on, back, or nowhere."""
        match command:
            case Train(iterations, order):
                self._begin(iterations, order)
            case TrainEpoch(order):
                self._begin(self._to_end_of_epoch(), order)
            case StepBack(iterations, order):
                self._begin(0, order)
                self._back += iterations
            case StepBackEpoch(order):
                self._begin(0, order)
                self._back += self._from_begin_of_epoch()
            case ShowMoment(iteration, _, order):
                self._show_moment(iteration, order)

    def _show_moment(self, iteration: int, order: int) -> None:
        """Go back, or on, to an iteration."""
        ahead = iteration - self._comparison.iteration
        self._begin(max(0, ahead), order)
        self._back = max(0, -ahead)

    def _begin(self, iterations: int | None, order: int) -> None:
        self._order = order
        if self._remaining == 0:
            self._pace.begin()
            self._reporter.meter.begin(self._comparison.iteration)
        self._remaining, self._told_rest = iterations, False

    @property
    def _per_epoch(self) -> int:
        return min(trainer.order.per_epoch for trainer in self._comparison.trainers)

    def _to_end_of_epoch(self) -> int:
        return self._per_epoch - self._comparison.iteration % self._per_epoch

    def _from_begin_of_epoch(self) -> int:
        return (self._comparison.iteration - 1) % self._per_epoch + 1

    def _go_on(self) -> None:
        """Do what is due, or wait until something is."""
        due = self._pace.due()
        if self._pace.followable and not self._reporter.may_send:
            self._wait(None)
        elif due == 0:
            self._report()
            self._wait(self._pace.wait())
        else:
            self._train(min(due, self._way_back.until_next))
            self._report()

    def _train(self, count: int) -> None:
        comparison = self._comparison
        if self._remaining is not None:
            count = min(count, self._remaining)
            self._remaining -= count
        iteration, seconds = comparison.iteration, self._seconds()
        comparison.run(count)
        spent = self._seconds() - seconds
        self._pace.done(comparison.iteration - iteration, spent)
        self._way_back.keep()
        self._reporter.meter.mark(comparison.iteration)
        self._reporter.has_news()
        if not comparison.running:
            self._remaining = 0
        elif self._health.is_due:
            self._sweeping = not self._pace.followable
            self._health.sweep()
            self._sweeping = False

    def _seconds(self) -> float:
        return sum(trainer.seconds for trainer in self._comparison.trainers)

    def _report(self) -> None:
        followable = self._pace.followable
        self._reporter.tell(now=followable)
        self._reporter.show(self._health.found, with_sides=followable)

    def _go_back(self) -> None:
        """Go back as far as was asked, before anything else is done."""
        self._reporter.tell(now=True)
        if not self._reporter.all_told:
            self._wait(None)
            return
        target = max(0, self._comparison.iteration - self._back)
        self._back = 0
        self._way_back.go_back(target, self.look_up)
        self._health.forget()
        self._reporter.has_news()

    def _rest(self) -> None:
        """Tell all that is not told yet, look closely, and wait to be asked."""
        self._reporter.tell(now=True)
        if not self._reporter.all_told:
            self._wait(None)
            return
        if not self._told_rest:
            self._come_to_rest()
        self._reporter.show(self._health.found, with_sides=True)
        if not self._look_closely() and not self._search.is_busy:
            self._wait(None)

    def _come_to_rest(self) -> None:
        self._told_rest = True
        self._reporter.meter.begin(self._comparison.iteration)
        self._reporter.has_news()
        self._window.rested.emit(self._run, self._order)

    def _look_closely(self) -> bool:
        """Evaluate and measure what is not known yet; return whether there was any."""
        self._may_abandon = True
        try:
            evaluated, measured = self._evaluate(), not self._health.is_complete
            if measured:
                self._health.sweep(at_rest=True)
        except _Abandoned:
            return True
        finally:
            self._may_abandon = False
        if evaluated or measured:
            self._reporter.has_news()
        return evaluated or measured

    def _evaluate(self) -> bool:
        found = False
        for place, trainer in enumerate(self._comparison.trainers):
            if not self._reporter.is_evaluated(place):
                self._reporter.evaluations[place] = trainer.evaluate()
                found = True
                self.look_up()
        return found

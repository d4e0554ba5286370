"""Records the health of all contenders while they train."""

from collections.abc import Sequence

from nnviz.session.health.health_history import HealthHistory
from nnviz.session.health.measure import health_of
from nnviz.session.interruption import CheckInterrupt, no_interrupt
from nnviz.session.trainer import Trainer


class HealthRecord:
    """Measures contenders at the start, at every evaluation and when they stop.

    Parameters
    ----------
    most
        The most training samples to measure; all if None.
    check_interrupt
        Called often; if it raises, the measurement ends.

    Attributes
    ----------
    histories
        One for each contender, in their order, once they have been measured.
    """

    def __init__(
        self, most: int | None = None, check_interrupt: CheckInterrupt = no_interrupt
    ) -> None:
        self.histories: tuple[HealthHistory, ...] = ()
        self._most, self._check_interrupt = most, check_interrupt

    def measure(self, trainers: Sequence[Trainer], *, now: bool = False) -> None:
        """Measure every contender that is due, and drop later measurements of it.

        Parameters
        ----------
        trainers
            The contenders' runs, in their order.
        now
            Whether to measure those that are not due as well, as at the end.
        """
        if not self.histories:
            self.histories = tuple(HealthHistory() for _ in trainers)
        for trainer, history in zip(trainers, self.histories, strict=True):
            history.cut(trainer.iteration)
            if _is_due(trainer, history, now=now):
                history.append(health_of(trainer, self._most, self._check_interrupt))


def _is_due(trainer: Trainer, history: HealthHistory, *, now: bool) -> bool:
    latest, evaluations = history.latest, trainer.history.evaluations
    if latest is None:
        return True
    if latest.iteration == trainer.iteration:
        return False
    evaluated = evaluations and evaluations[-1].iteration == trainer.iteration
    return now or trainer.stopped is not None or bool(evaluated)

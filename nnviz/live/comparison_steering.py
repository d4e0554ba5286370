"""Where the window has asked a comparison to go: on, to another moment, or nowhere."""

from collections.abc import Callable, Sequence

from nnviz.live.commands import (
    ShowMoment,
    StepBack,
    StepBackEpoch,
    Train,
    TrainEpoch,
)
from nnviz.live.first_difference_desk import Asked
from nnviz.session.comparison.linked_run import LinkedRun
from nnviz.session.trainer import Trainer


class Steering:
    """Takes in what is asked, the latest wish taking the place of those before.

    Parameters
    ----------
    run
        What is steered; only looked at.
    begun
        Called when it has been at rest and is to go on.

    Attributes
    ----------
    order
        The number of the latest wish.
    moment
        The iteration to be looked at first, None if it is the one at hand.
    remaining
        So many iterations follow; without end if None.
    """

    def __init__(self, run: LinkedRun, begun: Callable[[], None]) -> None:
        self._run, self._begun = run, begun
        self.order = 0
        self.moment: int | None = None
        self.remaining: int | None = 0

    @property
    def rests(self) -> bool:
        """Whether there is nowhere to go."""
        return self.moment is None and self.remaining == 0

    def take(self, command: Asked) -> None:
        """Take in a wish to go somewhere."""
        match command:
            case Train(iterations, order):
                self._begin(iterations, order)
            case TrainEpoch(order):
                per_epoch = _per_epoch(self._run.trainers)
                self._begin(per_epoch - self._there % per_epoch, order)
            case StepBack(iterations, order):
                self._go_to(self._there - iterations, order)
            case StepBackEpoch(order):
                per_epoch = _per_epoch(self._run.trainers)
                last = (self._there - 1) // per_epoch * per_epoch
                self._go_to(last, order)
            case ShowMoment(iteration, _, order):
                self._go_to(iteration, order)

    @property
    def _there(self) -> int:
        """Where the comparison will be before the remaining iterations."""
        return self._run.iteration if self.moment is None else self.moment

    def _go_to(self, iteration: int, order: int) -> None:
        """Go back, or on: beyond the end what is missing is done."""
        end = self._run.comparison.iteration
        self._begin(max(0, iteration - end), order)
        self.moment = max(0, min(iteration, end))

    def _begin(self, iterations: int | None, order: int) -> None:
        rested = self.rests
        self.remaining, self.order = iterations, order
        if rested:
            self._begun()


def _per_epoch(trainers: Sequence[Trainer]) -> int:
    return min(trainer.order.per_epoch for trainer in trainers)

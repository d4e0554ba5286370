"""What the thread has been asked to do, and what of it is left to be done."""

from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from nnviz.live.commands import (
    Change,
    Command,
    Compare,
    Edit,
    ForgetBookmark,
    GoOnFromHere,
    ReturnToNow,
    Save,
    SetBookmark,
    SetSpeed,
    ShowMoment,
    ShowSnapshot,
    StepBack,
    StepBackEpoch,
    TakeBack,
    Train,
    TrainEpoch,
    Wake,
)
from nnviz.live.pacing import IterationPacer
from nnviz.live.reporter import Reporter
from nnviz.live.run_changes import intervene
from nnviz.live.saving import Saving
from nnviz.live.time_travel import TimeTravel
from nnviz.session.stop import Stop
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.trainer import Trainer

T = TypeVar("T", bound=Trainer)


class CommandQueue(Generic[T]):
    """Takes in commands at any time, and obeys them at the right one.

    Parameters
    ----------
    timeline, travel, reporter, pace
        What the commands are about.
    saving
        Writes session files.
    look_up
        Called while the past is left; what it raises ends that.

    Attributes
    ----------
    remaining
        Iterations left to train; without end if None.
    number
        The number of the latest order that has been obeyed.
    waiting
        What is obeyed between two iterations.
    at_rest
        Whether it has been told that nothing remains.
    evaluation_is_due
        Whether what is shown has no evaluation of its own yet.
    stop_told
        The stop that the window has been told of, until it asks for more training.
    """

    def __init__(
        self,
        timeline: Timeline[T],
        travel: TimeTravel[T],
        reporter: Reporter,
        pace: IterationPacer,
        saving: Saving,
        look_up: Callable[[], None],
    ) -> None:
        self._timeline, self._travel = timeline, travel
        self._trainer = timeline.trainer
        self._reporter, self._pace, self._look_up = reporter, pace, look_up
        self._saving = saving
        self.waiting: deque[Command] = deque()
        self.remaining: int | None = 0
        self.number = 0
        self.at_rest = True
        self.evaluation_is_due = True
        self.stop_told: Stop | None = None

    @property
    def are_new(self) -> bool:
        """Whether there is something to do that goes before an evaluation at rest."""
        return self.remaining != 0 or bool(self.waiting) or not self._travel.arrived

    @property
    def must_save(self) -> bool:
        """Whether a session is still to be written."""
        return any(isinstance(command, Save) for command in self.waiting)

    def save_what_waits(self) -> None:
        """Write the sessions still to be written, and nothing else."""
        for command in self.waiting:
            if isinstance(command, Save):
                self._saving.save(self._trainer, command)

    def take_in(self, command: Command) -> None:
        """Obey what touches no number at once; the rest waits, in order."""
        match command:
            case SetSpeed(rate):
                self._pace.set_rate(rate)
            case TakeBack():
                self._reporter.take_back()
            case ShowSnapshot():
                self._reporter.want_snapshot()
            case Wake():
                pass
            case Train(0, order):
                self._pause(order)
            case Train() | TrainEpoch() if not self.waiting:
                self._steer(command)
            case _:
                self.waiting.append(command)

    def _steer(self, command: Train | TrainEpoch) -> None:
        """Train; in the past, walk on to what followed, or leave it for good."""
        count = self._count(command)
        if not self._travel.in_past:
            self._begin(count, command.order)
        elif count is None:
            self.waiting.extendleft((command, GoOnFromHere()))
        else:
            here = self._travel.here.iteration
            self._show(ShowMoment(here + count, None, command.order))

    def _count(self, command: Train | TrainEpoch) -> int | None:
        if isinstance(command, Train):
            return command.iterations
        per_epoch = self._trainer.order.per_epoch
        return per_epoch - self._travel.here.iteration % per_epoch

    def _pause(self, order: int) -> None:
        waiting = [c for c in self.waiting if not isinstance(c, Train | TrainEpoch)]
        self.waiting = deque(waiting)
        self._begin(0, order)

    def _begin(self, iterations: int | None, order: int) -> None:
        # What had to wait may be older than what was obeyed at once.
        self.number = max(self.number, order)
        if self.remaining == 0:
            self._pace.begin()
            self._reporter.meter.begin(self._trainer.iteration)
        self.remaining = iterations
        if iterations != 0:
            self.at_rest = False
            # Whoever asks a run that is over to train hears again why it does not.
            self.stop_told = None

    def _show(self, wish: ShowMoment | StepBack | StepBackEpoch) -> None:
        """Rest, and wish to see a moment."""
        self._begin(0, wish.order)
        self.at_rest = False
        self._travel.obey(wish)
        self.evaluation_is_due = True

    def obey_waiting(self) -> bool:
        """Obey in order what had to wait; return whether all of it could be done."""
        while self.waiting:
            leaves = isinstance(self.waiting[0], GoOnFromHere | Change | Edit)
            if leaves and self._travel.in_past:
                self._reporter.tell(now=True)
                if not self._reporter.all_told:
                    return False
                self._leave_past()
            self._obey(self.waiting.popleft())
            self._travel.tell()
        return True

    def _obey(self, command: Command) -> None:
        match command:
            case Train() | TrainEpoch():
                self._steer(command)
            case Change() | Edit():
                intervene(self._timeline, command)
                self.evaluation_is_due = True
                self._reporter.has_news()
            case ShowMoment() | StepBack() | StepBackEpoch():
                self._show(command)
            case ReturnToNow():
                self.evaluation_is_due |= self._travel.in_past
                self._travel.obey(command)
            case Save():
                self._saving.save(self._trainer, command)
            case SetBookmark() | ForgetBookmark() | Compare():
                self._travel.obey(command)

    def _leave_past(self) -> None:
        self._travel.go_on(self._look_up)
        self.evaluation_is_due = True

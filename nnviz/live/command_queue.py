"""What the thread has been asked to do, and what of it is left to be done."""

from collections import deque
from dataclasses import dataclass

from nnviz.live.commands import (
    BlockReceived,
    Change,
    Command,
    Edit,
    GoOnFromHere,
    Movement,
    ReturnToNow,
    Save,
    SetSpeed,
    ShowMoment,
    ShowSnapshot,
    StepBack,
    StepBackEpoch,
    Task,
    Train,
    TrainEpoch,
    Wake,
)
from nnviz.live.course import Course, Move
from nnviz.live.pacing import IterationPacer
from nnviz.live.reporter import Reporter
from nnviz.session.interruption import CheckInterrupt
from nnviz.session.stop import Stop
from nnviz.session.timeline.timeline_view import Position


@dataclass(slots=True)
class LoopState:
    """Where the course is to go, and what the window knows of it.

    Attributes
    ----------
    goal
        The moment to be shown before anything else is done, if it is another one.
    remaining
        Iterations left to do after that; without end if None.
    order
        The number of the latest order obeyed.
    at_rest
        Whether the window has been told that nothing remains.
    stop_reported
        The stop that the window knows of, until it asks for more training.
    """

    goal: Position | None = None
    remaining: int | None = 0
    order: int = 0
    at_rest: bool = True
    stop_reported: Stop | None = None


class CommandQueue:
    """Takes commands at any time, and obeys each at the right one.

    Parameters
    ----------
    course, reporter, pacer
        What the commands are about.

    Attributes
    ----------
    state
        What they have come to so far.
    waiting
        What is obeyed between two iterations, in order.
    """

    def __init__(
        self, course: Course, reporter: Reporter, pacer: IterationPacer
    ) -> None:
        self._course, self._reporter, self._pacer = course, reporter, pacer
        self.state = LoopState()
        self.waiting: deque[Command] = deque()

    @property
    def here(self) -> Position:
        """The moment that is shown, or is to be."""
        return self.state.goal or self._course.position

    @property
    def must_save(self) -> bool:
        """Whether a session is still to be written."""
        return any(isinstance(command, Save) for command in self.waiting)

    def save_what_waits(self, check_interrupt: CheckInterrupt) -> None:
        """Write the sessions still to be written, with the changes asked for before."""
        while self.must_save:
            self._obey_next(check_interrupt)

    def accept(self, command: Command) -> None:
        """Obey at once what touches no number; the rest waits, in order."""
        match command:
            case SetSpeed(speed):
                self._pacer.set_speed(speed)
            case BlockReceived():
                self._reporter.pressure.block_received()
            case ShowSnapshot():
                self._reporter.pressure.want_snapshot()
            case Wake():
                pass
            case Train(0, order):
                self._pause(order)
            case (
                Train() | TrainEpoch() | ShowMoment() | StepBack() | StepBackEpoch()
            ) if not self.waiting:
                self._move(command)
            case _:
                self.waiting.append(command)

    def obey_waiting(self, check_interrupt: CheckInterrupt) -> bool:
        """Obey in order what had to wait; return whether all of it could be done.

        It cannot be while a branch is to be left of which the window has not been told
        everything, since there is no credit.
        """
        while self.waiting:
            if self._leaves_past(self.waiting[0]):
                self._reporter.report_iterations(now=True)
                if not self._reporter.all_reported:
                    return False
            self._obey_next(check_interrupt)
            self._course.report_position(self.here)
        return True

    def _obey_next(self, check_interrupt: CheckInterrupt) -> None:
        # It waits until its past has been left, which may be interrupted.
        if self._leaves_past(self.waiting[0]):
            self._leave_past(check_interrupt)
        self._obey(self.waiting.popleft())

    def _leaves_past(self, command: Command) -> bool:
        """Tell whether the moment shown becomes the present before a command."""
        if not self._course.can_branch or self.here == self._course.now:
            return False
        endless = isinstance(command, Train) and command.iterations is None
        return endless or isinstance(command, GoOnFromHere | Change | Edit)

    def _leave_past(self, check_interrupt: CheckInterrupt) -> None:
        self._course.leave_past(self.here, check_interrupt)
        self.state.goal = None
        self._reporter.begin_branch()
        self._reporter.pressure.has_news()

    def _obey(self, command: Command) -> None:
        match command:
            case Train() | TrainEpoch() | ShowMoment() | StepBack() | StepBackEpoch():
                self._move(command)
            case ReturnToNow():
                at_now = self._course.position == self._course.now
                self.state.goal = None if at_now else self._course.now
            case (
                GoOnFromHere() | SetSpeed() | BlockReceived() | ShowSnapshot() | Wake()
            ):
                pass
            case _:
                self._carry_out(command)

    def _carry_out(self, task: Task) -> None:
        here = self.here
        if self._course.carry_out(task, here):
            self.state.goal = here
        self._reporter.pressure.has_news()

    def _move(self, command: Movement) -> None:
        """Set out for what a command asks, or let it wait until the past is left."""
        move = self._plan(command)
        if move.leaves_past:
            self.waiting.appendleft(command)
            return
        self._begin(move.iterations, command.order)
        if move.goal is not None:
            at_hand = self.state.goal is None and move.goal == self._course.position
            self.state.goal = None if at_hand else move.goal

    def _plan(self, command: Movement) -> Move:
        here, course = self.here, self._course
        at, per_epoch = here.iteration, course.iterations_per_epoch
        match command:
            case Train(iterations):
                return course.plan_training(here, iterations)
            case TrainEpoch():
                return course.plan_training(here, per_epoch - at % per_epoch)
            case StepBack(iterations):
                return course.plan_step_back(here, iterations)
            case StepBackEpoch():
                last = (at - 1) // per_epoch * per_epoch
                return course.plan_visit(last, here.branch)
            case ShowMoment(iteration, branch):
                wanted = here.branch if branch is None else branch
                return course.plan_visit(iteration, wanted)

    def _pause(self, order: int) -> None:
        """Rest, and take back what waits to train: it was asked for before."""
        self.waiting = deque(c for c in self.waiting if not self._trains(c))
        self._begin(0, order)

    def _trains(self, command: Command) -> bool:
        beyond = isinstance(command, ShowMoment) and self._plan(command).iterations != 0
        return beyond or isinstance(command, Train | TrainEpoch)

    def _begin(self, iterations: int | None, order: int) -> None:
        state = self.state
        # What had to wait may be older than what was obeyed at once.
        state.order = max(state.order, order)
        if state.remaining == 0:
            self._pacer.begin()
            self._reporter.meter.begin(self._course.position.iteration)
        self._pacer.endless = iterations is None
        state.remaining, state.at_rest = iterations, False
        if iterations != 0:
            # Whoever asks a run that is over to train hears again why it does not.
            state.stop_reported = None

"""What a thread can do with a run: the protocol that every kind of course keeps."""

from dataclasses import dataclass
from typing import Protocol

from nnviz.live.commands import Task
from nnviz.live.snapshot import Block, RunStart, Snapshot
from nnviz.session.interruption import CheckInterrupt
from nnviz.session.stop import Stop
from nnviz.session.timeline.timeline_view import Position


@dataclass(frozen=True, slots=True)
class Move:
    """What a wish to train or to see a moment comes to.

    Attributes
    ----------
    goal
        The moment to be shown first; None if it is the one at hand.
    iterations
        How many follow; without end if None.
    leaves_past
        Whether the moment shown has to become the present before anything is trained.
    """

    goal: Position | None = None
    iterations: int | None = 0
    leaves_past: bool = False


@dataclass(frozen=True, slots=True)
class Reported:
    """How far a course has been reported: iterations of a branch, evaluations by lane.

    The next block begins here.
    """

    branch: int
    iteration: int
    evaluations: tuple[int, ...]


class Course(Protocol):
    """A run that can be revisited and, perhaps, trained: the loop drives any.

    One moment of it is shown: its present, which grows by training, or one of its
    past. Between two calls the numbers are at rest. What takes long is interrupted by
    ``check_interrupt``, called every few milliseconds; whatever it raises ends the
    call, and the moment that was to be shown has to be asked for again.

    A kind that only shows a record implements the members without a body and inherits
    the rest, which do nothing or what suits most.

    Attributes
    ----------
    can_branch
        Whether it can be changed, and so leave its past another way.
    defers_evaluations
        Whether an evaluation that training has begun can be given up, to be done
        before the next iteration; otherwise whoever pauses waits for its end.
    iterations_per_epoch
        The fewest of all its networks.
    """

    can_branch: bool
    defers_evaluations: bool
    iterations_per_epoch: int

    @property
    def position(self) -> Position:
        """The moment that is shown."""

    @property
    def now(self) -> Position:
        """The moment from which training continues: the last one recorded."""

    @property
    def can_go_on(self) -> bool:
        """Whether there is an iteration after the moment shown."""

    @property
    def most_at_once(self) -> int:
        """The most iterations that ``advance`` can do in one call."""

    @property
    def progress(self) -> int:
        """How far the moment shown is, as the pace counts: by iterations done."""
        return self.position.iteration

    @property
    def seconds(self) -> float:
        """Time spent in training so far, without evaluations."""
        return 0.0

    @property
    def stop(self) -> Stop | None:
        """Why the whole course has stopped, if it has."""
        return None

    def plan_training(self, here: Position, iterations: int | None) -> Move:
        """Say what it takes to do iterations after a moment; endlessly if None."""

    def plan_visit(self, iteration: int, branch: int) -> Move:
        """Say what it takes to show a moment: the nearest there is, or can be."""

    def plan_step_back(self, here: Position, iterations: int) -> Move:
        """Say what it takes to go back from a moment; as far as there is one."""
        return self.plan_visit(here.iteration - iterations, here.branch)

    def advance(self, iterations: int, check_interrupt: CheckInterrupt) -> None:
        """Do iterations from the moment shown on, or those recorded there once more.

        ``iterations`` is at most ``most_at_once``; a stop may end them before.
        """

    def go_to(self, position: Position, check_interrupt: CheckInterrupt) -> None:
        """Show a moment, which ``plan_visit`` has named."""

    def leave_past(self, here: Position, check_interrupt: CheckInterrupt) -> None:
        """Make a moment the present; never called where it cannot branch."""
        return

    def carry_out(self, task: Task, here: Position) -> bool:
        """Carry out a task; one that makes no sense here is passed over.

        Returns whether the moment shown, ``here``, has to be visited again.
        """
        return False

    def come_to_rest(self) -> None:
        """Keep what is at hand while the course rests."""
        return

    def look_closer(self, check_interrupt: CheckInterrupt, *, followable: bool) -> None:
        """Measure what there is time for while it trains."""
        return

    @property
    def is_complete(self) -> bool:
        """Whether all that is shown at rest is known of the moment shown."""
        return True

    @property
    def completes_soon(self) -> bool:
        """Whether what is not known yet takes less time than showing it later."""
        return False

    def complete(self, check_interrupt: CheckInterrupt) -> None:
        """Measure what is not known yet of the moment shown."""
        return

    @property
    def nap(self) -> float | None:
        """Seconds after which ``look_again`` is worth it at rest; None if it is not."""
        return None

    def look_again(self) -> bool:
        """Take in what has come from elsewhere; return whether there is any news."""
        return False

    def work_aside(self) -> bool:
        """Do a few milliseconds of other work; return whether there is more."""
        return False

    def start(self) -> RunStart:
        """Describe the course, which has just been built."""

    def done(self) -> Reported:
        """Say how far it is: what a report that is complete has reached."""

    def block_since(self, reported: Reported) -> Block:
        """Return all that has been done since a report."""

    def snapshot(self, rate: float, *, with_trace: bool) -> Snapshot:
        """Copy the moment shown; ``rate`` is in iterations a second."""

    def leave(self) -> None:
        """Hand over what was done, before another course takes its place."""
        return

    def report_position(self, cursor: Position) -> None:
        """Tell where the moment that is shown, or asked for, lies among the others."""
        return

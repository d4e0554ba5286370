"""Which moment of a run is shown: its present, or one of its past."""

from collections.abc import Callable
from typing import Generic, TypeVar

from nnviz.live.commands import (
    Compare,
    ForgetBookmark,
    ReturnToNow,
    SetBookmark,
    ShowMoment,
    StepBack,
    StepBackEpoch,
    Travel,
)
from nnviz.live.reporter import Reporter
from nnviz.live.snapshot import Difference, frozen_copy
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.timeline.timeline_view import Position, TimelineView
from nnviz.session.trainer import Trainer

LookUp = Callable[[], None]
T = TypeVar("T", bound=Trainer)


class TimeTravel(Generic[T]):
    """Goes where it is wished, the newest wish first, and shows what is there.

    Parameters
    ----------
    run
        The number of the run.
    timeline
        Where moments come from.
    reporter
        Shows them.
    send_standing, send_difference
        Carry a value to the window.
    """

    def __init__(
        self,
        run: int,
        timeline: Timeline[T],
        reporter: Reporter,
        send_standing: Callable[[int, TimelineView], None],
        send_difference: Callable[[Difference], None],
    ) -> None:
        self._run, self._timeline, self._reporter = run, timeline, reporter
        self._send_standing, self._send_difference = send_standing, send_difference
        self._past: Position | None = None
        self._arrived = True
        self._told: TimelineView | None = None

    @property
    def in_past(self) -> bool:
        """Whether a moment is shown, or wished for, where training does not go on."""
        return self._past is not None

    @property
    def arrived(self) -> bool:
        """Whether what is shown is what was wished last."""
        return self._arrived

    @property
    def here(self) -> Position:
        """The moment that is shown, or wished for."""
        return self._past or self._timeline.now

    def obey(self, command: Travel) -> None:
        """Do what is asked; a moment wished for is brought back later."""
        here, per_epoch = self.here.iteration, self._timeline.trainer.order.per_epoch
        match command:
            case ShowMoment(iteration, branch):
                self.wish(iteration, branch)
            case StepBack(iterations):
                self.wish(here - iterations)
            case StepBackEpoch():
                self.wish((here - 1) // per_epoch * per_epoch)
            case ReturnToNow():
                self._return_to_now()
            case SetBookmark(name):
                self._timeline.bookmark(name, self.here)
                self._arrived = self._past is None
            case ForgetBookmark(name):
                self._timeline.forget_bookmark(name)
            case Compare(one, other):
                self._compare(one, other)

    def wish(self, iteration: int, branch: int | None = None) -> None:
        """Go to a moment; training comes to it later, by ``arrive``."""
        number = self.here.branch if branch is None else branch
        position = self._timeline.branches.nearest(iteration, number)
        if position == self._timeline.now:
            self._return_to_now()
        elif position != self._past:
            self._past, self._arrived = position, False

    def _return_to_now(self) -> None:
        """Show the present."""
        if self._past is not None:
            self._past, self._arrived = None, True
            self._reporter.look_at_present()

    def arrive(self, look_up: LookUp) -> None:
        """Bring back the moment wished for; what ``look_up`` raises puts it off."""
        goal = self._past
        if goal is None:
            return
        moment = self._timeline.visit(goal, look_up)
        if goal == self._past:
            self._arrived = True
            self._reporter.look_at(
                moment, goal.branch, self._timeline.branches.evaluation(goal)
            )

    def go_on(self, look_up: LookUp) -> None:
        """Make the moment shown the present; all must be told of the one so far."""
        if self._past is not None:
            self._timeline.go_on_from(self._past, look_up)
            self._past, self._arrived = None, True
            self._reporter.turn_to(
                self._timeline.now.branch, self._timeline.now.iteration
            )

    def tell(self) -> None:
        """Send how the timeline stands, if it is not as told last."""
        standing = self._timeline.view(self.here)
        if standing != self._told:
            self._told = standing
            self._send_standing(self._run, standing)

    def _compare(self, one: Position, other: Position) -> None:
        one, other = (
            self._timeline.branches.nearest(place.iteration, place.branch)
            for place in (one, other)
        )
        change = self._timeline.difference(one, other)
        # The clone that was at the moment shown has been elsewhere.
        self._arrived = self._past is None
        self._send_difference(Difference(self._run, one, other, frozen_copy(change)))

"""What can be asked of a run in the window: to train, to rest, to go back."""

from PySide6.QtCore import QObject, Signal

from nnviz.live.commands import (
    Command,
    Compare,
    ForgetBookmark,
    GoOnFromHere,
    ReturnToNow,
    SetBookmark,
    SetSpeed,
    ShowMoment,
    StepBack,
    StepBackEpoch,
    Train,
    TrainEpoch,
)
from nnviz.session.timeline.timeline_view import Position


class RunSteering(QObject):
    """Turns what is asked of a run into commands, and knows whether it trains.

    The moment shown is the present, or one of the past. Steps in the past walk on
    through what was recorded; play, and any change or edit, goes on from there, on a
    branch.
    """

    playing_changed = Signal(bool)
    """Whether the run trains, or is asked to."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._order = 0
        self._playing = False
        self._speed: float | None = None

    @property
    def playing(self) -> bool:
        """Whether the run trains, or is asked to."""
        return self._playing

    @property
    def speed(self) -> float | None:
        """Iterations per second wanted; None for as many as possible."""
        return self._speed

    def play(self) -> None:
        """Train until paused or a stop condition holds."""
        self._train(Train(None, self._next_order()))

    def pause(self) -> None:
        """Come to rest after the iteration being done."""
        self._rest(Train(0, self._next_order()))

    def step(self, iterations: int = 1) -> None:
        """Do so many iterations and rest."""
        self._train(Train(iterations, self._next_order()))

    def run_epoch(self) -> None:
        """Train to the end of the epoch that has begun, or a whole one, and rest."""
        self._train(TrainEpoch(self._next_order()))

    def set_speed(self, iterations_per_second: float | None) -> None:
        """Train at most so many iterations a second; without limit if None."""
        self._speed = iterations_per_second
        self._ask(SetSpeed(iterations_per_second))

    def show_moment(self, iteration: int, branch: int | None = None) -> None:
        """Rest, and show the run after so many iterations of a branch.

        Without one it is the branch shown. Of wishes that follow quickly the newest
        one counts.
        """
        self._rest(ShowMoment(iteration, branch, self._next_order()))

    def step_back(self, iterations: int = 1) -> None:
        """Rest, and show what was so many iterations before what is shown."""
        self._rest(StepBack(iterations, self._next_order()))

    def step_back_epoch(self) -> None:
        """Rest, and show the last beginning of an epoch before what is shown."""
        self._rest(StepBackEpoch(self._next_order()))

    def return_to_now(self) -> None:
        """Show the present again; training does not begin by that."""
        self._ask(ReturnToNow())

    def go_on_from_here(self) -> None:
        """Make the moment shown the present, at rest: from the past, by a branch."""
        self._ask(GoOnFromHere())

    def set_bookmark(self, name: str) -> None:
        """Give the moment shown a name; a name that was taken moves here."""
        self._ask(SetBookmark(name))

    def forget_bookmark(self, name: str) -> None:
        """Take a bookmark away."""
        self._ask(ForgetBookmark(name))

    def compare(self, one: Position, other: Position) -> None:
        """Ask how far the parameters at one moment are from those at the other."""
        self._ask(Compare(one, other))

    def _ask(self, command: Command) -> None:
        """Hand a command to the thread, if there is one."""
        raise NotImplementedError

    @property
    def _is_there(self) -> bool:
        """Whether there is a run to train."""
        raise NotImplementedError

    def _train(self, command: Command) -> None:
        if self._is_there:
            self._ask(command)
            self._set_playing(True)

    def _rest(self, command: Command) -> None:
        self._ask(command)
        self._set_playing(False)

    def _next_order(self) -> int:
        self._order += 1
        return self._order

    def _come_to_rest(self, order: int) -> None:
        """Take in that an order is done; an earlier one says nothing any more."""
        if order == self._order:
            self._set_playing(False)

    def _set_playing(self, playing: bool) -> None:
        if playing != self._playing:
            self._playing = playing
            self.playing_changed.emit(playing)

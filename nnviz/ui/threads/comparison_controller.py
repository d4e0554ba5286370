"""Owns the comparison of the window: there is at most one at a time."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from nnviz.data.dataset import Dataset
from nnviz.live.commands import FindFirstDifference, ShowMoment
from nnviz.live.snapshot import ComparisonWish
from nnviz.session.interruption import CheckInterrupt
from nnviz.session.settings.data_settings import DATA
from nnviz.ui.threads.live_controller import LiveController

if TYPE_CHECKING:
    from nnviz.live.course import Course
    from nnviz.live.reports import Port


class ComparisonController(LiveController):
    """Starts comparisons, and turns wishes into commands."""

    other_data = Signal()
    """The next comparison is of other data: those of now are to be let go first."""

    def compare(self, wish: ComparisonWish, dataset: Dataset | None = None) -> None:
        """Put a new comparison in place of the current one; it rests at first.

        What cannot be used is reported by ``failed``; without a data set the thread
        loads it.
        """

        def build(run: int, port: "Port", check: CheckInterrupt) -> "Course":
            # Imported by the thread, while the window is being painted.
            from nnviz.live.several import build_several

            return build_several(run, wish, dataset, port, check)

        # Else images in two precisions would be there twice while others are prepared.
        if self._started is not None and _data(self._started.wish) != _data(wish):
            self.other_data.emit()
        self._begin("comparison", build)

    def reset(self) -> None:
        """Go back to the same initial weights, at rest."""
        if self._started is not None:
            self.compare(self._started.wish, self._started.dataset)

    def show_moment(self, iteration: int, branch: int | None = None) -> None:
        """Rest at an iteration: go back there, or train until it is reached."""
        command = ShowMoment(iteration, branch, self._transport.next_order())
        if iteration > self.iteration:
            self._train(command)
        else:
            self._transport.rest(command)

    def find_first_difference(self, wish: FindFirstDifference) -> None:
        """Search for the first number in which two contenders differ."""
        self._inbox.ask(wish)

    def _fail(self, message: str) -> None:
        self._forget()
        super()._fail(message)


_PREPARED = DATA | {"precision"}


def _data(wish: ComparisonWish) -> tuple[object, ...]:
    """Return what tells of which prepared data a comparison is."""
    base = tuple(getattr(wish.base, name) for name in sorted(_PREPARED))
    return base, *(v for v in wish.variations if v.setting in _PREPARED)

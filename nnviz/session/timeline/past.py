"""The past of a run as a value: what its timeline needs to be there again elsewhere."""

from dataclasses import dataclass

from nnviz.core.types import Floats
from nnviz.session.history import Evaluation
from nnviz.session.timeline.events import Event
from nnviz.session.timeline.store import Kept
from nnviz.session.timeline.timeline_view import (
    Bookmark,
    BranchView,
    Done,
    Position,
)


@dataclass(frozen=True, slots=True, eq=False)
class PastBranch:
    """A branch with its record.

    Attributes
    ----------
    view
        Its number, its parent, its fork, its end, and why it ended.
    events
        All events on the way to its end, those of its parents included.
    inherited
        How many of them happened on parents.
    costs
        The costs (end - fork,) of this branch alone.
    evaluations
        Those of this branch alone.
    """

    view: BranchView
    events: tuple[Event, ...]
    inherited: int
    costs: Floats
    evaluations: tuple[Evaluation, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """All that a timeline knows besides the present of its trainer.

    The arrays are shared with the timeline, which never changes them.

    Attributes
    ----------
    branches
        By number.
    live
        The number of the branch on which the run trains.
    first
        The earliest iteration that can be shown.
    bookmarks
        Moments with names.
    kept
        The checkpoints, each with the number of its branch.
    """

    branches: tuple[PastBranch, ...]
    live: int
    first: int
    bookmarks: tuple[Bookmark, ...]
    kept: tuple[tuple[int, Kept], ...]

    @property
    def done(self) -> Done:
        """What has been done."""
        views = tuple(each.view for each in self.branches)
        events = (e for each in self.branches for e in each.events[each.inherited :])
        now = Position(views[self.live].end, self.live)
        return Done(views, tuple(events), self.bookmarks, now)

    @property
    def nbytes(self) -> int:
        """The memory that its checkpoints and costs take, in bytes."""
        checkpoints = sum(one.nbytes for _, one in self.kept)
        return checkpoints + sum(branch.costs.nbytes for branch in self.branches)

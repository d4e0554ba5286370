"""A view of the timeline: a frozen value to show, without the network's numbers."""

import msgspec

from nnviz.session.stop import Stop
from nnviz.session.timeline.events import Event


class Position(msgspec.Struct, frozen=True):
    """A moment of a run: after ``iteration`` iterations, on the way to a branch's end.

    Before its fork, a branch shares its moments with its parent.
    """

    iteration: int
    branch: int = 0


class BranchView(msgspec.Struct, frozen=True):
    """The start and end of a branch, in iterations; the first one has no parent."""

    number: int
    parent: int | None
    fork: int
    end: int
    stop: Stop | None = None


class Bookmark(msgspec.Struct, frozen=True):
    """A moment with a name, and what else the user wrote of it."""

    name: str
    position: Position
    note: str = ""


class Done(msgspec.Struct, frozen=True):
    """All that has been done in a run, to tell whether it is still the same."""

    branches: tuple[BranchView, ...]
    events: tuple[Event, ...]
    bookmarks: tuple[Bookmark, ...]
    now: Position

    @property
    def is_nothing(self) -> bool:
        """Whether the run is as it began, so that nothing is lost without it."""
        return not (self.now.iteration or self.events or self.bookmarks)


class TimelineView(msgspec.Struct, frozen=True):
    """Everything a picture of the timeline needs.

    Attributes
    ----------
    branches
        The branches by number; each of ``events`` belongs to the one it happened on.
    now
        Where training continues.
    cursor
        The moment that is shown.
    first
        The earliest iteration that can be shown; 0 unless the run had been trained
        before it got a timeline.
    """

    branches: tuple[BranchView, ...]
    events: tuple[Event, ...]
    bookmarks: tuple[Bookmark, ...]
    now: Position
    cursor: Position
    first: int = 0

    @property
    def done(self) -> Done:
        """What has been done, whichever moment is shown."""
        return Done(self.branches, self.events, self.bookmarks, self.now)

    @property
    def is_present(self) -> bool:
        """Whether the moment shown is where training continues."""
        return self.cursor == self.now

"""The timeline as it stands: a value to show, without any numbers of the network."""

import msgspec

from nnviz.session.stop import Stop
from nnviz.session.timeline.events import Event


class Position(msgspec.Struct, frozen=True):
    """A moment of a run: after ``iteration`` iterations, on the way to a branch's end.

    Before its fork a branch shares its moments with its parent.
    """

    iteration: int
    branch: int = 0


class BranchView(msgspec.Struct, frozen=True):
    """Where a branch begins and ends, in iterations; the first has no parent."""

    number: int
    parent: int | None
    fork: int
    end: int
    stop: Stop | None = None


class Bookmark(msgspec.Struct, frozen=True):
    """A moment with a name to find it by."""

    name: str
    position: Position


class TimelineView(msgspec.Struct, frozen=True):
    """All that a picture of the timeline needs.

    Attributes
    ----------
    branches
        By number; ``events`` belong to the branch they happened on.
    now
        Where training goes on.
    cursor
        The moment that is shown.
    first
        The earliest moment that can be shown, in iterations; 0 unless the run had
        begun before its timeline.
    """

    branches: tuple[BranchView, ...]
    events: tuple[Event, ...]
    bookmarks: tuple[Bookmark, ...]
    now: Position
    cursor: Position
    first: int = 0

    @property
    def is_present(self) -> bool:
        """Whether the moment that is shown is where training goes on."""
        return self.cursor == self.now

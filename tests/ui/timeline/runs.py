"""Timelines to show: a branch of a branch, and events."""

from nnviz.session.timeline.events import Event, SettingsChanged
from nnviz.session.timeline.timeline_view import (
    Bookmark,
    BranchView,
    Position,
    TimelineView,
)


def rate_changed(iteration: int, branch: int = 0) -> Event:
    act = SettingsChanged({"learning_rate": 0.3}, {"learning_rate": 0.1})
    return Event(iteration, branch, act)


def straight(
    end: int, cursor: int | None = None, events: tuple[Event, ...] = ()
) -> TimelineView:
    """Return a run without branches; it is shown at its end if not elsewhere."""
    shown = Position(end if cursor is None else cursor)
    branches = (BranchView(0, None, 0, end),)
    return TimelineView(branches, events, (), Position(end), shown)


def branched(cursor: Position | None = None) -> TimelineView:
    """Return branches 0 to 2 with ends 800, 700, 1,000; 1 left at 300, 2 at 500."""
    now = Position(1000, 2)
    return TimelineView(
        (
            BranchView(0, None, 0, 800),
            BranchView(1, 0, 300, 700),
            BranchView(2, 1, 500, 1000),
        ),
        (rate_changed(100), rate_changed(300, 1)),
        (Bookmark("plateau", Position(600, 0)),),
        now,
        cursor or now,
    )

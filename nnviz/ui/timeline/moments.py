"""Moments of a run: where keys lead, what grows, what words say of them."""

from msgspec.structs import replace
from PySide6.QtCore import Qt

from nnviz.session.timeline.timeline_view import Position, TimelineView
from nnviz.ui.painting.numbers import count

Key = Qt.Key


def moment_by_key(
    key: Qt.Key, here: Position, standing: TimelineView, per_epoch: int
) -> Position | None:
    """Return the moment a key goes to; None for a key that goes nowhere.

    Parameters
    ----------
    here
        The moment to go from.
    standing
        Where the branches end, and where training goes on.
    per_epoch
        Iterations of an epoch; Page Up and Page Down go to where epochs begin.
    """
    at = here.iteration
    wanted = {
        Key.Key_Left: at - 1,
        Key.Key_Right: at + 1,
        Key.Key_PageUp: (at - 1) // per_epoch * per_epoch,
        Key.Key_PageDown: (at // per_epoch + 1) * per_epoch,
        Key.Key_Home: 0,
    }
    if key == Key.Key_End:
        return standing.now
    if key not in wanted:
        return None
    return within(Position(wanted[key], here.branch), standing)


def within(wanted: Position, standing: TimelineView) -> Position:
    """Return the moment of the same branch that exists and lies nearest."""
    end = standing.branches[wanted.branch].end
    if wanted.branch == standing.now.branch:
        end = max(end, standing.now.iteration)
    return Position(max(0, min(wanted.iteration, end)), wanted.branch)


def grown(standing: TimelineView, iteration: int) -> TimelineView:
    """Return a timeline whose branch that trains has come to an iteration."""
    now = Position(iteration, standing.now.branch)
    branches = list(standing.branches)
    branches[now.branch] = replace(branches[now.branch], end=iteration)
    cursor = now if standing.is_present else standing.cursor
    return replace(standing, branches=tuple(branches), now=now, cursor=cursor)


def differ_in_cursor(one: TimelineView, other: TimelineView) -> bool:
    """Tell whether no more than the moment shown differs: so it is in scrubbing."""
    parts = ("branches", "events", "bookmarks", "now")
    return all(getattr(one, part) == getattr(other, part) for part in parts)


def described(standing: TimelineView) -> str:
    """Say for screen readers what a timeline shows."""
    at, now = standing.cursor.iteration, standing.now.iteration
    shown = "now" if standing.is_present else f"in the past, of {count(now)}"
    branches, events = len(standing.branches), len(standing.events)
    return f"iteration {count(at)}, {shown}; {branches} branches, {events} events"

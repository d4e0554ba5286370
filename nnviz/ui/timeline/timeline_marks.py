"""What lies on the track: events as diamonds, bookmarks as flags, and their words."""

from collections.abc import Sequence
from dataclasses import dataclass

from nnviz.core.layout import Layout
from nnviz.session.timeline.events import Event
from nnviz.session.timeline.timeline_view import Bookmark, Position
from nnviz.ui.painting.numbers import count
from nnviz.ui.timeline.lanes import Lanes
from nnviz.ui.timeline.scale import Scale

_APART = 9.0
"""Diamonds closer together than this, in pixels, are drawn as one."""

_MOST_LINES = 6


@dataclass(frozen=True, slots=True)
class Diamond:
    """One event, or several too close together to tell apart."""

    x: float
    row: int
    events: tuple[Event, ...]

    def words(self, layout: Layout) -> str:
        """Say in lines what was done, and when."""
        lines = [
            f"iteration {count(event.iteration)}: {event.act.summary(layout)}"
            for event in self.events[:_MOST_LINES]
        ]
        if (more := len(self.events) - _MOST_LINES) > 0:
            lines.append(f"and {count(more)} more")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Flag:
    """A bookmark on the track."""

    x: float
    row: int
    bookmark: Bookmark

    @property
    def words(self) -> str:
        """Name the bookmark, and say where it is."""
        at = count(self.bookmark.position.iteration)
        return f"{self.bookmark.name}: iteration {at}"


def diamonds(
    events: Sequence[Event], lanes: Lanes, scale: Scale
) -> tuple[Diamond, ...]:
    """Place events; neighbours in a row that would overlap become one diamond."""
    placed: dict[int, list[tuple[float, list[Event]]]] = {}
    for event in sorted(events, key=lambda event: event.iteration):
        lane = lanes.lane(lanes.owner(Position(event.iteration, event.branch)))
        groups = placed.setdefault(lane.row, [])
        x = scale.across(event.iteration)
        if lane.leaves:
            # What happened at a fork lies where the branch has its own row.
            x = max(x, scale.across(lane.fork) + scale.bend)
        if groups and x - groups[-1][0] < _APART:
            groups[-1][1].append(event)
        else:
            groups.append((x, [event]))
    return tuple(
        Diamond(x, row, tuple(group))
        for row, groups in placed.items()
        for x, group in groups
    )


def flags(
    bookmarks: Sequence[Bookmark], lanes: Lanes, scale: Scale
) -> tuple[Flag, ...]:
    """Place bookmarks, from left to right."""
    ordered = sorted(bookmarks, key=lambda one: one.position.iteration)
    return tuple(
        Flag(scale.across(one.position.iteration), lanes.row_of(one.position), one)
        for one in ordered
    )

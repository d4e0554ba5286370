"""What lies on the track where the pointer is."""

from PySide6.QtCore import QPointF

from nnviz.core.layout import Layout
from nnviz.session.timeline.timeline_view import Bookmark, Position, TimelineView
from nnviz.ui.painting.numbers import count
from nnviz.ui.timeline.lanes import Lanes
from nnviz.ui.timeline.track_painting import Track

_NEAR = 6.0
_CLOTH = 9.0
"""Pixels down to the end of a flag's cloth: above that, a click means the flag."""


class Spot:
    """A place on a track, in pixels.

    Parameters
    ----------
    standing
        The timeline up to the last iteration told; the track may be a little behind.
    """

    def __init__(self, track: Track, standing: TimelineView, place: QPointF) -> None:
        self._track, self._standing, self._place = track, standing, place

    @property
    def moment(self) -> Position:
        """The moment that a click here means."""
        flag = self.bookmark
        if flag is not None and self._place.y() <= _CLOTH:
            return flag.position
        iteration = self._track.scale.iteration_at(self._place.x())
        row = self._track.row_at(self._place.y())
        return Lanes(self._standing).nearest(iteration, row)

    @property
    def bookmark(self) -> Bookmark | None:
        """The bookmark whose flag, or pole, is here."""
        x = self._place.x()
        flags = self._track.flags
        found = [f for f in flags if f.x - _NEAR / 2 <= x <= f.x + _NEAR + 3.0]
        return found[-1].bookmark if found else None

    def words(self, layout: Layout | None) -> str:
        """Say in lines which iteration this is, and what happened there."""
        moment, flag = self.moment, self.bookmark
        lines = [f"iteration {count(moment.iteration)}"]
        if len(self._standing.branches) > 1:
            owner = Lanes(self._standing).owner(moment)
            lines[0] += f", branch {owner + 1}"
        if flag is not None:
            lines.append(f"bookmark {flag.name}")
        x, row = self._place.x(), self._track.row_at(self._place.y())
        near = [d for d in self._track.diamonds if abs(d.x - x) <= _NEAR]
        if near and layout is not None:
            closest = min(near, key=lambda d: abs(d.row - row))
            lines.append(closest.words(layout))
        return "\n".join(lines)

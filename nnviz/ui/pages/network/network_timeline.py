"""Connects the timeline: snapshots and branches come in, wishes to travel go out."""

from PySide6.QtCore import QObject, Signal, Slot

from nnviz.live.reports import Difference
from nnviz.live.snapshot import RunStart, Snapshot
from nnviz.session.timeline.timeline_view import Position, TimelineView
from nnviz.ui.pages.network.network_panels import NetworkPanels
from nnviz.ui.painting.frame_budget import PICTURES, Pace
from nnviz.ui.threads.run_controller import RunController
from nnviz.views.numbers import MINUS, count
from nnviz.views.shown_run import ShownRun


class NetworkTimeline(QObject):
    """Shows the run's timeline, and the difference between two of its moments.

    Signals
    -------
    difference_changed
        The difference of the parameters, flat, that edges can show; None for none.
    """

    difference_changed = Signal(object)

    def __init__(
        self,
        controller: RunController,
        shown: ShownRun,
        panels: NetworkPanels,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._shown, self._panels = shown, panels
        self._controller = controller
        self._pace = Pace(PICTURES)
        controller.compared.connect(self._show_difference)
        controller.failed.connect(self._show_end)
        timeline = panels.timeline
        timeline.moment_requested.connect(controller.show_moment)
        timeline.now_requested.connect(self._return)
        timeline.go_on_requested.connect(controller.go_on_from_here)
        timeline.bookmark_requested.connect(controller.set_bookmark)
        timeline.note_requested.connect(controller.note_bookmark)
        timeline.bookmark_dropped.connect(controller.forget_bookmark)
        timeline.comparison_requested.connect(controller.compare)
        panels.edges.comparison_ended.connect(self._end_comparison)
        for plot in panels.plots:
            plot.moment_requested.connect(controller.show_moment)
            # Equal iterations lie below one another; only the plot in front tells.
            plot.placed.connect(timeline.show_margins)

    def begin(self, start: RunStart) -> None:
        """Show the empty timeline of a new run."""
        layout, per_epoch = start.lane.network.layout, start.iterations_per_epoch
        of_record = start.recording is not None
        self._panels.timeline.begin(layout, per_epoch, of_record=of_record)
        self._end_comparison()

    def show_timeline(self, timeline: TimelineView) -> None:
        """Show branches and bookmarks."""
        self._panels.timeline.show_view(timeline)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show how far training has come, as often as the eye can follow."""
        if snapshot.recorded is not None:
            follows = snapshot.recorded.follows or not snapshot.recorded.grows
            self._panels.timeline.show_following(follows)
        followed = snapshot.can_be_followed
        if self._shown.is_live(snapshot) and self._pace.take(now=followed):
            self._panels.timeline.show_now(snapshot.iteration)

    @Slot()
    def _return(self) -> None:
        """Show the present, or the newest iteration of a record."""
        if self._controller.recording is None:
            self._controller.return_to_now()
        else:
            self._controller.follow(True)

    @Slot()
    def _show_end(self) -> None:
        """Show how far a run came that has ended with an error."""
        snapshot = self._shown.snapshot
        if snapshot is not None and self._shown.is_live(snapshot):
            self._panels.timeline.show_now(snapshot.iteration)

    @Slot(object)
    def _show_difference(self, difference: Difference) -> None:
        self.difference_changed.emit(difference.parameters)
        one, other = difference.one, difference.other
        branches = one.branch != other.branch
        first, second = (self._named(at, branches) for at in (other, one))
        self._panels.edges.show_comparison(f"w at {first} {MINUS} w at {second}")

    @Slot()
    def _end_comparison(self) -> None:
        self._panels.edges.show_comparison(None)
        self.difference_changed.emit(None)

    def _named(self, moment: Position, branches: bool) -> str:
        """Return a moment's iteration, its branch if wanted, and its bookmark."""
        timeline = self._shown.timeline
        marks = timeline.bookmarks if timeline else ()
        names = [f" ({mark.name})" for mark in marks if mark.position == moment]
        where = f" on branch {moment.branch + 1}" if branches else ""
        return f"{count(moment.iteration)}{where}{names[0] if names else ''}"

"""Connects the timeline: where the run stands comes in, wishes to travel go out."""

from PySide6.QtCore import QObject, Slot

from nnviz.live.snapshot import Difference, RunStart, Snapshot
from nnviz.session.timeline.timeline_view import Position, TimelineView
from nnviz.ui.pages.network.network_panels import NetworkPanels
from nnviz.ui.pages.network.network_presenter import NetworkPresenter
from nnviz.ui.painting.numbers import MINUS, count
from nnviz.ui.threads.run_controller import RunController


class WindowTime(QObject):
    """Shows the run's timeline and passes its wishes, and those of the plots, on."""

    def __init__(
        self,
        controller: RunController,
        panels: NetworkPanels,
        views: NetworkPresenter,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._panels, self._views = panels, views
        self._standing: TimelineView | None = None
        controller.run_started.connect(self._show_start)
        controller.timeline_changed.connect(self._show_standing)
        controller.snapshot_changed.connect(self._show_snapshot)
        controller.compared.connect(self._show_difference)
        timeline = panels.timeline
        timeline.moment_requested.connect(controller.show_moment)
        timeline.now_requested.connect(controller.return_to_now)
        timeline.go_on_requested.connect(controller.go_on_from_here)
        timeline.bookmark_requested.connect(controller.set_bookmark)
        timeline.bookmark_dropped.connect(controller.forget_bookmark)
        timeline.comparison_requested.connect(controller.compare)
        panels.edges.comparison_ended.connect(self._end_comparison)
        for plot in panels.plots:
            plot.moment_requested.connect(controller.show_moment)

    @Slot(object)
    def _show_start(self, start: RunStart) -> None:
        self._standing = None
        layout, per_epoch = start.network.layout, start.iterations_per_epoch
        self._panels.timeline.begin(layout, per_epoch)
        self._end_comparison()

    @Slot(object)
    def _show_standing(self, standing: TimelineView) -> None:
        self._standing = standing
        self._panels.timeline.show_standing(standing)

    @Slot(object)
    def _show_snapshot(self, snapshot: Snapshot) -> None:
        # A snapshot still on its way may be of the branch that was left.
        live = 0 if self._standing is None else self._standing.now.branch
        if snapshot.is_present and snapshot.branch == live:
            self._panels.timeline.show_now(snapshot.iteration)

    @Slot(object)
    def _show_difference(self, difference: Difference) -> None:
        self._views.show_difference(difference.parameters)
        one, other = difference.one, difference.other
        branches = one.branch != other.branch
        first, second = (self._named(at, branches) for at in (other, one))
        self._panels.edges.show_comparison(f"w at {first} {MINUS} w at {second}")

    @Slot()
    def _end_comparison(self) -> None:
        self._panels.edges.show_comparison(None)
        self._views.show_difference(None)

    def _named(self, moment: Position, branches: bool) -> str:
        """Return a moment's iteration, its branch if wanted, and its bookmark."""
        marks = self._standing.bookmarks if self._standing else ()
        names = [f" ({mark.name})" for mark in marks if mark.position == moment]
        where = f" on branch {moment.branch + 1}" if branches else ""
        return f"{count(moment.iteration)}{where}{names[0] if names else ''}"

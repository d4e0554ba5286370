"""Which moments of a run the cursor can be at, and where nothing follows."""

from PySide6.QtCore import QObject, Slot

from nnviz.live.snapshot import Snapshot
from nnviz.session.timeline.timeline_view import TimelineView
from nnviz.ui.painting.numbers import count
from nnviz.ui.stepping.stepper import SteppedIteration
from nnviz.ui.threads.run_controller import RunController


class WindowMoments(QObject):
    """Reads off snapshots where the cursor can stand, as far as the timeline goes."""

    def __init__(self, controller: RunController, parent: QObject) -> None:
        super().__init__(parent)
        self._standing: TimelineView | None = None
        controller.run_started.connect(self._forget)
        controller.timeline_changed.connect(self._take)

    def moment_of(self, snapshot: Snapshot) -> SteppedIteration | None:
        """Return the moment a snapshot is of; None if its trace is still to come."""
        first = self._standing.first if self._standing else 0
        if snapshot.trace is None and snapshot.iteration > first:
            return None
        return SteppedIteration(
            snapshot.iteration,
            snapshot.branch,
            self._is_last(snapshot),
            snapshot.trace,
            snapshot.route,
        )

    def words_at_end(self, snapshot: Snapshot) -> str:
        """Say that nothing follows a moment of the past, and what to do."""
        return (
            f"Branch {snapshot.branch + 1} ends here, at iteration "
            f"{count(snapshot.iteration)}. “Continue from here” trains on from this "
            "moment, “Return to now” goes back to the present."
        )

    def _is_last(self, snapshot: Snapshot) -> bool:
        if snapshot.is_present:
            return snapshot.stop is not None
        branches = self._standing.branches if self._standing else ()
        ends = [each.end for each in branches if each.number == snapshot.branch]
        return bool(ends) and snapshot.iteration >= ends[0]

    @Slot(object)
    def _forget(self, _start: object) -> None:
        self._standing = None

    @Slot(object)
    def _take(self, standing: TimelineView) -> None:
        self._standing = standing

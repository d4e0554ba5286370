"""The run as the page shows it: the one place that keeps its latest snapshot."""

import numpy as np

from nnviz.live.snapshot import RunStart, Snapshot
from nnviz.session.config import RunConfig
from nnviz.session.timeline.timeline_view import TimelineView


class ShownRun:
    """What is known of the run by now.

    Attributes
    ----------
    start
        The run, once it is ready to train.
    config
        The settings in the experiment panel.
    snapshot
        The snapshot on the screen; None until the first one of a run.
    timeline
        Its branches and bookmarks; None until they are first reported.
    """

    def __init__(self) -> None:
        self.start: RunStart | None = None
        self.config: RunConfig | None = None
        self.snapshot: Snapshot | None = None
        self.timeline: TimelineView | None = None

    def begin(self, start: RunStart) -> None:
        """Forget the previous run."""
        self.start, self.snapshot, self.timeline = start, None, None

    def take(self, snapshot: Snapshot, *, playing: bool) -> bool:
        """Keep a snapshot; tell whether there is anything new to see in it."""
        before, self.snapshot = self.snapshot, snapshot
        return (
            before is None
            or playing
            or not before.at_rest
            or snapshot.iteration != before.iteration
            or snapshot.lane.evaluation is not before.lane.evaluation
            or snapshot.recorded is not None
            or not np.array_equal(
                snapshot.lane.parameters, before.lane.parameters, equal_nan=True
            )
        )

    @property
    def branch(self) -> int:
        """The branch that trains."""
        return 0 if self.timeline is None else self.timeline.now.branch

    def is_live(self, snapshot: Snapshot) -> bool:
        """Tell whether a snapshot is of the present of the branch that trains.

        One that was still on its way when a branch was left is not.
        """
        return snapshot.is_present and snapshot.branch == self.branch

    @property
    def can_be_walked(self) -> bool:
        """Whether all there is to know of the iteration shown has arrived."""
        if self.snapshot is None:
            return False
        first = self.timeline.first if self.timeline else 0
        return self.snapshot.lane.trace is not None or self.snapshot.iteration <= first

    @property
    def is_last(self) -> bool:
        """Whether nothing follows: the run, or the branch shown, ends here."""
        snapshot = self.snapshot
        if snapshot is None:
            return False
        if snapshot.is_present:
            return snapshot.lane.stop is not None or snapshot.recorded is not None
        branches = self.timeline.branches if self.timeline else ()
        ends = [each.end for each in branches if each.number == snapshot.branch]
        return bool(ends) and snapshot.iteration >= ends[0]

    def batch_place_of(self, row: int) -> int | None:
        """Return the place of a data set's row in the batch shown, if it is there."""
        if (
            self.start is None
            or self.snapshot is None
            or self.snapshot.lane.trace is None
        ):
            return None
        known = self.snapshot.lane.trace.rows
        rows = np.where(known < 0, -1, self.start.lane.data.train_rows[known])
        found = np.flatnonzero(rows == row)
        return int(found[0]) if row >= 0 and len(found) else None

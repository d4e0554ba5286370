"""Checks the run of the window in the background, while that is wanted."""

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from nnviz.live.snapshot import Snapshot
from nnviz.session.live_check import LiveCheck
from nnviz.ui.threads.check_worker import CheckWorker
from nnviz.ui.threads.run_controller import RunController


class LiveChecks(QObject):
    """Has every iteration checked that the window gets to see number by number.

    Those are the ones whose snapshot carries a trace: at rest, also in the past, and at
    slow speeds.

    Parameters
    ----------
    controller
        The run; its snapshots are what is checked.
    """

    began = Signal(int)
    """The iteration of this number is being checked."""

    checked = Signal(object)
    """A LiveCheck of the current run; other runs' answers are dropped."""

    failed = Signal(str)
    """What went wrong; checking is off."""

    def __init__(
        self, controller: RunController, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._worker: CheckWorker | None = None
        self._asked: Snapshot | None = None
        controller.snapshot_changed.connect(self._on_snapshot)

    @property
    def is_on(self) -> bool:
        """Whether iterations are checked."""
        return self._worker is not None

    @Slot(bool)
    def switch(self, on: bool) -> None:
        """Check iterations from now on, the one that is shown first; or no more."""
        if on and self._worker is None:
            self._worker = CheckWorker()
            self._worker.checked.connect(self._on_checked)
            self._worker.failed.connect(self._on_failed)
            self._worker.start(CheckWorker.Priority.LowPriority)
            self._on_snapshot(self._controller.snapshot)
        elif not on:
            self.close()

    def close(self) -> None:
        """End the thread and wait for it."""
        worker, self._worker, self._asked = self._worker, None, None
        if worker is not None:
            worker.stop()

    @Slot(object)
    def _on_snapshot(self, snapshot: Snapshot | None) -> None:
        start, asked = self._controller.started, self._asked
        if self._worker is None or start is None or snapshot is None:
            return
        if snapshot.lane.trace is None and asked is not None:
            # Full speed: what was shown is gone, and training needs the time.
            self._asked = None
            self._worker.leave_off()
        trace = snapshot.lane.trace
        if trace is None or (asked is not None and _same(asked, snapshot)):
            return
        if (trace.rows < 0).any():
            # Of a batch that was recorded elsewhere the samples are not at hand.
            return
        self._asked = snapshot
        self._worker.check(trace, start)
        self.began.emit(trace.iteration)

    @Slot(object)
    def _on_checked(self, found: LiveCheck) -> None:
        start = self._controller.started
        if self.is_on and start is not None and found.run == start.run:
            self.checked.emit(found)

    @Slot(str)
    def _on_failed(self, message: str) -> None:
        self.close()
        self.failed.emit(message)


def _same(one: Snapshot, other: Snapshot) -> bool:
    """Tell whether two snapshots show the same iteration.

    A moment of the past gets a new trace each time it is looked at.
    """
    first, second = one.lane, other.lane
    if first.trace is second.trace:
        return True
    if first.trace is None or second.trace is None:
        return False
    places = [(s.run, s.position) for s in (one, other)]
    same_settings = first.trace.settings == second.trace.settings
    same_gradient = np.array_equal(first.gradient, second.gradient, equal_nan=True)
    return places[0] == places[1] and same_settings and same_gradient

"""The thread that checks iterations, beside the one that trains."""

import time
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from PySide6.QtCore import QObject, Signal

from nnviz.core.trace import Trace
from nnviz.live.snapshot import RunStart
from nnviz.session.checking.subject import subject_of
from nnviz.session.interruption import Interrupted
from nnviz.session.live_check import check_iteration
from nnviz.ui.threads.reporting_thread import Pauses, ReportingThread

_PACE = 0.1
"""Seconds between the beginnings of two checks at least: more would be unreadable.

So long a check may take before a newer wish ends it.
"""


@dataclass(frozen=True, slots=True, eq=False)
class _Wish:
    """An iteration to check; without one, only a reason to look up."""

    trace: Trace | None = None
    start: RunStart | None = None


class CheckWorker(ReportingThread):
    """Checks the iteration it was last asked for; the newest wish wins.

    A check that is overtaken ends soon, and what it has found is reported:
    under a steady stream of wishes there are answers, if shorter ones.

    Notes
    -----
    The signals come from the thread; connect them to decorated slots of QObjects.
    """

    checked = Signal(object)
    """A LiveCheck."""

    failed = Signal(str)
    """What was raised; the thread has ended."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("checking", parent)
        self._wishes: SimpleQueue[_Wish] = SimpleQueue()
        self._began, self._pauses = -_PACE, Pauses()

    def check(self, trace: Trace, start: RunStart) -> None:
        """Ask for a check of an iteration of this run, instead of any other."""
        self._wishes.put(_Wish(trace, start))

    def leave_off(self) -> None:
        """Cut the check short that is under way, and report what it has found."""
        self.wake()

    def wake(self) -> None:
        """Make the thread look up, should it wait for a wish."""
        self._wishes.put(_Wish())

    def report(self, message: str) -> None:
        """Tell the window why the thread has ended before its time."""
        self.failed.emit(message)

    def work(self) -> None:
        """Check what is asked for; this is what the thread is for."""
        while not self.interrupted:
            self._check(self._newest())

    def _newest(self) -> _Wish:
        """Wait for a wish, and until it is time; return the latest of all that wait."""
        wish = self._wishes.get()
        while not self.isInterruptionRequested():
            rest = self._began + _PACE - time.perf_counter()
            try:
                wish = self._wishes.get(rest > 0.0, max(rest, 0.0))
            except Empty:
                break
        return wish

    def _check(self, wish: _Wish) -> None:
        trace, start = wish.trace, wish.start
        if trace is None or start is None:
            return
        self._began, self._pauses = time.perf_counter(), Pauses()
        subject = subject_of(
            trace,
            start.lane.network,
            start.lane.loss,
            start.lane.config,
            start.lane.data,
            start.run,
        )
        self.checked.emit(check_iteration(subject, self._look_up))

    def _look_up(self) -> bool:
        """Return whether to go on with this check; make room for other threads."""
        if self.isInterruptionRequested():
            raise Interrupted
        self._pauses.take()
        is_young = time.perf_counter() < self._began + _PACE
        return is_young or self._wishes.empty()

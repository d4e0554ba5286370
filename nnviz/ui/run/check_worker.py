"""The thread that checks iterations, beside the one that trains."""

import logging
import time
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from PySide6.QtCore import QObject, QThread, Signal

from nnviz.core.trace import Trace
from nnviz.session.checking.subject import subject_of
from nnviz.session.live_check import check_iteration
from nnviz.ui.run.snapshot import RunStart

_logger = logging.getLogger(__name__)

_SLICE = 0.002
"""Seconds of work after which the thread lets the others have the interpreter."""

_BREATH = 0.006
"""Seconds it then sleeps."""


_PACE = 0.1
"""Seconds between the beginnings of two checks at least: more would be unreadable.

So long a check may take before a newer wish ends it.
"""


class _Ended(Exception):  # noqa: N818 (no error: the thread is asked to end)
    """The check is given up, because the thread shall end."""


@dataclass(frozen=True, slots=True, eq=False)
class _Wish:
    """An iteration to check; without one, only a reason to look up."""

    trace: Trace | None = None
    start: RunStart | None = None


class CheckWorker(QThread):
    """Checks the iteration it was last asked for; the newest wish wins.

    A check that is overtaken ends soon, and what it has found is told: under a steady
    stream of wishes there are answers, if shorter ones.

    Notes
    -----
    The signals come from the thread; connect them to decorated slots of QObjects.
    """

    checked = Signal(object)
    """A LiveCheck."""

    failed = Signal(str)
    """What was raised; the thread has ended."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("checking")
        self._wishes: SimpleQueue[_Wish] = SimpleQueue()
        self._began, self._slice_began = -_PACE, 0.0

    def check(self, trace: Trace, start: RunStart) -> None:
        """Ask for a check of an iteration of this run, instead of any other."""
        self._wishes.put(_Wish(trace, start))

    def leave_off(self) -> None:
        """Cut the check short that is under way, and tell what it has found."""
        self._wishes.put(_Wish())

    def stop(self, milliseconds: int | None = None) -> bool:
        """Ask the thread to end and wait for it, for so long at most.

        Returns whether it has ended.
        """
        self.requestInterruption()
        self._wishes.put(_Wish())
        return self.wait() if milliseconds is None else self.wait(milliseconds)

    def run(self) -> None:
        """Check what is asked for; this is the body of the thread."""
        try:
            while not self.isInterruptionRequested():
                self._check(self._newest())
        except _Ended:
            _logger.debug("a check was given up")
        except Exception as error:
            # Whatever it is, it is reported, and the window lives on.
            _logger.exception("a check failed")
            self.failed.emit(f"{type(error).__name__}: {error}")

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
        self._began = self._slice_began = time.perf_counter()
        subject = subject_of(
            trace, start.network, start.loss, start.config, start.data, start.run
        )
        self.checked.emit(check_iteration(subject, self._look_up))

    def _look_up(self) -> bool:
        """Return whether to go on with this check; make room for other threads."""
        if self.isInterruptionRequested():
            raise _Ended
        if time.perf_counter() - self._slice_began >= _SLICE:
            time.sleep(_BREATH)
            self._slice_began = time.perf_counter()
        is_young = time.perf_counter() < self._began + _PACE
        return is_young or self._wishes.empty()

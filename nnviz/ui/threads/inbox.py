"""From the queues of threads to the window: only what the current run reports."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from nnviz.live.commands import BlockReceived, Command
from nnviz.live.reports import NotSaved, Report, Saved
from nnviz.live.snapshot import Block
from nnviz.ui.threads.live_worker import LiveWorker
from nnviz.ui.threads.worker_pool import WorkerPool

if TYPE_CHECKING:
    from nnviz.live.loop import CourseBuilder


class Inbox(QObject):
    """Owns the current thread, and passes on what it reports.

    What a run that is over still had in the queue is dropped, but for the word on a
    session file.

    Parameters
    ----------
    deliver
        Called with every report of the current run.
    fail
        Called with a message if its thread has ended before its time.

    Attributes
    ----------
    run
        The number of the current run, 0 before the first.
    """

    def __init__(
        self,
        deliver: Callable[[Report], None],
        fail: Callable[[str], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._deliver, self._fail = deliver, fail
        self.run = 0
        self._workers: WorkerPool[LiveWorker] = WorkerPool(self)

    @property
    def worker(self) -> LiveWorker | None:
        """The thread of the current run."""
        return self._workers.current

    def begin(self, kind: str, build: "CourseBuilder") -> None:
        """Put another run in place of the current one."""
        self.leave()
        worker = LiveWorker(kind, self.run, build)
        worker.reported.connect(self._on_reported)
        worker.failed.connect(self._on_failed)
        self._workers.start(worker)

    def ask(self, command: Command) -> None:
        """Hand a command to the current thread, if there is one."""
        if self._workers.current is not None:
            self._workers.current.ask(command)

    def leave(self) -> None:
        """End the current run, and listen to it no more."""
        self._workers.retire()
        self.run += 1

    def close(self) -> None:
        """End the current run, and wait until no thread is left."""
        self.leave()
        self._workers.close()

    @Slot(int, object)
    def _on_reported(self, run: int, report: Report) -> None:
        if run != self.run and not isinstance(report, Saved | NotSaved):
            return
        self._deliver(report)
        if isinstance(report, Block):
            self.ask(BlockReceived())

    @Slot(int, str)
    def _on_failed(self, run: int, message: str) -> None:
        if run == self.run:
            self._workers.retire()
            self._fail(message)

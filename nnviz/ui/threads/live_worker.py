"""The thread that trains, alone writing a run's arrays, and who listens to it."""

from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal, Slot

from nnviz.live.commands import BlockReceived, Command, Wake
from nnviz.live.reports import Left, NotSaved, Report, Saved
from nnviz.live.snapshot import Block
from nnviz.ui.threads.reporting_thread import ReportingThread
from nnviz.ui.threads.worker_pool import WorkerPool

if TYPE_CHECKING:
    from nnviz.live.loop import CourseBuilder


class LiveWorker(ReportingThread):
    """Builds a course and drives it as the commands say, until it is stopped.

    Parameters
    ----------
    kind, run
        What the course is called, and the number that its reports carry.
    build
        Builds the course, in the thread.

    Notes
    -----
    The signals come from the thread; connect them to decorated slots of QObjects.
    """

    reported = Signal(int, object)
    """Run and Report: the RunStart comes first, then all else in order."""

    failed = Signal(int, str)
    """Run and message: something was raised, and the thread has ended."""

    def __init__(
        self, kind: str, run: int, build: "CourseBuilder", parent: QObject | None = None
    ) -> None:
        super().__init__(f"{kind} {run}", parent)
        self.number, self._build = run, build
        self._commands: SimpleQueue[Command] = SimpleQueue()

    def ask(self, command: Command) -> None:
        """Hand a command to the thread; obeyed in order, within a few milliseconds."""
        self._commands.put(command)

    def next_command(self, seconds: float | None = 0.0) -> Command | None:
        """Return the next command, waiting this long at most; for ever if None."""
        if seconds == 0.0 and self._commands.empty():
            return None
        try:
            return self._commands.get(timeout=seconds)
        except Empty:
            return None

    def send(self, report: Report) -> None:
        """Hand a report to the window."""
        self.reported.emit(self.number, report)

    def work(self) -> None:
        """Train; this is what the thread is for."""
        # Imported by the thread, while the window is being painted.
        from nnviz.live.loop import Loop

        loop = Loop(self.number, self._build, self)
        self.send(loop.course.start())
        try:
            while not self.interrupted:
                loop.tick()
            loop.finish()
        finally:
            loop.leave()

    def wake(self) -> None:
        """Make the thread look up, should it wait for a command."""
        self.ask(Wake())

    def report(self, message: str) -> None:
        """Tell the window why the thread has ended before its time."""
        self.failed.emit(self.number, message)


class Inbox(QObject):
    """Owns the current thread, and passes on what it reports.

    What a run that is over still had in the queue is dropped, but for the run itself
    and the word on a session file.

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

    def settle(self) -> None:
        """Wait for threads that are still ending, and hear what they report."""
        self._workers.settle()
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)

    def close(self) -> None:
        """End the current run, and wait until no thread is left."""
        self.leave()
        self._workers.close()

    @Slot(int, object)
    def _on_reported(self, run: int, report: Report) -> None:
        if run != self.run and not isinstance(report, Left | Saved | NotSaved):
            return
        self._deliver(report)
        # Whoever heard of the block may have begun another run, which has sent none.
        if isinstance(report, Block) and run == self.run:
            self.ask(BlockReceived())

    @Slot(int, str)
    def _on_failed(self, run: int, message: str) -> None:
        if run == self.run:
            self._workers.retire()
            self._fail(message)

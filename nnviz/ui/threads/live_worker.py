"""The thread that trains: nobody else writes the arrays of a run."""

from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from nnviz.live.commands import Command, Wake
from nnviz.ui.threads.reporting_thread import ReportingThread

if TYPE_CHECKING:
    from nnviz.live.loop import CourseBuilder
    from nnviz.live.reports import Report


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

    def send(self, report: "Report") -> None:
        """Hand a report to the window."""
        self.reported.emit(self.number, report)

    def work(self) -> None:
        """Train; this is what the thread is for."""
        # Imported by the thread, while the window is being painted.
        from nnviz.live.loop import Loop

        loop = Loop(self.number, self._build, self)
        self.send(loop.course.start())
        while not self.interrupted:
            loop.tick()
        loop.finish()

    def wake(self) -> None:
        """Make the thread look up, should it wait for a command."""
        self.ask(Wake())

    def report(self, message: str) -> None:
        """Tell the window why the thread has ended before its time."""
        self.failed.emit(self.number, message)

"""A thread that does what it is told by commands, one after the other."""

from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from nnviz.live.commands import Wake
from nnviz.ui.threads.reporting_thread import ReportingThread

Asked = TypeVar("Asked")


class CommandThread(ReportingThread, Generic[Asked]):
    """Works for one run, obeying commands, until it is stopped.

    Parameters
    ----------
    kind, run
        What the run is called, and the number that everything sent for it carries.
    """

    failed = Signal(int, str)
    """Run and message: something was raised, and the thread has ended."""

    def __init__(self, kind: str, run: int, parent: QObject | None = None) -> None:
        super().__init__(f"{kind} {run}", parent)
        self.number = run
        self._commands: SimpleQueue[Asked | Wake] = SimpleQueue()

    def ask(self, command: Asked | Wake) -> None:
        """Hand a command to the thread; obeyed in order, within a few milliseconds."""
        self._commands.put(command)

    def wake(self) -> None:
        """Make the thread look up, should it wait for a command."""
        self.ask(Wake())

    def report(self, message: str) -> None:
        """Tell the window why the thread has ended before its time."""
        self.failed.emit(self.number, message)

    def next_command(self, seconds: float | None = 0.0) -> Asked | Wake | None:
        """Return what is asked next, waiting so long at most; for ever if None."""
        if seconds == 0.0 and self._commands.empty():
            return None
        try:
            return self._commands.get(timeout=seconds)
        except Empty:
            return None

"""A file that takes long to make: a thread makes and writes it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from nnviz.files.atomic import write_atomically
from nnviz.session.interruption import CheckInterrupt, Interrupted
from nnviz.ui.threads.reporting_thread import ReportingThread


class WritingThread(ReportingThread):
    """Makes the contents of a file, and writes them.

    Parameters
    ----------
    path
        The file.
    make
        Returns its contents; calls what it is given every now and then.
    """

    written = Signal(object)
    """The Path, once the file is there."""

    failed = Signal(str)
    """Why it is not."""

    def __init__(
        self,
        path: Path,
        make: Callable[[CheckInterrupt], bytes],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(f"writing {path.name}", parent)
        self._path, self._make = path, make

    def wake(self) -> None:
        """Do nothing: it never waits."""

    def report(self, message: str) -> None:
        """Tell the window why the file could not be written."""
        self.failed.emit(message)

    def work(self) -> None:
        """Make the file; this is what the thread is for."""
        write_atomically(self._path, self._make(self._check_interrupt))
        self.written.emit(self._path)

    def _check_interrupt(self) -> None:
        if self.interrupted:
            raise Interrupted

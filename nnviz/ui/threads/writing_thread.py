"""A file that takes long to make: a thread makes and writes it."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Signal, Slot

from nnviz.files.atomic import write_atomically
from nnviz.session.interruption import CheckInterrupt, Interrupted
from nnviz.ui.threads.reporting_thread import ReportingThread
from nnviz.ui.threads.worker_pool import WorkerPool

Make = Callable[[CheckInterrupt], bytes | Iterable[bytes]]
"""Returns the contents of a file; calls what it is given every now and then."""

Say = Callable[[str, Literal["info", "good", "error"]], object]
"""Shows a message of a kind."""


class WritingThread(ReportingThread):
    """Makes the contents of a file, and writes them.

    Parameters
    ----------
    path
        The file.
    make
        Returns its contents, or yields them piece by piece.
    """

    written = Signal(object)
    """The Path, once the file is there."""

    failed = Signal(str)
    """Why it is not."""

    def __init__(
        self,
        path: Path,
        make: Make,
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


class TextThread(ReportingThread):
    """Makes a text that takes long, such as one to copy."""

    made = Signal(str)
    failed = Signal(str)

    def __init__(self, make: Callable[[], str], parent: QObject | None = None) -> None:
        super().__init__("making a text", parent)
        self._make = make

    def wake(self) -> None:
        """Do nothing: it never waits."""

    def report(self, message: str) -> None:
        """Tell the window why there is no text."""
        self.failed.emit(message)

    def work(self) -> None:
        """Make it; this is what the thread is for."""
        self.made.emit(self._make())


class FileWriter(QObject):
    """Writes files that the user has asked for, and says what has come of it.

    Parameters
    ----------
    say
        Shows what has come of it.
    """

    def __init__(self, say: Say, parent: QObject) -> None:
        super().__init__(parent)
        self._say = say
        self._workers: WorkerPool[WritingThread] = WorkerPool(self)

    def write(self, path: Path, make: Make) -> None:
        """Make and write a file."""
        worker = WritingThread(path, make, self)
        worker.written.connect(self._tell)
        worker.failed.connect(self._complain)
        self._say(f"Writing {path}…", "info")
        self._workers.start(worker)

    def end(self) -> None:
        """Give up what is being written."""
        self._workers.close()

    @Slot(object)
    def _tell(self, path: Path) -> None:
        self._say(f"Saved as {path}.", "good")

    @Slot(str)
    def _complain(self, message: str) -> None:
        self._say(message, "error")

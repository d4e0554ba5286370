"""The thread that names what is wrong with what another program has recorded."""

from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, SimpleQueue

from PySide6.QtCore import QObject, Signal

from nnviz.core.errors import InputError
from nnviz.files.recorded_iterations import Recording, open_recording
from nnviz.files.watch_log import LogOverwrittenError
from nnviz.session.claims.checkup import Checkup, Report
from nnviz.ui.threads.reporting_thread import ReportingThread


@dataclass(frozen=True, slots=True)
class ClaimsWish:
    """A recorded iteration to be explained, or, without one, all that tell most."""

    path: Path
    number: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ClaimsAnswer:
    """What was found; ``report`` is None where nothing could be checked."""

    wish: ClaimsWish
    report: Report | None


class ClaimsWorker(ReportingThread):
    """Explains the iteration it was last asked for, and looks at a whole file."""

    answered = Signal(object)
    """A ClaimsAnswer."""

    failed = Signal(str)
    """What was raised; the thread has ended."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("checking claims", parent)
        self._wishes: SimpleQueue[ClaimsWish | None] = SimpleQueue()
        self._open: tuple[Path, Recording] | None = None

    def ask(self, wish: ClaimsWish) -> None:
        """Ask for an iteration instead of any other, or for the whole file."""
        self._wishes.put(wish)

    def wake(self) -> None:
        """Make the thread look up, should it wait for a wish."""
        self._wishes.put(None)

    def report(self, message: str) -> None:
        """Tell the window why the thread has ended before its time."""
        self.failed.emit(message)

    def work(self) -> None:
        """Answer what is asked; this is what the thread is for."""
        waiting: dict[bool, ClaimsWish] = {}
        while not self.interrupted:
            self._take(waiting)
            # What is shown comes first.
            for is_whole in (False, True):
                wish = waiting.pop(is_whole, None)
                if wish is not None:
                    self.answered.emit(self._answer(wish))
                    break

    def _take(self, waiting: dict[bool, ClaimsWish]) -> None:
        """Take the newest wishes; wait for one if there is none."""
        try:
            while True:
                wish = self._wishes.get(block=not waiting)
                if wish is None:
                    return
                waiting[wish.number is None] = wish
        except Empty:
            return

    def _answer(self, wish: ClaimsWish) -> ClaimsAnswer:
        try:
            recording = self._recording(wish.path)
            checkup = Checkup(recording.numbers, recording.read, recording.said)
            report = checkup.run(wish.number)
        except InputError:
            return ClaimsAnswer(wish, None)
        notes = (*recording.notes, *report.notes)
        return ClaimsAnswer(wish, replace(report, notes=notes))

    def _recording(self, path: Path) -> Recording:
        """Return a file's iterations, read on if it is known."""
        if self._open is not None and self._open[0] == path:
            log = self._open[1].log
            try:
                if log is None or log.update() >= 0:
                    return self._open[1]
            except LogOverwrittenError:
                pass
        self._open = path, open_recording(path)
        return self._open[1]

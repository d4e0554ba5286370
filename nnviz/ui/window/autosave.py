"""Keeps the runs of a window safe by itself, and finds what earlier windows kept."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QStandardPaths, QTimer, Signal, Slot

from nnviz.core.errors import InputError
from nnviz.files.session import ENDING
from nnviz.files.session_file import write_session
from nnviz.session.config import RunConfig
from nnviz.session.timeline.timeline_view import Done, TimelineView
from nnviz.ui.threads.run_controller import RunController
from nnviz.views.earlier_runs import EarlierRun

EVERY_MS = 60_000
"""Milliseconds between two savings: the most that a crash can cost."""

MOST = 5
"""How many runs a window keeps, and how many of windows that are gone stay."""

_State = tuple[int, int, RunConfig, Done | None]
"""A run's key, how far it has come, its settings, and what was done at its last rest:
as long as it is the same, what has been written of the run is all of it."""


def usual_folder() -> Path:
    """Return the folder for what the program itself keeps of the user's."""
    place = QStandardPaths.StandardLocation.AppLocalDataLocation
    return Path(QStandardPaths.writableLocation(place)) / "kept"


class Autosave(QObject):
    """Writes the run into a file of the window's own, now and then and at the end.

    At the end those that were left before it are written as well, the latest of them,
    each into a file of its own. The files are locked for as long as the window lives,
    so that no other window takes them for left behind, even if this one is killed.

    Parameters
    ----------
    folder
        Where the files are; it is made when it is first needed.
    controller
        Has the run.
    earlier
        Returns the runs that were left, the latest first.

    Signals
    -------
    failed
        Why the run cannot be kept safe; said once.
    """

    failed = Signal(str)

    def __init__(
        self,
        folder: Path,
        controller: RunController,
        earlier: Callable[[], Sequence[EarlierRun]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._folder, self._controller = folder, controller
        self._earlier = earlier
        self._files: dict[int, tuple[Path, QLockFile]] = {}
        self._kept: _State | None = None
        self._named: dict[int, _State] = {}
        self._done: Done | None = None
        self._passing: set[int] = set()
        self._opened: set[int] = set()
        self._has_failed = self._is_held = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.save)
        self._timer.start()
        controller.not_set_aside.connect(self._complain)
        controller.saved.connect(self._note_saved)
        controller.run_started.connect(self._note_start)
        controller.timeline_changed.connect(self._note_done)
        controller.snapshot_changed.connect(self._note_shown)

    @Slot()
    def save(self) -> None:
        """Keep the run, unless nothing has happened since the last time."""
        if self._is_held or self._now == self._kept or not self._is_worth_it():
            return
        path = self._own_file(self._controller.key)
        if path is not None:
            self._kept = self._now
            self._controller.set_aside(path)

    def hold(self) -> None:
        """Keep the run as it is now, and none of those that come until ``go_on``."""
        self.save()
        self._is_held = True

    def go_on(self) -> None:
        """Keep the run at hand again, whichever it is."""
        self._is_held = False
        self._passing.discard(self._controller.key)

    def close(self) -> None:
        """Keep the runs for the last time; to be called while their thread lives."""
        self._timer.stop()
        for run in reversed(self._earlier()[: MOST - 1]):
            if run.key not in self._passing and not self._is_named(run):
                self._write(run)
        if self._now != self._named.get(self._controller.key):
            self.save()

    def end(self) -> None:
        """Let other windows have the files; to be called when they have been written.

        Runs that the user has saved as they are need not be offered again.
        """
        saved = {run.key for run in self._earlier() if self._is_named(run)}
        if self._now == self._named.get(self._controller.key):
            saved.add(self._controller.key)
        for key, (path, lock) in self._files.items():
            if key in saved:
                path.unlink(missing_ok=True)
            elif key == self._controller.key and path.exists():
                # It is offered first, as the latest.
                path.touch()
            lock.unlock()
        self._files.clear()

    def _write(self, run: EarlierRun) -> None:
        """Write a run that was left."""
        path = self._own_file(run.key)
        if path is not None:
            try:
                write_session(path, run.session)
            except InputError as error:
                self._complain(str(error))

    def _is_named(self, run: EarlierRun) -> bool:
        """Tell whether the user has a file of a run as it was left."""
        named, past = self._named.get(run.key), run.session.past
        return named is not None and past is not None and named[3] == past.done

    @Slot()
    def note_opened(self) -> None:
        """Note that the run that comes is as the user's own file has it."""
        self._opened.add(self._controller.key)

    @Slot()
    def _note_start(self) -> None:
        self._done = None
        if self._is_held:
            self._passing.add(self._controller.key)

    @Slot(object)
    def _note_done(self, view: TimelineView) -> None:
        self._done = view.done

    @Slot()
    def _note_shown(self) -> None:
        key = self._controller.key
        if key in self._opened and self._done is not None:
            self._opened.discard(key)
            self._note_saved()

    def left_behind(self) -> list[Path]:
        """Return what windows that are gone have kept, the latest first.

        Only so many stay: older ones are removed.
        """
        files = [file for file in self._folder.glob(f"*{ENDING}") if _is_free(file)]
        files.sort(key=lambda file: file.stat().st_mtime, reverse=True)
        for old in files[MOST:]:
            old.unlink(missing_ok=True)
            _lock_of(old).unlink(missing_ok=True)
        return files[:MOST]

    @property
    def _now(self) -> _State:
        controller = self._controller
        snapshot = controller.snapshot
        iterations = 0 if snapshot is None else snapshot.done
        return controller.key, iterations, controller.config, self._done

    @Slot()
    def _note_saved(self) -> None:
        """Note that the user has a file of the run as it is."""
        if not self._controller.playing:
            self._named[self._controller.key] = self._now

    def _is_worth_it(self) -> bool:
        """Tell whether there is something that would be lost."""
        start = self._controller.started
        if start is None or start.recording is not None:
            return False
        has_marks = self._done is not None and not self._done.is_nothing
        return has_marks or self._controller.iteration > 0

    def _own_file(self, key: int) -> Path | None:
        """Return the file of a run, which is locked with the first use."""
        if key in self._files:
            return self._files[key][0]
        if len(self._files) == MOST:
            oldest, its_lock = self._files.pop(next(iter(self._files)))
            oldest.unlink(missing_ok=True)
            its_lock.unlock()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self._complain(f"{self._folder}: {error.strerror}")
            return None
        stem = time.strftime("%Y%m%d-%H%M%S")
        for number in range(1, 100):
            path = self._folder / f"{stem}-{number}{ENDING}"
            lock = _locked(path)
            if lock is not None and not path.exists():
                self._files[key] = path, lock
                return path
        return None

    @Slot(str)
    def _complain(self, why: str) -> None:
        if not self._has_failed:
            self._has_failed = True
            self.failed.emit(
                f"This run cannot be kept safe by itself ({why}): save it with Ctrl+S"
            )


def _lock_of(file: Path) -> Path:
    return file.with_suffix(".lock")


def _locked(file: Path) -> QLockFile | None:
    """Lock a file, and return the lock; None if another window has it."""
    lock = QLockFile(str(_lock_of(file)))
    # One whose program has died is free at once; one that lives is never overridden.
    lock.setStaleLockTime(0)
    return lock if lock.tryLock(0) else None


def _is_free(file: Path) -> bool:
    """Tell whether no window that lives uses a file."""
    lock = _locked(file)
    if lock is None:
        return False
    lock.unlock()
    return True

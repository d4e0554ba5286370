"""Keeps the run of a window safe by itself, and finds what earlier windows kept."""

import time
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QStandardPaths, QTimer, Signal, Slot

from nnviz.files.session import ENDING
from nnviz.session.config import RunConfig
from nnviz.ui.threads.run_controller import RunController

EVERY_MS = 60_000
"""Milliseconds between two savings: the most that a crash can cost."""

MOST = 5
"""How many runs of windows that are gone are kept, the latest."""


def usual_folder() -> Path:
    """Return the folder for what the program itself keeps of the user's."""
    place = QStandardPaths.StandardLocation.AppLocalDataLocation
    return Path(QStandardPaths.writableLocation(place)) / "kept"


class Autosave(QObject):
    """Writes the run into a file of the window's own, now and then and at the end.

    The file is locked for as long as the window lives, so that no other window takes it
    for one that was left behind, even if this one is killed.

    Parameters
    ----------
    folder
        Where the files are; it is made when it is first needed.
    controller
        Has the run.

    Signals
    -------
    failed
        Why the run cannot be kept safe; said once.
    """

    failed = Signal(str)

    def __init__(
        self, folder: Path, controller: RunController, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._folder, self._controller = folder, controller
        self._path: Path | None = None
        self._lock: QLockFile | None = None
        self._kept: tuple[int, int, RunConfig] | None = None
        self._named: tuple[int, int, RunConfig] | None = None
        self._has_failed = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.save)
        self._timer.start()
        controller.not_set_aside.connect(self._complain)
        controller.saved.connect(self._note_saved)

    @property
    def path(self) -> Path | None:
        """The file of this window, once something has been kept."""
        return self._path

    @Slot()
    def save(self) -> None:
        """Keep the run, unless nothing has happened since the last time."""
        if self._now == self._kept or not self._is_worth_it():
            return
        path = self._own_file()
        if path is not None:
            self._kept = self._now
            self._controller.set_aside(path)

    def close(self) -> None:
        """Keep the run for the last time; to be called while its thread lives."""
        self._timer.stop()
        if self._now != self._named:
            self.save()

    def end(self) -> None:
        """Let other windows have the file; to be called when it has been written.

        A run that the user has saved as it is need not be offered again.
        """
        if self._path is not None and self._now == self._named:
            self._path.unlink(missing_ok=True)
        if self._lock is not None:
            self._lock.unlock()

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
    def _now(self) -> tuple[int, int, RunConfig]:
        controller = self._controller
        return controller.key, controller.iteration, controller.config

    @Slot()
    def _note_saved(self) -> None:
        """Note that the user has a file of the run as it is."""
        if not self._controller.playing:
            self._named = self._now

    def _is_worth_it(self) -> bool:
        """Tell whether there is something that would be lost."""
        start = self._controller.started
        return start is not None and self._controller.iteration > 0

    def _own_file(self) -> Path | None:
        """Return the file of this window, which is locked with the first use."""
        if self._path is not None:
            return self._path
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
                self._path, self._lock = path, lock
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

"""Reads files in a thread, so that training and painting continue."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal, Slot

from nnviz.core.errors import InputError
from nnviz.data.readers.watch import ReadingEndedError, ReadingWatch, watched
from nnviz.files.opening import DataMissingError, open_file
from nnviz.ui.threads.garbage import collecting_later

ReadFile = Callable[[Path], object]
"""Returns what is in a file; raises InputError if it cannot be used."""


class _Reading(QThread):
    """Reads one file."""

    begun = Signal(object)
    opened = Signal(object)
    missing = Signal(object)
    failed = Signal(str)

    def __init__(self, path: Path, read: ReadFile, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName(f"reading {path.name}")
        self.path, self._read = path, read
        self.watch = ReadingWatch(self.begun.emit)

    def run(self) -> None:
        try:
            with collecting_later(), watched(self.watch):
                found = self._read(self.path)
            self.opened.emit(found)
        except ReadingEndedError:
            return
        except DataMissingError as error:
            self.missing.emit(error)
        except InputError as error:
            self.failed.emit(str(error))
        except MemoryError:
            self.failed.emit(f"{self.path}: larger than the free memory")


class FileReader(QObject):
    """Reads files that are to be opened; what was asked for last counts.

    Signals
    -------
    begun
        A `RawTable` of the first rows of a long table, which is read on.
    opened
        What was in the file: a value of `nnviz.files.opening`, or what else it was
        read as.
    missing
        A DataMissingError: it can be used once its data have been found.
    failed
        Why it cannot be used.
    """

    begun = Signal(object)
    opened = Signal(object)
    missing = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._latest: _Reading | None = None
        self._readings: list[_Reading] = []

    @property
    def reading(self) -> bool:
        """Whether a file is being read."""
        return self._latest is not None

    @property
    def share(self) -> float | None:
        """Which share of a file has been read; None if none is being read."""
        return None if self._latest is None else self._latest.watch.share

    def read(self, path: Path, read: ReadFile | None = None) -> None:
        """Read a file, in this way if one is given; a signal tells what came of it."""
        self.forget()
        reading = self._latest = _Reading(path, read or open_file, self)
        self._readings.append(reading)
        reading.begun.connect(self._on_begun)
        reading.opened.connect(self._on_opened)
        reading.missing.connect(self._on_missing)
        reading.failed.connect(self._on_failed)
        reading.finished.connect(self._on_finished)
        reading.start()

    def forget(self) -> None:
        """Drop what is being read; it ends soon."""
        if self._latest is not None:
            self._latest.watch.end()
        self._latest = None

    def close(self) -> None:
        """Wait until no thread reads any more."""
        self.forget()
        for reading in self._readings:
            reading.wait()
        self._readings.clear()

    @Slot(object)
    def _on_begun(self, first: object) -> None:
        if self._is_latest():
            self.begun.emit(first)

    @Slot(object)
    def _on_opened(self, found: object) -> None:
        if self._is_latest():
            self._latest = None
            self.opened.emit(found)

    @Slot(object)
    def _on_missing(self, error: DataMissingError) -> None:
        if self._is_latest():
            self._latest = None
            self.missing.emit(error)

    @Slot(str)
    def _on_failed(self, message: str) -> None:
        if self._is_latest():
            self._latest = None
            self.failed.emit(message)

    @Slot()
    def _on_finished(self) -> None:
        """Put a thread away; one that said nothing has come upon a mistake of ours."""
        reading = self.sender()
        if self._is_latest() and isinstance(reading, _Reading):
            self._latest = None
            self.failed.emit(
                f"{reading.path}: could not be read because of an unexpected error"
            )
        self._readings = [other for other in self._readings if other is not reading]

    def _is_latest(self) -> bool:
        return self.sender() is self._latest

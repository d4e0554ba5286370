"""The threads a window has: one that trains, and any that are still ending."""

from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, Slot

_PATIENCE = 50
"""Milliseconds the window waits for a thread before it goes on without."""


class Stoppable(Protocol):
    """What is needed of a thread to keep it, and to let it go."""

    @property
    def finished(self) -> Any:  # noqa: ANN401 (Qt's signals have no common type)
        """The signal that it has ended."""

    def start(self) -> None:
        """Start it."""

    def stop(self, milliseconds: int | None = None) -> bool:
        """Ask it to end, wait so long at most; return whether it has ended."""


Thread = TypeVar("Thread", bound=Stoppable)


class WorkerPool(QObject, Generic[Thread]):
    """Keeps the current worker, and the former ones until their threads have ended.

    A thread that loads data cannot be interrupted; the window does not wait for it.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.current: Thread | None = None
        self._ending: list[Thread] = []

    def start(self, worker: Thread) -> None:
        """Make a worker the current one, and start its thread."""
        self.retire()
        self.current = worker
        worker.start()

    def retire(self) -> None:
        """Stop the current worker; keep it if its thread takes longer to end."""
        worker, self.current = self.current, None
        if worker is not None and not worker.stop(_PATIENCE):
            self._ending.append(worker)
            worker.finished.connect(self._forget_ended)

    def close(self) -> None:
        """Stop all threads, and wait until they have ended."""
        self.retire()
        for worker in self._ending:
            worker.stop()
        self._ending.clear()

    @Slot()
    def _forget_ended(self) -> None:
        self._ending = [worker for worker in self._ending if not worker.stop(0)]

"""The threads a window has: one that trains, and any that are still ending."""

from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Slot

from nnviz.ui.threads.reporting_thread import ReportingThread

_PATIENCE_MS = 50
"""Milliseconds the window waits for a thread before it goes on without."""

Thread = TypeVar("Thread", bound=ReportingThread)


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
        if worker is not None and not worker.stop(_PATIENCE_MS):
            self._ending.append(worker)
            worker.finished.connect(self._forget_ended)

    def close(self) -> None:
        """Stop all threads, and wait until they have ended."""
        self.retire()
        self.settle()

    def settle(self) -> None:
        """Wait until all threads that have been stopped have ended."""
        for worker in self._ending:
            worker.stop()
        self._ending.clear()

    @Slot()
    def _forget_ended(self) -> None:
        self._ending = [worker for worker in self._ending if not worker.stop(0)]

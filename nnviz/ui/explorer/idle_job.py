"""Work done piece by piece between the window's events, so that it never waits long."""

from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal, Slot

PATIENCE = 120
"""Milliseconds that a wish must be the last one before work begins."""


class IdleJob(QObject):
    """Runs an iterator, one item per turn of the event loop.

    Signals
    -------
    wanted
        It is time to begin: nothing was asked for `PATIENCE` milliseconds.
    finished
        The work is done.
    """

    wanted = Signal()
    finished = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._work: Iterator[object] | None = None
        self._wait = QTimer(self, interval=PATIENCE, singleShot=True)
        self._wait.timeout.connect(self.wanted)
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._go_on)

    @property
    def busy(self) -> bool:
        """Whether something is asked for or under way."""
        return self._wait.isActive() or self._turn.isActive()

    def ask(self) -> None:
        """Drop the work under way, and ask for other work soon."""
        self.stop()
        self._wait.start()

    def begin(self, work: Iterator[object]) -> None:
        """Do this work from now on."""
        self._work = work
        self._turn.start()

    def stop(self) -> None:
        """Drop what is asked for and under way."""
        self._wait.stop()
        self._turn.stop()
        self._work = None

    @Slot()
    def _go_on(self) -> None:
        if self._work is not None and next(self._work, self) is self:
            self.stop()
            self.finished.emit()

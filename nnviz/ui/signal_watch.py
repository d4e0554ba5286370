"""Tells the event loop that a signal asks the program to end."""

import signal
import socket

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal, Slot

from nnviz.session.interruption import HeldSignals

_AGAIN = 20
"""Milliseconds after which it is looked once more whether a signal is held."""


class SignalWatch(QObject):
    """Says so when a signal comes that is held.

    Python could run a handler only when it is called for something else: a socket that
    it writes to wakes the event loop up.

    Parameters
    ----------
    held
        Holds the signals, since before the first Qt object.

    Signals
    -------
    received
        The program is asked to end.
    """

    received = Signal()

    def __init__(self, held: HeldSignals, parent: QObject) -> None:
        super().__init__(parent)
        self._held = held
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(
            self._reader.fileno(), QSocketNotifier.Type.Read, self
        )
        self._notifier.activated.connect(self._look)
        # What came before is told once somebody can be connected.
        QTimer.singleShot(0, self._tell)

    @property
    def has_come(self) -> bool:
        """Whether a signal has been held."""
        return self._held.received is not None

    def end(self) -> None:
        """Watch no longer."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(-1)
        self._reader.close()
        self._writer.close()

    @Slot()
    def _look(self) -> None:
        self._reader.recv(64)
        self._tell()
        # Where another thread was given the signal, Python may not have held it yet.
        QTimer.singleShot(_AGAIN, self._tell)

    @Slot()
    def _tell(self) -> None:
        if self.has_come:
            self.received.emit()

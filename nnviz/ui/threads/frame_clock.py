"""The window's frames: once in a while the latest snapshot is shown."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Slot

from nnviz.live.snapshot import Snapshot

FRAME_MS = 15
"""Milliseconds between two frames."""


class FrameClock(QObject):
    """Keeps the latest snapshot, shows it once a frame, and asks for the next.

    Parameters
    ----------
    show
        Called once a frame with the latest snapshot, or None if it has been shown.
    ask
        Called to have another snapshot made.

    Attributes
    ----------
    snapshot
        The latest one, None before the first.
    """

    def __init__(
        self,
        show: Callable[[Snapshot | None], None],
        ask: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._show, self._ask = show, ask
        self.snapshot: Snapshot | None = None
        self._is_asked, self._is_fresh = False, False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._show_frame)

    def start(self) -> None:
        """Begin with the frames of a run that is ready."""
        self._timer.start()
        self._ask_for_next()

    def stop(self) -> None:
        """Show no more frames; the latest snapshot stays."""
        self._timer.stop()

    def forget(self) -> None:
        """Drop the latest snapshot, and show no more frames."""
        self._timer.stop()
        self.snapshot = None
        self._is_asked = self._is_fresh = False

    def receive(self, snapshot: Snapshot) -> None:
        """Keep a snapshot for the next frame."""
        self.snapshot = snapshot
        self._is_asked, self._is_fresh = False, True

    @Slot()
    def _show_frame(self) -> None:
        fresh, self._is_fresh = self._is_fresh, False
        self._show(self.snapshot if fresh else None)
        self._ask_for_next()

    def _ask_for_next(self) -> None:
        # What a frame shows may have ended the run, or asked already.
        if not self._is_asked and self._timer.isActive():
            self._is_asked = True
            self._ask()

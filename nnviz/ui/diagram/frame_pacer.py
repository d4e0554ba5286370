"""Something that is done with the frames, but not as often as they come."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class FramePacer:
    """Does a thing at once, unless that was a moment ago: then the next call does it.

    A timer does it if no call follows.

    Parameters
    ----------
    parent
        Whose thread does it.
    do
        The thing.
    least
        Seconds between two times while calls follow.
    latest
        Milliseconds that it may be late when they end.
    """

    def __init__(
        self, parent: QObject, do: Callable[[], object], least: float, latest: int
    ) -> None:
        self.least = least
        self._do = do
        self._done_at = 0.0
        self._late = QTimer(parent, interval=latest, singleShot=True)
        self._late.timeout.connect(do)

    def ask(self) -> None:
        """Do it now or a little later."""
        if time.monotonic() - self._done_at >= self.least:
            self._do()
        else:
            self._late.start()

    def note(self) -> None:
        """Note that it is being done, by whomever: it is late no more."""
        self._late.stop()
        self._done_at = time.monotonic()

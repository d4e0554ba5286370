"""What asks the program to end: SIGINT (Ctrl+C), SIGTERM and SIGHUP.

A command is ended by an exception, as Python does it for Ctrl+C alone, so that what it
has begun is tidied up. This module imports next to nothing, so that signals are obeyed
before anything else is imported.
"""

import os
import signal
import sys
import time

from nnviz.session.interruption import SIGNALS

TYPE_CHECKING = False

if TYPE_CHECKING:
    from sys import UnraisableHookArgs
    from types import FrameType

_SAME = 1.0
"""Seconds within which more signals are the same wish: a terminal that is closed sends
several, and none of them may end the tidying up."""

_AGAIN = 0.01
"""Seconds after which a signal is sent again that came where nothing can be raised."""


class Ended(BaseException):
    """A signal asks the program to end; no error, and nothing that ``except`` expects.

    Attributes
    ----------
    status
        The exit status that is usual for it: 128 and the signal's number.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number, self.status = number, 128 + number


class Signals:
    """Raises ``Ended`` in the main thread when a signal comes."""

    def __init__(self) -> None:
        self._last, self._leaving = -_SAME, False

    def obey(self) -> None:
        """Obey signals from now on, but for those that are ignored, as by nohup."""
        for name in SIGNALS:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._end)
        sys.unraisablehook = self._send_again

    def leave(self) -> None:
        """Raise nothing any more: nobody is left to catch it."""
        self._leaving = True

    def _end(self, number: int, frame: "FrameType | None") -> None:
        before, self._last = self._last, time.monotonic()
        if self._last - before < _SAME:
            return
        if self._leaving:
            os._exit(128 + number)
        raise Ended(number)

    def _send_again(self, lost: "UnraisableHookArgs") -> None:
        """Try again what was raised where Python drops it, such as in a destructor."""
        if not isinstance(lost.exc_value, Ended):
            sys.__unraisablehook__(lost)
            return
        import threading

        self._last = -_SAME
        again = (os.getpid(), lost.exc_value.number)
        threading.Timer(_AGAIN, os.kill, again).start()

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
    from collections.abc import Callable
    from sys import UnraisableHookArgs
    from types import FrameType

_SAME = 1.0
"""Seconds within which more signals are the same wish: a terminal that is closed sends
several, and none of them may end the tidying up."""

_AGAIN = 0.01
"""Seconds after which a signal is sent again that nobody has obeyed."""


class Ended(BaseException):
    """A signal asks the program to end; no error, and nothing that ``except`` expects.

    Libraries may drop it all the same, as Python does in a destructor. Whoever obeys
    it says so; one that dies before is ``lost``.

    Attributes
    ----------
    status
        The exit status that is usual for it: 128 and the signal's number.
    """

    def __init__(
        self, number: int, lost: "Callable[[int], None] | None" = None
    ) -> None:
        super().__init__(number)
        self.status = 128 + number
        self._number, self._lost = number, lost

    def obey(self) -> None:
        """Note that the program ends because of it."""
        self._lost = None

    def __del__(self) -> None:
        """Tell that nobody has obeyed it."""
        if self._lost is not None:
            self._lost(self._number)


class Signals:
    """Raises ``Ended`` in the main thread when a signal comes."""

    def __init__(self) -> None:
        self._last, self._leaving = -_SAME, False
        self._dropped: int | None = None

    def obey(self) -> None:
        """Obey signals from now on, but for those that are ignored, as by nohup."""
        for name in SIGNALS:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._end)
        sys.unraisablehook = _say_what_is_dropped

    def leave(self) -> None:
        """Raise nothing any more: nobody is left to catch it."""
        self._leaving = True

    def behind(self, error: BaseException) -> int | None:
        """Return the exit status if a signal has led to an error, else None.

        Who drops what a signal raises may fail because of it, as Python may while it
        compiles what it imports, and who imports may name it as the cause.
        """
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, Ended):
                cause.obey()
                return cause.status
            cause = cause.__cause__
        return None if self._dropped is None else 128 + self._dropped

    def _end(self, number: int, frame: "FrameType | None") -> None:
        before, self._last = self._last, time.monotonic()
        if self._last - before < _SAME:
            return
        if self._leaving:
            os._exit(128 + number)
        raise Ended(number, self._send_again)

    def _send_again(self, number: int) -> None:
        """Try again, a moment later, what nobody has obeyed."""
        if self._leaving:
            return
        self._dropped = number
        import threading

        self._last = -_SAME
        threading.Timer(_AGAIN, os.kill, (os.getpid(), number)).start()


def _say_what_is_dropped(lost: "UnraisableHookArgs") -> None:
    """Print what is raised where Python drops it, but for what is sent again."""
    if not isinstance(lost.exc_value, Ended):
        sys.__unraisablehook__(lost)

"""Interrupting long work, and keeping signals from interrupting what must not be."""

import signal
import threading
from collections.abc import Callable

TYPE_CHECKING = False
"""Known to type checkers; ``typing`` takes longer to import than all that is here."""

if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Self

CheckInterrupt = Callable[[], object]
"""A function that long work calls often; the exception it raises ends the work."""

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
"""The signals that ask a program to end, as far as the system has them."""


class Interrupted(Exception):  # noqa: N818 (no error: the thread is asked to end)
    """The work under way is given up because its thread is to end."""


def no_interrupt() -> None:
    """Never interrupt."""


class HeldSignals:
    """Holds signals back that ask the program to end, until a block is left.

    Where Qt calls Python nothing may be raised, and what is being tidied up is to be
    tidied up whole. The first signal held is obeyed after the block. In other threads
    than the main one, which alone hears of signals, a block does nothing.

    Attributes
    ----------
    received
        The number of the first signal that was held, None before.
    """

    def __init__(self) -> None:
        self.received: int | None = None
        self._before: dict[int, Any] = {}

    def __enter__(self) -> "Self":
        """Hold signals from now on."""
        if threading.current_thread() is threading.main_thread():
            for name in SIGNALS:
                number = getattr(signal, name, None)
                # What is ignored, as by nohup, stays so; None is not Python's own.
                if number is not None and signal.getsignal(number) not in (
                    signal.SIG_IGN,
                    None,
                ):
                    self._before[number] = signal.signal(number, self._hold)
        return self

    def __exit__(self, *_: object) -> None:
        """Hold them no longer, and let the first one come."""
        while self._before:
            signal.signal(*self._before.popitem())
        if self.received is not None:
            signal.raise_signal(self.received)

    def check_interrupt(self) -> None:
        """Look up in the middle of long work.

        Raises
        ------
        Interrupted
            If a signal has been held, which is obeyed once the block is left.
        """
        if self.received is not None:
            raise Interrupted

    def _hold(self, number: int, frame: "FrameType | None") -> None:
        if self.received is None:
            self.received = number

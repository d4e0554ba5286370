"""Garbage is collected in the window's thread alone, and memory is given back."""

import ctypes
import gc
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer, Slot

_INTERVAL = 200
"""Milliseconds between two looks at how much garbage there may be."""

_LATER = 5
"""How many looks after something large has ended its memory is given back."""

_ARENA_MAX = -8
"""The number of an option in ``malloc.h``: how many heaps there may be."""

_ended = threading.Event()
_making: list[threading.Thread] = []
"""The threads that make many objects just now, none of which is garbage."""


@contextmanager
def collecting_later() -> Iterator[None]:
    """Collect no garbage while this thread makes millions of objects.

    Each collection would look at all of them, longer and longer, and the window would
    stand still meanwhile.
    """
    _making.append(threading.current_thread())
    try:
        yield
    finally:
        _making.remove(threading.current_thread())


def note_end() -> None:
    """Say, from any thread, that something has ended that used much memory.

    Others may still have it in hand: what they let go soon is given back with it.
    """
    _ended.set()


def share_one_heap() -> None:
    """Let all threads take memory from one heap; to be called before there are any.

    Else the library of C on Linux has a heap for each thread, and never gives back the
    end of one, which may be 64 MiB.
    """
    if sys.platform == "linux":
        choose = getattr(ctypes.CDLL(None), "mallopt", None)
        if choose is not None:
            choose(_ARENA_MAX, 1)


def give_memory_back() -> None:
    """Let other programs have what has been freed, as far as the system knows how.

    The library of C on Linux keeps what large temporary arrays took, of each thread:
    hundreds of MiB after some runs on images. This takes a few milliseconds.
    """
    if sys.platform != "linux":
        return
    # Other libraries of C have no such function.
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


class GarbageCollector(QObject):
    """Does what Python's own collector does, which is switched off, and gives back.

    That one runs in whichever thread comes to make the next object. In the thread that
    trains, it would end widgets and timers that only their own thread may end, which
    crashes Qt, and it would interrupt training.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._left = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_INTERVAL)

    @Slot()
    def look(self) -> None:
        """Collect the oldest generation that has grown beyond its threshold.

        What has been freed by then is given back some looks after a thread's end.
        """
        if _ended.is_set():
            _ended.clear()
            self._left = _LATER
        elif self._left:
            self._left -= 1
            if not self._left:
                give_memory_back()
        grown = [
            generation
            for generation, (count, most) in enumerate(
                zip(gc.get_count(), gc.get_threshold(), strict=True)
            )
            if count > most
        ]
        if grown and not _making:
            gc.collect(max(grown))

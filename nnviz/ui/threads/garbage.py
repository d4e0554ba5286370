"""Garbage is collected in the window's thread alone, and memory is given back."""

import ctypes
import gc
import sys

from PySide6.QtCore import QObject, QTimer, Slot

_INTERVAL = 200
"""Milliseconds between two looks at how much garbage there may be."""


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
    """Does what Python's own collector does, which is switched off.

    That one runs in whichever thread comes to make the next object. In the thread that
    trains, it would end widgets and timers that only their own thread may end, which
    crashes Qt, and it would interrupt training.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_INTERVAL)

    @Slot()
    def look(self) -> None:
        """Collect the oldest generation that has grown beyond its threshold."""
        grown = [
            generation
            for generation, (count, most) in enumerate(
                zip(gc.get_count(), gc.get_threshold(), strict=True)
            )
            if count > most
        ]
        if grown:
            gc.collect(max(grown))

"""Lets the monkey loose, and measures what has grown meanwhile."""

import gc
import time
from collections.abc import Sequence
from dataclasses import dataclass

import psutil
from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from nnviz.session.settings.presets import PRESETS
from nnviz.session.undo import UndoStack
from nnviz.ui.threads.garbage import give_memory_back
from nnviz.ui.window.main_window import MainWindow
from nnviz.views.earlier_runs import EarlierRuns
from tests.soak.faults import Faults
from tests.soak.holds import Holds
from tests.soak.monkey import Monkey

GROWTH = 100 << 20
"""Bytes by which memory may grow in the second half."""

THREADS, HANDLES = 8, 16
"""How many more there may be at the end: a page that is first used later has some."""

_PAUSE, _BEAT = 20, 10
"""Milliseconds between two actions, and between two beats that measure lateness."""

_GOING = 2000
"""Milliseconds in which what is not needed any more goes, and is given back."""

_PATIENCE = 300
"""Seconds after which a window that does not come to rest never will."""

_LINGERING = 120
"""Seconds in which all threads of runs that were left have ended."""


@dataclass(frozen=True)
class Rest:
    """What the process has at rest: bytes, threads and open files.

    Attributes
    ----------
    memory
        Once nothing is left that was kept on purpose, and what is free is given back.
    kept
        What that was, within budgets: earlier runs, and the data that undo needs.
    spare
        What had not been given back by then: garbage, and what is free.
    """

    memory: int
    kept: int
    spare: int
    threads: int
    handles: int

    def __str__(self) -> str:
        more = f"{self.kept >> 20} kept and {self.spare >> 20} not given back"
        mib = f"{self.memory >> 20} MiB, and {more}"
        return f"{mib}; {self.threads} threads, {self.handles} handles"

    def growth(self, later: "Rest") -> list[str]:
        """Return what has grown too much."""
        return [
            f"{what} have grown by {grown}"
            for what, grown, most in (
                ("bytes", later.memory - self.memory, GROWTH),
                ("threads", later.threads - self.threads, THREADS),
                ("handles", later.handles - self.handles, HANDLES),
            )
            if grown > most
        ]


class Soak(QObject):
    """Lets the monkey loose for so many seconds, and measures at the half and the end.

    Measured is the same scene each time, at rest.
    """

    def __init__(self, monkey: Monkey, faults: Faults, seconds: float) -> None:
        super().__init__()
        self._monkey, self._faults, self._seconds = monkey, faults, seconds
        self._process = psutil.Process()
        self.lateness: list[float] = []
        self.holds = Holds()
        self.most = 0
        self.minutes: list[int] = []
        self._worked = time.thread_time()
        self._minute = time.perf_counter()
        self.rests: list[Rest] = []
        self.wrong: list[str] = []
        self._before = 0
        self._began = self._beaten = time.perf_counter()
        self._beat = QTimer(self)
        self._beat.setTimerType(Qt.TimerType.PreciseTimer)
        self._beat.timeout.connect(self._feel)
        self._beat.start(_BEAT)
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._go_on)
        self._next.start(_PAUSE)

    @Slot()
    def _feel(self) -> None:
        now = time.perf_counter()
        self.lateness.append(max(0.0, (now - self._beaten) * 1e3 - _BEAT))
        worked = time.thread_time()
        self.holds.note(self._monkey.last[-1], worked - self._worked)
        if now - self._minute > 60:
            self._minute = now
            self.minutes.append(_settled(self._process))
        self._beaten, self._worked = time.perf_counter(), time.thread_time()
        if len(self.lateness) % 100 == 0:
            self.most = max(self.most, self._process.memory_info().rss)

    @Slot()
    def _go_on(self) -> None:
        over = time.perf_counter() - self._began > self._seconds / 2
        if self._faults.found:
            self._end(self._faults.found)
        elif not self._monkey.window.isVisible():
            self._end(["the window has been closed"])
        elif over:
            self._begin_rest()
        else:
            # First, as a menu that is open may wait in there for what comes next.
            self._next.start(_PAUSE)
            self._monkey.act()

    def _begin_rest(self) -> None:
        """Put the window into the scene that is measured."""
        self._began = time.perf_counter()
        self._monkey.tidy()
        window = self._monkey.window
        window.resize(1600, 1000)
        window.open(PRESETS["circle"].config)
        QTimer.singleShot(0, self._wait_for_rest)

    @Slot()
    def _wait_for_rest(self) -> None:
        if self._ends_here():
            return
        controller = self._monkey.window.controller
        if controller.snapshot is None or not controller.snapshot.at_rest:
            QTimer.singleShot(100, self._wait_for_rest)
            return
        comparison = self._monkey.window.comparison
        comparison.vary("activation")
        comparison.controller.pause()
        # Of the runs before, nothing is left then.
        controller.wait_for_left()
        # Threads that are ending do so meanwhile.
        QTimer.singleShot(_GOING, self._forget)

    def _ends_here(self) -> bool:
        """End the soak where it cannot come to rest; tell whether."""
        if self._faults.found:
            self._end(self._faults.found)
        elif time.perf_counter() - self._began > _PATIENCE:
            self._end([f"the window has not come to rest within {_PATIENCE} s"])
        else:
            return False
        return True

    @Slot()
    def _forget(self) -> None:
        if not self._ends_here():
            self._before = int(self._process.memory_info().rss)
            _forget_kept(self._monkey.window)
            # What is deleted later, and what threads have in hand, goes meanwhile.
            QTimer.singleShot(_GOING, self._measure)

    @Slot()
    def _measure(self) -> None:
        handles = getattr(self._process, "num_fds", lambda: 0)()
        left = int(self._process.memory_info().rss)
        memory = _settled(self._process)
        kept, spare = max(0, self._before - left), max(0, left - memory)
        threads = self._process.num_threads()
        rest = Rest(memory, kept, spare, threads, handles)
        grown = self.rests[0].growth(rest) if self.rests else []
        if grown and time.perf_counter() - self._began < _LINGERING:
            # A thread that works on a large run has it until it has ended; what leaks
            # stays, however long one waits.
            QTimer.singleShot(_GOING, self._measure)
            return
        self.rests.append(rest)
        if len(self.rests) == 2:
            self._end(self._faults.found or grown)
            return
        self._began = time.perf_counter()
        self._next.start(_PAUSE)

    def _end(self, wrong: Sequence[str]) -> None:
        self.wrong = list(wrong)
        QApplication.exit()


def _forget_kept(window: MainWindow) -> None:
    """Let go of what a window keeps of the past on purpose, which has budgets.

    How much that is at a given moment depends on what was opened last, not on leaks.
    """
    window.network.edits._earlier = EarlierRuns()
    for trail in (window.network.edits, window.comparison.trail):
        trail._trail = UndoStack()
        trail._tell()


def _settled(process: psutil.Process) -> int:
    """Return the resident bytes once there is no garbage, and nothing free."""
    gc.collect()
    give_memory_back()
    return int(process.memory_info().rss)

"""Six contenders in the window, all views showing: frames a second, and lateness."""

import statistics
import time

from PySide6.QtCore import QEventLoop, Qt, QTimer

from benchmarks.row import Row
from benchmarks.window.opened import Pictures
from nnviz.live.snapshot import Snapshot
from nnviz.session.comparison.comparison import Comparison
from nnviz.session.comparison.contender import Variation, contenders_of
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data
from nnviz.ui.app import application
from nnviz.ui.pages.comparison.comparison_page import ComparisonPage
from nnviz.ui.pages.comparison.comparison_views import LAYERS, OUTPUTS, VERDICT
from nnviz.ui.theme.apply import Appearance
from nnviz.ui.window.main_window import MainWindow

_SIX = Variation("activation", ("relu", "tanh", "sigmoid", "leaky_relu", "elu", "gelu"))
_CIRCLE = RunConfig(dataset="circle")
_VIEWS = {"outputs and networks": OUTPUTS, "layers": LAYERS, "verdict": VERDICT}

_TICK = 5
"""Milliseconds between two looks at how late the window's thread is."""


def rows(seconds: float = 5.0) -> list[Row]:
    """Train six activations of circle in the shown window, with each view in front."""
    alone = _headless_rate(seconds / 2)
    opened = _Opened()
    found = [Row("six in lock-step: headless", alone, "/s")]
    for name, view in _VIEWS.items():
        opened.live.views.show_view(view)
        opened.wait(1.0)
        found += _rows_of(name, opened, seconds, alone)
    opened.close()
    return found


class _Opened:
    """The shown window, in which six contenders train."""

    def __init__(self) -> None:
        self.window = MainWindow(Appearance(application()))
        self._loop = QEventLoop()
        self.window.controller.set_speed(None)
        self.window.show()
        self.window.open(_CIRCLE)
        self.wait(1.0)
        self.window.tabs.show_tab("comparison")
        self.live: ComparisonPage = self.window.comparison
        self.live.compare(_SIX)
        while self.live.controller.started is None:
            self.wait(0.05)
        self.live.controller.play()
        self.wait(2.0)

    def wait(self, seconds: float) -> None:
        """Let the window run for this long."""
        QTimer.singleShot(int(seconds * 1000), self._loop.quit)
        self._loop.exec()

    def close(self) -> None:
        """Close the window and let it go."""
        self.window.close()
        self.window.deleteLater()
        self.wait(0.05)


def _rows_of(view: str, opened: _Opened, seconds: float, alone: float) -> list[Row]:
    began, working = time.perf_counter(), time.thread_time()
    pictures = Pictures(opened.window)
    frames, late = _watch(opened, seconds)
    pictures.end()
    spent = time.perf_counter() - began
    worked = (time.thread_time() - working) / len(frames)
    rate = (frames[-1].iteration - frames[0].iteration) / spent
    last = late[int(0.99 * len(late))]
    return [
        Row(f"{view}: window over headless", rate / alone, "x"),
        Row(f"{view}: snapshots shown", len(frames) / spent, "/s", at_least=60.0),
        Row(f"{view}: pictures painted", pictures.count / spent, "/s"),
        Row(f"{view}: processor time for a snapshot", worked * 1000.0, "ms"),
        Row(f"{view}: late, median", statistics.median(late), "ms"),
        Row(f"{view}: late, 99th percentile", last, "ms", at_most=25.0),
    ]


def _watch(opened: _Opened, seconds: float) -> tuple[list[Snapshot], list[float]]:
    """Return the snapshots shown and how late, in sorted ms, the thread answered."""
    frames: list[Snapshot] = []
    late: list[float] = []
    ticks = [time.perf_counter()]

    def tick() -> None:
        ticks.append(time.perf_counter())
        late.append(max(0.0, (ticks[-1] - ticks[-2]) * 1000.0 - _TICK))

    def see(snapshot: Snapshot | None) -> None:
        if snapshot is not None:
            frames.append(snapshot)

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    opened.live.controller.frame.connect(see)
    timer.start(_TICK)
    opened.wait(seconds)
    timer.stop()
    opened.live.controller.frame.disconnect(see)
    return frames, sorted(late)


def _headless_rate(seconds: float) -> float:
    """Return the iterations a second that six contenders do without a window."""
    data = load_data(_CIRCLE)
    comparison = Comparison(contenders_of(_CIRCLE, data, [_SIX]), data)
    comparison.run(100)
    before, began = comparison.iteration, time.perf_counter()
    while time.perf_counter() - began < seconds:
        comparison.run(200)
    return (comparison.iteration - before) / (time.perf_counter() - began)

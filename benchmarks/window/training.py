"""Training in the window against training alone, and how smooth the window is."""

import statistics
import time

from PySide6.QtCore import Qt, QTimer

from benchmarks.row import Row
from benchmarks.window.opened import WORKS, OpenWindow, Pictures
from nnviz.live.snapshot import Snapshot
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer

_SHARES = {"circle": 0.5, "mnist 784-128-64-10": 0.7}
"""To reach: iterations a second in the window over those of a trainer alone."""

_OF_A_CORE = 0.28
"""What the window may spend: its budget of a quarter, and what a measure misses."""

_TICK = 5
"""Milliseconds between two looks at how late the window's thread is."""


def training_rows(seconds: float) -> list[Row]:
    """Train each work alone, then in the shown window with all its panels."""
    return [row for work in WORKS for row in _rows_of(work, seconds)]


def _rows_of(work: str, seconds: float) -> list[Row]:
    alone = headless_rate(WORKS[work], seconds)
    opened = OpenWindow(WORKS[work])
    opened.run.play()
    opened.wait(1.0)  # until caches are filled
    began, working = time.perf_counter(), time.thread_time()
    pictures = Pictures(opened.window)
    frames, late = watch(opened, seconds)
    pictures.end()
    spent = time.perf_counter() - began
    worked = time.thread_time() - working
    each, share = worked / len(frames) * 1000.0, worked / spent
    opened.close()
    rate = (frames[-1].iteration - frames[0].iteration) / spent
    last = late[int(0.99 * len(late))]
    return [
        Row(f"{work}: headless", alone, "/s"),
        Row(f"{work}: window", rate, "/s"),
        Row(f"{work}: window over headless", rate / alone, "x", _SHARES[work]),
        Row(f"{work}: snapshots shown", len(frames) / spent, "/s", at_least=60.0),
        Row(f"{work}: pictures painted", pictures.count / spent, "/s"),
        Row(f"{work}: processor time for a snapshot", each, "ms"),
        Row(f"{work}: window's share of a core", share, "x", at_most=_OF_A_CORE),
        Row(f"{work}: late, median", statistics.median(late), "ms", at_most=2.0),
        Row(f"{work}: late, 99th percentile", last, "ms", at_most=20.0),
    ]


def headless_rate(config: RunConfig, seconds: float) -> float:
    """Return the iterations a second that a trainer alone does."""
    trainer = Trainer(config)
    trainer.run(100)
    before, began = trainer.iteration, time.perf_counter()
    while time.perf_counter() - began < seconds:
        trainer.run(200)
    return (trainer.iteration - before) / (time.perf_counter() - began)


def watch(opened: OpenWindow, seconds: float) -> tuple[list[Snapshot], list[float]]:
    """Return the snapshots shown and how late, in sorted ms, the thread answered."""
    frames: list[Snapshot] = []
    late: list[float] = []
    ticks = [time.perf_counter()]

    def tick() -> None:
        ticks.append(time.perf_counter())
        late.append(max(0.0, (ticks[-1] - ticks[-2]) * 1000.0 - _TICK))

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    opened.run.snapshot_changed.connect(frames.append)
    timer.start(_TICK)
    opened.wait(seconds)
    timer.stop()
    opened.run.snapshot_changed.disconnect(frames.append)
    return frames, sorted(late)

"""What the window costs: training in it against headless training, in one run."""

import json
import os
import statistics
import time
from dataclasses import asdict, dataclass

import click
from PySide6.QtCore import QEventLoop, Qt, QTimer

from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer
from nnviz.ui.app import application
from nnviz.ui.main_window import MainWindow
from nnviz.ui.run.snapshot import Block, Snapshot
from nnviz.ui.theme.apply import Appearance

_WORKS = {
    "circle": RunConfig(dataset="circle"),
    "mnist 784-128-64-10": RunConfig(
        dataset="mnist", hidden=(128, 64), batch_size=64, learning_rate=0.1
    ),
}
_TARGETS = {"circle": 0.5, "mnist 784-128-64-10": 0.7}
_TICK = 5
"""Milliseconds between two looks at how late the window's thread is."""


@dataclass(frozen=True, slots=True)
class Found:
    """One work in the window: rates a second, and times in milliseconds."""

    work: str
    headless: float
    window: float
    ratio: float
    frames: float
    late_median: float
    late_99th: float
    pause: float


def headless_rate(config: RunConfig, seconds: float) -> float:
    """Return the iterations a second that a trainer alone does."""
    trainer = Trainer(config)
    trainer.run(100)
    before, began = trainer.iteration, time.perf_counter()
    while time.perf_counter() - began < seconds:
        trainer.run(200)
    return (trainer.iteration - before) / (time.perf_counter() - began)


class OpenWindow:
    """The shown window on one work, with an event loop to run it by."""

    def __init__(self, config: RunConfig) -> None:
        self.window = MainWindow(Appearance(application()))
        self.window.show()
        self.run, self._loop = self.window.controller, QEventLoop()
        self.run.run_started.connect(self._loop.quit)
        self.window.open(config)
        self._loop.exec()

    def wait(self, seconds: float) -> None:
        """Let the window go on for so long."""
        QTimer.singleShot(int(seconds * 1000), self._loop.quit)
        self._loop.exec()

    def train(self, seconds: float) -> tuple[list[Snapshot], list[float]]:
        """Return the snapshots shown and how late, in ms, the thread answered."""
        frames: list[Snapshot] = []
        late: list[float] = []
        ticks = [time.perf_counter()]

        def tick() -> None:
            ticks.append(time.perf_counter())
            late.append(max(0.0, (ticks[-1] - ticks[-2]) * 1000.0 - _TICK))

        timer = QTimer()
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(tick)
        self.run.snapshot_changed.connect(frames.append)
        timer.start(_TICK)
        self.wait(seconds)
        timer.stop()
        return frames, sorted(late)

    def pause(self) -> float:
        """Return the ms from asking for a pause to the last iteration told."""
        told = [time.perf_counter()]

        def tell(block: Block) -> None:
            if len(block.costs):
                told.append(time.perf_counter())

        self.run.block_arrived.connect(tell)
        self.run.pause()
        self.wait(0.5)
        return (told[-1] - told[0]) * 1000.0


def measure(work: str, seconds: float) -> Found:
    """Train a work headless, then in the shown window with all its panels."""
    alone = headless_rate(_WORKS[work], seconds)
    opened = OpenWindow(_WORKS[work])
    opened.run.play()
    opened.wait(1.0)  # until caches are filled
    began = time.perf_counter()
    frames, late = opened.train(seconds)
    spent = time.perf_counter() - began
    pause = opened.pause()
    opened.window.close()
    rate = (frames[-1].iteration - frames[0].iteration) / spent
    return Found(
        work,
        alone,
        rate,
        rate / alone,
        len(frames) / spent,
        statistics.median(late),
        late[int(0.99 * len(late))],
        pause,
    )


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--seconds", default=4.0, show_default=True)
def window(as_json: bool, seconds: float) -> None:
    """Compare training in the window with training alone."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    rows = [measure(work, seconds) for work in _WORKS]
    if as_json:
        click.echo(json.dumps({"works": [asdict(row) for row in rows]}))
        return
    for row in rows:
        verdict = "reached" if row.ratio >= _TARGETS[row.work] else "missed"
        click.echo(
            f"{row.work:20} headless {row.headless:9,.0f}/s  window "
            f"{row.window:9,.0f}/s  ratio {row.ratio:.2f} to reach "
            f"{_TARGETS[row.work]}: {verdict}\n{'':20} {row.frames:.0f} frames/s  late "
            f"median {row.late_median:.1f} ms, 99th {row.late_99th:.1f} ms  pause "
            f"{row.pause:.1f} ms"
        )

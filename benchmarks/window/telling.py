"""Whether every iteration is reported to the window, and what a long run keeps."""

import gc

import psutil

from benchmarks.row import Row
from benchmarks.window.opened import WORKS, OpenWindow
from nnviz.live.snapshot import Block

_SPEEDS = (None, 5000.0, 300.0, 30.0)
_WARM = 20_000
"""Iterations after which everything has been loaded and drawn once."""


def telling_rows(seconds: float) -> list[Row]:
    """Train at several speeds, pause in between, and count what was reported."""
    opened = OpenWindow(WORKS["circle"])
    expected, told, wrong = 1, 0, 0

    def hear(block: Block) -> None:
        nonlocal expected, told, wrong
        if block.iterations:
            wrong += abs(block.first_iteration - expected)
            expected = block.last_iteration + 1
            told += block.iterations

    opened.run.block_arrived.connect(hear)
    for speed in _SPEEDS:
        opened.run.set_speed(speed)
        opened.run.play()
        opened.wait(seconds)
        opened.run.pause()
        opened.wait(0.3)
    done = opened.run.snapshot.iteration if opened.run.snapshot else 0
    opened.close()
    return [
        Row("iterations done", done, ""),
        Row("iterations reported", told, ""),
        Row("never reported, reported twice or out of order", wrong, "", at_most=0.0),
        Row("done but not reported", abs(done - told), "", at_most=0.0),
    ]


def memory_rows(iterations: int) -> list[Row]:
    """Train circle in the window for so long, and weigh what the process keeps."""
    opened, process = OpenWindow(WORKS["circle"]), psutil.Process()
    opened.run.step(_WARM)
    opened.wait_for(_WARM)
    gc.collect()
    before = process.memory_info().rss
    opened.run.step(iterations)
    opened.wait_for(_WARM + iterations)
    gc.collect()
    grown = (process.memory_info().rss - before) / 2**20
    opened.close()
    name = f"memory after {iterations:,} iterations: growth"
    return [Row(name, grown, "MiB", at_most=64.0)]

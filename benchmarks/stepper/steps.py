"""How long a step takes until it is seen, in the real window."""

import statistics
import time
from collections.abc import Iterator

from PySide6.QtWidgets import QApplication

from benchmarks.row import Row
from benchmarks.window.opened import WORKS, OpenWindow
from nnviz.explain.walk.cursor import GRAINS, Grain

_AT_MOST = {"circle": 16.0, "mnist 784-128-64-10": 33.0}
"""Milliseconds a step may take."""

_PAUSE = 0.08
"""Seconds between two steps: more than the window ever waits to paint a part again."""

_BEFORE = 200
"""Iterations done before the walk."""


def step_rows(steps: int) -> Iterator[Row]:
    """Step through the works at every grain, and time each until it is painted."""
    for name, config in WORKS.items():
        opened = OpenWindow(config)
        opened.run.step(_BEFORE)
        opened.wait_for(_BEFORE)
        opened.wait(2.0)  # until formulas are typeset ahead
        for grain in GRAINS:
            spent = list(_times(opened, grain, steps))
            times = sorted(passed for passed, _ in spent)
            worked = statistics.median(worked for _, worked in spent)
            bound = _AT_MOST[name]
            what = f"{name}: step by {grain}"
            yield Row(f"{what}, median", statistics.median(times), "ms", at_most=bound)
            yield Row(f"{what}, 95th percentile", times[int(0.95 * len(times))], "ms")
            yield Row(f"{what}, processor time", worked, "ms")
        opened.close()


def _times(
    opened: OpenWindow, grain: Grain, steps: int
) -> Iterator[tuple[float, float]]:
    """Yield the ms that pass until a step is painted, and the processor's for it."""
    page, app = opened.window.network, QApplication.instance()
    stepper = page.stepping.stepper
    assert app is not None
    stepper.set_grain(grain)
    if stepper.is_fine:
        stepper.step(1)
        _settle(opened)
    for _ in range(steps):
        shown = _shown(opened)
        began, working = time.perf_counter(), time.thread_time()
        page.step(1)
        while _shown(opened) == shown:
            app.processEvents()
        app.processEvents()
        worked, passed = time.thread_time() - working, time.perf_counter() - began
        yield passed * 1000.0, worked * 1000.0
        _settle(opened)


def _shown(opened: OpenWindow) -> tuple[object, ...]:
    """Return what tells one place of the cursor from another."""
    walking, snapshot = (
        opened.window.network.stepping.stepper.walk,
        opened.run.snapshot,
    )
    return (
        walking.trace.iteration if walking else None,
        walking.position if walking else None,
        snapshot.iteration if snapshot and not walking else None,
    )


def _settle(opened: OpenWindow) -> None:
    while opened.window.network.stepping.stepper.awaits or opened.run.playing:
        opened.wait(0.005)
    opened.wait(0.03)

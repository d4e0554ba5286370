"""How soon the window shows an iteration that another program has written."""

import statistics
import threading
import time
from pathlib import Path

import numpy as np

_BETWEEN = 0.15
"""Seconds between two iterations, so that each is a question of its own."""


def delays(path: Path, iterations: int) -> list[float]:
    """Return the milliseconds from each call of ``Watch`` to the painted picture.

    The first few iterations, with which the window begins, are left out.
    """
    from PySide6.QtCore import QEventLoop, QTimer

    from nnviz.live.snapshot import Snapshot
    from nnviz.ui.screenshot import unseen_window

    written, shown = dict[int, float](), dict[int, float]()
    writer = threading.Thread(target=_write, args=(path, iterations, written))
    with unseen_window((1280, 800)) as (window, _):
        window.controller.follow_file(path)

        def note(snapshot: Snapshot) -> None:
            # Everything in it is painted before the next turn of the event loop.
            QTimer.singleShot(
                0, lambda: shown.setdefault(snapshot.iteration, time.perf_counter())
            )

        window.controller.snapshot_changed.connect(note)
        writer.start()
        loop, timer = QEventLoop(), QTimer()
        timer.timeout.connect(lambda: writer.is_alive() or loop.quit())
        timer.start(300)
        loop.exec()
    both = sorted(written.keys() & shown.keys())[5:]
    return [1000.0 * (shown[number] - written[number]) for number in both]


def _write(path: Path, iterations: int, written: dict[int, float]) -> None:
    from nnviz.watch import Watch

    rng = np.random.default_rng(0)
    x = rng.normal(size=(50, 2))
    y = (x[:, :1] > 0).astype(float)
    w = [rng.normal(size=(2, 6)), rng.normal(size=(6, 4)), rng.normal(size=(4, 1))]
    b = [np.zeros((1, 6)), np.zeros((1, 4)), np.zeros((1, 1))]
    activations = ["tanh", "tanh", "sigmoid"]
    with Watch(path, activations=activations, loss="binary_cross_entropy") as watch:
        for number in range(1, iterations + 1):
            w = [one + 1e-3 * rng.normal(size=one.shape) for one in w]
            watch.iteration(w, b, x, y)
            written[number] = time.perf_counter()
            time.sleep(_BETWEEN)


def median_and_slow(found: list[float]) -> tuple[float, float]:
    """Return the median, and what nineteen of twenty are below."""
    return statistics.median(found), float(np.quantile(found, 0.95))

"""How long it takes until another sample's numbers are painted."""

import time
from statistics import median

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt

from benchmarks.row import Row
from benchmarks.window.opened import WORKS, OpenWindow, Pictures
from nnviz.live.snapshot import Snapshot

_MOST = {"circle": 16.0, "mnist 784-128-64-10": 33.0}
"""A frame [ms], by what is trained."""
_ROUNDS = 15


def probe_rows() -> list[Row]:
    """Go to the next sample at rest, with a neuron explained in the inspector."""
    rows: list[Row] = []
    for work, config in WORKS.items():
        opened = OpenWindow(config)
        opened.run.step(100)
        opened.wait_for(100)
        opened.wait(1.0)
        opened.window.panels.diagram.selection_changed.emit(1, 1)
        opened.wait(0.5)
        spent = [_look(opened) for _ in range(_ROUNDS)]
        opened.close()
        rows.append(
            Row(
                f"{work}: next sample, painted",
                median(spent),
                "ms",
                at_most=_MOST[work],
            )
        )
    return rows


def _look(opened: OpenWindow) -> float:
    """Return the ms from the key to the picture of the next sample's numbers."""
    pictures, arrived = Pictures(opened.window), []

    def hear(snapshot: Snapshot) -> None:
        probe = snapshot.lane.probe
        row = opened.window.network.presenter.row
        if probe is not None and int(probe.trace.rows[0]) == row:
            arrived.append(pictures.count)

    opened.run.snapshot_changed.connect(hear)
    began = opened.press(Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    # All views are given the numbers as they arrive; the next picture has them.
    while not arrived or pictures.count == arrived[0]:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 2)
    spent = time.perf_counter() - began
    opened.run.snapshot_changed.disconnect(hear)
    pictures.end()
    opened.wait(0.1)
    return spent * 1000.0

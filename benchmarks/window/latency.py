"""How long after a key press the window comes to rest."""

import time

from PySide6.QtCore import Qt

from benchmarks.row import Row
from benchmarks.window.opened import WORKS, OpenWindow
from nnviz.live.snapshot import Block, Snapshot

_SPEEDS = {"unlimited": None, "2,000/s": 2000.0, "10/s": 10.0}
_ROUNDS = 6
_MOST = 50.0


def latency_rows() -> list[Row]:
    """Press Space, then Ctrl+R, while each work trains at each speed; worst cases."""
    rows: list[Row] = []
    for work, config in WORKS.items():
        opened = OpenWindow(config)
        for speed, rate in _SPEEDS.items():
            opened.run.set_speed(rate)
            pauses = [_pause(opened, turn) for turn in range(_ROUNDS)]
            stops = [_stop(opened, turn) for turn in range(_ROUNDS)]
            worst = {
                "pause, training": max(told for told, _ in pauses),
                "pause, picture": max(seen for _, seen in pauses),
                "stop": max(stops),
            }
            rows += [
                Row(f"{work}, {speed}: {name}", spent, "ms", at_most=_MOST)
                for name, spent in worst.items()
            ]
        opened.close()
    return rows


def _train(opened: OpenWindow, turn: int) -> None:
    """Train for a while; not always as long, to stop at all kinds of moments."""
    opened.wait_for(0)
    before = opened.run.snapshot.iteration if opened.run.snapshot else 0
    opened.press(Qt.Key.Key_Space)
    opened.wait_for(before + 1)
    opened.wait(0.3 + 0.037 * turn)


def _pause(opened: OpenWindow, turn: int) -> tuple[float, float]:
    """Return the ms from Space to the last iteration reported and the last shown."""
    _train(opened, turn)
    told: list[float] = []
    seen: list[float] = []
    shown = opened.run.snapshot.iteration if opened.run.snapshot else 0

    def hear(block: Block) -> None:
        if block.iterations:
            told.append(time.perf_counter())

    def see(snapshot: Snapshot) -> None:
        nonlocal shown
        if snapshot.iteration != shown:
            shown = snapshot.iteration
            seen.append(time.perf_counter())

    opened.run.block_arrived.connect(hear)
    opened.run.snapshot_changed.connect(see)
    began = opened.press(Qt.Key.Key_Space)
    opened.wait(0.5)
    opened.run.block_arrived.disconnect(hear)
    opened.run.snapshot_changed.disconnect(see)
    return _last(told, began), _last(seen, began)


def _last(moments: list[float], began: float) -> float:
    """Return the ms from a moment to the last of some, 0 if there are none."""
    return max((moment - began for moment in moments), default=0.0) * 1000.0


def _stop(opened: OpenWindow, turn: int) -> float:
    """Return the ms that Ctrl+R takes, which ends the run and waits for its thread."""
    _train(opened, turn)
    began = opened.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    spent = time.perf_counter() - began
    opened.wait(0.4)
    return spent * 1000.0

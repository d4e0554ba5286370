"""How soon the window is painted and usable, against a bare one."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.row import Row

_PROGRAM = Path(__file__).with_name("first_paint.py")
_ROUNDS = 11

Moments = dict[str, float]
"""Seconds from the start of the process, by what was seen then."""


def start_rows(rounds: int = _ROUNDS) -> list[Row]:
    """Open both windows in turns, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        # Whoever opens a program a second time has it compiled already.
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        environment.update({"HOME": folder, "XDG_CONFIG_HOME": folder})
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for kind in ("bare", "nnviz"):
            moments(kind, environment)
        turns = [
            (moments("bare", environment), moments("nnviz", environment))
            for _ in range(rounds)
        ]
    bare = statistics.median(one["painted"] for one, _ in turns)
    ratio = statistics.median(two["painted"] / one["painted"] for one, two in turns)
    painted = statistics.median(two["painted"] for _, two in turns)
    network = statistics.median(two["network"] - two["painted"] for _, two in turns)
    plots = statistics.median(two["plots"] - two["painted"] for _, two in turns)
    return [
        Row("start: bare QMainWindow with NumPy painted", bare, "s"),
        Row("start: nnviz painted", painted, "s"),
        Row("start: nnviz over bare", ratio, "x", at_most=1.6),
        Row("start: the network after that", network, "s"),
        Row("start: the plots after that", plots, "s", at_most=0.5),
    ]


def moments(kind: str, environment: dict[str, str]) -> Moments:
    """Start a window, note what it says and when, and wait until it is closed."""
    began = time.perf_counter()
    running = subprocess.Popen(
        [sys.executable, str(_PROGRAM), kind],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    if running.stdout is None:
        raise RuntimeError("a pipe was asked for")
    found = {word.strip(): time.perf_counter() - began for word in running.stdout}
    if running.wait(60) or "painted" not in found:
        raise RuntimeError(f"{kind}: the window did not open")
    return found

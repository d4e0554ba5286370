"""How soon the window is painted and usable, against a bare one."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.row import Row

_PROGRAM = Path(__file__).with_name("first_paint.py")
_ROUNDS = 11

_WORDS = {
    "whole": "all that is seen",
    "network": "the network",
    "built": "everything",
}

Moments = dict[str, dict[str, float]]
"""Seconds from the start of the process, by what was seen then and by the clock."""


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
    return [row for kind in ("clock", "processor") for row in _rows(turns, kind)]


def _rows(turns: Sequence[tuple[Moments, Moments]], clock: str) -> list[Row]:
    """Return what was measured by one of the two clocks."""
    bare = [one["painted"][clock] for one, _ in turns]
    ours = {
        name: [two[name][clock] for _, two in turns] for name in (*_WORDS, "painted")
    }
    ratios = [our / their for our, their in zip(ours["painted"], bare, strict=True)]
    whole = [our / their for our, their in zip(ours["whole"], bare, strict=True)]
    name = f"start, {clock}"
    return [
        Row(f"{name}: bare QMainWindow with NumPy", statistics.median(bare), "s"),
        Row(f"{name}: first picture", statistics.median(ours["painted"]), "s"),
        Row(
            f"{name}: first picture over bare",
            statistics.median(ratios),
            "x",
            at_most=1.6,
        ),
        Row(f"{name}: all that is seen over bare", statistics.median(whole), "x"),
        *(
            Row(f"{name}: {words}", statistics.median(ours[word]), "s")
            for word, words in _WORDS.items()
        ),
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
    found: Moments = {}
    for line in running.stdout:
        word, _, spent = line.partition(" ")
        clock = time.perf_counter() - began
        found[word] = {"clock": clock, "processor": float(spent)}
    if running.wait(60) or "painted" not in found:
        raise RuntimeError(f"{kind}: the window did not open")
    return found

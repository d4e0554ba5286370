"""What time travel costs: recording against plain training, and reaching a moment."""

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.row import Row
from nnviz.session.config import RunConfig
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.timeline.timeline_view import Position
from nnviz.session.trainer import Trainer


@dataclass(frozen=True, slots=True)
class Work:
    """A run to travel in: its length, and the milliseconds a moment may take."""

    config: RunConfig
    iterations: int
    target: float
    slice: int
    """Iterations that both sides do in turn, to be compared."""


_NEVER = 10**12

WORKS = {
    "circle": Work(
        RunConfig(dataset="circle", evaluate_every=_NEVER), 100_000, 100.0, 8000
    ),
    "mnist 784-128-64-10": Work(
        RunConfig(
            dataset="mnist",
            hidden=(128, 64),
            batch_size=64,
            optimizer="adam",
            evaluate_every=_NEVER,
        ),
        10_000,
        500.0,
        400,
    ),
}

MOST_RECORDING = 1.05
"""How many times as long training may take while it is recorded."""


def recording_cost(work: Work, pairs: int) -> float:
    """Return the median ratio of recorded to plain training, taking turns."""
    plain, line = Trainer(work.config), Timeline(Trainer(work.config))
    for run in (plain.run, line.run):
        run(work.slice)
    ratios = []
    for turn in range(pairs):
        seconds = {}
        order = (plain, line) if turn % 2 else (line, plain)
        for one in order:
            began = time.perf_counter()
            one.run(work.slice)
            seconds[one] = time.perf_counter() - began
        ratios.append(seconds[line] / seconds[plain])
    return statistics.median(ratios)


def visits(line: Timeline[Trainer], iterations: list[int]) -> list[float]:
    """Return how many milliseconds each moment takes, with its trace."""
    times = []
    for iteration in iterations:
        began = time.perf_counter()
        line.visit(Position(iteration)).trace()
        times.append((time.perf_counter() - began) * 1000.0)
    return times


def travel_rows(moments: int, pairs: int) -> Iterator[Row]:
    """Train each work to its end, and visit moments all over it."""
    for name, work in WORKS.items():
        ratio = recording_cost(work, pairs)
        yield Row(
            f"{name}: training while recorded", ratio, "x", at_most=MOST_RECORDING
        )
        line = Timeline(Trainer(work.config))
        while line.trainer.iteration < work.iterations:
            line.run(min(1000, work.iterations - line.trainer.iteration))
        rng = np.random.default_rng(0)
        line.visit(Position(1))  # builds the clone
        scrubs = visits(line, rng.integers(1, work.iterations, moments).tolist())
        middle = work.iterations // 2
        backs = visits(line, list(range(middle, middle - moments, -1)))[1:]
        any_moment = f"{name}: any of {work.iterations:,} iterations"
        yield Row(f"{any_moment}, median", statistics.median(scrubs), "ms")
        yield Row(f"{any_moment}, longest", max(scrubs), "ms", at_most=work.target)
        yield Row(f"{name}: one back, median", statistics.median(backs), "ms")
        yield Row(f"{name}: one back, longest", max(backs), "ms")
        yield Row(f"{name}: checkpoints", line.nbytes / 2**20, "MiB")

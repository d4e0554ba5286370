"""What time travel costs: recording against plain training, and reaching a moment."""

import json
import statistics
import time
from dataclasses import asdict, dataclass

import click
import numpy as np

from nnviz.session.config import RunConfig
from nnviz.session.timeline.standing import Position
from nnviz.session.timeline.timeline import Timeline
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


@dataclass(frozen=True, slots=True)
class Found:
    """One work; times in milliseconds, with their medians and longest."""

    work: str
    recording: float
    scrub_median: float
    scrub_longest: float
    back_median: float
    back_longest: float
    checkpoints_mib: float


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


def measure(name: str, moments: int, pairs: int) -> Found:
    """Train a work to its end, and visit moments all over it."""
    work = WORKS[name]
    ratio = recording_cost(work, pairs)
    line = Timeline(Trainer(work.config))
    while line.trainer.iteration < work.iterations:
        line.run(min(1000, work.iterations - line.trainer.iteration))
    rng = np.random.default_rng(0)
    line.visit(Position(1))  # builds the twin
    scrubs = visits(line, rng.integers(1, work.iterations, moments).tolist())
    middle = work.iterations // 2
    backs = visits(line, list(range(middle, middle - moments, -1)))[1:]
    return Found(
        name,
        ratio,
        statistics.median(scrubs),
        max(scrubs),
        statistics.median(backs),
        max(backs),
        line.nbytes / 2**20,
    )


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--moments", default=200, show_default=True)
@click.option("--pairs", default=15, show_default=True)
def stepper(as_json: bool, moments: int, pairs: int) -> None:
    """Measure what recording costs, and how long a moment takes to come back."""
    rows = [measure(name, moments, pairs) for name in WORKS]
    if as_json:
        click.echo(json.dumps({"works": [asdict(row) for row in rows]}))
        return
    for row in rows:
        click.echo(_lines(row))


def _lines(row: Found) -> str:
    work = WORKS[row.work]
    return (
        f"{row.work}, {work.iterations:,} iterations, {row.checkpoints_mib:.1f} MiB\n"
        f"  recording   {row.recording:.3f} x training alone, to reach "
        f"{MOST_RECORDING}: {_verdict(row.recording, MOST_RECORDING)}\n"
        f"  any moment  median {row.scrub_median:.1f} ms, longest "
        f"{row.scrub_longest:.1f} ms, to reach {work.target:.0f}: "
        f"{_verdict(row.scrub_longest, work.target)}\n"
        f"  one back    median {row.back_median:.1f} ms, longest "
        f"{row.back_longest:.1f} ms"
    )


def _verdict(value: float, target: float) -> str:
    return "reached" if value <= target else "missed"

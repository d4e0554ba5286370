"""Training speed as a ratio: nnviz and its rivals, taking turns in one run.

nnviz trains through its public ``Trainer.run`` and records the cost of every
iteration; so do the rivals. All use one thread.
"""

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import click

from benchmarks.rivals import products, scikit, torch_eager, tutorial
from benchmarks.rivals.work import WORKS, Work
from nnviz.data.prepared import Part
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer

_ROUNDS = 15
_ITERATIONS = {"2-4-2-1": 4000, "784-10-10": 800, "784-128-64-10": 150}
_DATA = {"2-4-2-1": "circle", "784-10-10": "mnist", "784-128-64-10": "mnist"}

TARGETS: dict[str, dict[str, float]] = {
    "2-4-2-1": {"tutorial": 6.0, "scikit-learn": 20.0, "PyTorch": 30.0},
    "784-10-10": {
        "tutorial": 2.7,
        "scikit-learn": 7.0,
        "PyTorch": 8.0,
        "products": 1 / 1.5,
        "products, streamed": 1 / 1.5,
    },
    "784-128-64-10": {
        "tutorial": 2.3,
        "PyTorch": 1.9,
        "products": 1 / 1.15,
        "products, streamed": 1 / 1.15,
    },
}
"""By work: how many times as long as nnviz a rival is to take, at least."""

Run = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Timing:
    """One contender: microseconds per iteration, and the ratio to nnviz."""

    microseconds: float
    times_nnviz: float


def nnviz_trainer(work: Work) -> Trainer:
    """Build a trainer for the work, on real data; it evaluates nothing on the way."""
    config = RunConfig(
        dataset=_DATA[work.name],
        samples=500 if _DATA[work.name] == "circle" else None,
        test_fraction=0.5,
        hidden=work.sizes[1:-1],
        activation=work.hidden,
        output_activation=work.output,
        loss=work.loss,
        optimizer="sgd",
        learning_rate=work.learning_rate,
        batch_size=work.batch_size,
        precision=work.precision,
        evaluate_every=10**12,
    )
    trainer = Trainer(config)
    if trainer.network.sizes != work.sizes:
        raise RuntimeError(f"{work.name}: nnviz built {trainer.network.sizes}")
    return trainer


def contenders(work: Work) -> dict[str, Run]:
    """Return everybody's function that does so many iterations."""
    trainer = nnviz_trainer(work)
    train: Part = trainer.data.train
    inputs, targets = train.inputs, train.targets
    runs: dict[str, Run] = {
        "nnviz": trainer.run,
        "tutorial": tutorial.build(work, inputs, targets, 0),
        "products": products.build(work, inputs, 0),
        "products, streamed": products.build(work, inputs, 0, stream=True),
    }
    if work.precision == "float32":
        # Tutorials never ask for float32; their readers train in float64.
        as_written = replace(work, precision="float64")
        runs["tutorial, float64"] = tutorial.build(as_written, inputs, targets, 0)
    if scikit.available():
        runs["scikit-learn"] = scikit.build(work, inputs, targets, 0)
    if torch_eager.available():
        runs["PyTorch"] = torch_eager.build(work, inputs, targets, 0)
    return runs


def measure(work: Work, rounds: int) -> dict[str, Timing]:
    """Let all contenders take turns; medians of times and of ratios within a turn."""
    runs, count = contenders(work), _ITERATIONS[work.name]
    for run in runs.values():
        run(count // 10)
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            # A rival that is many times slower does not need as many iterations.
            share = count if name == "nnviz" or "products" in name else count // 4
            began = time.perf_counter()
            run(share)
            times[name].append((time.perf_counter() - began) / share * 1e6)
    return {
        name: Timing(
            statistics.median(mine),
            statistics.median(
                t / own for t, own in zip(mine, times["nnviz"], strict=True)
            ),
        )
        for name, mine in times.items()
    }


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--rounds", default=_ROUNDS, show_default=True)
def training(as_json: bool, rounds: int) -> None:
    """Compare training speed with tutorial code, scikit-learn and PyTorch."""
    found = {work.name: measure(work, rounds) for work in WORKS}
    if as_json:
        click.echo(json.dumps({"works": [_as_dict(n, t) for n, t in found.items()]}))
        return
    for work, timings in found.items():
        click.echo(f"\n{work}")
        for name, timing in timings.items():
            click.echo(_line(name, timing, TARGETS[work].get(name)))


def _as_dict(work: str, timings: dict[str, Timing]) -> dict[str, object]:
    return {
        "work": work,
        "microseconds": {name: t.microseconds for name, t in timings.items()},
        "times_nnviz": {name: t.times_nnviz for name, t in timings.items()},
        "targets": TARGETS[work],
    }


def _line(name: str, timing: Timing, target: float | None) -> str:
    line = f"  {name:20} {timing.microseconds:9.1f} us"
    if name == "nnviz":
        return line
    line += f"  {timing.times_nnviz:6.2f} x nnviz"
    if target is None:
        return line
    verdict = "reached" if timing.times_nnviz >= target else "missed"
    return f"{line}  to reach {target:5.2f}: {verdict}"

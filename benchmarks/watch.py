"""``python -m benchmarks watch``: what recording costs, and how soon it is shown."""

import importlib.util
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from benchmarks.row import Row
from benchmarks.watched_window import delays, median_and_slow

if TYPE_CHECKING:
    from nnviz.watch import Watch

Array = np.ndarray[Any, Any]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--rounds", default=7, show_default=True)
def watch(*, as_json: bool, rounds: int) -> None:
    """Measure loops in NumPy with and without Watch, alternately; medians.

    Then how soon the window shows an iteration that is being recorded.
    """
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for row in _rows(Path(folder) / "run.nnvizlog", rounds):
            rows.append(row)
            if not as_json:
                click.echo(row.as_text())
    if as_json:
        click.echo(json.dumps({"rows": [row.as_dict() for row in rows]}))


def _rows(path: Path, rounds: int) -> Iterator[Row]:
    small = Loop((2, 6, 4, 1), samples=10)
    times, lost = _measured(small, 2000, path, rounds, every=1)
    yield Row("2-6-4-1, every iteration with all arrays", times, "times", at_most=1.3)
    yield Row("iterations of it that were lost", lost, "", at_most=0.0)
    yield Row("its log of 2,000 iterations", path.stat().st_size / 2**20, "MiB")
    large = Loop((784, 128, 64, 10), samples=64)
    times, lost = _measured(large, 300, path, rounds, every=10)
    share = 100.0 * (times - 1.0)
    yield Row("784-128-64-10, every tenth iteration", share, "% longer", at_most=3.0)
    yield Row("iterations of it that were lost", lost, "", at_most=0.0)
    if importlib.util.find_spec("torch") is not None:
        times = _measured_in_torch(path, 300, rounds)
        share = 100.0 * (times - 1.0)
        yield Row("the same in PyTorch", share, "% longer", at_most=3.0)
    median, slow = median_and_slow(delays(path.with_name("shown.nnvizlog"), 60))
    yield Row("from its recording to its picture, median", median, "ms", at_most=100.0)
    yield Row("19 of 20 of them", slow, "ms", at_most=100.0)


class Loop:
    """A network of sigmoids from scratch, as in tutorials, and its training loop."""

    def __init__(self, sizes: tuple[int, ...], samples: int) -> None:
        self._sizes = sizes
        rng = np.random.default_rng(0)
        self._x = rng.normal(size=(samples, sizes[0]))
        self._y = rng.random((samples, sizes[-1])).round()

    def run(self, iterations: int, watch: "Watch | None") -> float:
        """Train from the start; return the seconds it took."""
        w, b = self._start()
        x, y, samples = self._x, self._y, len(self._x)
        began = time.perf_counter()
        for _ in range(iterations):
            a = [x]
            for weights, biases in zip(w, b, strict=True):
                a.append(1 / (1 + np.exp(-(a[-1] @ weights + biases))))
            cost = np.mean((a[-1] - y) ** 2)
            delta, deltas, gradients = a[-1] - y, [], []
            for layer in range(len(w) - 1, -1, -1):
                deltas.insert(0, delta)
                db = delta.sum(axis=0, keepdims=True) / samples
                gradients[:0] = [a[layer].T @ delta / samples, db]
                if layer:
                    delta = delta @ w[layer].T * a[layer] * (1 - a[layer])
            before = w, b
            w = [one - 0.1 * g for one, g in zip(w, gradients[::2], strict=True)]
            b = [one - 0.1 * g for one, g in zip(b, gradients[1::2], strict=True)]
            if watch is not None:
                after = [one for pair in zip(w, b, strict=True) for one in pair]
                watch.iteration(*before, x, y, a[1:], deltas, gradients, cost, after)
        return time.perf_counter() - began

    def _start(self) -> tuple[list[Array], list[Array]]:
        rng = np.random.default_rng(1)
        shapes = list(zip(self._sizes, self._sizes[1:], strict=False))
        weights = [rng.normal(size=shape) / np.sqrt(shape[0]) for shape in shapes]
        return weights, [np.zeros((1, outputs)) for _, outputs in shapes]


def _measured(
    loop: Loop, iterations: int, path: Path, rounds: int, every: int
) -> tuple[float, float]:
    """Return how many times as long a recorded loop takes, and what was lost."""
    from nnviz.files.watch_log import WatchLog
    from nnviz.watch import Watch

    def recorded() -> float:
        with Watch(path, every=every) as watch:
            return loop.run(iterations, watch)

    ratios = [_ratio(recorded, lambda: loop.run(iterations, None))]
    ratios += [
        _ratio(recorded, lambda: loop.run(iterations, None)) for _ in range(rounds)
    ]
    wanted = -(-iterations // every)
    return statistics.median(ratios[1:]), float(wanted - len(WatchLog(path)))


def _measured_in_torch(path: Path, iterations: int, rounds: int) -> float:
    """Return how many times as long a recorded loop in PyTorch takes."""
    import torch

    from nnviz.watch.torch import watch

    x, y = torch.randn(64, 784), torch.randint(0, 10, (64,))
    loss = torch.nn.CrossEntropyLoss()

    def run(*, recorded: bool) -> float:
        torch.manual_seed(0)
        model = torch.nn.Sequential(
            torch.nn.Linear(784, 128),
            torch.nn.Sigmoid(),
            torch.nn.Linear(128, 64),
            torch.nn.Sigmoid(),
            torch.nn.Linear(64, 10),
        )
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        watching = watch(model, optimizer, path, every=10) if recorded else None
        began = time.perf_counter()
        for _ in range(iterations):
            optimizer.zero_grad()
            loss(model(x), y).backward()
            optimizer.step()
        took = time.perf_counter() - began
        if watching is not None:
            watching.close()
        return took

    ratios = [
        _ratio(lambda: run(recorded=True), lambda: run(recorded=False))
        for _ in range(rounds + 1)
    ]
    return statistics.median(ratios[1:])


def _ratio(one: Callable[[], float], other: Callable[[], float]) -> float:
    return one() / other()

"""``python -m benchmarks watch``: what recording costs, and how soon it is shown."""

import json
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from benchmarks.row import Row
from benchmarks.watch_in_torch import ratios_in_torch
from benchmarks.watched_window import delays, median_and_slow
from nnviz.models.children import has_module

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
    times, _, lost = _measured(small, 2000, path, rounds, every=1)
    yield Row("2-6-4-1, every iteration with all arrays", times, "times", at_most=1.3)
    yield Row("iterations of it that were lost", lost, "", at_most=0.0)
    yield Row("its log of 2,000 iterations", path.stat().st_size / 2**20, "MiB")
    large = Loop((784, 128, 64, 10), samples=64)
    times, processor, lost = _measured(large, 300, path, rounds, every=10)
    what = "784-128-64-10, every tenth iteration"
    yield Row(what, _share(times), "% longer", at_most=3.0)
    yield Row("by the processor time of its thread", _share(processor), "% longer")
    yield Row("iterations of it that were lost", lost, "", at_most=0.0)
    if has_module("torch"):
        for threads in (1, os.cpu_count() or 1):
            times, processor = ratios_in_torch(path, rounds, threads)
            what = f"the same in PyTorch, its threads: {threads}"
            yield Row(what, _share(times), "% longer", at_most=3.0)
            what = "by the processor time of its thread"
            yield Row(what, _share(processor), "% longer")
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

    def run(self, iterations: int, watch: "Watch | None") -> tuple[float, float]:
        """Train from the start; return the seconds it took, and its thread used."""
        w, b = self._start()
        x, y, samples = self._x, self._y, len(self._x)
        began, used = time.perf_counter(), time.thread_time()
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
        return time.perf_counter() - began, time.thread_time() - used

    def _start(self) -> tuple[list[Array], list[Array]]:
        rng = np.random.default_rng(1)
        shapes = list(zip(self._sizes, self._sizes[1:], strict=False))
        weights = [rng.normal(size=shape) / np.sqrt(shape[0]) for shape in shapes]
        return weights, [np.zeros((1, outputs)) for _, outputs in shapes]


def _measured(
    loop: Loop, iterations: int, path: Path, rounds: int, every: int
) -> tuple[float, float, float]:
    """Return how many times as long a recorded loop takes, and what was lost.

    The first figure is by the clock, the second by the processor time of its thread.
    """
    from nnviz.files.watch_log import WatchLog
    from nnviz.watch import Watch

    def recorded() -> tuple[float, float]:
        with Watch(path, every=every) as watch:
            return loop.run(iterations, watch)

    ratios = []
    for _ in range(rounds + 1):
        pairs = zip(recorded(), loop.run(iterations, None), strict=True)
        ratios.append([one / other for one, other in pairs])
    clock, processor = zip(*ratios[1:], strict=True)
    wanted = -(-iterations // every)
    lost = float(wanted - len(WatchLog(path)))
    return statistics.median(clock), statistics.median(processor), lost


def _share(times: float) -> float:
    """Return what is beyond once as long, in percent."""
    return 100.0 * (times - 1.0)

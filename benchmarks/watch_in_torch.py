"""A loop in PyTorch with and without ``nnviz.watch``, in a process of its own.

``python -m benchmarks watch`` starts it with the Python that has PyTorch, which
``NNVIZ_PYTHON`` names if it is another one.
"""

import json
import statistics
import subprocess
import sys
import sysconfig
import time
from os import environ, pathsep
from pathlib import Path
from typing import Any


def ratios_in_torch(path: Path, rounds: int, threads: int) -> tuple[float, float]:
    """Return how many times as long a recorded loop takes: by the clock, by its thread.

    ``threads`` are those of PyTorch.

    Raises
    ------
    RuntimeError
        If PyTorch, or what ``nnviz.watch`` needs, cannot be imported there.
    """
    from nnviz.models.children import python

    # What nnviz.watch needs besides: NumPy and msgspec of this environment.
    places = (Path(__file__).parents[1], sysconfig.get_path("purelib"))
    found = subprocess.run(
        [python(), "-m", "benchmarks.watch_in_torch", path, str(rounds), str(threads)],
        env={**environ, "PYTHONPATH": pathsep.join(map(str, places))},
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode:
        raise RuntimeError(found.stderr.strip().rpartition("\n")[2])
    clock, processor = json.loads(found.stdout)
    return float(clock), float(processor)


def measured(path: Path, rounds: int, threads: int) -> tuple[float, float]:
    """Return the medians of both ratios, of rounds in which the loops take turns."""
    import torch

    from nnviz.watch.torch import watch

    torch.set_num_threads(threads)
    x, y = torch.randn(64, 784), torch.randint(0, 10, (64,))
    loss: Any = torch.nn.CrossEntropyLoss()

    def run(*, recorded: bool) -> tuple[float, float]:
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
        began, used = time.perf_counter(), time.thread_time()
        for _ in range(300):
            optimizer.zero_grad()
            loss(model(x), y).backward()
            optimizer.step()
        took = time.perf_counter() - began, time.thread_time() - used
        if watching is not None:
            watching.close()
        return took

    found = []
    for _ in range(rounds + 1):
        with_it, without = run(recorded=True), run(recorded=False)
        found.append([one / other for one, other in zip(with_it, without, strict=True)])
    clock, processor = zip(*found[1:], strict=True)
    return statistics.median(clock), statistics.median(processor)


if __name__ == "__main__":
    place, count, on = sys.argv[1:]
    sys.stdout.write(json.dumps(measured(Path(place), int(count), int(on))))

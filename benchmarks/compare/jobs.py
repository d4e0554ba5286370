"""Two processes over one: 100 seeds of six activations, beside what is possible.

Cores may share what they are made of, so that two processes that have nothing to do
with each other do less than twice the work of one. That ceiling is measured in between,
on plain NumPy.
"""

import multiprocessing
import statistics
import time
from multiprocessing.pool import Pool

import numpy as np

from benchmarks.row import Row
from nnviz.session.comparison.contender import Variation
from nnviz.session.comparison.seeds.plan import Plan, plan_of
from nnviz.session.comparison.seeds.pool import ProcessPool
from nnviz.session.config import RunConfig

_ACTIVATIONS = ("relu", "tanh", "sigmoid", "elu", "softplus", "gelu")


def rows(seeds: int = 100, iterations: int = 10_000, turns: int = 3) -> list[Row]:
    """Measure in turns, so that a machine that slows down does so for all."""
    base = RunConfig(dataset="circle", iterations=iterations)
    plan = plan_of(base, (Variation("activation", _ACTIVATIONS),), seeds=seeds)
    gains, ceilings = [], []
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        pool.map(_products, [1, 1])
        for _ in range(turns):
            gains.append(_seconds(plan, 1) / _seconds(plan, 2))
            ceilings.append(_ceiling(pool))
    gain, ceiling = statistics.median(gains), statistics.median(ceilings)
    what = f"{seeds} seeds x {len(_ACTIVATIONS)} activations, 2 jobs over 1"
    return [
        Row(what, gain, "times", at_least=1.8),
        Row("two processes of plain NumPy over one", ceiling, "times"),
        Row("the share of that which 2 jobs reach", gain / ceiling, ""),
    ]


def _seconds(plan: Plan, jobs: int) -> float:
    """Return how long the tasks take, with the start of the processes."""
    began = time.perf_counter()
    for _ in ProcessPool(jobs).run(plan.tasks):
        pass
    return time.perf_counter() - began


def _ceiling(pool: Pool) -> float:
    """Return how much more two processes do than one, in the same time."""
    count = 60_000
    began = time.perf_counter()
    pool.apply(_products, (count,))
    middle = time.perf_counter()
    pool.map(_products, [count, count], chunksize=1)
    return 2 * (middle - began) / (time.perf_counter() - middle)


def _products(count: int) -> float:
    """Do what training does: many small products."""
    weights, inputs = np.ones((16, 16)), np.full((16, 32), 0.01)
    out = np.empty((16, 32))
    for _ in range(count):
        np.dot(weights, inputs, out)
        np.tanh(out, out)
        np.multiply(out, inputs, out)
    return float(out[0, 0])

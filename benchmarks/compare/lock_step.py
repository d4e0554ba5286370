"""What contenders trained together cost, as a share of training each alone."""

import statistics
import time
from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.row import Row
from nnviz.session.comparison.comparison import Comparison
from nnviz.session.comparison.contender import Variation, contenders_of
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data
from nnviz.session.trainer import Trainer

CIRCLE = RunConfig(
    dataset="circle",
    hidden=(4, 2),
    optimizer="sgd",
    learning_rate=0.1,
    batch_size=10,
    evaluate_every=10**12,
)

ACTIVATIONS = ("linear", "step", "sigmoid", "tanh", "relu", "leaky_relu")

WORKS: dict[str, tuple[str, Sequence[Any], float]] = {
    "six activations": ("activation", ACTIVATIONS, 0.7),
    "six seeds of one activation": ("seed", range(6), 0.5),
    "32 seeds of one activation": ("seed", range(32), 0.2),
}
"""By name: what is varied, its values, and the share that training may cost."""

_ITERATIONS = 12_000
"""Iterations of all contenders together that both sides do in a turn."""


def share_of_alone(setting: str, values: Sequence[Any], turns: int) -> float:
    """Return the median ratio of lock-step to separate training, taking turns."""
    dataset = load_data(CIRCLE)
    vary = [Variation(setting, tuple(values))]
    contenders = contenders_of(CIRCLE, dataset, vary)
    together = Comparison(contenders, dataset)
    alone = [Trainer(contender.config, dataset) for contender in contenders]
    count, ratios = _ITERATIONS // len(contenders), []
    for turn in range(-1, turns):
        began = time.perf_counter()
        together.run(count)
        between = time.perf_counter()
        for trainer in alone:
            trainer.run(count)
        ended = time.perf_counter()
        # The first turn warms up.
        if turn >= 0:
            ratios.append((between - began) / (ended - between))
    return statistics.median(ratios)


def lock_step_rows(turns: int) -> Iterator[Row]:
    """Measure all works on a 2-4-2-1 network in batches of 10."""
    for name, (setting, values, share) in WORKS.items():
        ratio = share_of_alone(setting, values, turns)
        yield Row(f"circle: {name}, together over alone", ratio, "x", at_most=share)

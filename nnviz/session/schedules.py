"""Learning-rate schedules, one object each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from nnviz.core.types import Floats

Factor = Callable[[Floats, Mapping[str, float]], Floats]


@dataclass(frozen=True, slots=True)
class Schedule:
    """A factor on the learning rate, as a pure function of the iteration.

    ``factor(t, settings)`` takes iterations (n,), counted from 0, as floats, and
    returns their factors (n,).
    """

    name: str
    formula: str
    lesson: str
    settings: Mapping[str, float]
    factor: Factor

    def rates(
        self, start: int, count: int, rate: float, settings: Mapping[str, float]
    ) -> list[float]:
        """Return the learning rates of ``count`` iterations from ``start`` on."""
        iterations = np.arange(start, start + count, dtype=float)
        factors = self.factor(iterations, {**self.settings, **settings})
        rates: list[float] = (rate * factors).tolist()
        return rates


def _constant(t: Floats, _: Mapping[str, float]) -> Floats:
    return np.ones_like(t)


def _step(t: Floats, s: Mapping[str, float]) -> Floats:
    factors: Floats = np.power(s["factor"], np.floor(t / s["every"]))
    return factors


def _cosine(t: Floats, s: Mapping[str, float]) -> Floats:
    done = np.minimum(t / s["length"], 1.0)
    half_wave = 0.5 * (1.0 + np.cos(np.pi * done))
    factors: Floats = s["floor"] + (1.0 - s["floor"]) * half_wave
    return factors


def _warm_up(t: Floats, s: Mapping[str, float]) -> Floats:
    factors: Floats = np.minimum((t + 1.0) / s["length"], 1.0)
    return factors


_ALL = (
    Schedule(
        "constant",
        r"\eta_t = \eta",
        "The same learning rate throughout.",
        {},
        _constant,
    ),
    Schedule(
        "step",
        r"\eta_t = \eta \, \gamma^{\lfloor t / T \rfloor}",
        "Multiplied by a factor every T iterations: fast at first, fine later.",
        {"every": 1000.0, "factor": 0.5},
        _step,
    ),
    # Loshchilov & Hutter (2017), "SGDR: stochastic gradient descent with warm
    # restarts", ICLR, eq. 5, without restarts.
    Schedule(
        "cosine",
        r"\eta_t = \eta \, (f + (1 - f) \frac{1 + \cos(\pi t / T)}{2})",
        "Falls along half a cosine to a floor: slowly at first and at the end.",
        {"length": 10000.0, "floor": 0.0},
        _cosine,
    ),
    # Goyal et al. (2017), "Accurate, large minibatch SGD", arXiv:1706.02677, section
    # 2.2: gradual warm-up.
    Schedule(
        "warmup",
        r"\eta_t = \eta \, \min(1, \frac{t + 1}{T})",
        "Grows from small steps to the full learning rate, while the first gradients "
        "are still wild.",
        {"length": 500.0},
        _warm_up,
    ),
)

SCHEDULES: dict[str, Schedule] = {schedule.name: schedule for schedule in _ALL}
"""Every learning-rate schedule by its name."""

"""Learning-rate schedules, one object each.

Most are pure functions of the iteration. Those that watch a cost keep a `Plateau`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Literal

import numpy as np

from nnviz.core.types import Floats

Factor = Callable[[Floats, Mapping[str, float]], Floats]


@dataclass(frozen=True, slots=True)
class Schedule:
    """A factor on the learning rate, as a pure function of the iteration.

    ``factor(t, settings)`` takes iterations (n,), counted from 0, as floats, and
    returns their factors (n,). Where a schedule ``watches`` the cost of a part of the
    data, the factor of its `Plateau` comes on top.
    """

    name: str
    formula: str
    lesson: str
    settings: Mapping[str, float]
    factor: Factor
    watches: Literal["", "held out", "training"] = ""

    def rates(
        self, start: int, count: int, rate: float, settings: Mapping[str, float]
    ) -> list[float]:
        """Return the learning rates of ``count`` iterations from ``start`` on."""
        iterations = np.arange(start, start + count, dtype=float)
        factors = self.factor(iterations, {**self.settings, **settings})
        rates: list[float] = (rate * factors).tolist()
        return rates


@dataclass(frozen=True, slots=True)
class Plateau:
    """What a schedule that watches a cost remembers.

    Attributes
    ----------
    best
        The lowest cost at a look so far; a cost counts as lower if it is by more than a
        share ``threshold``.
    waited
        The looks since then, or since the rate was cut.
    factor
        The factor that the learning rate has now.
    """

    best: float = inf
    waited: int = 0
    factor: float = 1.0

    def after(self, cost: float, settings: Mapping[str, float]) -> "Plateau":
        """Return what is remembered after a look at the cost.

        The rule is that of PyTorch's ReduceLROnPlateau.
        """
        if cost < self.best * (1.0 - settings["threshold"]):
            return Plateau(cost, 0, self.factor)
        if self.waited < settings["wait"]:
            return Plateau(self.best, self.waited + 1, self.factor)
        smaller = max(self.factor * settings["factor"], settings["floor"])
        return Plateau(self.best, 0, smaller)

    def to_array(self) -> Floats:
        """Return it as an array (3,), as checkpoints have it."""
        return np.array([self.best, self.waited, self.factor])

    @classmethod
    def from_array(cls, values: Floats) -> "Plateau":
        """Return what ``to_array`` wrote, (3,)."""
        best, waited, factor = values.tolist()
        return cls(best, int(waited), factor)


def _constant(t: Floats, _: Mapping[str, float]) -> Floats:
    return np.ones_like(t)


def _step(t: Floats, s: Mapping[str, float]) -> Floats:
    factors: Floats = np.power(s["factor"], np.floor(t / s["every"]))
    return factors


def _exponential(t: Floats, s: Mapping[str, float]) -> Floats:
    factors: Floats = np.power(s["decay"], t)
    return factors


def _cosine(t: Floats, s: Mapping[str, float]) -> Floats:
    done = np.minimum(t / s["length"], 1.0)
    half_wave = 0.5 * (1.0 + np.cos(np.pi * done))
    factors: Floats = s["floor"] + (1.0 - s["floor"]) * half_wave
    return factors


def _warm_up(t: Floats, s: Mapping[str, float]) -> Floats:
    factors: Floats = np.minimum((t + 1.0) / s["length"], 1.0)
    return factors


_PLATEAU = (
    r"\eta \leftarrow \gamma \eta \; \mathrm{after} \; n \; "
    r"\mathrm{looks \; without \; progress}"
)
_PLATEAU_SETTINGS = {
    "every": 100.0,
    "wait": 5.0,
    "factor": 0.5,
    "threshold": 1e-4,
    "floor": 0.001,
}

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
    Schedule(
        "exponential",
        r"\eta_t = \eta \, \rho^t",
        "Multiplied by the same factor in every iteration: half is left after "
        "ln 2 / (1 - ρ) of them.",
        {"decay": 0.999},
        _exponential,
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
    Schedule(
        "on_plateau",
        _PLATEAU,
        "Multiplied by a factor whenever the cost of held-out samples has stopped "
        "falling: that of the validation set, or else of the test set. Without either "
        "it is the training cost.",
        _PLATEAU_SETTINGS,
        _constant,
        "held out",
    ),
    Schedule(
        "on_training_plateau",
        _PLATEAU,
        "Multiplied by a factor whenever the training cost has stopped falling.",
        _PLATEAU_SETTINGS,
        _constant,
        "training",
    ),
)

SCHEDULES: dict[str, Schedule] = {schedule.name: schedule for schedule in _ALL}
"""Every learning-rate schedule by its name."""

"""Stop conditions: why a run ended, or should end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Literal

from nnviz.core.writing.number_text import compact, percent
from nnviz.session.config import WATCHED, RunConfig
from nnviz.session.history import Evaluation
from nnviz.session.scores import Score

Reason = Literal[
    "iterations", "epochs", "target cost", "target accuracy", "plateau", "diverged"
]

UNLIMITED: Mapping[str, None] = dict.fromkeys(
    ("epochs", "iterations", "target_cost", "target_accuracy", "patience")
)
"""The settings of a run that ends only if it diverges."""


@dataclass(frozen=True, slots=True)
class Stop:
    """The end of a run: the reason, the iteration, and a message.

    ``remedy`` holds settings with which a run that diverged may learn.
    """

    reason: Reason
    iteration: int
    message: str
    remedy: Mapping[str, object] = field(default_factory=dict)


def iteration_limit(config: RunConfig, per_epoch: int) -> tuple[int, Reason] | None:
    """Return the iteration at which epochs or iterations run out, if they are limited.

    Fractions of an epoch count: 0.5 epochs end half-way through the first.
    """
    limits: list[tuple[int, Reason]] = []
    if config.iterations is not None:
        limits.append((config.iterations, "iterations"))
    if config.epochs is not None:
        limits.append((max(1, round(config.epochs * per_epoch)), "epochs"))
    return min(limits) if limits else None


def limit_reached(config: RunConfig, per_epoch: int, iteration: int) -> Stop | None:
    """Return the stop of a run whose epochs or iterations have run out, else None."""
    limit = iteration_limit(config, per_epoch)
    if limit is None or iteration < limit[0]:
        return None
    reason = limit[1]
    done = iteration / per_epoch if reason == "epochs" else float(iteration)
    return Stop(reason, iteration, f"{reason} done: {done:,.12g}")


def goal_reached(config: RunConfig, evaluations: list[Evaluation]) -> Stop | None:
    """Return the stop of a run that has reached a goal or a plateau, else None.

    The accuracy is that of the test set if there is one; the cost to reach is that of
    the training set, and a plateau is one of the part that is watched.
    """
    latest = evaluations[-1]
    at, cost = latest.iteration, latest.train.cost
    if config.target_cost is not None and cost <= config.target_cost:
        return Stop(
            "target cost", at, f"the training cost has reached {compact(cost, 6)}"
        )
    accuracy = latest.judged.accuracy
    goal = config.target_accuracy
    if goal is not None and accuracy is not None and accuracy >= goal:
        return Stop(
            "target accuracy", at, f"the accuracy has reached {percent(accuracy, 2)}"
        )
    if config.patience is not None and _is_plateau(config, evaluations):
        fallen = f" by {percent(config.tolerance)}" if config.tolerance else ""
        return Stop(
            "plateau",
            at,
            f"the {watched(config, latest)[0]} cost has not fallen{fallen} in "
            f"{config.patience} evaluations",
        )
    return None


def watched(config: RunConfig, found: Evaluation) -> tuple[str, Score]:
    """Return the part whose cost is watched, in a word, and its score.

    It is the one of ``watch``; if that is open, or the part is empty, the validation
    part, else the test set, else the training set.
    """
    parts = dict(zip(WATCHED, (found.validation, found.test, found.train), strict=True))
    chosen = parts.get(config.watch or "")
    if config.watch is not None and chosen is not None:
        return config.watch, chosen
    return next((name, score) for name, score in parts.items() if score is not None)


def best_of(config: RunConfig, evaluations: Iterable[Evaluation]) -> Evaluation | None:
    """Return the first evaluation with the lowest cost of the part that is watched.

    None if there is none whose cost is finite.
    """
    finite = [e for e in evaluations if isfinite(watched(config, e)[1].cost)]
    return min(finite, key=lambda e: watched(config, e)[1].cost, default=None)


def _is_plateau(config: RunConfig, evaluations: list[Evaluation]) -> bool:
    patience = config.patience
    if patience is None or len(evaluations) <= patience:
        return False
    costs = [watched(config, found)[1].cost for found in evaluations]
    before = min(costs[:-patience])
    # With a tolerance of 0 any fall is progress, and to stay equal is none.
    return min(costs[-patience:]) >= before - config.tolerance * abs(before)

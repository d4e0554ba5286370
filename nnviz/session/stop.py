"""Stop conditions: why a run ended, or should end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from nnviz.core.number_text import compact, percent
from nnviz.session.config import RunConfig
from nnviz.session.history import Evaluation

Reason = Literal[
    "iterations", "epochs", "target cost", "target accuracy", "plateau", "diverged"
]

_IMPROVEMENT = 1e-3
"""The share by which the cost must fall to count as progress."""


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

    The accuracy is that of the test part if there is one; the cost is that of the
    training part.
    """
    latest = evaluations[-1]
    at, cost = latest.iteration, latest.train.cost
    if config.target_cost is not None and cost <= config.target_cost:
        return Stop(
            "target cost", at, f"the training cost has reached {compact(cost, 6)}"
        )
    accuracy = (latest.test or latest.train).accuracy
    goal = config.target_accuracy
    if goal is not None and accuracy is not None and accuracy >= goal:
        return Stop(
            "target accuracy", at, f"the accuracy has reached {percent(accuracy, 2)}"
        )
    if config.patience is not None and _is_plateau(evaluations, config.patience):
        return Stop(
            "plateau",
            at,
            f"the training cost has not fallen by {percent(_IMPROVEMENT)} in "
            f"{config.patience} evaluations",
        )
    return None


def _is_plateau(evaluations: list[Evaluation], patience: int) -> bool:
    if len(evaluations) <= patience:
        return False
    costs = [evaluation.train.cost for evaluation in evaluations]
    before = min(costs[:-patience])
    return min(costs[-patience:]) > before - _IMPROVEMENT * abs(before)

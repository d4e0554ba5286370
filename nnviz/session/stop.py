"""Why a run ended, or should."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from nnviz.session.config import RunConfig
from nnviz.session.history import Evaluation

Reason = Literal[
    "iterations", "epochs", "target cost", "target accuracy", "plateau", "diverged"
]

_IMPROVEMENT = 1e-3
"""The share by which the cost must fall to count as progress."""


@dataclass(frozen=True, slots=True)
class Stop:
    """The end of a run: why, after how many iterations, and what to say of it.

    ``remedy`` holds settings under which a run that diverged may learn.
    """

    reason: Reason
    iteration: int
    message: str
    remedy: Mapping[str, object] = field(default_factory=dict)


def iteration_limit(config: RunConfig, per_epoch: int) -> tuple[int, Reason] | None:
    """Return the iteration at which epochs or iterations run out, if any limit is set.

    Part of an epoch counts: 0.5 epochs end half-way through the first.
    """
    limits: list[tuple[int, Reason]] = []
    if config.iterations is not None:
        limits.append((config.iterations, "iterations"))
    if config.epochs is not None:
        limits.append((max(1, round(config.epochs * per_epoch)), "epochs"))
    return min(limits) if limits else None


def limit_reached(config: RunConfig, per_epoch: int, iteration: int) -> Stop | None:
    """Return the stop of a run whose epochs or iterations have run out by now."""
    limit = iteration_limit(config, per_epoch)
    if limit is None or iteration < limit[0]:
        return None
    reason = limit[1]
    done = iteration / per_epoch if reason == "epochs" else iteration
    return Stop(reason, iteration, f"{reason} done: {done:,g}")


def goal_reached(config: RunConfig, evaluations: list[Evaluation]) -> Stop | None:
    """Judge the latest evaluation by the goals and the plateau of a configuration.

    Accuracy is that of the test part where there is one; cost is the training part's.
    """
    latest = evaluations[-1]
    at, cost = latest.iteration, latest.train.cost
    if config.target_cost is not None and cost <= config.target_cost:
        return Stop("target cost", at, f"the train cost has reached {cost:.6g}")
    accuracy = (latest.test or latest.train).accuracy
    goal = config.target_accuracy
    if goal is not None and accuracy is not None and accuracy >= goal:
        return Stop("target accuracy", at, f"the accuracy has reached {accuracy:.2%}")
    if config.patience is not None and _is_plateau(evaluations, config.patience):
        return Stop(
            "plateau",
            at,
            f"the train cost has not fallen by {_IMPROVEMENT:.1%} in "
            f"{config.patience} evaluations",
        )
    return None


def _is_plateau(evaluations: list[Evaluation], patience: int) -> bool:
    if len(evaluations) <= patience:
        return False
    costs = [evaluation.train.cost for evaluation in evaluations]
    before = min(costs[:-patience])
    return min(costs[-patience:]) > before - _IMPROVEMENT * abs(before)

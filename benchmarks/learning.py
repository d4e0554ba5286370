"""What the documented configurations reach: the median of five seeds."""

import json
import statistics
from dataclasses import asdict, dataclass, field
from typing import Any

import click

from nnviz.session.config import RunConfig
from nnviz.session.defaults import default_epochs
from nnviz.session.trainer import Trainer


@dataclass(frozen=True, slots=True)
class Goal:
    """A configuration and the test score (accuracy or R2) it is to reach."""

    name: str
    dataset: str
    score: float
    settings: dict[str, Any] = field(default_factory=dict)
    epochs: float | None = None


GOALS = (
    Goal("circle", "circle", 0.97),
    Goal("xor", "xor", 0.97),
    Goal("gauss", "gauss", 0.97),
    Goal("spiral", "spiral", 0.95),
    Goal("moons", "moons", 0.97),
    Goal("rings", "rings", 0.95),
    Goal("plane", "plane", 0.95),
    Goal("bumps", "bumps", 0.9),
    Goal("sine", "sine", 0.95),
    Goal("line", "line", 0.95),
    Goal("iris", "iris", 0.9),
    Goal("wine", "wine", 0.95),
    Goal("breast_cancer", "breast_cancer", 0.95),
    Goal("diabetes", "diabetes", 0.35),
    Goal("digits", "digits", 0.95),
    Goal("mnist 784-10-10", "mnist", 0.92, {"hidden": (10,)}, epochs=5),
    Goal(
        "mnist 784-128-64-10",
        "mnist",
        0.975,
        {
            "hidden": (128, 64),
            "batch_size": 64,
            "learning_rate": 0.2,
            "schedule": "cosine",
            "schedule_settings": {"length": 8 * 938},
        },
        epochs=8,
    ),
)


def test_score(goal: Goal, seed: int) -> float:
    """Train by a goal's configuration and return the test accuracy or R2."""
    config = RunConfig(
        dataset=goal.dataset,
        seed=seed,
        data_seed=seed,
        epochs=goal.epochs or default_epochs(goal.dataset),
        **goal.settings,
    )
    trainer = Trainer(config)
    while trainer.stopped is None:
        trainer.run(100_000)
    if trainer.stopped.reason == "diverged":
        return float("-inf")
    test = trainer.history.evaluations[-1].test
    if test is None:
        raise RuntimeError(f"{goal.name} has no test part")
    return test.measure or 0.0


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--seeds", default=5, show_default=True)
@click.option("--only", help="Only goals whose name contains this.")
def learning(as_json: bool, seeds: int, only: str | None) -> None:
    """Train every documented configuration and print what it reaches."""
    rows = []
    for goal in GOALS:
        if only and only not in goal.name:
            continue
        scores = [test_score(goal, seed) for seed in range(seeds)]
        median = statistics.median(scores)
        rows.append({**asdict(goal), "median": median, "scores": scores})
        if not as_json:
            verdict = "reached" if median >= goal.score else "missed"
            click.echo(
                f"{goal.name:22} {median:.4f} ({min(scores):.4f} to {max(scores):.4f})"
                f"  to reach {goal.score:.3f}: {verdict}"
            )
    if as_json:
        click.echo(json.dumps({"goals": rows}))

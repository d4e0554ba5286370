"""What the documented configurations reach: the median of five seeds."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import click

from nnviz.data.catalog import CATALOG
from nnviz.session.config import RunConfig
from nnviz.session.run_parts import load_data, settle
from nnviz.session.settings.defaults import default_epochs
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
    Goal("and-table", "and-table", 1.0),
    Goal("or-table", "or-table", 1.0),
    Goal("nand-table", "nand-table", 1.0),
    Goal("xor-table", "xor-table", 1.0),
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


HEADINGS = (
    *("data set", "hidden", "activation", "optimiser", "learning rate", "batch"),
    "epochs",
)


def config_of(goal: Goal, seed: int = 0) -> RunConfig:
    """Return the configuration of a goal; the seed is that of the data as well."""
    return RunConfig(
        dataset=goal.dataset,
        seed=seed,
        data_seed=seed,
        epochs=goal.epochs or default_epochs(goal.dataset),
        **goal.settings,
    )


def test_score(goal: Goal, seed: int) -> float:
    """Train by a goal's configuration and return the accuracy or R2.

    It is that of the test set, if there is one.
    """
    trainer = Trainer(config_of(goal, seed))
    while trainer.stopped is None:
        trainer.run(100_000)
    if trainer.stopped.reason == "diverged":
        return float("-inf")
    return trainer.history.evaluations[-1].judged.measure or 0.0


def in_table(goal: Goal) -> bool:
    """Tell whether the guide's table has a goal: those of the recipes."""
    return goal.settings.keys() <= {"hidden"}


def table_row(goal: Goal) -> tuple[str, ...]:
    """Return a line of the guide's table without the score, from the settings."""
    dataset = load_data(config_of(goal))
    config, _ = settle(config_of(goal), dataset)
    return (
        goal.dataset,
        ", ".join(map(str, config.hidden or ())) or "none",
        ", ".join(dict.fromkeys(config.activations or ())),
        str(config.optimizer),
        f"{config.learning_rate:g}",
        str(config.batch_size),
        f"{config.epochs:,g}",
    )


def score_words(goal: Goal, score: float) -> str:
    """Write a score as the guide does."""
    if CATALOG[goal.dataset].task == "regression":
        return f"R2 {score:.3f}"
    # Truth tables have no rows to spare for tests.
    share = f"{100.0 * score:.1f}".removesuffix(".0")
    return f"{share} %" + (", of training" if goal.dataset.endswith("-table") else "")


def as_line(cells: Sequence[str]) -> str:
    """Return a line of a Markdown table."""
    return f"| {' | '.join(cells)} |".replace("|  |", "| |")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--seeds", default=5, show_default=True)
@click.option("--only", help="Only goals whose name contains this.")
@click.option("--table", is_flag=True, help="Print the guide's table.")
def learning(as_json: bool, seeds: int, only: str | None, table: bool) -> None:
    """Train every documented configuration and print what it reaches."""
    goals = [goal for goal in GOALS if not only or only in goal.name]
    if table:
        print_table([goal for goal in goals if in_table(goal)], seeds)
        return
    rows = []
    for goal in goals:
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


def print_table(goals: Sequence[Goal], seeds: int) -> None:
    """Print the guide's table in Markdown, each line as soon as it is known."""
    headings = (*HEADINGS, f"test score, median of {seeds} seeds")
    click.echo(as_line(headings))
    click.echo(as_line(["---"] * len(headings)).replace(" ", ""))
    for goal in goals:
        median = statistics.median(test_score(goal, seed) for seed in range(seeds))
        click.echo(as_line([*table_row(goal), score_words(goal, median)]))

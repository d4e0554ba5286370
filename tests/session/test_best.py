"""Early stopping: which cost is watched, which moment is the best, and what is kept."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.session.comparison.contender import Variation
from nnviz.session.comparison.fairness import fairness
from nnviz.session.comparison.seeds.plan import plan_of
from nnviz.session.comparison.seeds.task import do_task
from nnviz.session.config import RunConfig
from nnviz.session.history import Evaluation
from nnviz.session.scores import Score
from nnviz.session.stop import best_of, goal_reached, watched
from nnviz.session.timeline.timeline import Timeline
from nnviz.session.trainer import Trainer
from tests.session.runs import trainer

OVERFITS: dict[str, Any] = {
    "dataset": "diabetes",
    "samples": None,
    "hidden": (30,),
    "optimizer": "adam",
    "learning_rate": 0.01,
    "evaluate_every": 7,
    "iterations": 420,
    "keep": "best",
}


def found(at: int, train: float, test: float | None = None) -> Evaluation:
    return Evaluation(at, 1.0, Score(9, train), test and Score(5, test))


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({}, "test"),
        ({"validation_fraction": 0.2}, "validation"),
        ({"validation_fraction": 0.2, "watch": "test"}, "test"),
        ({"watch": "training"}, "training"),
        ({"test_fraction": 0.0}, "training"),
    ],
)
def test_the_cost_that_is_watched(settings: dict[str, Any], name: str) -> None:
    run = trainer(**settings)
    now = run.evaluate()
    said, score = watched(run.config, now)
    assert said == name
    part = {"test": now.test, "validation": now.validation, "training": now.train}
    assert score is part[name]


@pytest.mark.parametrize(
    "settings",
    [
        {"watch": "validation"},
        {"watch": "test", "test_fraction": 0.0},
        {"watch": "tests"},
        {"keep": "first"},
        {"tolerance": -0.1},
        {"tolerance": 1.0},
    ],
)
def test_what_cannot_be_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=next(iter(settings))):
        trainer(**settings)


@pytest.mark.parametrize(
    ("tolerance", "costs", "stops"),
    [
        (0.1, (4.0, 3.7, 3.65), True),
        (0.1, (4.0, 3.7, 3.55), False),
        (0.0, (4.0, 3.99999, 3.99998), False),
        (0.0, (4.0, 4.0, 4.0), True),
        (0.0, (4.0, 5.0, 3.9999), False),
    ],
)
def test_a_fall_within_the_tolerance_is_no_progress(
    tolerance: float, costs: tuple[float, ...], *, stops: bool
) -> None:
    config = RunConfig(patience=2, tolerance=tolerance)
    falling = [found(at, 1.0 / (at + 1), cost) for at, cost in enumerate(costs)]
    stop = goal_reached(config, falling)
    assert (stop is not None) == stops
    assert stop is None or "the test cost" in stop.message


def test_the_best_is_the_first_of_the_lowest_finite_costs() -> None:
    costs = (3.0, 2.0, np.nan, 1.0, 1.0, np.inf)
    all_found = [found(at, 9.0 - at, cost) for at, cost in enumerate(costs)]
    assert best_of(RunConfig(), all_found) is all_found[3]
    assert best_of(RunConfig(watch="training"), all_found) is all_found[5]
    assert best_of(RunConfig(), [found(0, 1.0, np.nan)]) is None
    assert best_of(RunConfig(), []) is None


def ended(**settings: Any) -> Trainer:
    run = trainer(**{**OVERFITS, **settings})
    run.run(10**6)
    return run


@pytest.mark.parametrize("settings", [{}, {"patience": 12}, {"precision": "float32"}])
def test_the_best_cost_is_that_of_the_weights_kept(settings: dict[str, Any]) -> None:
    run = ended(**settings)
    best, stop, end = run.best, run.stopped, run.iteration
    assert best is not None
    assert best.iteration < end
    assert run.keep_best()
    assert run.iteration == best.iteration
    assert run.evaluate() == best
    assert run.stopped is stop
    assert run.history.evaluations[-1] == best
    assert len(run.history.costs) == best.iteration

    line = Timeline(trainer(**{**OVERFITS, **settings}))
    line.run(10**6)
    assert line.keep_best()
    assert line.trainer.evaluate() == best
    kept = line.trainer.network.parameters
    assert kept.tobytes() == run.network.parameters.tobytes()
    assert line.trainer.stopped == stop
    # What came after it is not lost.
    assert [view.end for view in line.view().branches] == [end, best.iteration]


def test_a_run_that_goes_on_from_its_best_is_the_same_run() -> None:
    run, end = ended(), 420
    run.keep_best()
    run.set_limits(iterations=end)
    run.run(10**6)
    straight = ended(keep="last")
    assert run.network.parameters.tobytes() == straight.network.parameters.tobytes()
    assert run.history.evaluations == straight.history.evaluations


def test_the_best_of_a_run_that_was_resumed_lies_in_its_past() -> None:
    line = Timeline(trainer(**OVERFITS))
    line.run(330)
    best = line.trainer.best
    again = trainer(**OVERFITS)
    again.resume(line.trainer.state())
    resumed = Timeline(again, past=line.past())
    resumed.run(10**6)
    assert again.best == best
    # The trainer alone has not seen it.
    assert not again.keep_best()
    assert resumed.keep_best()
    assert again.evaluate() == best


def test_what_was_kept_before_a_step_back_does_not_count() -> None:
    run = trainer(**OVERFITS)
    run.run(70)
    there = run.checkpoint()
    run.run(70)
    run.rewind(there)
    run.run(10**6)
    best = run.best
    assert run.keep_best()
    assert run.evaluate() == best


def test_a_diverged_run_keeps_the_best_moment_before() -> None:
    run = trainer(
        dataset="line", samples=None, hidden=(), optimizer="sgd", learning_rate=0.1,
        evaluate_every=1, keep="best", iterations=300,
    )  # fmt: skip
    run.run(50)
    run.change(learning_rate=5.0)
    stop = run.run(10**6)
    assert stop is not None
    assert stop.reason == "diverged"
    assert run.keep_best()
    assert np.isfinite(run.network.parameters).all()
    assert run.stopped is stop


def test_each_contender_is_scored_by_its_own_best() -> None:
    settings = {k: v for k, v in OVERFITS.items() if k not in ("samples", "keep")}
    plans = {
        keep: plan_of(
            RunConfig(**settings, keep=keep),
            (Variation("activation", ("tanh", "relu")),),
            seeds=2,
        )
        for keep in ("best", "last")
    }
    best, last = ([do_task(t) for t in plan.tasks] for plan in plans.values())
    for task, outcomes, ends in zip(plans["best"].tasks, best, last, strict=True):
        for seed, outcome, end in zip(task.seeds, outcomes, ends, strict=True):
            assert outcome.iterations == end.iterations == 420
            assert outcome.test_cost < end.test_cost
            alone = Trainer(task.config.changed(seed=seed))
            alone.run(10**6)
            alone.keep_best()
            now = alone.evaluate()
            assert now.test is not None
            assert outcome.test_cost == pytest.approx(now.test.cost, rel=1e-9)
            assert outcome.cost == pytest.approx(now.train.cost, rel=1e-9)
    said = [
        any("best moment" in line for line in fairness(plan.contenders, ()))
        for plan in plans.values()
    ]
    assert said == [True, False]

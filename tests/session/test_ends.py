"""When a run ends, how good it is then, and whether it diverged."""

from typing import Any

import numpy as np
import pytest

from nnviz.data.dataset import Dataset
from nnviz.session.config import RunConfig
from nnviz.session.history import Evaluation
from nnviz.session.scores import Score
from nnviz.session.stop import goal_reached
from nnviz.session.trainer import Trainer
from tests.session.runs import trainer


def test_outliers_in_small_batches_are_no_divergence() -> None:
    rng = np.random.default_rng(0)
    inputs, targets = rng.normal(size=(100, 2)), rng.normal(size=100)
    targets[[40, 70]] = 1500.0
    dataset = Dataset(
        name="outliers", task="regression", inputs=inputs, targets=targets
    )
    config = RunConfig(
        batch_size=1, target_scaling="none", learning_rate=1e-6, optimizer="sgd"
    )
    run = Trainer(config, dataset)
    assert run.run(200) is None


@pytest.mark.parametrize(
    ("limits", "reason", "iteration"),
    [
        ({"iterations": 17}, "iterations", 17),
        ({"epochs": 2}, "epochs", 18),
        ({"epochs": 0.5}, "epochs", 4),
        ({"epochs": 0.001}, "epochs", 1),
        ({"iterations": 17, "epochs": 1}, "epochs", 9),
    ],
)
def test_a_run_ends_at_its_limit(
    limits: dict[str, Any], reason: str, iteration: int
) -> None:
    run = trainer(batch_size=10, **limits)
    stop = run.run(1000)
    assert stop is not None
    assert (stop.reason, stop.iteration, run.iteration) == (
        reason,
        iteration,
        iteration,
    )
    assert run.history.evaluations[-1].iteration == iteration
    assert run.run(10) is stop
    assert run.iteration == iteration


@pytest.mark.parametrize(
    ("goal", "reason"),
    [
        ({"target_cost": 0.3}, "target cost"),
        ({"target_accuracy": 0.9}, "target accuracy"),
        ({"patience": 3, "learning_rate": 1e-9}, "plateau"),
    ],
)
def test_a_run_ends_when_it_reaches_its_goal(goal: dict[str, Any], reason: str) -> None:
    run = trainer(batch_size=10, **goal)
    stop = run.run(20_000)
    assert stop is not None
    assert stop.reason == reason
    latest = run.history.evaluations[-1]
    assert latest.iteration == stop.iteration
    if reason == "target cost":
        assert latest.train.cost <= 0.3 < run.history.evaluations[-2].train.cost
    if reason == "target accuracy":
        assert latest.test is not None
        assert latest.test.accuracy is not None
        assert latest.test.accuracy >= 0.9


def test_evaluations_come_at_the_chosen_cadence() -> None:
    run = trainer(evaluate_every=7)
    run.run(30)
    assert [e.iteration for e in run.history.evaluations] == [7, 14, 21, 28]


def test_an_evaluation_is_the_plain_average_over_the_part() -> None:
    run = trainer(hidden=(4,))
    run.run(50)
    found = run.evaluate()
    part = run.data.test
    outputs = run.network.predict(part.inputs)
    y = part.targets
    losses = -(y * np.log(outputs) + (1 - y) * np.log(1 - outputs))
    assert found.test is not None
    assert found.test.cost == pytest.approx(losses.mean(), rel=1e-12)
    assert found.test.accuracy == np.mean((outputs >= 0.5) == (y >= 0.5))


def test_r2_is_one_minus_the_unexplained_share() -> None:
    run = Trainer(RunConfig(dataset="plane", samples=100))
    run.run(200)
    found = run.evaluate().train
    y, outputs = run.data.train.targets, run.network.predict(run.data.train.inputs)
    unexplained = ((y - outputs) ** 2).sum() / ((y - y.mean()) ** 2).sum()
    assert found.r2 == pytest.approx(1.0 - unexplained, rel=1e-12)
    assert found.accuracy is None


@pytest.mark.parametrize("cut", [1, 37, 1000])
def test_divergence_stops_at_the_iteration_where_it_happens(cut: int) -> None:
    def wild() -> Trainer:
        return Trainer(
            RunConfig(
                dataset="plane",
                samples=100,
                activation="relu",
                optimizer="sgd",
                learning_rate=8.0,
            )
        )

    stepped = wild()
    while stepped.stopped is None and stepped.iteration < 1000:
        stepped.step()
    run = wild()
    while run.stopped is None and run.iteration < 1000:
        run.run(cut)
    assert run.stopped is not None
    assert run.stopped.reason == "diverged"
    assert run.iteration == stepped.iteration
    costs = run.history.costs
    assert len(costs) == run.iteration
    assert np.isfinite(costs[:-1]).all()
    limit = 1e6 * max(1.0, costs[0])
    assert (costs[:-1] <= limit).all()
    assert not costs[-1] <= limit
    assert "learning rate of 8" in run.stopped.message
    assert run.stopped.message.endswith("try 0.1")
    assert run.stopped.remedy == {"learning_rate": 0.1}


def test_large_inputs_are_named_as_the_cause_of_divergence() -> None:
    rng = np.random.default_rng(0)
    inputs = rng.uniform(0.0, 5000.0, (50, 3))
    dataset = Dataset(
        name="large", task="regression", inputs=inputs, targets=inputs[:, :1]
    )
    run = Trainer(
        RunConfig(scaling="none", optimizer="sgd", learning_rate=0.1), dataset
    )
    stop = run.run(1000)
    assert stop is not None
    assert stop.reason == "diverged"
    assert "scaling 'standard'" in stop.message
    assert stop.remedy == {"scaling": "standard"}


@pytest.mark.parametrize(("test", "ends"), [(0.8, False), (0.95, True), (None, True)])
def test_an_accuracy_to_reach_is_that_of_the_test_set(
    test: float | None, ends: bool
) -> None:
    scores = None if test is None else Score(10, 0.1, accuracy=test)
    found = Evaluation(5, 1.0, Score(40, 0.1, accuracy=0.95), scores)
    stop = goal_reached(RunConfig(target_accuracy=0.9), [found])
    assert (stop is not None) is ends


def test_a_run_that_goes_on_takes_a_limit() -> None:
    trainer = Trainer(RunConfig(dataset="circle", hidden=(2,)))
    trainer.run(3)
    trainer.set_limits(iterations=5)
    assert trainer.stopped is None
    trainer.run(10)
    assert (trainer.iteration, trainer.stopped is None) == (5, False)
    trainer.set_limits(iterations=5)
    assert trainer.stopped is not None
    trainer.set_limits(iterations=6)
    assert trainer.stopped is None

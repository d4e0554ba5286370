"""Runs: determinism, traces, stops, divergence, changes on the way."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.core.optimizers import OPTIMIZERS
from nnviz.data.dataset import Dataset
from nnviz.session.config import RunConfig
from nnviz.session.schedules import SCHEDULES
from nnviz.session.trainer import Trainer


def trainer(**settings: Any) -> Trainer:
    return Trainer(RunConfig(**{"dataset": "circle", "samples": 103, **settings}))


def plain_costs(run: Trainer, iterations: int) -> list[float]:
    """Train a two-layer tanh-sigmoid network by the textbook, on the run's batches."""
    (w1, w2), (b1, b2) = (
        [view.copy() for view in views]
        for views in (run.network.weights, run.network.biases)
    )
    costs = []
    for i in range(iterations):
        rows = run.order.rows(i)
        x, y = run.data.train.inputs[rows], run.data.train.targets[rows]
        a1 = np.tanh(x @ w1.T + b1)
        a2 = 1.0 / (1.0 + np.exp(-(a1 @ w2.T + b2)))
        costs.append(float(-(y * np.log(a2) + (1 - y) * np.log(1 - a2)).mean()))
        delta2 = (a2 - y) / len(rows)
        delta1 = delta2 @ w2 * (1 - a1**2)
        w2 -= 0.1 * delta2.T @ a1
        b2 -= 0.1 * delta2.sum(axis=0)
        w1 -= 0.1 * delta1.T @ x
        b1 -= 0.1 * delta1.sum(axis=0)
    return costs


def test_training_is_the_textbook_on_the_same_batches() -> None:
    run = trainer(hidden=(4,), activation="tanh", batch_size=10, learning_rate=0.1)
    assert len(run.order.rows(8)) == 2, "the last batch of the epoch is a small one"
    expected = plain_costs(run, 30)
    run.run(30)
    np.testing.assert_allclose(run.history.costs, expected, rtol=1e-12)


@pytest.mark.parametrize("batch_size", [1, 7, "full"])
@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
@pytest.mark.parametrize("schedule", list(SCHEDULES))
def test_same_seed_same_run_bit_for_bit_however_it_is_cut(
    optimizer: str, batch_size: int | str, schedule: str
) -> None:
    settings = {"optimizer": optimizer, "batch_size": batch_size, "schedule": schedule}
    whole, parts = trainer(**settings), trainer(**settings)
    whole.run(60)
    for count in (1, 7, 20, 32):
        parts.run(count)
    np.testing.assert_array_equal(whole.network.parameters, parts.network.parameters)
    np.testing.assert_array_equal(whole.history.costs, parts.history.costs)


def test_another_seed_is_another_run() -> None:
    one, other = trainer(seed=1), trainer(seed=2)
    one.run(10)
    other.run(10)
    assert not np.array_equal(one.history.costs, other.history.costs)


def test_stepping_is_running_one_at_a_time() -> None:
    stepped, run = trainer(), trainer()
    for _ in range(25):
        stepped.step()
    run.run(25)
    np.testing.assert_array_equal(stepped.network.parameters, run.network.parameters)
    assert stepped.iteration == 25


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
def test_a_trace_is_the_iteration_last_done(optimizer: str) -> None:
    run = trainer(optimizer=optimizer, hidden=(4,), batch_size=10)
    run.run(33)
    before = run.checkpoint()
    run.step()
    trace = run.trace()
    w1 = run.network.layout.weights(before.parameters)[0]
    assert trace.iteration == 34
    np.testing.assert_array_equal(trace.rows, run.order.rows(33))
    np.testing.assert_array_equal(trace["inputs"], run.data.train.inputs[trace.rows])
    np.testing.assert_array_equal(trace["W1"], w1)
    np.testing.assert_array_equal(trace.after["W1"], run.network.weights[0])
    np.testing.assert_array_equal(trace.after["W1"], trace["W1"] + trace["update_W1"])
    np.testing.assert_allclose(trace["z1"], trace["inputs"] @ w1.T + trace["b1"])
    assert trace["cost"] == run.history.costs[-1]
    for name, value in before.state.items():
        np.testing.assert_array_equal(trace.state_before[name], value)


def test_a_trace_does_not_change_while_training_goes_on() -> None:
    run = trainer()
    run.run(5)
    trace = run.trace()
    kept = {name: values.copy() for name, values in trace.items()}
    run.run(5)
    for name, values in trace.items():
        np.testing.assert_array_equal(values, kept[name])
    with pytest.raises(ValueError, match="read-only"):
        trace["W1"][...] = 0.0


def test_the_trace_of_a_small_last_batch_is_its_own() -> None:
    run = trainer(batch_size=10, hidden=(4,))
    run.run(9)
    trace = run.trace()
    assert len(trace.rows) == 2
    assert trace["z1"].shape == (2, 4)
    assert trace["losses"].mean() == pytest.approx(float(trace["cost"]), rel=1e-14)


def test_there_is_no_trace_before_the_first_iteration() -> None:
    with pytest.raises(RuntimeError, match="call step"):
        trainer().trace()


def test_a_checkpoint_brings_everything_back() -> None:
    run = trainer(optimizer="adam")
    run.run(20)
    checkpoint = run.checkpoint()
    run.run(30)
    parameters, costs = run.network.parameters.copy(), run.history.costs.copy()
    run.restore(checkpoint)
    assert run.iteration == 20
    run.run(30)
    np.testing.assert_array_equal(run.network.parameters, parameters)
    np.testing.assert_array_equal(run.history.costs, costs)


def test_a_checkpoint_keeps_what_can_change_during_a_run() -> None:
    run = trainer(optimizer="momentum")
    run.run(20)
    checkpoint = run.checkpoint()
    run.run(10)
    costs = run.history.costs.copy()
    run.change(learning_rate=0.5, l2=0.1)
    run.run(5)
    run.restore(checkpoint)
    run.run(10)
    np.testing.assert_array_equal(run.history.costs, costs)


def test_a_checkpoint_that_lies_ahead_is_refused() -> None:
    run = trainer()
    early = run.checkpoint()
    run.run(20)
    late = run.checkpoint()
    run.restore(early)
    with pytest.raises(ValueError, match="lies ahead"):
        run.restore(late)


def test_a_run_brought_back_to_its_end_stays_there() -> None:
    run = trainer(iterations=10)
    run.run(10)
    run.restore(run.checkpoint())
    run.run(1)
    assert run.iteration == 10
    assert run.stopped is not None


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


def test_the_learning_rate_can_change_during_a_run() -> None:
    run = trainer(learning_rate=0.1)
    run.run(5)
    run.change(learning_rate=0.025)
    run.step()
    trace = run.trace()
    assert trace.learning_rate == 0.025
    np.testing.assert_array_equal(trace["update_W1"], -0.025 * trace["dW1"])


def test_regularisation_can_change_during_a_run() -> None:
    run = trainer(hidden=(4,))
    run.run(5)
    run.change(l2=0.5)
    last = run.trace()
    assert "penalty" not in last, "the iteration last done had no penalty"
    run.step()
    trace = run.trace()
    squares = sum(float((trace[f"W{i}"] ** 2).sum()) for i in (1, 2))
    assert float(trace["penalty"]) == pytest.approx(0.25 * squares)
    np.testing.assert_allclose(trace["dW1"], trace["dW1_data"] + 0.5 * trace["W1"])
    np.testing.assert_array_equal(trace["db1"], trace["db1_data"])


def test_structure_cannot_change_during_a_run() -> None:
    with pytest.raises(ValueError, match="hidden cannot change"):
        trainer().change(hidden=3)


@pytest.mark.parametrize(
    ("limits", "reason", "iteration"),
    [
        ({"iterations": 17}, "iterations", 17),
        ({"epochs": 2}, "epochs", 18),
        ({"epochs": 0.5}, "epochs", 4),
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


def test_the_trainer_takes_a_data_set_at_hand() -> None:
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(60, 2))
    classes = (inputs.sum(axis=1) > 0).astype(float)
    dataset = Dataset(
        name="mine", task="classification", inputs=inputs, targets=classes
    )
    run = Trainer(RunConfig(iterations=400), dataset)
    run.run(400)
    accuracy = run.evaluate().train.accuracy
    assert accuracy is not None
    assert accuracy > 0.95


def test_a_file_is_trained_on_with_the_columns_chosen(tmp_path: Path) -> None:
    rows = [f"{k},{k % 7},{k % 3}" for k in range(60)]
    file = tmp_path / "mine.csv"
    file.write_text("\n".join(["a,b,c", *rows]))
    config = RunConfig(dataset=str(file), target="c", inputs=("b",), task="regression")
    dataset = Trainer(config).data.dataset
    assert dataset.input_names == ("b",)
    assert dataset.task == "regression"

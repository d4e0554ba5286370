"""Runs: determinism, traces, checkpoints, changes on the way."""

from pathlib import Path

import numpy as np
import pytest

from nnviz.core.optimizers import OPTIMIZERS
from nnviz.data.dataset import Dataset
from nnviz.session.config import RunConfig
from nnviz.session.schedules import SCHEDULES
from nnviz.session.trainer import Trainer
from tests.session.runs import trainer


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
    run.rewind(checkpoint)
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
    run.rewind(checkpoint)
    run.run(10)
    np.testing.assert_array_equal(run.history.costs, costs)


def test_a_checkpoint_knows_the_memory_it_takes() -> None:
    run = trainer(hidden=(3,), optimizer="adam", precision="float64")
    kept = run.checkpoint()
    count = run.network.layout.count
    # Parameters and both averages, and two powers of 8 bytes.
    assert kept.nbytes == 3 * 8 * count + 2 * 8


def test_a_checkpoint_that_lies_ahead_is_refused() -> None:
    run = trainer()
    early = run.checkpoint()
    run.run(20)
    late = run.checkpoint()
    run.rewind(early)
    with pytest.raises(ValueError, match="cannot rewind"):
        run.rewind(late)


def test_a_run_brought_back_to_its_end_stays_there() -> None:
    run = trainer(iterations=10)
    run.run(10)
    run.rewind(run.checkpoint())
    run.run(1)
    assert run.iteration == 10
    assert run.stopped is not None


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


def test_a_run_comes_out_as_it_always_has() -> None:
    config = RunConfig(
        dataset="xor",
        hidden=(3,),
        activation="tanh",
        optimizer="adam",
        learning_rate=0.05,
        batch_size=10,
        seed=3,
    )
    run = Trainer(config)
    run.run(50)
    # What old sessions rely on: initial weights, order of batches, and every formula.
    wanted = [
        *(0.44532405, 0.44500734, 1.36174374, 0.79167419, -0.61015748, -1.50377085),
        *(0.04922429, -0.94819485, -0.58354978, 0.70609405, 0.66532649, 0.01177367),
        -0.04307985,
    ]
    np.testing.assert_allclose(run.network.parameters, wanted, atol=2e-8)

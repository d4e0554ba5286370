"""What is measured of a run is what is worked out of it by other ways."""

from typing import Any

import numpy as np
import pytest

from nnviz.data.dataset import Dataset
from nnviz.session.config import RunConfig
from nnviz.session.engine import Engine
from nnviz.session.findings.dating import _looks, a_few
from nnviz.session.findings.evidence import Evidence
from nnviz.session.scores import Score
from nnviz.session.trainer import Trainer


def trained(iterations: int = 30, data: Dataset | None = None, **more: Any) -> Trainer:
    settings = {"dataset": "iris", "optimizer": "sgd", "hidden": (4,)} | more
    trainer = Trainer(RunConfig(**settings), data)
    trainer.run(iterations)
    return trainer


def table(samples: int, ones: int, task: Any = "classification") -> Dataset:
    """Return samples of two classes, ``ones`` of them of the second."""
    targets = (np.arange(samples) % samples < ones)[:, None] * 1.0
    return Dataset(
        name="mine",
        task=task,
        inputs=np.random.default_rng(1).normal(size=(samples, 2)),
        targets=targets
        if task == "classification"
        else np.hstack([targets, 1 - targets]),
        class_names=("no", "yes") if task == "classification" else (),
        output_names=() if task == "classification" else ("p", "q"),
    )


@pytest.mark.parametrize(
    ("end", "looks"),
    [
        (0, [0]),
        (1, [0, 1]),
        (2, [0, 1, 2]),
        (7, [0, 1, 2, 4, 7]),
        (8, [0, 1, 2, 4, 8]),
        (9, [0, 1, 2, 4, 8, 9]),
    ],
)
def test_a_run_is_looked_at_after_powers_of_two_and_at_its_end(
    end: int, looks: list[int]
) -> None:
    assert _looks(end) == looks


@pytest.mark.parametrize(("hidden", "parameters"), [((4,), 35), ((3000,), 24_003)])
def test_a_few_iterations_are_fewer_of_a_large_network(
    hidden: tuple[int, ...], parameters: int
) -> None:
    trainer = trained(0, hidden=hidden, batch_size=30)
    assert trainer.network.parameters.size == parameters
    assert a_few(trainer) == min(500, 50_000_000 // (30 * parameters))


def test_a_step_is_the_share_that_the_last_update_changes() -> None:
    before, after = (trained(k).network.parameters for k in (29, 30))
    share = np.sqrt(((after - before) ** 2).sum() / (before**2).sum())
    assert Evidence(trained()).step == pytest.approx(share)
    # From nothing, and where nothing was done, there is no share.
    assert Evidence(trained(1, initializer="zeros")).step == 0.0
    assert Evidence(trained(0)).step == 0.0


def gradient_length(trainer: Trainer) -> float:
    """Return it by differences of the cost over the training set."""
    network, train = trainer.network.parameters, trainer.data.train
    slopes = []
    for place in range(network.size):
        own, costs = network[place], []
        for step in (1e-5, -1e-5):
            network[place] = own + step
            a = trainer.network.output_layer(train.inputs).a.T
            costs.append(-np.log((a * train.targets).sum(axis=1)).mean())
        network[place] = own
        slopes.append((costs[0] - costs[1]) / 2e-5)
    return float(np.linalg.norm(slopes))


def test_the_gradient_that_is_left_is_a_share_of_the_first() -> None:
    now, first = gradient_length(trained(60)), gradient_length(trained(0))
    assert Evidence(trained(60)).gradient_left == pytest.approx(now / first, rel=1e-6)


@pytest.mark.parametrize("place", [0, 2])
def test_what_a_network_always_says_is_a_class(place: int) -> None:
    trainer = trained(200)
    assert Evidence(trainer).always is None
    trainer.network.weights[-1][...] = 0.0
    trainer.network.biases[-1][...] = np.eye(3)[place]
    names = trainer.data.dataset.class_names
    assert Evidence(trainer).always == names[place]
    # What is no number is no class.
    trainer.network.biases[-1][...] = np.nan
    assert Evidence(trainer).always is None


def test_learning_is_measured_from_the_commonest_class_to_perfect() -> None:
    found = Evidence(trained(0, table(200, 50), dataset="mine", test_fraction=0.0))
    assert found.commonest == ("no", 0.75)
    assert found.learned_by(Score(9, 1.0, 0.75)) == 0.0
    assert found.learned_by(Score(9, 1.0, 0.8)) == pytest.approx(0.2)
    assert found.learned_by(Score(9, 1.0, 0.5)) == pytest.approx(-1.0)


def test_learning_of_labels_is_measured_from_the_commoner_value_of_each() -> None:
    data = table(200, 20, "labels")
    found = Evidence(trained(0, data, dataset="mine", test_fraction=0.0))
    assert found.commonest is None
    assert found.learned_by(Score(9, 1.0, 0.9)) == pytest.approx(0.0)
    assert found.learned_by(Score(9, 1.0, 0.95)) == pytest.approx(0.5)


def test_learning_of_values_is_their_r2_and_all_if_there_is_none() -> None:
    found = Evidence(trained(0, dataset="diabetes"))
    assert found.learned_by(Score(9, 1.0, r2=0.25)) == 0.25
    assert found.learned_by(Score(9, 1.0)) == 1.0


@pytest.mark.parametrize(("iterations", "ripe"), [(999, False), (1000, True)])
def test_a_run_is_ripe_after_a_thousand_iterations(iterations: int, ripe: bool) -> None:
    data = table(40, 20)
    trainer = trained(iterations, data, dataset="mine", batch_size=40, hidden=())
    assert trainer.stopped is None
    assert Evidence(trainer).is_ripe == ripe


@pytest.mark.parametrize(("size", "larger", "count"), [(2, 64, 100), (25, 200, 100)])
def test_another_batch_size_is_tried_from_here(
    size: int, larger: int, count: int
) -> None:
    data = table(200, 60)
    settings = {"dataset": "mine", "test_fraction": 0.0, "batch_size": size}
    trainer = trained(30, data, **settings)
    state = trainer.checkpoint()
    found = Evidence(trainer).costs_by_batch
    assert found is not None
    other = Engine(trainer.config.changed(batch_size=larger), data)
    other.restore_state(state)
    other.replay(count)
    train = other.data.train
    told = other.network.output_layer(train.inputs).a.T
    right = np.where(train.targets > 0.5, told, 1.0 - told)
    assert found[1] == pytest.approx(-np.log(right).mean())
    costs = []
    for _ in range(5):
        trainer.run(count // 5)
        costs.append(trainer.evaluate().train.cost)
    assert found[0] == np.median(costs)
    assert Evidence(trainer, trains_on=True).costs_by_batch is None


def test_no_other_batch_size_is_tried_where_eight_batches_are_more_than_all() -> None:
    settings = {"dataset": "mine", "test_fraction": 0.0, "batch_size": 26}
    assert Evidence(trained(5, table(200, 60), **settings)).costs_by_batch is None


@pytest.mark.parametrize(("done", "count"), [(7, 7), (60, 10), (150, 15), (159, 15)])
def test_recent_costs_are_a_tenth_of_all_and_ten_at_least(
    done: int, count: int
) -> None:
    trainer = trained(done)
    recent = Evidence(trainer).recent_costs()
    assert recent.tolist() == trainer.history.costs[done - count :].tolist()


@pytest.mark.parametrize(("seconds", "dated"), [(20.0, True), (20.1, False)])
def test_a_run_that_took_long_is_not_trained_again(seconds: float, dated: bool) -> None:
    trainer = trained(8)
    trainer.seconds = seconds
    since = Evidence(trainer).since(1, lambda layer: True)
    assert since == (0 if dated else None)
    assert Evidence(trainer, dated=False).since(1, lambda layer: True) is None


@pytest.mark.parametrize(
    ("more", "trains_on", "known"),
    [(0, False, True), (3, False, False), (3, True, True), (0, True, True)],
)
def test_a_run_is_only_scored_again_where_it_rests_elsewhere(
    more: int, trains_on: bool, known: bool
) -> None:
    trainer = trained(0)
    while not trainer.history.evaluations:
        trainer.run(1)
    latest = trainer.history.evaluations[-1]
    assert latest.iteration == trainer.iteration
    trainer.run(more)
    found = Evidence(trainer, trains_on=trains_on).evaluation
    assert (found is latest) == known
    assert found.iteration == (latest.iteration if known else trainer.iteration)

from pathlib import Path

import msgspec
import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.session.comparison.contender import Variation
from nnviz.session.comparison.fairness import fairness
from nnviz.session.comparison.seeds.plan import plan_of
from nnviz.session.comparison.seeds.target import Target
from nnviz.session.comparison.seeds.task import Task, do_task
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer
from tests.session.comparison.plans import plan

RELU_TANH = (Variation("activation", ("relu", "tanh")),)


@pytest.mark.parametrize("seeds", [1, 10, 32, 33, 100])
def test_every_seed_of_every_contender_is_in_one_task(seeds: int) -> None:
    tasks = plan("relu", "tanh", seeds=seeds, seed=5).tasks
    for name in ("relu", "tanh"):
        chunks = [task.seeds for task in tasks if task.contender == name]
        assert sum(chunks, ()) == tuple(range(5, 5 + seeds))
        assert max(map(len, chunks)) <= 32
        assert max(map(len, chunks)) - min(map(len, chunks)) <= 1


def test_large_data_make_small_tasks() -> None:
    base = RunConfig(dataset="mnist", iterations=1)
    found = plan_of(base, RELU_TANH, seeds=3)
    assert {len(task.seeds) for task in found.tasks} == {1}


def test_a_task_is_the_same_after_a_way_through_json() -> None:
    (task,) = plan("relu").tasks
    assert msgspec.json.decode(msgspec.json.encode(task), type=Task) == task


def test_an_outcome_is_that_of_the_run_trained_alone() -> None:
    (task,) = plan("tanh", seeds=2, noise=0.5).tasks
    found = do_task(task)
    for outcome in found:
        alone = Trainer(task.config.changed(seed=outcome.seed))
        alone.run(600)
        score = alone.history.evaluations[-1]
        assert outcome.iterations == 600
        assert outcome.cost == pytest.approx(score.train.cost, rel=1e-9)
        assert score.test is not None
        assert score.test.accuracy != score.train.accuracy
        assert outcome.accuracy == score.test.accuracy
        assert outcome.measured_on == "test"
        np.testing.assert_allclose(
            np.mean(outcome.curve.mean), alone.history.costs.mean(), rtol=1e-9
        )


def test_the_target_is_met_at_the_first_evaluation_that_is_good_enough() -> None:
    (task,) = plan("tanh", seeds=1, target_cost=0.3, evaluate_every=7).tasks
    (outcome,) = do_task(task)
    alone = Trainer(task.config)
    alone.run(600)
    met = [e.iteration for e in alone.history.evaluations if e.train.cost <= 0.3]
    assert outcome.iterations_to_target == met[0]
    assert outcome.iterations == 600


def test_a_target_that_is_never_met_is_none() -> None:
    (task,) = plan("tanh", seeds=1, target_cost=-1.0).tasks
    assert do_task(task)[0].iterations_to_target is None


@pytest.mark.parametrize(
    ("settings", "task", "target"),
    [
        ({}, "classification", Target("accuracy", 0.95)),
        ({}, "regression", Target("r2", 0.9)),
        ({"target_cost": 0.1}, "regression", Target("cost", 0.1)),
        ({"target_accuracy": 0.8}, "classification", Target("accuracy", 0.8)),
    ],
)
def test_a_usual_target_is_taken_where_none_is_set(
    settings: dict[str, float], task: str, target: Target
) -> None:
    assert Target.of(RunConfig(**settings), task) == target


def test_a_run_that_diverges_has_an_outcome_of_its_own() -> None:
    found = plan(
        "relu",
        seeds=2,
        dataset="plane",
        optimizer="sgd",
        learning_rate=9.0,
    )
    for outcome in do_task(found.tasks[0]):
        assert outcome.diverged
        assert "learning rate" in outcome.message
        assert msgspec.json.decode(msgspec.json.encode(outcome))


def test_a_file_that_has_changed_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("\n".join(["a,b", *(f"{k},{k % 7}" for k in range(40))]))
    (task, other) = plan_of(
        RunConfig(dataset=str(file), iterations=2), RELU_TANH, seeds=2
    ).tasks
    file.write_text("\n".join(["a,b", *(f"{k},{k % 5}" for k in range(40))]))
    with pytest.raises(InputError, match=r"mine\.csv: differs from the file"):
        do_task(task)
    file.write_text("\n".join(["a,b", *(f"{k},{k % 7}" for k in range(40))]))
    assert len(do_task(other)) == 2


def test_work_of_another_version_is_refused() -> None:
    (task,) = plan("relu", seeds=1).tasks
    with pytest.raises(InputError, match=r"task of nnviz 0\.0\.1: install the same"):
        do_task(msgspec.structs.replace(task, version="0.0.1"))


@pytest.mark.parametrize(
    ("setting", "values", "words"),
    [
        ("activation", ("relu", "tanh"), "same initial weights"),
        ("activation", ("relu", "tanh"), "same batches in the same order"),
        ("hidden", ((4,), (8, 8)), "different shapes"),
        ("derived", ((), ("x1*x2",)), "different shapes"),
        ("seed", (1, 2), "weights differ: each contender has its own seed"),
        ("seed", (1, 2), "a different order"),
        ("batch_size", (8, "full"), "batches of different sizes"),
        ("noise", (0.0, 0.2), "different data"),
        ("noise", (0.0, 0.2), "same initial weights"),
        ("dataset", ("circle", "gauss"), "drawn from one seed, but for different data"),
        ("initializer", ("he_normal", "zeros"), "zeros: zeros"),
        ("optimizer", ("sgd", "adam"), "Adam: beta1 0.9"),
        ("precision", ("float32", "float64"), "rounded"),
    ],
)
def test_what_is_equal_is_read_off_the_settings(
    setting: str, values: tuple[object, ...], words: str
) -> None:
    base = RunConfig(dataset="circle", iterations=1)
    found = plan_of(base, (Variation(setting, values),))
    assert words in " ".join(fairness(found.contenders, [setting]))


def test_recommended_initialisers_are_named() -> None:
    base = RunConfig(dataset="circle", iterations=1)
    found = plan_of(base, RELU_TANH, own_initializers=True)
    (weights, *_) = fairness(found.contenders, ["activation"])
    assert "relu: he normal; tanh: xavier uniform" in weights


@pytest.mark.parametrize(
    ("setting", "values", "seeds", "message"),
    [
        ("seed", (1, 2), 2, "the seed is already varied"),
        ("target_cost", (1.0, 2.0), 1, "the target is the same for all"),
        ("activation", ("relu",), 0, "1 or more"),
        ("activation", ("relu",), 10**12, "100000 or fewer"),
        ("dataset", ("circle", "sine"), 1, "circle: classification, sine: regression"),
    ],
)
def test_what_cannot_be_planned_is_said(
    setting: str, values: tuple[object, ...], seeds: int, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        plan_of(RunConfig(), (Variation(setting, values),), seeds=seeds)


def test_seeds_can_be_what_is_varied() -> None:
    found = plan_of(RunConfig(iterations=1), (Variation("seed", (3, 8)),))
    assert [task.seeds for task in found.tasks] == [(3,), (8,)]
    assert found.seeds == (3, 8)


def test_the_target_suits_the_data_that_are_varied() -> None:
    base = RunConfig(dataset="circle", iterations=1)
    found = plan_of(base, (Variation("dataset", ("sine", "plane")),))
    assert found.target.quantity == "r2"

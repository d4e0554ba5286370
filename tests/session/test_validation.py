"""The validation set: held out, scored, and what a patience watches."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnviz.data.dataset import Dataset
from nnviz.live.interruptible_trainer import InterruptibleTrainer
from nnviz.session.comparison.seeds.target import Target
from nnviz.session.comparison.seeds.task import Task, do_task
from nnviz.session.config import RunConfig
from nnviz.session.history import Evaluation
from nnviz.session.probe import sample_name, sample_of
from nnviz.session.run_parts import load_data
from nnviz.session.scores import Score
from nnviz.session.stop import goal_reached
from nnviz.session.trainer import Trainer
from nnviz.views.output.predictions import part_of
from nnviz.views.samples.sample_list import SampleList


def trainer(loaded: Dataset | None = None, **settings: Any) -> Trainer:
    chosen = {"dataset": "moons", "samples": 100, "batch_size": 16, **settings}
    return Trainer(RunConfig(**chosen), loaded)


def test_each_row_is_in_one_part_and_the_test_part_is_what_it_was() -> None:
    plain = trainer().data
    data = trainer(validation_fraction=0.25).data
    assert [part.samples for _, _, part in data.parts] == [55, 20, 25]
    rows = np.concatenate([rows for _, rows, _ in data.parts])
    assert sorted(rows) == list(range(100))
    assert data.test_rows.tolist() == plain.test_rows.tolist()
    assert plain.validation.samples == 0


def test_the_validation_set_changes_no_weight_and_no_scaling() -> None:
    settings = {"scaling": "standard", "validation_fraction": 0.25}
    dataset = load_data(RunConfig(dataset="plane", samples=100))
    run = trainer(dataset, dataset="plane", target_scaling="standard", **settings)
    inputs, targets = dataset.inputs.copy(), dataset.targets.copy()
    rows = run.data.validation_rows
    inputs[rows] *= 50.0
    targets[rows] += 9.0
    changed = replace(dataset, inputs=inputs, targets=targets)
    other = trainer(changed, dataset="plane", target_scaling="standard", **settings)
    for one in (run, other):
        one.run(200)
    np.testing.assert_array_equal(run.network.parameters, other.network.parameters)
    ours, theirs = run.evaluate(), other.evaluate()
    assert ours.validation is not None
    assert theirs.validation is not None
    assert (ours.train, ours.test) == (theirs.train, theirs.test)
    assert ours.validation.cost != theirs.validation.cost


def test_its_scores_are_those_of_its_own_samples() -> None:
    run = trainer(validation_fraction=0.25)
    run.run(100)
    found, part = run.evaluate().validation, run.data.validation
    a, y = run.network.predict(part.inputs), part.targets
    losses = -(y * np.log(a) + (1 - y) * np.log(1 - a)).sum(axis=1)
    assert found is not None
    assert found.samples == 25
    assert found.cost == pytest.approx(losses.mean(), rel=1e-9)
    assert found.accuracy == np.mean((a >= 0.5) == (y >= 0.5))


def test_a_large_validation_set_is_scored_in_slices_alike() -> None:
    config = RunConfig(dataset="moons", samples=6000, validation_fraction=0.5)
    looked = 0

    def look() -> None:
        nonlocal looked
        looked += 1

    whole, sliced = Trainer(config), InterruptibleTrainer(config, None, look)
    one, other = whole.evaluate().validation, sliced.evaluate().validation
    assert one is not None
    assert other is not None
    assert looked >= 2
    assert other.cost == pytest.approx(one.cost, rel=1e-9)
    assert (other.samples, other.accuracy) == (one.samples, one.accuracy)


def found(at: int, train: float, validation: float | None) -> Evaluation:
    score = None if validation is None else Score(5, validation)
    return Evaluation(at, 1.0, Score(9, train), None, score)


def test_a_patience_watches_the_cost_of_the_validation_set() -> None:
    falling, stuck = (4.0, 3.0, 2.0, 1.0), (2.0, 1.0, 1.5, 1.6)
    config = RunConfig(patience=2)

    def stop(train: tuple[float, ...], other: tuple[float | None, ...]) -> str | None:
        pairs = enumerate(zip(train, other, strict=True))
        ended = goal_reached(config, [found(at, *costs) for at, costs in pairs])
        return ended and ended.message

    said = "the {} cost has not fallen by 0.1\u202f% in 2 evaluations"
    assert stop(falling, stuck) == said.format("validation")
    assert stop(stuck, falling) is None
    assert stop(stuck, (None,) * 4) == said.format("training")
    assert stop(falling, (None,) * 4) is None


def test_a_run_ends_when_its_validation_cost_stalls() -> None:
    run = trainer(
        dataset="circle",
        samples=60,
        noise=0.5,
        hidden=(32, 32),
        validation_fraction=0.3,
        patience=5,
        evaluate_every=20,
    )
    ended = run.run(50_000)
    assert ended is not None
    assert ended.reason == "plateau"
    assert "validation cost" in ended.message
    costs = [e.validation.cost for e in run.history.evaluations if e.validation]
    assert min(costs[-5:]) > min(costs[:-5]) * 0.999
    train = [e.train.cost for e in run.history.evaluations]
    assert min(train[-5:]) < min(train[:-5]) * 0.999


def test_a_gate_keeps_all_rows_for_training() -> None:
    run = trainer(dataset="and-table", samples=None, validation_fraction=0.3)
    assert run.config.validation_fraction == 0.0
    assert run.data.train_rows.tolist() == [0, 1, 2, 3]


def test_its_samples_are_listed_and_named() -> None:
    data = trainer(validation_fraction=0.25).data
    row = int(data.validation_rows[3])
    assert sample_name(data, row) == f"validation sample {row + 1}"
    assert part_of(data, row) == "validation"
    sample = sample_of(data, row)
    assert sample is not None
    np.testing.assert_array_equal(sample.inputs, data.validation.inputs[3])
    listed = SampleList(data)
    assert len(listed) == 100
    assert list(listed.set_names.values()) == [
        "training set",
        "test set",
        "validation set",
    ]
    place = listed.place_of(sample)
    assert place == 55 + 20 + 3
    assert int(listed.sets[place]) == 2


def test_without_a_test_set_it_judges_the_run() -> None:
    run = trainer(validation_fraction=0.25, test_fraction=0.0, target_accuracy=0.8)
    found = run.evaluate()
    assert (found.judged_on, found.judged) == ("validation", found.validation)
    found = trainer(validation_fraction=0.25).evaluate()
    assert (found.judged_on, found.judged) == ("test", found.test)
    found = trainer(test_fraction=0.0).evaluate()
    assert (found.judged_on, found.judged) == ("training", found.train)


def test_a_comparison_has_its_cost() -> None:
    config = RunConfig(
        dataset="moons", samples=100, validation_fraction=0.25, test_fraction=0.0
    ).changed(iterations=20)
    task = Task(
        contender="a",
        config=config,
        seeds=(3,),
        target=Target.of(config, "classification"),
    )
    (outcome,) = do_task(task)
    alone = Trainer(config.changed(seed=3))
    alone.run(20)
    score = alone.evaluate().validation
    assert score is not None
    assert outcome.measured_on == "validation"
    assert outcome.accuracy == score.accuracy
    assert outcome.validation_cost == pytest.approx(score.cost, rel=1e-9)

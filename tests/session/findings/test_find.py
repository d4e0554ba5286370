"""Runs with a planted cause get it first; runs that learn get none."""

from collections import Counter
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from msgspec.structs import replace

from nnviz.data.dataset import Dataset
from nnviz.session.config import RunConfig
from nnviz.session.engine import Engine
from nnviz.session.findings.causes import RULES
from nnviz.session.findings.data_causes import overfitting
from nnviz.session.findings.dating import since
from nnviz.session.findings.evidence import Evidence
from nnviz.session.findings.find import find
from nnviz.session.findings.proof import _helped, prove
from nnviz.session.findings.remedies import BALANCED
from nnviz.session.health.measure import health_of
from nnviz.session.scores import Score, class_scores_of
from nnviz.session.settings.defaults import default_epochs
from nnviz.session.trainer import Trainer
from tests.findings import HEALTHY, PLANTED, Run


def trained(iterations: int = 10**6, **settings: Any) -> Trainer:
    trainer = Trainer(RunConfig(**settings))
    trainer.run(iterations)
    return trainer


def first_of_each_kind() -> list[Run]:
    return list({run.kind: run for run in reversed(PLANTED)}.values())


def planted(kind: str) -> Run:
    return next(run for run in PLANTED if run.kind == kind)


@pytest.mark.parametrize("run", first_of_each_kind(), ids=lambda run: run.name)
def test_a_planted_cause_is_found_first(run: Run) -> None:
    trainer = run.trained()
    state = trainer.checkpoint()
    found = find(trainer)
    assert found[0].kind == run.kind
    assert found[0].words
    began = found[0].iteration
    assert began is not None
    assert 0 <= began <= trainer.iteration
    after = trainer.checkpoint()
    assert after.parameters.tobytes() == state.parameters.tobytes()
    assert after.iteration == state.iteration


def test_a_tiny_rate_is_found_where_the_initial_weights_are_right_by_chance() -> None:
    trainer = trained(
        dataset="iris", learning_rate=1e-5, optimizer="momentum", seed=5, epochs=20
    )
    evidence = Evidence(trainer)
    assert evidence.has_learned
    assert [one.kind for one in find(trainer)] == ["too-slow"]


def test_every_kind_is_planted_twice_and_every_rule_is_tried() -> None:
    kinds = Counter(run.kind for run in PLANTED)
    assert min(kinds.values()) >= 2
    # Two rules find overfitting.
    assert len(kinds) == len(RULES) - 1


@pytest.mark.parametrize("run", HEALTHY[::4], ids=lambda run: run.name)
def test_a_run_that_learns_gets_none(run: Run) -> None:
    assert find(run.trained()) == ()


@pytest.mark.parametrize("dataset", ["circle", "iris", "diabetes", "xor-table"])
def test_a_run_that_is_going_to_learn_gets_none_on_its_way(dataset: str) -> None:
    trainer = Trainer(RunConfig(dataset=dataset, epochs=default_epochs(dataset)))
    for iterations in (1, 2, 7, 30, 200, 10**6):
        trainer.run(iterations)
        assert find(trainer) == ()


def test_what_cannot_get_better_by_itself_is_said_of_a_run_that_goes_on() -> None:
    trainer = Trainer(RunConfig(dataset="iris", initializer="zeros"))
    trainer.run(3)
    assert [one.kind for one in find(trainer)] == ["equal-neurons"]


def test_undated_findings_are_the_same_without_their_iterations() -> None:
    trainer = planted("dead-layer").trained()
    (dated,) = find(trainer)
    (undated,) = find(trainer, dated=False)
    assert dated.iteration is not None
    assert undated == replace(dated, iteration=None)


@pytest.mark.parametrize(
    ("settings", "iterations"),
    [({"epochs": 20}, 320), ({"iterations": 5000}, 1000), ({"keep": "best"}, 1000)],
)
def test_what_mends_a_divergence_is_trained_for_longer_than_it_took(
    settings: dict[str, Any], iterations: int
) -> None:
    trainer = Trainer(
        RunConfig(
            dataset="line", optimizer="sgd", learning_rate=3.0, hidden=(), **settings
        )
    )
    trainer.run(10**6)
    if settings.get("keep") == "best":
        trainer.keep_best()
    (found,) = find(trainer, proven=True)
    assert found.kind == "diverged"
    assert found.proof is not None
    assert found.proof.iterations == iterations
    assert found.proof.helped


def test_a_remedy_of_more_samples_is_tried_on_them() -> None:
    config = RunConfig(
        dataset="spiral", samples=24, hidden=(16, 16), optimizer="adam", epochs=200
    )
    trainer = Trainer(config)
    trainer.run(10**6)
    (found,) = find(trainer, proven=True)
    assert found.kind == "too-few-samples"
    assert found.remedy is not None
    assert found.remedy.settings == {"samples": 500}
    assert found.proof is not None
    assert found.proof.cost_with != found.proof.cost


def test_small_batches_are_compared_with_32_times_as_many() -> None:
    trainer = planted("noisy-batches").trained()
    size, samples = trainer.order.batch_size, trainer.data.train.samples
    found = find(trainer, dated=False)[0]
    assert found.words.endswith(f"with batches of {min(32 * size, samples)}")


def test_nothing_is_said_before_the_first_iteration() -> None:
    assert find(Trainer(RunConfig(dataset="iris", initializer="zeros"))) == ()


def test_a_dead_layer_is_dated_to_the_iteration() -> None:
    trainer = planted("dead-layer").trained()
    (found,) = find(trainer)
    assert found.iteration is not None

    def dead(after: int) -> bool:
        engine = Engine(trainer.config, prepared=trainer.data)
        if after:
            engine.replay(after)
        return health_of(engine).layers[found.layer - 1].dead_share == 1.0  # type: ignore[operator]

    assert dead(found.iteration)
    assert not dead(found.iteration - 1)


@pytest.mark.parametrize("since_when", [0, 1, 2, 3, 40, 63, 64, 65, 100])
def test_what_holds_from_an_iteration_on_is_dated(since_when: int) -> None:
    trainer = trained(100, dataset="circle")
    assert since(trainer, lambda engine: engine.iteration >= since_when) == since_when
    assert since(trainer, lambda engine: engine.iteration < 100) is None


def test_a_run_that_was_changed_on_its_way_is_not_dated() -> None:
    trainer = trained(50, dataset="circle")
    trainer.edit(0, 3.0)
    trainer.run(50)
    assert since(trainer, lambda engine: True) is None


def test_a_remedy_that_helps_is_proven_and_another_is_not() -> None:
    (helps,) = find(planted("equal-neurons").trained(), proven=True)
    assert helps.proof is not None
    assert helps.proof.helped
    assert helps.proof.iterations == 300
    assert str(helps).endswith(
        "; with random initial weights: accuracy 75.0\u202f% in place of 50.0\u202f%"
    )
    (fails,) = find(planted("saturated").trained(), proven=True)
    assert fails.proof is not None
    assert not fails.proof.helped
    assert "; it is no better with the initialiser" in str(fails)


@pytest.mark.parametrize(
    ("before", "after", "helped"),
    [
        (Score(9, 1.0, 0.5), Score(9, 1.0, 0.55), True),
        (Score(9, 1.0, 0.5), Score(9, 1.0, 0.54), False),
        (Score(9, 1.0, 0.5), Score(9, 0.7, 0.5), True),
        (Score(9, 1.0, 0.5), Score(9, 0.71, 0.5), False),
        (Score(9, 1.0, 0.5), Score(9, 0.1, 0.49), False),
        (Score(9, 2.0, 0.5, penalty=1.0), Score(9, 1.2, 0.5, penalty=0.2), False),
        (Score(9, 1.0, 0.5), Score(9, 0.1, float("nan")), False),
        (Score(9, 1.0, float("nan")), Score(9, 5.0, 0.1), True),
        (Score(9, 1.0), Score(9, 0.1), False),
    ],
)
def test_what_helps_scores_better_or_costs_much_less(
    before: Score, after: Score, helped: bool
) -> None:
    assert _helped(before, after) == helped


@pytest.mark.parametrize("signal", [True, False])
def test_class_weights_are_proven_by_the_classes_that_are_told(signal: bool) -> None:
    rng = np.random.default_rng(3)
    inputs = rng.normal(size=(1200, 3))
    score = inputs[:, 0] + (0.0 if signal else 9.0) * rng.normal(size=1200)
    targets = (score > np.quantile(score, 0.92))[:, None] * 1.0
    data = Dataset(
        name="mine",
        task="classification",
        inputs=inputs,
        targets=targets,
        class_names=("no", "yes"),
    )
    config = RunConfig(dataset="mine", optimizer="sgd", learning_rate=0.02, epochs=3)
    trainer = Trainer(config, data)
    trainer.run(10**6)
    plain = class_scores_of(trainer.network, trainer.data, trainer.data.test)
    assert plain.macro[1] < 0.65
    proof = prove(trainer, BALANCED)
    assert proof is not None
    assert proof.measure == "mean recall"
    assert proof.helped == signal
    if signal:
        other = Trainer(config.changed(class_weights="balanced"), data)
        other.run(trainer.iteration)
        told = other.network.output_layer(other.data.test.inputs).a.T[:, 0] >= 0.5
        yes = other.data.test.targets[:, 0] == 1.0
        recalls = told[yes].mean(), (~told[~yes]).mean()
        assert proof.score_with == pytest.approx(np.mean(recalls))


def evaluated(costs: list[float], training: list[float], on: str) -> Evidence:
    known = [
        SimpleNamespace(
            judged_on=on,
            judged=Score(9, cost, 1.0 / (1.0 + cost)),
            train=Score(9, own, 1.0),
            iteration=k,
        )
        for k, (cost, own) in enumerate(zip(costs, training, strict=True))
    ]
    history = SimpleNamespace(evaluations=known)
    found = SimpleNamespace(is_ripe=True, trainer=SimpleNamespace(history=history))
    return cast("Evidence", found)


@pytest.mark.parametrize(
    ("costs", "training", "on", "turned"),
    [
        ([2.0, 1.0, 3.0], [2.0, 1.0, 0.5], "test", True),
        ([2.0, 1.0, 3.0], [2.0, 1.0, 1.0], "test", False),
        ([2.0, 1.9, 1.0, 1.01], [2.0, 1.5, 1.0, 0.9], "test", False),
        ([2.0, 1.0, 3.0], [2.0, 1.0, 0.5], "training", False),
        ([1.0, 3.0], [2.0, 1.0], "test", False),
    ],
)
def test_a_cost_has_turned_where_its_last_is_far_above_its_best(
    costs: list[float], training: list[float], on: str, turned: bool
) -> None:
    found = overfitting(evaluated(costs, training, on))
    assert (found is not None) == turned

"""Where costs stop making sense."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from nnviz.data.dataset import Dataset
from nnviz.session.config import RunConfig
from nnviz.session.divergence import _too_steep, first_divergence
from nnviz.session.trainer import Trainer


@pytest.mark.parametrize(
    ("costs", "place"),
    [
        ([1.0, 0.5, 0.2], None),
        ([1.0, 900.0, 0.2], None),
        ([1.0, math.nan, 0.2], 1),
        ([1.0, 2.0, math.inf], 2),
        ([1.0, 2e6, 3.0], 1),
        ([math.nan], 0),
        ([-math.inf], 0),
    ],
)
def test_the_first_senseless_cost_is_found(
    costs: list[float], place: int | None
) -> None:
    assert first_divergence(np.array(costs), 1.0) == place


def test_an_infinite_initial_cost_does_not_hide_divergence() -> None:
    assert first_divergence(np.array([math.inf, math.inf]), math.inf) == 0


def test_the_initial_cost_sets_the_scale() -> None:
    costs = np.array([5.0, 2e7])
    assert first_divergence(costs, 100.0) is None
    assert first_divergence(costs, 10.0) == 1


@pytest.mark.parametrize("name", ["l1", "l2"])
def test_regularisation_that_is_far_too_strong_is_the_cause_and_not_the_rate(
    name: str,
) -> None:
    config = RunConfig(dataset="circle").changed(**{name: 1e7})
    stop = Trainer(config).run(200)
    assert stop is not None
    assert stop.reason == "diverged"
    assert f"{name.upper()} regularisation of 1e7" in stop.message
    assert Trainer(config.changed(**stop.remedy)).run(200) is None


def test_an_activation_that_is_too_steep_is_the_cause_not_the_rate() -> None:
    trainer = Trainer(RunConfig(dataset="circle", activation="1e300*x"))
    stop = trainer.run(5)
    assert stop is not None
    assert stop.iteration == 1
    assert "the likely cause is the activation '1e300*x'" in stop.message
    assert stop.remedy == {"activation": "tanh"}


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("penalty", ["l1", "l2"])
def test_a_penalty_beyond_all_bounds_diverges_without_a_warning(
    penalty: str, precision: str
) -> None:
    config = RunConfig(dataset="circle", precision=precision, **{penalty: 1e308})
    stop = Trainer(config).run(5)
    assert stop is not None
    assert stop.remedy == {penalty: 0.001}


def test_a_network_of_infinite_weights_is_shown_without_a_warning() -> None:
    trainer = Trainer(RunConfig(dataset="circle"))
    trainer.network.parameters[...] = np.inf
    assert len(trainer.network.predict(np.zeros((3, 2)))) == 3
    trainer.evaluate()


def test_a_cost_that_began_tiny_may_become_usual() -> None:
    assert first_divergence(np.array([1e-9, 1e5]), 1e-9) is None


@pytest.mark.parametrize(("largest", "setting"), [(30.0, "scaling"), (19.0, None)])
def test_only_large_inputs_are_blamed_for_divergence(
    largest: float, setting: str | None
) -> None:
    rng = np.random.default_rng(0)
    inputs = rng.uniform(-1.0, 1.0, (60, 2)) * largest
    inputs[:, 0] = largest
    dataset = Dataset(
        name="large", task="regression", inputs=inputs, targets=rng.normal(size=60)
    )
    config = RunConfig(scaling="none", learning_rate=1e3, optimizer="sgd")
    stop = Trainer(config, dataset).run(500)
    assert stop is not None
    assert ("scaling" in stop.remedy) is (setting is not None)


@pytest.mark.parametrize("more", [0, 1, 2, 5])
def test_a_run_ends_where_it_diverged_wherever_its_block_ends(more: int) -> None:
    config = RunConfig(dataset="circle", activation="linear", learning_rate=1.0)
    alone, block = Trainer(config), Trainer(config)
    while alone.stopped is None:
        alone.advance(1)
    assert alone.stopped.reason == "diverged"
    assert alone.iteration > 2
    block.advance(alone.iteration + more)
    assert block.iteration == alone.iteration
    np.testing.assert_array_equal(block.network.parameters, alone.network.parameters)


@pytest.mark.parametrize(
    ("iteration", "where", "activation"),
    [
        (1, "a1", "tanh"),
        (1, "z2", "tanh"),
        (1, "a2", "relu"),
        (1, "z3", "relu"),
        (1, "z1", None),
        (1, "a3", None),
        (1, "delta2", None),
        (1, None, None),
        (2, "a1", None),
    ],
)
def test_what_was_too_large_was_made_by_the_activation_before(
    iteration: int, where: str | None, activation: str | None
) -> None:
    config = RunConfig(dataset="circle", activations=("tanh", "relu"))
    trace = SimpleNamespace(iteration=iteration)
    assert _too_steep(trace, where, config) == activation

"""The state of a run: another trainer goes on from it as if nothing had happened."""

import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.data.catalog import load_dataset
from nnviz.session.config import RunConfig
from nnviz.session.run_state import check_fits
from nnviz.session.trainer import Trainer


def taken_up(run: Trainer) -> Trainer:
    other = Trainer(run.config)
    other.resume(run.state())
    return other


def assert_alike(run: Trainer, other: Trainer) -> None:
    assert other.iteration == run.iteration
    assert other.history.costs.tolist() == run.history.costs.tolist()
    assert other.history.evaluations == run.history.evaluations
    np.testing.assert_array_equal(other.network.parameters, run.network.parameters)
    mine, theirs = run.checkpoint(), other.checkpoint()
    assert mine.state.keys() == theirs.state.keys()
    for name in mine.state:
        np.testing.assert_array_equal(mine.state[name], theirs.state[name])
    assert mine.settings == theirs.settings


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
def test_a_run_taken_up_is_the_one_that_never_stopped(optimizer: str) -> None:
    run = Trainer(RunConfig(dataset="spiral", optimizer=optimizer, batch_size=30))
    run.run(437)
    other = taken_up(run)
    run.run(600)
    other.run(600)
    assert_alike(run, other)


@pytest.mark.parametrize(
    "settings",
    [
        {"dataset": "mnist", "hidden": (16,), "optimizer": "adam"},
        {"dataset": "iris", "batch_size": "full", "optimizer": "momentum"},
        {"schedule": "cosine", "schedule_settings": {"length": 500}, "l2": 0.01},
        {"derived": ("x1^2",), "precision": "float32", "optimizer": "rmsprop"},
    ],
)
def test_any_configuration_can_be_taken_up(settings: dict[str, Any]) -> None:
    run = Trainer(RunConfig(**settings))
    run.run(150)
    other = taken_up(run)
    run.run(150)
    other.run(150)
    assert_alike(run, other)


def test_settings_changed_during_the_run_stay_changed() -> None:
    run = Trainer(RunConfig(dataset="xor"))
    run.run(50)
    run.change(learning_rate=0.01, l2=0.02)
    run.run(50)
    other = taken_up(run)
    run.run(100)
    other.run(100)
    assert_alike(run, other)
    assert other.config == run.config


def test_the_iteration_last_done_can_be_looked_into() -> None:
    run = Trainer(RunConfig(dataset="moons", optimizer="adam"))
    run.run(123)
    run.change(learning_rate=0.5)
    ours, theirs = run.trace(), taken_up(run).trace()
    assert theirs.iteration == ours.iteration
    assert theirs.learning_rate == ours.learning_rate
    assert theirs.quantities.keys() == ours.quantities.keys()
    for name in ours.quantities:
        np.testing.assert_array_equal(theirs[name], ours[name])


def test_a_parameter_set_by_hand_stays_set() -> None:
    run = Trainer(RunConfig(dataset="circle"))
    run.run(20)
    run.network.parameters[3] = 7.0
    assert taken_up(run).network.parameters[3] == 7.0


def test_a_run_that_has_ended_is_still_over() -> None:
    run = Trainer(RunConfig(dataset="gauss", iterations=40))
    run.run(100)
    other = taken_up(run)
    assert other.run(10) == run.stopped
    assert_alike(run, other)


def test_a_run_not_yet_begun_can_be_taken_up() -> None:
    run = Trainer(RunConfig(dataset="line"))
    other = taken_up(run)
    assert other.before_last is None
    run.run(30)
    other.run(30)
    assert_alike(run, other)


def test_a_plateau_is_seen_over_what_was_recorded_before() -> None:
    config = RunConfig(dataset="xor", learning_rate=1e-9, patience=4, evaluate_every=10)
    run = Trainer(config)
    run.run(25)
    other = taken_up(run)
    run.run(1000)
    other.run(1000)
    assert other.stopped == run.stopped
    assert run.stopped is not None
    assert run.stopped.reason == "plateau"


def test_a_state_fits_its_own_data() -> None:
    run = Trainer(RunConfig(dataset="circle", derived=("x1^2",), optimizer="adam"))
    run.run(3)
    check_fits(run.state(), load_dataset("circle"))


def test_a_state_of_other_sizes_is_refused() -> None:
    run = Trainer(RunConfig(dataset="circle"))
    run.run(3)
    with pytest.raises(
        InputError, match=r"parameters: .* numbers of float64 are stored"
    ):
        check_fits(run.state(), load_dataset("iris"))


def test_a_state_of_another_optimiser_is_refused() -> None:
    run = Trainer(RunConfig(dataset="circle", optimizer="adam"))
    state = run.state()
    other = state.config.changed(optimizer="sgd", optimizer_settings={})
    with pytest.raises(InputError, match=r"the optimiser's memory is .*'sgd' has none"):
        check_fits(replace(state, config=other), load_dataset("circle"))


def test_of_the_costs_the_last_ones_may_be_enough() -> None:
    trainer = Trainer(RunConfig(dataset="circle", hidden=(2,)))
    trainer.run(5)
    costs = trainer.history.costs.tolist()
    for most in (0, 1, 4, 5, 6, 9):
        assert trainer.state(most).costs.tolist() == costs[max(0, 5 - most) :]
    assert trainer.state().costs.tolist() == costs


def test_a_run_knows_how_long_it_has_trained() -> None:
    trainer = Trainer(RunConfig(dataset="circle", hidden=(2,)))
    assert trainer.seconds == 0.0
    began = time.perf_counter()
    trainer.run(5)
    first = trainer.seconds
    trainer.run(5)
    assert 0.0 < first < trainer.seconds <= time.perf_counter() - began

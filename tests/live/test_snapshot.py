"""Snapshots are copies that nobody can change."""

import numpy as np
import pytest

from nnviz.live.snapshot import Snapshot, run_start
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer
from tests.live.driving import snapshot_of


@pytest.fixture
def trainer() -> Trainer:
    trainer = Trainer(RunConfig(samples=60, schedule="step"))
    trainer.run(1200)
    return trainer


@pytest.fixture
def snapshot(trainer: Trainer) -> Snapshot:
    return snapshot_of(trainer, 10.0)


@pytest.mark.parametrize("name", ["parameters", "gradient", "update", "gradient_norms"])
def test_arrays_are_read_only(snapshot: Snapshot, name: str) -> None:
    with pytest.raises(ValueError, match="read-only"):
        getattr(snapshot.lane, name)[0] = 1.0


def test_training_on_does_not_change_it(trainer: Trainer, snapshot: Snapshot) -> None:
    before = snapshot.lane.parameters.copy(), snapshot.lane.gradient.copy()
    trainer.run(1)
    np.testing.assert_array_equal(snapshot.lane.parameters, before[0])
    np.testing.assert_array_equal(snapshot.lane.gradient, before[1])
    assert not np.array_equal(trainer.network.parameters, snapshot.lane.parameters)


def test_gradient_and_update_are_those_of_the_last_iteration(trainer: Trainer) -> None:
    snapshot, trace = snapshot_of(trainer), trainer.trace()
    gradient = snapshot.lane.layout.named(snapshot.lane.gradient, "d")
    np.testing.assert_array_equal(gradient["dW1"], trace["dW1"])
    np.testing.assert_allclose(snapshot.lane.update, -0.05 * snapshot.lane.gradient)


def test_the_learning_rate_is_that_of_the_schedule(snapshot: Snapshot) -> None:
    assert snapshot.lane.learning_rate == pytest.approx(0.05)


def test_gradient_norms_are_by_layer(snapshot: Snapshot) -> None:
    expected = [
        np.linalg.norm(b) for b in snapshot.lane.layout.blocks(snapshot.lane.gradient)
    ]
    np.testing.assert_allclose(snapshot.lane.gradient_norms, expected)


def test_norms_of_what_is_not_finite_are_no_error(trainer: Trainer) -> None:
    vector = np.full(trainer.network.layout.count, 1e300)
    assert np.isinf(trainer.network.layout.norms(vector)).all()


def test_the_network_of_a_run_that_starts_is_a_copy(trainer: Trainer) -> None:
    start = run_start(1, trainer, trainer.data.dataset)
    trainer.network.parameters[...] = 0.0
    assert start.lane.network.parameters.any()

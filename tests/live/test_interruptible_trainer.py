"""A trainer that looks up while it evaluates is else like any other."""

import numpy as np
import pytest

from nnviz.data.catalog import load_dataset
from nnviz.live.interruptible_trainer import InterruptibleTrainer
from nnviz.session.config import RunConfig
from nnviz.session.trainer import Trainer

LARGE = RunConfig(dataset="circle", samples=9000, evaluate_every=10, l2=0.01)


class Looks:
    """Counts how often the trainer looks up, and stops it when told to."""

    count = 0
    stop = False

    def __call__(self) -> None:
        self.count += 1
        if self.stop:
            raise InterruptedError


def attentive(config: RunConfig, looks: Looks) -> InterruptibleTrainer:
    data = load_dataset(config.dataset, samples=config.samples, seed=0)
    return InterruptibleTrainer(config, data, looks)


def test_its_scores_are_those_of_any_trainer() -> None:
    looks = Looks()
    mine, other = attentive(LARGE, looks), Trainer(LARGE)
    mine.run(30)
    other.run(30)
    np.testing.assert_array_equal(mine.history.costs, other.history.costs)
    assert looks.count == 3 * 5
    for one, two in zip(
        mine.history.evaluations, other.history.evaluations, strict=True
    ):
        assert one.train.accuracy == two.train.accuracy
        assert one.train.cost == pytest.approx(two.train.cost, rel=1e-14)
        assert one.test is not None
        assert two.test is not None
        assert one.test.accuracy == two.test.accuracy


@pytest.mark.parametrize(
    "config", [RunConfig(samples=100), RunConfig(dataset="sine", samples=5000)]
)
def test_small_and_regression_data_are_scored_at_once(config: RunConfig) -> None:
    looks = Looks()
    assert attentive(config, looks).evaluate() == Trainer(config).evaluate()
    assert looks.count == 0


def test_an_evaluation_can_be_given_up() -> None:
    looks = Looks()
    trainer = attentive(LARGE, looks)
    looks.stop = True
    with pytest.raises(InterruptedError):
        trainer.run(10)
    assert looks.count == 1


def test_it_knows_when_it_evaluates_next() -> None:
    trainer = attentive(LARGE, Looks())
    trainer.run(13)
    assert trainer.until_evaluation == 7

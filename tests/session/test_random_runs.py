"""A hundred random configurations come to what PyTorch comes to."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.losses import LOSSES
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.data.dataset import Dataset
from nnviz.session.config import RunConfig
from nnviz.session.schedules import SCHEDULES
from nnviz.session.trainer import Trainer

REFERENCE = Path(__file__).parents[1] / "reference"
SETTINGS = json.loads((REFERENCE / "random_runs.json").read_text())
ARRAYS = np.load(REFERENCE / "random_runs.npz")
COSTS_KEPT = (1, 2, 5, 10, 20, 50, 100, 150, 200)


def dataset_of(number: int, settings: dict[str, Any]) -> Dataset:
    inputs, targets = ARRAYS[f"{number}/inputs"], ARRAYS[f"{number}/targets"]
    classes = "cross_entropy" in settings["loss"]
    names = tuple(f"class {k}" for k in range(max(2, targets.shape[1])))
    return Dataset(
        name="random",
        task="classification" if classes else "regression",
        inputs=inputs,
        targets=targets,
        class_names=names if classes else (),
        test_count=settings["held_out"],
        untested=not settings["held_out"],
    )


def trainer_of(number: int) -> Trainer:
    settings = dict(SETTINGS[number])
    dataset = dataset_of(number, settings)
    (_, *hidden, _), _ = settings.pop("sizes"), settings.pop("held_out")
    config = RunConfig(
        **{**settings, "activations": tuple(settings["activations"])},
        hidden=tuple(hidden),
        precision="float64",
        scaling="none",
        target_scaling="none",
        initializer="fan_in_uniform",
        shuffle=False,
        evaluate_every=1000,
    )
    trainer = Trainer(config, dataset)
    began = [biases.copy() for biases in trainer.network.biases]
    trainer.network.parameters[...] = ARRAYS[f"{number}/before"]
    if settings["initial_bias"] is not None:
        for one, other in zip(began, trainer.network.biases, strict=True):
            np.testing.assert_array_equal(one, other)
    return trainer


@pytest.mark.parametrize("number", range(len(SETTINGS)))
def test_200_iterations_agree_with_pytorch(number: int) -> None:
    trainer, rates = trainer_of(number), []
    for iteration in COSTS_KEPT:
        trainer.run(iteration - trainer.iteration)
        rates.append(trainer.trace().learning_rate)
    costs = trainer.history.costs[np.array(COSTS_KEPT) - 1]
    np.testing.assert_allclose(rates, ARRAYS[f"{number}/rates"], rtol=1e-12)
    np.testing.assert_allclose(costs, ARRAYS[f"{number}/costs"], rtol=0, atol=1e-10)
    found, wanted = trainer.network.parameters, ARRAYS[f"{number}/after"]
    np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-10)


def test_every_rule_is_among_the_random_runs() -> None:
    def chosen(name: str) -> set[str]:
        return {settings[name] for settings in SETTINGS}

    assert len(SETTINGS) == 100
    assert chosen("optimizer") == set(OPTIMIZERS)
    assert chosen("schedule") == set(SCHEDULES)
    assert chosen("loss") == set(LOSSES)
    hidden = {name for settings in SETTINGS for name in settings["activations"]}
    # Its slope is one that no other program has.
    assert hidden == set(ACTIVATIONS) - {"step_straight_through"}
    for setting in ("l1", "l2", "class_weights", "initial_bias", "held_out"):
        assert sum(bool(settings[setting]) for settings in SETTINGS) > 8

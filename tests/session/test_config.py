"""Configurations: what they refuse, and that JSON brings them back."""

from typing import Any

import pytest

from nnviz.core.errors import InputError
from nnviz.session.config import RunConfig


def test_json_brings_back_the_same_configuration() -> None:
    config = RunConfig(
        dataset="houses.csv",
        target="price",
        inputs=("area", "rooms"),
        task="regression",
        hidden=(8, 4),
        activations=("relu", "tanh"),
        optimizer="adam",
        optimizer_settings={"beta1": 0.8},
        batch_size="full",
        derived=("x1^2",),
        learning_rate=0.1 + 0.2,
        target_cost=0.01,
    )
    assert RunConfig.from_json(config.to_json()) == config


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"learning_rate": 0.0}, "learning_rate 0.0: it must be above 0"),
        ({"learning_rate": -1.0}, "learning_rate -1.0: it must be above 0"),
        ({"learning_rate": float("nan")}, "learning_rate nan"),
        ({"learning_rate": "0.1"}, "learning_rate '0.1': Expected `float"),
        ({"batch_size": "32"}, "batch_size '32'"),
        ({"batch_size": 2.5}, "batch_size 2.5"),
        ({"hidden": 3}, "hidden 3: Expected `array"),
        ({"hidden": (2.5,)}, "hidden"),
        ({"activation": 3}, "activation 3"),
        ({"seed": 10**400}, "seed"),
        ({"l1": None}, "l1 None"),
        ({"inputs": ()}, "inputs.*name at least one column"),
        ({"inputs": ("a", "")}, "inputs.*name at least one column"),
        ({"inputs": "a,b"}, "inputs 'a,b': Expected `array"),
        ({"task": "regresion"}, "unknown task.*did you mean 'regression'"),
        ({"batch_size": 0}, "batch_size 0: it must be 1 or more"),
        ({"test_fraction": 1.0}, "test_fraction 1.0: it must be from 0 to below 1"),
        ({"hidden": (3, 0)}, "hidden.*at least 1 neuron"),
        (
            {"hidden": (3,), "activations": ("relu", "tanh")},
            "2 given, but the number of hidden layers is 1",
        ),
        ({"activation": "rellu"}, "unknown activation 'rellu'.*did you mean 'relu'"),
        ({"activations": ("tanh", "thanh")}, "unknown activation 'thanh'.*'tanh'"),
        ({"loss": "mze"}, "unknown loss 'mze'.*'mse'"),
        ({"optimizer": "adamm"}, "unknown optimizer 'adamm'.*'adam'"),
        ({"initializer": "xavierr"}, "did you mean 'xavier'"),
        ({"precision": "float16"}, "unknown precision 'float16'"),
        ({"scaling": "standart"}, "did you mean 'standard'"),
        ({"schedule": "cosin"}, "did you mean 'cosine'"),
        (
            {"optimizer": "sgd", "optimizer_settings": {"beta1": 0.9}},
            "'sgd' 'beta1': there is none",
        ),
        ({"optimizer": "adam", "optimizer_settings": {"beta1": 1.0}}, "beta1.*below 1"),
        ({"schedule": "step", "schedule_settings": {"every": 0}}, "every.*1 or more"),
        ({"optimizer": "rprop", "optimizer_settings": {"shrink": 1.0}}, "shrink"),
        ({"seed": -1}, "seed -1"),
        ({"epochs": 0.0}, "epochs 0.0"),
        ({"l2": -0.1}, "l2 -0.1"),
        ({"target_accuracy": 1.5}, "target_accuracy 1.5"),
    ],
)
def test_what_cannot_be_is_refused_by_name(
    settings: dict[str, Any], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        RunConfig(**settings)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not valid JSON"),
        ('{"hiden": [3]}', "hiden"),
        ('{"hidden": "3"}', "hidden"),
        ('{"learning_rate": 0}', "learning_rate 0"),
    ],
)
def test_wrong_json_names_the_place(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        RunConfig.from_json(text)


def test_changes_are_checked_too() -> None:
    with pytest.raises(InputError, match="learning_rate"):
        RunConfig().changed(learning_rate=-1.0)


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"hidden": (1,) * 3000}, "hidden: 3,000 layers, but there can be at most 200"),
        ({"activations": ("relu",) * 201}, "hidden: 201 layers"),
        ({"epochs": 1e308}, "above 0 and at most 1,000,000,000"),
        ({"epochs": float("inf")}, "above 0 and at most 1,000,000,000"),
    ],
)
def test_what_could_never_be_built_or_counted_is_refused(
    settings: dict[str, object], why: str
) -> None:
    with pytest.raises(InputError, match=why):
        RunConfig(**settings)


def test_as_many_layers_as_can_be_and_no_more() -> None:
    assert len(RunConfig(hidden=(1,) * 200).hidden or ()) == 200
    with pytest.raises(InputError, match="201 layers, but there can be at most 200"):
        RunConfig(hidden=(1,) * 201)

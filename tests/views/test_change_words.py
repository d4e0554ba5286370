"""A change in a few words."""

from typing import Any

import pytest

from nnviz.core.layout import Layout
from nnviz.session.config import RunConfig
from nnviz.views.words.change_words import changed_settings, parameter_name


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"learning_rate": 0.1}, "learning rate 0.1"),
        ({"dataset": "xor", "hidden": (3,)}, "data set Exclusive or"),
        ({"dataset": "/home/me/prices.csv"}, "data set prices.csv"),
        ({"dataset": "C:\\mine\\prices.csv"}, "data set prices.csv"),
        ({"hidden": (6, 4), "activations": ("tanh", "relu")}, "layers 6, 4"),
        ({"hidden": ()}, "layers none"),
        ({"loss": "binary_cross_entropy"}, "loss binary cross-entropy"),
        ({"optimizer": "adam", "learning_rate": 0.01}, "optimiser Adam"),
        ({"optimizer_settings": {"beta1": 0.8}}, "β₁, mean 0.8"),
        ({"batch_size": "full"}, "batch size full"),
        ({"test_fraction": 0.5}, "test fraction 0.5"),
        ({"l2": 0.001}, "L2 0.001"),
        ({"mistakes": ("missing_mean",)}, "mistakes missing mean"),
        ({}, "nothing"),
    ],
)
def test_the_setting_that_decides_is_named_with_its_value(
    settings: dict[str, Any], words: str
) -> None:
    before = RunConfig()
    assert changed_settings(before, before.changed(**settings)) == words


def test_a_mistake_is_switched_off() -> None:
    before = RunConfig(mistakes=("missing_mean",))
    assert changed_settings(before, RunConfig()) == "mistakes off"


def test_what_is_left_open_again_follows_the_data() -> None:
    words = changed_settings(RunConfig(learning_rate=0.1), RunConfig())
    assert words == "learning rate as recommended for the data"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ((1, 0, 1), "weight W1[1, 2] of hidden 1, neuron 1"),
        ((1, 2, -1), "bias b1[3] of hidden 1, neuron 3"),
        ((2, 0, 2), "weight W2[1, 3] of output, neuron 1"),
    ],
)
def test_parameters_are_named_as_the_diagram_names_them(
    place: tuple[int, int, int], words: str
) -> None:
    assert parameter_name(Layout((2, 3, 1)), place) == words

"""What follows from the data set, and from the choices already made."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import InputError
from nnviz.data.catalog import load_dataset
from nnviz.data.dataset import Dataset
from nnviz.session.config import RunConfig
from nnviz.session.settings.defaults import resolve
from nnviz.session.settings.recipes import RECIPES


@pytest.mark.parametrize(
    ("dataset", "chosen", "follows"),
    [
        ("circle", {}, ("sigmoid", "binary_cross_entropy", "none", "float64")),
        ("iris", {}, ("softmax", "cross_entropy", "standard", "float64")),
        ("plane", {}, ("linear", "mse", "none", "float64")),
        ("diabetes", {}, ("linear", "mse", "standard", "float64")),
        ("digits", {}, ("softmax", "cross_entropy", "minmax", "float64")),
        ("iris", {"loss": "mse"}, ("softmax", "mse", "standard", "float64")),
        (
            "iris",
            {"loss": "binary_cross_entropy"},
            ("sigmoid", "binary_cross_entropy", "standard", "float64"),
        ),
        ("circle", {"output_activation": "tanh"}, ("tanh", "mse", "none", "float64")),
    ],
)
def test_what_is_left_open_suits_the_data_and_the_choices(
    dataset: str, chosen: dict[str, Any], follows: tuple[str, ...]
) -> None:
    config = resolve(RunConfig(dataset=dataset, **chosen), load_dataset(dataset))
    found = (config.output_activation, config.loss, config.scaling, config.precision)
    assert found == follows


@pytest.mark.parametrize("name", list(RECIPES))
def test_every_recipe_is_a_configuration(name: str) -> None:
    recipe = {key: value for key, value in RECIPES[name].items() if key != "epochs"}
    RunConfig(dataset=name, **recipe)


def test_relu_networks_start_from_he_and_tanh_ones_from_xavier() -> None:
    circle = load_dataset("circle")
    relu = resolve(RunConfig(activation="relu"), circle)
    tanh = resolve(RunConfig(activation="tanh"), circle)
    assert (relu.initializer, tanh.initializer) == ("he_normal", "xavier_uniform")


def test_choices_that_do_not_go_together_are_refused() -> None:
    with pytest.raises(InputError, match="softmax"):
        resolve(
            RunConfig(loss="cross_entropy", output_activation="linear"),
            load_dataset("iris"),
        )


def test_data_without_a_recipe_get_two_layers_of_16() -> None:
    data = Dataset(
        name="mine",
        task="regression",
        inputs=np.arange(40.0).reshape(20, 2),
        targets=np.arange(20.0).reshape(20, 1),
    )
    config = resolve(RunConfig(dataset="/some/where/mine.csv"), data)
    assert config.hidden == (16, 16)
    assert config.dataset == "/some/where/mine.csv"
    assert resolve(RunConfig(dataset="circle"), data).dataset == "mine"

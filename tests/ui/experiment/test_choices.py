"""Which options there are, and what a change makes of a configuration."""

from typing import Any

import pytest

from nnviz.data.catalog import load_dataset
from nnviz.session.config import RunConfig
from nnviz.ui.experiment.number_field import nice
from nnviz.views.experiment import choices, section_changes
from nnviz.views.experiment.choices import Option, ShownSettings
from nnviz.views.experiment.setting_words import formula_html


def shown(**settings: Any) -> ShownSettings:
    config = RunConfig(**settings)
    return ShownSettings.of(config, load_dataset(config.dataset))


def obstacles(options: list[Option]) -> dict[str, str]:
    return {o.name: o.obstacle for o in options if o.obstacle}


def test_loss_that_needs_probabilities_is_impossible_on_a_linear_output() -> None:
    state = shown(dataset="rings", output_activation="linear")
    assert set(obstacles(choices.loss_options(state))) == {
        "binary_cross_entropy",
        "cross_entropy",
    }


@pytest.mark.parametrize(
    ("dataset", "impossible"),
    [
        ("sine", {"binary_cross_entropy", "cross_entropy"}),
        ("circle", {"cross_entropy"}),
        ("rings", set()),
    ],
)
def test_the_task_rules_out_losses(dataset: str, impossible: set[str]) -> None:
    assert set(obstacles(choices.loss_options(shown(dataset=dataset)))) == impossible


def test_single_output_cannot_be_softmax_and_the_option_says_why() -> None:
    found = obstacles(choices.output_activation_options(shown(dataset="circle")))
    assert "always 1" in found["softmax"]


@pytest.mark.parametrize("dataset", ["circle", "rings", "sine", "iris"])
def test_every_possible_option_settles(dataset: str) -> None:
    state = shown(dataset=dataset)
    for option in choices.output_activation_options(state):
        if option.obstacle is None:
            config = state.config.changed(output_activation=option.name)
            assert choices.obstacle(config, state.dataset) is None


@pytest.mark.parametrize(("dataset", "possible"), [("circle", True), ("iris", False)])
def test_derived_inputs_need_two_coordinates(dataset: str, possible: bool) -> None:
    options = choices.derived_options(shown(dataset=dataset))
    assert all((o.obstacle is None) == possible for o in options)


def test_another_data_set_brings_its_recipe_and_keeps_the_seed() -> None:
    config = RunConfig(hidden=(3,), loss="mse", learning_rate=1.0, seed=7, l2=0.1)
    changed = section_changes.choose_dataset(config, "rings")
    assert changed == RunConfig(dataset="rings", seed=7, l2=0.1)


def test_values_to_fit_have_no_accuracy_to_stop_at() -> None:
    before = RunConfig(dataset="circle", target_accuracy=0.9)
    assert section_changes.choose_dataset(before, "sine").target_accuracy is None
    assert section_changes.choose_dataset(before, "xor").target_accuracy == 0.9


def test_layer_of_its_own_activation_is_kept_when_layers_come_and_go() -> None:
    state = shown(hidden=(4, 3), activations=("tanh", "relu"))
    longer = section_changes.add_layer(state)
    assert (longer.hidden, longer.activations) == ((4, 3, 3), ("tanh", "relu", "relu"))
    shorter = section_changes.remove_layer(state, 1)
    assert (shorter.hidden, shorter.activation) == ((3,), "relu")
    assert shorter.activations is None


def test_last_layer_can_go_and_come_back() -> None:
    none = section_changes.remove_layer(shown(hidden=(4,), activation="relu"), 1)
    assert none.hidden == ()
    again = section_changes.add_layer(ShownSettings.of(none, load_dataset("circle")))
    assert (again.hidden, again.activation) == ((4,), "relu")


def test_activation_for_all_layers_goes_before_single_ones() -> None:
    config = RunConfig(hidden=(4, 3), activations=("tanh", "relu"))
    changed = section_changes.choose_hidden_activation(config, "gelu")
    assert ShownSettings.of(changed, load_dataset("circle")).activations == (
        "gelu",
        "gelu",
    )


def test_another_optimizer_drops_the_constants_of_the_old_one() -> None:
    config = RunConfig(optimizer="momentum", optimizer_settings={"momentum": 0.5})
    assert section_changes.choose_optimizer(config, "adam").optimizer_settings is None


@pytest.mark.parametrize(
    ("value", "direction", "neighbour"),
    [(0.1, 1, 0.2), (0.1, -1, 0.05), (0.03, 1, 0.05), (0.0, -1, 0.0), (7.0, 1, 10.0)],
)
def test_nice_numbers_follow_each_other(
    value: float, direction: int, neighbour: float
) -> None:
    assert nice(value, direction) == neighbour


def test_formula_becomes_rich_text() -> None:
    assert formula_html(r"\frac{1}{1 + e^{-z}}") == "1 / (1 + e<sup>−z</sup>)"


def test_classes_have_weights_where_there_are_classes() -> None:
    assert choices.class_weights_obstacle(shown(dataset="iris")) is None
    assert choices.class_weights_obstacle(shown(dataset="sine")) is not None


def test_weights_of_their_own_begin_at_1_and_change_one_by_one() -> None:
    state = shown(dataset="iris")
    assert section_changes.choose_class_weights(state, "none").class_weights is None
    own = section_changes.choose_class_weights(state, "per_class")
    assert own.class_weights == {"setosa": 1.0, "versicolor": 1.0, "virginica": 1.0}
    state = ShownSettings.of(own, state.dataset)
    changed = section_changes.set_class_weight(state, "setosa", 2.5)
    assert changed.class_weights == {**own.class_weights, "setosa": 2.5}

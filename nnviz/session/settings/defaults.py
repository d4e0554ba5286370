"""The defaults of settings that a configuration leaves open, by data set."""

from typing import Any

import numpy as np

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.errors import InputError, unknown_name
from nnviz.core.functions.activation import Activation
from nnviz.core.network import find_activation
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.core.program import find_loss
from nnviz.data.catalog import CATALOG
from nnviz.data.dataset import Dataset
from nnviz.data.scaling import SIGNS
from nnviz.session.config import RunConfig
from nnviz.session.schedules import SCHEDULES
from nnviz.session.settings.recipes import RECIPES

_IMAGE_SIZED = 100
"""From this many inputs on, float32 trains about twice as fast as float64."""

_SIGNS = ("-1", "1")
"""Classes whose names are their targets."""

_TEST_FRACTION = 0.2

_RELU_LIKE = {"relu", "leaky_relu", "elu", "softplus", "swish", "gelu"}

_RATES = {
    "sgd": 0.1,
    "momentum": 0.02,
    "nesterov": 0.02,
    "rmsprop": 0.003,
    "adam": 0.005,
    "adagrad": 0.05,
    "adamw": 0.005,
    "rprop": 0.01,
}


def resolve(config: RunConfig, dataset: Dataset) -> RunConfig:
    """Return the configuration with nothing left open but limits.

    What the user chose stays; the rest comes from the data set's documented recipe, or
    suits the choices already made.

    Raises
    ------
    InputError
        If the choices contradict each other.
    """
    recipe = RECIPES.get(dataset.name, {})
    hidden = _first(config.hidden, recipe.get("hidden"), (16, 16))
    if config.target_accuracy is not None and dataset.task == "regression":
        raise InputError(
            f"target_accuracy: '{dataset.name}' is a regression, which has no "
            "accuracy: use target_cost"
        )
    _check_class_weights(config, dataset)
    activations = _activations(config, recipe, hidden)
    output_activation, loss = _output(config, dataset)
    if dataset.task == "regression" and find_loss(loss).needs_probabilities:
        raise InputError(
            f"loss '{loss}' is for classes, but '{dataset.name}' is a regression: use "
            "loss 'mse', 'mae' or 'huber'"
        )
    if dataset.task == "labels" and output_activation == "softmax":
        raise InputError(
            f"output activation 'softmax' shares one probability among classes, but "
            f"each label of '{dataset.name}' has its own: use 'sigmoid' with loss "
            "'binary_cross_entropy'"
        )
    target_scaling = _target_scaling(config, dataset, output_activation, loss)
    fractions = _held_out(config, dataset)
    optimizer = _first(config.optimizer, recipe.get("optimizer"), "adam")
    find_loss(loss).check(find_activation(output_activation), dataset.output_count)
    return config.changed(
        dataset=config.dataset if config.dataset not in CATALOG else dataset.name,
        hidden=hidden,
        activation=activations[0] if len(set(activations)) == 1 else None,
        activations=activations,
        output_activation=output_activation,
        loss=loss,
        initializer=_first(config.initializer, _initializer(activations)),
        precision=_first(config.precision, _precision(dataset)),
        optimizer=optimizer,
        optimizer_settings={
            **OPTIMIZERS[optimizer].settings,
            **(config.optimizer_settings or {}),
        },
        schedule_settings={
            **SCHEDULES[config.schedule].settings,
            **config.schedule_settings,
        },
        **fractions,
        learning_rate=_first(config.learning_rate, _rate(optimizer, recipe)),
        batch_size=_first(config.batch_size, recipe.get("batch_size"), 32),
        scaling=_first(config.scaling, _scaling(dataset)),
        target_scaling=target_scaling,
    )


def _held_out(config: RunConfig, dataset: Dataset) -> dict[str, float]:
    """Return the shares of test and validation samples; what is watched must have some.

    Raises
    ------
    InputError
        If it has none.
    """
    fractions = {
        "test_fraction": _test_fraction(config, dataset),
        "validation_fraction": _validation_fraction(config, dataset),
    }
    if fractions.get(f"{config.watch}_fraction") == 0.0:
        raise InputError(
            f"watch '{config.watch}': there is no {config.watch} set: give a "
            f"{config.watch}_fraction, or watch another cost"
        )
    return fractions


def _check_class_weights(config: RunConfig, dataset: Dataset) -> None:
    if config.class_weights is None:
        return
    if dataset.task != "classification":
        raise InputError(
            f"class_weights: samples of '{dataset.name}' do not have one class each: "
            "leave them out"
        )
    if isinstance(config.class_weights, dict):
        for name in config.class_weights:
            if name not in dataset.class_names:
                raise unknown_name("class_weights", name, dataset.class_names)


def default_epochs(dataset_name: str) -> float:
    """Return the number of epochs in the documented recipe of a data set."""
    return float(RECIPES.get(dataset_name, {}).get("epochs", 100))


def usual_rate(optimizer: str) -> float:
    """Return a learning rate that usually works for an optimiser."""
    return _RATES[optimizer]


def usual_test_fraction() -> float:
    """Return the share of samples that is kept for testing, if none is chosen."""
    return _TEST_FRACTION


def _first(*values: Any) -> Any:  # noqa: ANN401
    """Return the first value that is given."""
    return next(value for value in values if value is not None)


def _activations(
    config: RunConfig, recipe: dict[str, Any], hidden: tuple[int, ...]
) -> tuple[str, ...]:
    activation = _first(config.activation, recipe.get("activation"), "relu")
    given = config.activations or (activation,) * len(hidden)
    if len(given) != len(hidden):
        raise InputError(
            f"activations: {len(given)} given, but the number of hidden layers is "
            f"{len(hidden)}: give one for each"
        )
    return given


def _output(config: RunConfig, dataset: Dataset) -> tuple[str, str]:
    """Choose output activation and loss so that they suit each other and the task."""
    suited = {"cross_entropy": "softmax", "binary_cross_entropy": "sigmoid"}
    joint = {activation: loss for loss, activation in suited.items()}
    usual = "linear"
    if dataset.task != "regression":
        one_of_several = dataset.task == "classification" and dataset.output_count > 1
        usual = "softmax" if one_of_several else "sigmoid"
    activation = _first(config.output_activation, suited.get(str(config.loss)), usual)
    fitting = joint.get(activation, "mse") if dataset.task != "regression" else "mse"
    return activation, _first(config.loss, fitting)


def _test_fraction(config: RunConfig, dataset: Dataset) -> float:
    """Return the share of test samples; a part of the source's takes precedence."""
    if dataset.test_count:
        return dataset.test_count / dataset.samples
    if dataset.untested and (config.test_fraction is None or _is_gate(dataset)):
        return 0.0
    return float(_first(config.test_fraction, _TEST_FRACTION))


def _validation_fraction(config: RunConfig, dataset: Dataset) -> float:
    """Return the share of validation samples; a part of the source's goes first."""
    if dataset.validation_count:
        return dataset.validation_count / dataset.samples
    return 0.0 if _is_gate(dataset) else config.validation_fraction


def _is_gate(dataset: Dataset) -> bool:
    """Tell whether data have their rows and no more, whatever is chosen for others."""
    return dataset.untested and _is_generated(dataset)


def _initializer(activations: tuple[str, ...]) -> str:
    relu_like = any(_is_relu_like(find_activation(name)) for name in activations)
    return "he_normal" if relu_like else "xavier_uniform"


def _is_relu_like(activation: Activation) -> bool:
    """Tell whether an activation silences about half of its inputs."""
    if activation.name in ACTIVATIONS:
        return activation.name in _RELU_LIKE
    # A user's function counts if it is much flatter at -3 than at 3.
    z, a, slopes = np.array([-3.0, 3.0]), np.empty(2), np.empty(2)
    activation.evaluate(z, a)
    activation.slope(z, a, slopes)
    below, above = np.abs(slopes)
    return bool(above > 0.1 and below < 0.5 * above)


def _precision(dataset: Dataset) -> str:
    return "float32" if dataset.input_count >= _IMAGE_SIZED else "float64"


def _rate(optimizer: str, recipe: dict[str, Any]) -> float:
    if optimizer == recipe.get("optimizer"):
        return float(recipe["learning_rate"])
    return _RATES[optimizer]


def _scaling(dataset: Dataset) -> str:
    if dataset.image_shape is not None:
        return "minmax"
    return "none" if _is_generated(dataset) else "standard"


def _target_scaling(
    config: RunConfig, dataset: Dataset, output_activation: str, loss: str
) -> str:
    """Return how targets are scaled; -1 and 1 stay so if the outputs reach them."""
    probabilities = find_loss(loss).needs_probabilities
    if config.target_scaling == SIGNS and probabilities:
        raise InputError(
            f"target scaling '{SIGNS}': loss '{loss}' needs targets of 0 and 1: use "
            "loss 'mse'"
        )
    if config.target_scaling is not None:
        return config.target_scaling
    below_zero = find_activation(output_activation).range[0] < 0.0
    if dataset.class_names == _SIGNS and below_zero and not probabilities:
        return SIGNS if dataset.output_count == 1 else "none"
    if dataset.task != "regression" or _is_generated(dataset):
        return "none"
    return "standard"


def _is_generated(dataset: Dataset) -> bool:
    """Tell whether inputs and targets are made to suit a network as they are."""
    entry = CATALOG.get(dataset.name)
    return entry is not None and entry.kind in ("generated", "truth table")

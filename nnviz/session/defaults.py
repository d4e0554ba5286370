"""The defaults of settings that a configuration leaves open, by data set."""

from typing import Any

import numpy as np

from nnviz.core.activation import Activation
from nnviz.core.activations import ACTIVATIONS
from nnviz.core.errors import InputError
from nnviz.core.network import find_activation
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.core.program import find_loss
from nnviz.data.catalog import CATALOG
from nnviz.data.dataset import Dataset
from nnviz.session.config import RunConfig
from nnviz.session.recipes import RECIPES
from nnviz.session.schedules import SCHEDULES

_IMAGE_SIZED = 100
"""From this many inputs on, float32 trains about twice as fast as float64."""

_RELU_LIKE = {"relu", "leaky_relu", "elu", "softplus", "swish", "gelu"}

_RATES = {
    "sgd": 0.1,
    "momentum": 0.02,
    "nesterov": 0.02,
    "rmsprop": 0.003,
    "adam": 0.005,
    "adagrad": 0.05,
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
    activations = _activations(config, recipe, hidden)
    output_activation, loss = _output(config, dataset)
    if dataset.task == "regression" and find_loss(loss).needs_probabilities:
        raise InputError(
            f"loss '{loss}' is for classes, but '{dataset.name}' is a regression: use "
            "loss 'mse', 'mae' or 'huber'"
        )
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
        test_fraction=_test_fraction(config, dataset),
        learning_rate=_first(config.learning_rate, _rate(optimizer, recipe)),
        batch_size=_first(config.batch_size, recipe.get("batch_size"), 32),
        scaling=_first(config.scaling, _scaling(dataset)),
        target_scaling=_first(config.target_scaling, _target_scaling(dataset)),
    )


def default_epochs(dataset_name: str) -> float:
    """Return the number of epochs in the documented recipe of a data set."""
    return float(RECIPES.get(dataset_name, {}).get("epochs", 100))


def usual_rate(optimizer: str) -> float:
    """Return a learning rate that usually works for an optimiser."""
    return _RATES[optimizer]


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
    classification = dataset.task == "classification"
    usual = "linear"
    if classification:
        usual = "sigmoid" if dataset.output_count == 1 else "softmax"
    activation = _first(config.output_activation, suited.get(str(config.loss)), usual)
    fitting = joint.get(activation, "mse") if classification else "mse"
    return activation, _first(config.loss, fitting)


def _test_fraction(config: RunConfig, dataset: Dataset) -> float:
    """Return the share of test samples; what the data set says takes precedence."""
    if dataset.untested:
        return 0.0
    if dataset.test_count:
        return dataset.test_count / dataset.samples
    return config.test_fraction


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


def _target_scaling(dataset: Dataset) -> str:
    if dataset.task == "classification" or _is_generated(dataset):
        return "none"
    return "standard"


def _is_generated(dataset: Dataset) -> bool:
    """Tell whether inputs and targets are made to suit a network as they are."""
    entry = CATALOG.get(dataset.name)
    return entry is not None and entry.kind in ("generated", "truth table")

"""Every change of a configuration the panel can wish for, as a pure function."""

from nnviz.core.errors import InputError
from nnviz.data.catalog import CATALOG
from nnviz.session.comparison.number_words import title
from nnviz.session.config import RunConfig
from nnviz.views.experiment.choices import ShownSettings
from nnviz.views.numbers import exact

_NEW_LAYER = 4
"""Neurons of the first layer that is added."""

_KEPT = {"l1": "L1", "l2": "L2", "schedule": "schedule", "mistakes": "mistakes"}
"""Settings that stay when other data are chosen, and what they are called."""

_FROM_RECIPE = (
    "target",
    "inputs",
    "task",
    "samples",
    "noise",
    "scaling",
    "target_scaling",
    "hidden",
    "activation",
    "activations",
    "output_activation",
    "loss",
    "class_weights",
    "initializer",
    "precision",
    "optimizer",
    "optimizer_settings",
    "learning_rate",
    "batch_size",
)


def choose_dataset(config: RunConfig, name: str) -> RunConfig:
    """Choose another data set with the network and training of its recipe.

    Seeds, test fraction, regularisation, schedule and stop conditions stay, but for an
    accuracy where the data have none.
    """
    # Other data may lack the set that is watched.
    opened: dict[str, object] = dict.fromkeys((*_FROM_RECIPE, "watch"))
    if CATALOG[name].task == "regression":
        # Values have no accuracy to stop at.
        opened["target_accuracy"] = None
    return config.changed(dataset=name, derived=(), **opened)


def kept_words(before: RunConfig, after: RunConfig) -> str:
    """Say which settings other data have taken over, "" if none are worth saying."""
    usual = RunConfig(dataset=after.dataset)
    kept = [
        f"{name} {words}"
        for setting, name in _KEPT.items()
        if (value := getattr(after, setting)) == getattr(before, setting)
        and value != getattr(usual, setting)
        for words in [exact(value) if isinstance(value, float) else title(str(value))]
    ]
    if before.dataset == after.dataset or not kept:
        return ""
    return f"Kept from the run before: {', '.join(kept)}."


def without_kept(config: RunConfig) -> RunConfig:
    """Give the settings that other data would keep their usual values again."""
    usual = RunConfig(dataset=config.dataset)
    fresh = {setting: getattr(usual, setting) for setting in _KEPT}
    return config.changed(**fresh, schedule_settings={})


def toggle_derived(config: RunConfig, name: str, wanted: bool) -> RunConfig:
    """Add or remove a derived input."""
    others = tuple(other for other in config.derived if other != name)
    return config.changed(derived=(*others, name) if wanted else others)


def choose_hidden_activation(config: RunConfig, name: str) -> RunConfig:
    """Give all hidden layers one activation."""
    return config.changed(activation=name, activations=None)


def choose_layer_activation(shown: ShownSettings, layer: int, name: str) -> RunConfig:
    """Give hidden layer number ``layer``, from 1, an activation of its own."""
    return set_layer(shown, layer, shown.hidden[layer - 1], name)


def set_neurons(shown: ShownSettings, layer: int, neurons: int) -> RunConfig:
    """Resize hidden layer number ``layer``, from 1."""
    return set_layer(shown, layer, neurons, shown.activations[layer - 1])


def set_layer(
    shown: ShownSettings, layer: int, neurons: int, activation: str
) -> RunConfig:
    """Give hidden layer number ``layer``, from 1, a size and an activation."""
    hidden, activations = list(shown.hidden), list(shown.activations)
    hidden[layer - 1], activations[layer - 1] = neurons, activation
    return _with_layers(shown.config, tuple(hidden), tuple(activations))


def add_layer(shown: ShownSettings) -> RunConfig:
    """Append a hidden layer like the last one."""
    neurons = shown.hidden[-1] if shown.hidden else _NEW_LAYER
    last = shown.activations[-1] if shown.activations else shown.config.activation
    hidden = (*shown.hidden, neurons)
    return _with_layers(shown.config, hidden, (*shown.activations, last or "tanh"))


def remove_layer(shown: ShownSettings, layer: int) -> RunConfig:
    """Remove hidden layer number ``layer``, counted from 1."""
    hidden, activations = list(shown.hidden), list(shown.activations)
    last = activations.pop(layer - 1)
    del hidden[layer - 1]
    config = shown.config if hidden else shown.config.changed(activation=last)
    return _with_layers(config, tuple(hidden), tuple(activations))


def set_batch_size(shown: ShownSettings, size: object) -> RunConfig:
    """Set the batch size.

    Raises
    ------
    InputError
        If there are fewer samples to train on.
    """
    most = shown.training_samples
    if isinstance(size, int) and size > most:
        raise InputError(
            f"batch size {size:,}: there are {most:,} training samples; enter {most:,} "
            "at most, or press 'full'"
        )
    return shown.config.changed(batch_size=size)


def choose_class_weights(shown: ShownSettings, name: str) -> RunConfig:
    """Choose how classes are weighted; weights of their own begin at 1."""
    chosen: object = None if name == "none" else name
    if name == "per_class":
        chosen = dict.fromkeys(shown.dataset.class_names, 1.0)
    return shown.config.changed(class_weights=chosen)


def set_class_weight(shown: ShownSettings, name: str, value: float) -> RunConfig:
    """Set the weight of a class."""
    weights = shown.config.class_weights
    kept = weights if isinstance(weights, dict) else {}
    return shown.config.changed(class_weights={**kept, name: value})


def choose_optimizer(config: RunConfig, name: str) -> RunConfig:
    """Choose another optimiser with its own constants and a suitable learning rate."""
    return config.changed(optimizer=name, optimizer_settings=None, learning_rate=None)


def set_optimizer_setting(shown: ShownSettings, name: str, value: float) -> RunConfig:
    """Set a constant of the optimiser."""
    settings = {**(shown.settled.optimizer_settings or {}), name: value}
    return shown.config.changed(
        optimizer=shown.settled.optimizer, optimizer_settings=settings
    )


def choose_schedule(config: RunConfig, name: str) -> RunConfig:
    """Choose another learning-rate schedule with its own constants."""
    return config.changed(schedule=name, schedule_settings={})


def set_schedule_setting(config: RunConfig, name: str, value: float) -> RunConfig:
    """Set a constant of the schedule."""
    return config.changed(schedule_settings={**config.schedule_settings, name: value})


def _with_layers(
    config: RunConfig, hidden: tuple[int, ...], activations: tuple[str, ...]
) -> RunConfig:
    """Write the layers in the shortest form."""
    different = set(activations)
    if len(different) > 1:
        return config.changed(hidden=hidden, activation=None, activations=activations)
    name = activations[0] if activations else config.activation
    return config.changed(hidden=hidden, activation=name, activations=None)

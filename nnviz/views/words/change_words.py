"""A change in a few words, as the menu names what it would undo."""

from collections.abc import Collection

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.layout import Layout
from nnviz.core.network import find_activation
from nnviz.core.writing.layer_names import layer_label
from nnviz.session.comparison.number_words import title
from nnviz.session.config import RunConfig
from nnviz.session.settings.data_names import data_name
from nnviz.views.numbers import exact

_NAMES = {
    "dataset": "data set",
    "hidden": "layers",
    "activation": "activation",
    "activations": "activations",
    "optimizer": "optimiser",
    "schedule": "schedule",
    "batch_size": "batch size",
    "derived": "extra inputs",
    "seed": "weights of seed",
    "data_seed": "data of seed",
    "l1": "L1",
    "l2": "L2",
    "optimizer_settings": "",
    "schedule_settings": "",
    "target_cost": "cost to stop at",
    "target_accuracy": "accuracy to stop at",
    "epochs": "epochs to stop at",
    "iterations": "iterations to stop at",
}
"""The settings that decide over others come first: a data set brings its layers."""


UNCHANGED = "nothing"
"""What changed where nothing has."""


def changed_settings(
    before: RunConfig, after: RunConfig, ignored: Collection[str] = ()
) -> str:
    """Name the setting that was changed, with its new value: "learning rate 0.1"."""
    fields = dict.fromkeys((*_NAMES, *RunConfig.__struct_fields__))
    for name in (name for name in fields if name not in ignored):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            return f"{setting_name(name)} {_value(name, old, new)}".strip()
    return UNCHANGED


def settings_in_short(config: RunConfig) -> str:
    """Name a run by its data, and by what was chosen for it: "Circle, 6-4, tanh"."""
    data = data_name(config.dataset)
    hidden, activation = config.hidden, config.activation
    layers = "" if hidden is None else "-".join(map(str, hidden)) or "no hidden layer"
    function = "" if activation is None else _word("activation", activation)
    return ", ".join(part for part in (data, layers, function) if part)


def setting_name(name: str) -> str:
    """Return a setting's name as the user reads it."""
    return _NAMES.get(name, name.replace("_", " "))


def parameter_name(layout: Layout, place: tuple[int, int, int]) -> str:
    """Name a parameter by (layer, neuron, column); column -1 is the bias."""
    layer, neuron, column = place
    where = layer_label(layer, len(layout.sizes) - 1)
    kind = "bias" if column < 0 else "weight"
    name = layout.name_of(layout.place_of(layer, neuron, column))
    return f"{kind} {name} of {where}, neuron {neuron + 1}"


_OPEN = {"initial_bias": "as drawn"}
"""What a setting that is left open means, where it does not follow from the data."""


def _value(name: str, old: object, new: object) -> str:
    """Write a setting's new value; what is left open follows from the data."""
    match new:
        case () | None if name in ("mistakes", "class_weights"):
            return "off"
        case None:
            return "as recommended for the data"
        case dict():
            return _constants(old if isinstance(old, dict) else {}, new)
        case tuple():
            return ", ".join(_word(name, str(part)) for part in new) or "none"
        case float():
            return exact(new)
        case str() if name == "dataset":
            return data_name(new)
        case str():
            return _word(name, new)
    return str(new)


def _word(setting: str, value: str) -> str:
    """Write a name as pickers do; a function of the user's may be long."""
    if "activation" in setting and value not in ACTIVATIONS:
        return find_activation(value).label
    return title(value)


def _constants(old: dict[str, float], new: dict[str, float]) -> str:
    """Write the constants of an optimiser or a schedule that are others now."""
    changed = [name for name, value in new.items() if old.get(name) != value]
    return ", ".join(f"{title(name)} {exact(new[name])}" for name in changed)

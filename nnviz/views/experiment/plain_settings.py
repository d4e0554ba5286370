"""What settings are where nobody chose them: to mark others, and to go back to it."""

from collections.abc import Callable, Mapping

import msgspec

from nnviz.core.errors import InputError
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.session.comparison.contender import value_name
from nnviz.session.config import RunConfig
from nnviz.session.schedules import SCHEDULES
from nnviz.session.settings.defaults import resolve
from nnviz.views.experiment import section_changes
from nnviz.views.experiment.choices import ShownSettings


class Plain(msgspec.Struct, frozen=True):
    """A configuration with one thing at its default, and that default in words."""

    config: RunConfig
    words: str


FindPlain = Callable[[ShownSettings], Plain | None]
"""Returns what is shown with one thing at its default; None if it is there already."""


_USUAL = RunConfig()
"""What nobody has chosen anything of."""

_BELONGS = {"optimizer": ("optimizer_settings",), "schedule": ("schedule_settings",)}
"""Settings that mean nothing without another one."""


def plain_setting(name: str) -> FindPlain:
    """Look at a setting by its name."""
    names = name, *_BELONGS.get(name, ())

    def find(shown: ShownSettings) -> Plain | None:
        usual = {n: getattr(_USUAL, n) for n in names}
        if all(getattr(shown.config, n) == usual[n] for n in names):
            return None
        config = shown.config.changed(**usual)
        settled = _settled(config, shown)
        if settled is None:
            return None
        return Plain(config, value_name(getattr(settled, name)))

    return find


def plain_layer(layer: int) -> FindPlain:
    """Look at the size and the activation of a hidden layer, counted from 1."""

    def find(shown: ShownSettings) -> Plain | None:
        opened = dict.fromkeys(("hidden", "activation", "activations"))
        usual = _settled(shown.config.changed(**opened), shown)
        if usual is None or layer > len(shown.hidden):
            return None
        sizes, names = usual.hidden or (), usual.activations or ()
        if layer > len(sizes):
            return Plain(section_changes.remove_layer(shown, layer), "no such layer")
        size, name = sizes[layer - 1], names[layer - 1]
        if (size, name) == (shown.hidden[layer - 1], shown.activations[layer - 1]):
            return None
        config = section_changes.set_layer(shown, layer, size, name)
        return Plain(config, f"{size}, {value_name(name)}")

    return find


def plain_constant(name: str) -> FindPlain:
    """Look at a constant of the optimiser."""

    def find(shown: ShownSettings) -> Plain | None:
        now, usual = shown.settled, OPTIMIZERS[str(shown.settled.optimizer)].settings
        if not _differs(now.optimizer_settings, usual, name):
            return None
        config = section_changes.set_optimizer_setting(shown, name, usual[name])
        return Plain(config, value_name(usual[name]))

    return find


def plain_schedule_constant(name: str) -> FindPlain:
    """Look at a constant of the learning-rate schedule."""

    def find(shown: ShownSettings) -> Plain | None:
        now, usual = shown.config, SCHEDULES[shown.config.schedule].settings
        if not _differs(now.schedule_settings, usual, name):
            return None
        config = section_changes.set_schedule_setting(now, name, usual[name])
        return Plain(config, value_name(usual[name]))

    return find


def plain_class_weight(name: str) -> FindPlain:
    """Look at the weight of a class."""

    def find(shown: ShownSettings) -> Plain | None:
        weights = shown.config.class_weights
        if not isinstance(weights, dict) or not _differs(weights, {name: 1.0}, name):
            return None
        return Plain(section_changes.set_class_weight(shown, name, 1.0), "1")

    return find


def _differs(
    chosen: Mapping[str, float] | None, usual: Mapping[str, float], name: str
) -> bool:
    return name in usual and (chosen or {}).get(name, usual[name]) != usual[name]


def _settled(config: RunConfig, shown: ShownSettings) -> RunConfig | None:
    """Settle a configuration; None if it is impossible or what is shown already."""
    try:
        settled = resolve(config, shown.dataset)
    except InputError:
        return None
    return None if settled == shown.settled else settled

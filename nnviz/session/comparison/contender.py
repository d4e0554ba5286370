"""The contenders of a comparison: runs that differ only in the settings varied."""

import re
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import msgspec

from nnviz.core.errors import InputError, unknown_name
from nnviz.core.network import find_activation
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.core.program import find_loss
from nnviz.data.dataset import Dataset
from nnviz.data.derived import add_derived
from nnviz.session.comparison.number_words import title
from nnviz.session.config import RunConfig
from nnviz.session.schedules import SCHEDULES
from nnviz.session.settings.data_settings import DATA
from nnviz.session.settings.defaults import resolve

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
"""What the engine calls things by; a path or a formula is none."""

_WITH_RATE = re.compile(rf"{_NAME.pattern}:\S+")
"""An optimiser with its learning rate."""

_OPENED: Mapping[str, Mapping[str, Any]] = {
    "activation": {"activations": None},
    "activations": {"activation": None},
    "hidden": {"activations": None},
    "optimizer": {"optimizer_settings": None},
    "schedule": {"schedule_settings": {}},
}
"""For a setting that is varied, other settings that then no longer apply."""


class Variation(msgspec.Struct, frozen=True):
    """A setting of the configuration, and the values it takes in a comparison.

    A constant of an optimiser or schedule, such as ``momentum``, is a setting too. A
    value of ``optimizer`` may have its learning rate with it: ``adam:0.01``.
    """

    setting: str
    values: tuple[Any, ...]


class Contender(msgspec.Struct, frozen=True):
    """A run of a comparison: its name, and its settings, none of them left open.

    ``values`` are those of the settings varied, in their order.
    """

    name: str
    values: tuple[Any, ...]
    config: RunConfig


def contenders_of(
    base: RunConfig,
    dataset: Dataset,
    variations: Sequence[Variation],
    *,
    own_initializers: bool = False,
) -> tuple[Contender, ...]:
    """Return the runs of a comparison: one for each value, or each pair of a grid.

    All settings but those varied are equal, even those that ``base`` leaves open: they
    are resolved once, for ``base`` itself. So all start from the same initial
    parameters, unless the initialiser, the seed or the layers are varied.

    Parameters
    ----------
    base
        The settings that are equal.
    dataset
        The data of ``base``, without derived inputs.
    variations
        The settings that differ; two make a grid.
    own_initializers
        Whether each contender uses the initialiser recommended for it instead.

    Raises
    ------
    InputError
        If a value is not possible, or settings contradict each other.
    """
    _check(variations)
    derived = add_derived(dataset, base.derived) if base.derived else dataset
    equal = resolve(base, derived)
    found = []
    for values in product(*(variation.values for variation in variations)):
        varied = dict(zip((v.setting for v in variations), values, strict=True))
        name = ", ".join(map(value_name, values))
        start = base if "dataset" in varied else equal
        try:
            config = _varied(start, varied, own_initializers=own_initializers)
            if not DATA & varied.keys():
                config = resolve(config, derived)
        except InputError as error:
            raise InputError(f"contender '{name}': {error}") from error
        found.append(Contender(name, values, config))
    return tuple(found)


def value_name(value: object) -> str:
    """Return the name of a value: a number as it is typed, a name as it is shown."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, tuple | list):
        words = any(isinstance(part, str) for part in value)
        return ("+" if words else "-").join(map(value_name, value)) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{name} {value_name(part)}" for name, part in value.items())
    if isinstance(value, str) and _WITH_RATE.fullmatch(value):
        return "{} {}".format(*map(value_name, value.split(":", 1)))
    if isinstance(value, str) and _NAME.fullmatch(value):
        # What a picker adds after a comma is no part of the name.
        return title(value).partition(",")[0]
    return "none" if value is None else str(value)


def shares_data(contenders: Sequence[Contender]) -> bool:
    """Tell whether all contenders use the same data."""
    first, *others = (contender.config for contender in contenders)
    return all(
        getattr(first, name) == getattr(config, name)
        for config in others
        for name in DATA
    )


def changes_for(setting: str, value: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return the settings of the configuration that a varied one stands for.

    Raises
    ------
    InputError
        If the learning rate of an optimiser is not a number.
    """
    for group, names in CONSTANTS.items():
        if setting in names:
            return {group: {setting: value}}
    if setting != "optimizer" or not isinstance(value, str) or ":" not in value:
        return {setting: value}
    name, _, rate = value.partition(":")
    try:
        return {"optimizer": name, "learning_rate": float(rate)}
    except ValueError:
        raise InputError(
            f"optimiser '{value}': write its learning rate as a number, such as "
            f"{name or 'adam'}:0.01"
        ) from None


CONSTANTS: Mapping[str, frozenset[str]] = {
    "optimizer_settings": frozenset(
        name for optimizer in OPTIMIZERS.values() for name in optimizer.settings
    ),
    "schedule_settings": frozenset(
        name for schedule in SCHEDULES.values() for name in schedule.settings
    ),
}
"""The constants of all optimisers, and those of all schedules."""


def _check(variations: Sequence[Variation]) -> None:
    fields = {*RunConfig.__struct_fields__}.union(*CONSTANTS.values())
    settings = [variation.setting for variation in variations]
    if not settings:
        raise InputError("nothing is varied: give a setting and its values")
    if len(set(settings)) < len(settings):
        raise InputError(f"vary each setting only once: given {', '.join(settings)}")
    for variation in variations:
        if variation.setting not in fields:
            raise unknown_name("setting", variation.setting, sorted(fields))
        if not variation.values:
            raise InputError(f"vary {variation.setting}: give at least one value")
        names = [value_name(value) for value in variation.values]
        if len(set(names)) < len(names):
            raise InputError(
                f"vary {variation.setting}: a value occurs twice: {', '.join(names)}"
            )


def _varied(
    base: RunConfig, varied: Mapping[str, Any], *, own_initializers: bool
) -> RunConfig:
    opened: dict[str, Any] = {}
    changed: dict[str, Any] = {}
    for setting, value in varied.items():
        opened |= _OPENED.get(setting, {})
        for name, new in changes_for(setting, value).items():
            if name in changed and name not in CONSTANTS:
                raise InputError(f"{name} is given twice: as {changed[name]} and {new}")
            constants = name in CONSTANTS
            changed[name] = {**changed.get(name, {}), **new} if constants else new
    for group in CONSTANTS.keys() & changed.keys():
        kept = {} if group in opened else getattr(base, group) or {}
        changed[group] = {**kept, **changed[group]}
    if own_initializers and "initializer" not in varied:
        opened["initializer"] = None
    if "dataset" not in varied:
        opened |= _fitting_output(base, varied)
    return base.changed(**{**opened, **changed})


def _fitting_output(base: RunConfig, varied: Mapping[str, Any]) -> dict[str, Any]:
    """Leave the loss or output activation open if the varied one needs another."""
    loss = varied.get("loss", base.loss)
    activation = varied.get("output_activation", base.output_activation)
    if ("loss" in varied) == ("output_activation" in varied):
        return {}
    form = find_loss(str(loss)).form
    needed = getattr(form, "activation", None)
    if needed is None or needed == find_activation(str(activation)).name:
        return {}
    return {"output_activation": None} if "loss" in varied else {"loss": None}

"""The settings that affect the numbers and can change between two iterations."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from nnviz.core.errors import InputError
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.session.config import RunConfig
from nnviz.session.schedules import SCHEDULES

TUNABLE = (
    *("learning_rate", "l1", "l2", "mistakes", "schedule", "schedule_settings"),
    *("activations", "optimizer", "optimizer_settings"),
)
"""The settings that a run needs, besides its parameters, to continue bit for bit."""

_SHORT = "activation"
"""The setting that stands for one activation in all hidden layers."""

_TABLES: Mapping[str, Mapping[str, Any]] = {
    "schedule": SCHEDULES,
    "optimizer": OPTIMIZERS,
}


def tunable_settings(config: RunConfig) -> dict[str, Any]:
    """Return the values of a configuration's tunable settings."""
    return {name: getattr(config, name) for name in TUNABLE}


def with_settings(config: RunConfig, settings: Mapping[str, Any]) -> RunConfig:
    """Return a resolved configuration with other values of tunable settings.

    A new schedule or optimiser gets its default constants unless others are given;
    ``activation`` stands for the same one in every hidden layer.

    Raises
    ------
    InputError
        For a value that is not possible.
    ValueError
        For a setting that needs a new run.
    """
    fixed = settings.keys() - {*TUNABLE, _SHORT}
    if fixed:
        raise ValueError(f"{', '.join(sorted(fixed))} cannot change during a run")
    changes = dict(settings)
    if _SHORT in changes:
        name = changes.pop(_SHORT)
        changes.setdefault("activations", (name,) * len(config.hidden or ()))
    if "activations" in changes:
        given = tuple(changes["activations"])
        changes["activations"] = given
        changes[_SHORT] = given[0] if len(set(given)) == 1 else None
    for field, table in _TABLES.items():
        _complete(changes, config, field, table)
    return config.changed(**changes)


def _complete(
    changes: dict[str, Any],
    config: RunConfig,
    field: str,
    table: Mapping[str, Any],
) -> None:
    """Add all constants of a schedule or optimiser to the changes."""
    constants = f"{field}_settings"
    rule = table.get(changes.get(field, getattr(config, field)))
    # A wrong name is refused later, by the configuration itself.
    if rule is None or not (field in changes or constants in changes):
        return
    same = changes.get(field, getattr(config, field)) == getattr(config, field)
    kept = getattr(config, constants) if same else {}
    changes[constants] = {**rule.settings, **kept, **changes.get(constants, {})}


def check_edit(index: int, value: float, count: int) -> None:
    """Check that a parameter, one of ``count``, can be set to this value.

    Raises
    ------
    InputError
        If there is no such parameter, or the value is not finite.
    """
    if not 0 <= index < count:
        raise InputError(f"parameter {index}: give one from 0 to {count - 1}")
    if not np.isfinite(value):
        raise InputError(f"parameter {index}: {value} is not a finite number")

"""The configuration of a run: all settings, frozen and checked, to and from JSON."""

import math
from collections.abc import Callable, Mapping
from typing import Any, Literal

import msgspec

from nnviz.core.errors import InputError, unknown_name
from nnviz.core.initializers import INITIALIZERS
from nnviz.core.losses import LOSSES
from nnviz.core.mistakes import find_mistakes
from nnviz.core.network import PRECISIONS, find_activation
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.core.penalty import Penalty
from nnviz.data.scaling import SCALINGS, TARGET_SCALINGS
from nnviz.data.table_choices import TableChoices
from nnviz.session.schedules import SCHEDULES


class RunConfig(TableChoices, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All settings of a run, with the choices about reading its file.

    A setting that is None follows from the data set (see ``settings.defaults``) or,
    for a stop condition, means no limit. ``activation`` is that of all hidden layers;
    ``activations`` gives each its own and takes precedence. Activations are names or
    functions of x, such as ``x * tanh(log(1 + exp(x)))``.

    Raises
    ------
    InputError
        For a value that is not possible; the message says what would be.
    """

    dataset: str = "circle"
    samples: int | None = None
    noise: float | None = None
    derived: tuple[str, ...] = ()
    scaling: str | None = None
    target_scaling: str | None = None
    test_fraction: float | None = None
    validation_fraction: float = 0.0
    data_seed: int = 0

    hidden: tuple[int, ...] | None = None
    activation: str | None = None
    activations: tuple[str, ...] | None = None
    output_activation: str | None = None
    loss: str | None = None
    class_weights: Literal["balanced"] | dict[str, float] | None = None
    initializer: str | None = None
    initial_bias: float | None = None
    precision: str | None = None
    seed: int = 0

    optimizer: str | None = None
    optimizer_settings: dict[str, float] | None = None
    learning_rate: float | None = None
    schedule: str = "constant"
    schedule_settings: dict[str, float] = msgspec.field(default_factory=dict)
    batch_size: int | Literal["full"] | None = None
    shuffle: bool = True
    l1: float = 0.0
    l2: float = 0.0
    mistakes: tuple[str, ...] = ()

    epochs: float | None = None
    iterations: int | None = None
    target_cost: float | None = None
    target_accuracy: float | None = None
    patience: int | None = None
    tolerance: float = 1e-3
    watch: str | None = None
    keep: str = "last"
    evaluate_every: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        for field, table in _TABLES.items():
            _check_name(field, getattr(self, field), table)
        # In one order and without repetition, so that equal choices are equal.
        mistakes = tuple(mistake.name for mistake in find_mistakes(self.mistakes))
        msgspec.structs.force_setattr(self, "mistakes", mistakes)
        self._check_layers()
        for name in self.activations or ():
            find_activation(name)
        for field in ("activation", "output_activation"):
            if getattr(self, field) is not None:
                find_activation(getattr(self, field), field.replace("_", " "))
        for field, (right, holds) in _NUMBERS.items():
            _check_number(field, getattr(self, field), right, holds)
        self._check_class_weights()
        self._check_settings("optimizer", OPTIMIZERS, self.optimizer_settings or {})
        self._check_settings("schedule", SCHEDULES, self.schedule_settings)

    def _check_layers(self) -> None:
        layers = max(len(self.hidden or ()), len(self.activations or ()))
        if layers > MOST_LAYERS:
            raise InputError(
                f"hidden: {layers:,} layers, but there can be at most {MOST_LAYERS}"
            )
        if any(size < 1 for size in self.hidden or ()):
            raise InputError(
                f"hidden {self.hidden}: every layer needs at least 1 neuron"
            )
        if self.hidden is None or self.activations is None:
            return
        if len(self.activations) != len(self.hidden):
            raise InputError(
                f"activations: {len(self.activations)} given, but the number of "
                f"hidden layers is {len(self.hidden)}: give one for each"
            )

    def _check_class_weights(self) -> None:
        weights = self.class_weights
        if not isinstance(weights, dict):
            return
        for name, value in weights.items():
            _check_number(f"class_weights {name}", value, *_POSITIVE)

    def _check_settings(
        self, field: str, table: Mapping[str, Any], settings: Mapping[str, float]
    ) -> None:
        """Check the constants of the chosen optimiser or schedule."""
        chosen = getattr(self, field)
        if chosen is None:
            return
        for name, value in settings.items():
            if name not in table[chosen].settings:
                raise unknown_name(
                    f"setting of {field} '{chosen}'", name, table[chosen].settings
                )
            right, holds = _SETTINGS[name]
            _check_number(f"{field} setting '{name}'", value, right, holds)

    @property
    def penalty(self) -> Penalty:
        """The regularisation."""
        return Penalty(self.l1, self.l2)

    def changed(self, **changes: Any) -> "RunConfig":  # noqa: ANN401
        """Return a configuration with other values of some settings.

        Raises
        ------
        InputError
            For a value that is not possible.
        """
        return msgspec.structs.replace(self, **changes)

    def to_json(self) -> str:
        """Write all settings as one JSON object."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def from_json(cls, text: str | bytes) -> "RunConfig":
        """Read what ``to_json`` wrote; settings left out have their defaults.

        Raises
        ------
        InputError
            If it is not valid; the message says where.
        """
        try:
            if _OLD_NAME in (text if isinstance(text, bytes) else text.encode()):
                written = with_present_names(msgspec.json.decode(text))
                return msgspec.convert(written, cls)
            return msgspec.json.decode(text, type=cls)
        except InputError:
            raise
        except msgspec.ValidationError as error:
            # msgspec wraps what __post_init__ raises; our own message is better.
            if isinstance(error.__cause__, InputError):
                raise error.__cause__ from None
            raise InputError(f"configuration: {error}") from error
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            raise InputError(f"configuration is not valid JSON: {error}") from error


def with_present_names(written: Any) -> Any:  # noqa: ANN401 (any JSON)
    """Return JSON of earlier versions with settings as they are called now.

    Where there could be a single ``mistake``, there are ``mistakes``.
    """
    if isinstance(written, list):
        return [with_present_names(part) for part in written]
    if not isinstance(written, dict):
        return written
    found = {name: with_present_names(part) for name, part in written.items()}
    # A class may be called so, too, but has a number beside it.
    if isinstance(found.get("mistake", 0), str | None):
        name = found.pop("mistake")
        found["mistakes"] = [] if name is None else [name]
    return found


_OLD_NAME = b'"mistake"'


Holds = Callable[[float], bool]

_BEYOND = 2**63
"""Whole numbers must be below this."""

MOST_LAYERS = 200
"""The most hidden layers; each takes some milliseconds to be built."""

_MOST_EPOCHS = 1_000_000_000
"""The iterations of so many are still whole numbers that can be counted exactly."""

WATCHED = ("validation", "test", "training")
"""The sets whose cost can end a run and say which moment is the best."""

KEPT = ("last", "best")
"""The moments whose weights can be what is kept of a run that has ended."""

_TABLES: Mapping[str, Any] = {
    "watch": WATCHED,
    "keep": KEPT,
    "loss": LOSSES,
    "optimizer": OPTIMIZERS,
    "initializer": INITIALIZERS,
    "precision": PRECISIONS,
    "scaling": SCALINGS,
    "target_scaling": TARGET_SCALINGS,
    "schedule": SCHEDULES,
}

_POSITIVE: tuple[str, Holds] = ("above 0", lambda x: x > 0)
_NOT_NEGATIVE: tuple[str, Holds] = ("0 or more", lambda x: x >= 0)
_AT_LEAST_1: tuple[str, Holds] = ("1 or more", lambda x: x >= 1)
_FRACTION: tuple[str, Holds] = ("from 0 to below 1", lambda x: 0 <= x < 1)

_NUMBERS: Mapping[str, tuple[str, Holds]] = {
    "samples": _AT_LEAST_1,
    "noise": _NOT_NEGATIVE,
    "test_fraction": _FRACTION,
    "validation_fraction": _FRACTION,
    "data_seed": _NOT_NEGATIVE,
    "seed": _NOT_NEGATIVE,
    "initial_bias": ("a number", math.isfinite),
    "learning_rate": _POSITIVE,
    "batch_size": _AT_LEAST_1,
    "l1": _NOT_NEGATIVE,
    "l2": _NOT_NEGATIVE,
    "epochs": (
        f"above 0 and at most {_MOST_EPOCHS:,}",
        lambda x: 0 < x <= _MOST_EPOCHS,
    ),
    "iterations": _AT_LEAST_1,
    "target_cost": ("a number", math.isfinite),
    "target_accuracy": (
        "above 0 and at most 1, such as 0.9 for 90 %",
        lambda x: 0 < x <= 1,
    ),
    "patience": _AT_LEAST_1,
    "tolerance": _FRACTION,
    "evaluate_every": _AT_LEAST_1,
}

_SETTINGS: Mapping[str, tuple[str, Holds]] = {
    "momentum": _FRACTION,
    "decay": _FRACTION,
    "weight_decay": _FRACTION,
    "beta1": _FRACTION,
    "beta2": _FRACTION,
    "epsilon": _POSITIVE,
    "every": _AT_LEAST_1,
    "length": _AT_LEAST_1,
    "shrink": ("above 0 and below 1", lambda x: 0 < x < 1),
    "grow": ("above 1 and at most 10", lambda x: 1 < x <= 10),
    "smallest": _POSITIVE,
    "largest": _POSITIVE,
    "factor": ("above 0 and at most 1", lambda x: 0 < x <= 1),
    "floor": _FRACTION,
    "wait": _NOT_NEGATIVE,
    "threshold": _FRACTION,
}


def _check_name(field: str, name: str | None, table: Mapping[str, Any]) -> None:
    if name is not None and name not in table:
        raise unknown_name(field.replace("_", " "), name, table)


def _check_number(
    field: str, value: float | str | None, right: str, holds: Holds
) -> None:
    if value is None or isinstance(value, str):
        return
    if isinstance(value, int) and abs(value) >= _BEYOND:
        raise InputError(f"{field}: a number of {len(str(value))} digits is too large")
    if not math.isfinite(value) or not holds(value):
        raise InputError(f"{field} {value}: it must be {right}")

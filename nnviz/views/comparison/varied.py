"""The settings that a comparison can vary: their values, and how they are typed."""

import re
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from msgspec.structs import replace

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.errors import InputError
from nnviz.core.initializers import INITIALIZERS
from nnviz.core.losses import LOSSES
from nnviz.core.network import PRECISIONS
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.data.dataset import Dataset
from nnviz.data.scaling import SCALINGS
from nnviz.session.comparison.contender import (
    Variation,
    changes_for,
    contenders_of,
    value_name,
)
from nnviz.session.config import RunConfig
from nnviz.session.schedules import SCHEDULES
from nnviz.views.experiment.setting_words import TIPS
from nnviz.views.numbers import parsed, parsed_class_weights

FEWEST, MOST = 2, 8
"""The least and the greatest number of contenders."""


class VariedSetting(msgspec.Struct, frozen=True):
    """A setting that contenders can differ in.

    Attributes
    ----------
    setting
        Its name in the configuration.
    title, tip
        Its name in the window, and what it does to the mathematics.
    offered
        The values that are offered; more can be typed.
    suggested
        Those that a comparison begins with.
    read
        Returns the value of a text; raises ValueError if it has none.
    hint
        Says what can be typed.
    """

    setting: str
    title: str
    tip: str
    offered: tuple[Any, ...]
    suggested: tuple[Any, ...]
    read: Callable[[str], Any]
    hint: str

    def value_of(self, text: str) -> object:
        """Return the value that is offered under a name, else that of a typed text."""
        named = {value_name(value): value for value in self.offered}
        return named[text] if text in named else self.read(text)


def checked(setting: str, value: object) -> str | None:
    """Return why a setting cannot have a value, None if it can."""
    try:
        RunConfig(**changes_for(setting, value))
    except InputError as error:
        return str(error)
    return None


def obstacle(
    base: RunConfig, dataset: Dataset, setting: str, value: object
) -> str | None:
    """Return why there can be no contender with this value, None if there can."""
    try:
        contenders_of(base, dataset, [Variation(setting, (value,))])
    except InputError as error:
        return str(error)
    return None


def fitted(varied: VariedSetting, base: RunConfig, dataset: Dataset) -> VariedSetting:
    """Leave out values that the other settings or the data rule out."""

    def is_possible(value: object) -> bool:
        return obstacle(base, dataset, varied.setting, value) is None

    offered = tuple(filter(is_possible, varied.offered))
    suggested = tuple(
        value
        for value in varied.suggested
        if (value in offered if value in varied.offered else is_possible(value))
    )
    if varied.setting == "learning_rate" and base.learning_rate is not None:
        suggested = tuple(
            float(f"{base.learning_rate * factor:.3g}") for factor in (0.1, 1.0, 10.0)
        )
    if len(suggested) < FEWEST:
        suggested = (*suggested, *(v for v in offered if v not in suggested))[:3]
    return replace(varied, offered=offered, suggested=suggested)


def with_functions(varied: VariedSetting, texts: tuple[str, ...]) -> VariedSetting:
    """Offer the user's own functions too, if the setting is an activation."""
    if not varied.setting.endswith("activation"):
        return varied
    return replace(varied, offered=(*varied.offered, *texts))


def pieces(text: str, varied: VariedSetting) -> list[str]:
    """Return the values in a text: one, or several separated by commas or spaces.

    Unless every word is a value, the text is one expression and stays whole.
    """
    parts = [part for part in re.split(r"[,;\s]+", text.strip()) if part]
    if varied.read is _word and not all(_fits(part, varied) for part in parts):
        return [text.strip()]
    return parts


def _fits(text: str, varied: VariedSetting) -> bool:
    try:
        return checked(varied.setting, varied.value_of(text)) is None
    except ValueError:
        return False


def _whole(text: str) -> int:
    value = parsed(text)
    if value != int(value):
        raise ValueError(f"{text} is not a whole number: type one like 10")
    return int(value)


def _batch(text: str) -> int | str:
    return "full" if text.strip() == "full" else _whole(text)


def _layers(text: str) -> tuple[int, ...]:
    if text.strip() == "none":
        return ()
    try:
        return tuple(int(part) for part in text.strip().split("-"))
    except ValueError:
        raise ValueError(
            f"{text!r} is not a list of layers: type neurons like 8-4"
        ) from None


def _word(text: str) -> str:
    return text.strip()


def _named(
    setting: str, title: str, names: Iterable[str], suggested: tuple[str, ...]
) -> VariedSetting:
    offered = tuple(names)
    hint = "add, or type adam:0.01" if setting == "optimizer" else "add another"
    return VariedSetting(setting, title, TIPS[setting], offered, suggested, _word, hint)


def _numbers(
    setting: str, title: str, suggested: tuple[float, ...], offered: tuple[float, ...]
) -> VariedSetting:
    read = _whole if all(isinstance(v, int) for v in offered) else parsed
    return VariedSetting(
        setting, title, TIPS[setting], offered, suggested, read, "add, or type numbers"
    )


_FULL = tuple(name for name, item in INITIALIZERS.items() if item.name == name)

VARIED: tuple[VariedSetting, ...] = (
    VariedSetting(
        "activation",
        "activation",
        TIPS["activation"],
        tuple(name for name in ACTIVATIONS if name != "softmax"),
        ("relu", "tanh", "sigmoid", "step"),
        _word,
        "add, or type a formula",
    ),
    _named("optimizer", "optimiser", OPTIMIZERS, ("sgd", "momentum", "adam")),
    _numbers(
        "learning_rate",
        "learning rate",
        (0.001, 0.01, 0.1),
        (1.0, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001),
    ),
    _named("initializer", "initialiser", _FULL, _FULL[:3]),
    VariedSetting(
        "batch_size",
        "batch size",
        TIPS["batch_size"],
        (1, 4, 10, 16, 32, 64, 128, "full"),
        (1, 10, 64),
        _batch,
        "add, or type",
    ),
    _named("loss", "loss", LOSSES, ("mse", "mae", "huber")),
    VariedSetting(
        "class_weights",
        "class weights",
        TIPS["class_weights"],
        (None, "balanced"),
        (None, "balanced"),
        parsed_class_weights,
        "add, or type name=2",
    ),
    VariedSetting(
        "hidden",
        "hidden layers",
        "The neurons of each hidden layer: how many weighted sums, and how deep. "
        "Different layers have different weights, so these contenders cannot start "
        "alike.",
        ((), (4,), (8,), (4, 4), (8, 8), (16, 16), (8, 8, 8)),
        ((4,), (8,), (8, 8)),
        _layers,
        "add, or type 8-4",
    ),
    _named("schedule", "schedule", SCHEDULES, ("constant", "cosine")),
    _numbers("l2", "L2 penalty", (0.0, 0.001, 0.01), (0.0, 0.0001, 0.001, 0.01, 0.1)),
    _numbers("l1", "L1 penalty", (0.0, 0.001, 0.01), (0.0, 0.0001, 0.001, 0.01, 0.1)),
    _named("output_activation", "output activation", ACTIVATIONS, ("sigmoid", "tanh")),
    _named("scaling", "input scaling", SCALINGS, ("none", "standard", "minmax")),
    _named("precision", "precision", PRECISIONS, ("float32", "float64")),
    _numbers("seed", "seed", (0, 1, 2), tuple(range(10))),
)
"""The settings that are offered, the activation first."""


def find_varied(setting: str) -> VariedSetting:
    """Return a setting that can be varied by its name in the configuration."""
    return next(varied for varied in VARIED if varied.setting == setting)

"""``--vary setting=value,value``: a setting and the values it is to take."""

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from nnviz.session.comparison.contender import Variation


class VariationType(click.ParamType["Variation"]):
    """A setting and its values, ``activation=relu,tanh``."""

    name = "setting=value,..."

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> "Variation":
        """Read the setting and its values, typed as the setting is."""
        from nnviz.core.expression.lists import split_list
        from nnviz.session.comparison.contender import Variation

        if isinstance(value, Variation):
            return value
        setting, sign, values = str(value).partition("=")
        setting = setting.strip().replace("-", "_")
        parts = split_list(values)
        if not sign or not setting or not all(parts):
            self.fail(
                f"'{value}': write a setting and its values, such as "
                "activation=relu,tanh",
                param,
                ctx,
            )
        return Variation(setting, tuple(typed(setting, part) for part in parts))


def typed(setting: str, text: str) -> Any:
    """Read one value of a setting: a number, ``none``, layers ``16x16``, or a name.

    Within one value, layers of ``hidden`` are separated by ``-`` or ``x``, and names
    of ``activations``, ``inputs``, ``derived``, ``mistakes`` and ``class_weights`` by
    ``+``.

    Raises
    ------
    InputError
        If there is no such setting, it cannot be varied, or the value is not valid.
    """
    from nnviz.core.errors import InputError, unknown_name
    from nnviz.session.comparison.contender import CONSTANTS
    from nnviz.session.config import RunConfig

    constants = sorted(frozenset().union(*CONSTANTS.values()))
    fields = [*RunConfig.__struct_fields__, *constants]
    if setting in CONSTANTS:
        raise InputError(
            f"--vary {setting}: vary one of the constants by its name, such as "
            "momentum=0.5,0.9"
        )
    if setting not in fields:
        raise unknown_name("--vary setting", setting, fields)
    if setting == "hidden":
        return _layers(text)
    if setting in ("activations", "inputs", "derived", "mistakes"):
        return () if text == "none" else tuple(text.split("+"))
    if setting == "shuffle":
        return _yes_or_no(setting, text)
    if setting == "class_weights":
        return _class_weights(text)
    if setting in _NAMES:
        return None if text.lower() == "none" and setting not in _HAVE_NONE else text
    return _number(setting, text)


_NAMES = frozenset(
    (
        *("dataset", "target", "task", "scaling", "target_scaling", "activation"),
        *("output_activation", "loss", "initializer", "precision"),
        *("optimizer", "schedule", "watch", "keep"),
    )
)
"""Settings whose values are words."""

_HAVE_NONE = frozenset(("scaling", "target_scaling"))
"""Settings for which ``none`` is a value of its own, not a setting left open."""


def _layers(text: str) -> tuple[int, ...]:
    from nnviz.core.errors import InputError

    if text.lower() == "none":
        return ()
    try:
        sizes = tuple(int(part) for part in text.lower().replace("x", "-").split("-"))
    except ValueError:
        sizes = (0,)
    if min(sizes) < 1:
        raise InputError(
            f"--vary hidden '{text}': write layers as 16x16, or none for no hidden "
            "layer"
        )
    return sizes


def _yes_or_no(setting: str, text: str) -> bool:
    from nnviz.core.errors import InputError

    answers = {"true": True, "false": False, "yes": True, "no": False}
    if text.lower() not in answers:
        raise InputError(f"--vary {setting} '{text}': write true or false")
    return answers[text.lower()]


def _class_weights(text: str) -> str | dict[str, float] | None:
    from nnviz.core.errors import InputError
    from nnviz.views.numbers import parsed_class_weights

    try:
        return parsed_class_weights(text)
    except ValueError as error:
        raise InputError(f"--vary class_weights {error}") from error


_WHOLE = frozenset(
    (
        *("samples", "data_seed", "seed", "batch_size"),
        *("iterations", "patience", "evaluate_every"),
    )
)
"""Settings whose values are whole numbers."""


def _right(setting: str) -> str:
    number = "a whole number" if setting in _WHOLE else "a number"
    return f"{number}, or full" if setting == "batch_size" else number


def _number(setting: str, text: str) -> int | float | str | None:
    from nnviz.core.errors import InputError

    if text.lower() == "none":
        return None
    if setting == "batch_size" and text == "full":
        return text
    for kind in (int,) if setting in _WHOLE else (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    raise InputError(f"--vary {setting} '{text}': it must be {_right(setting)}")

"""The activations there are to choose: built-in ones, the user's own, a new one."""

from collections.abc import Callable
from html import escape

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.network import find_activation
from nnviz.ui.experiment.choices import Option, ShownSettings, obstacle, options_of
from nnviz.ui.experiment.setting_words import OWN_TIP

OWN_FUNCTION = "Own function…"
"""The option that asks for a function to be written; no activation is called so."""


def hidden_activation_options(shown: ShownSettings) -> list[Option]:
    """Return the activations for the hidden layers."""
    none = _without_hidden_layers(shown)
    return _activation_options(shown, lambda _: none)


def output_activation_options(shown: ShownSettings) -> list[Option]:
    """Return the activations for the output layer, judged with the loss."""
    return _activation_options(shown, lambda name: _output_obstacle(shown, name))


def hidden_function_option(shown: ShownSettings) -> Option:
    """Return the option to write a function for hidden layers."""
    return Option(OWN_FUNCTION, OWN_FUNCTION, OWN_TIP, _without_hidden_layers(shown))


def output_function_option(shown: ShownSettings) -> Option:
    """Return the option to write one for the output, if any could be there."""
    why_not = _output_obstacle(shown, "0.5 * x")
    return Option(OWN_FUNCTION, OWN_FUNCTION, OWN_TIP, why_not)


def _without_hidden_layers(shown: ShownSettings) -> str | None:
    return None if shown.hidden else "there is no hidden layer: add one first"


def _output_obstacle(shown: ShownSettings, name: str) -> str | None:
    return obstacle(shown.config.changed(output_activation=name), shown.dataset)


def _activation_options(
    shown: ShownSettings, judge: Callable[[str], str | None]
) -> list[Option]:
    """Return the built-in activations and the user's own."""
    own = [_own_option(text, judge(text)) for text in shown.own_functions]
    return [*options_of(ACTIVATIONS, judge), *own]


def _own_option(text: str, why_not: str | None) -> Option:
    activation = find_activation(text)
    tip = f"<p><i>{escape(text)}</i></p><p>{escape(activation.lesson)}</p>"
    return Option(text, activation.label, tip, why_not)

"""The rules of the optimisers, step by step for one parameter.

Their sources are named in ``core.optimizers``.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One step of an optimiser for one parameter.

    ``quantity`` is its name in the trace. ``expression`` is Python that uses the
    gradient ``g``, the learning rate ``rate``, the optimiser's constants, quantities of
    earlier steps, and, with ``_before``, the optimiser's memory. ``numbers`` is LaTeX
    in which the same names in angle brackets are replaced by their numbers.
    """

    quantity: str
    symbol: str
    words: str
    formula: str
    numbers: str
    expression: str

    @property
    def variables(self) -> tuple[str, ...]:
        """The names that the step needs, in order of appearance."""
        return tuple(dict.fromkeys(re.findall(r"<(\w+)>", self.numbers)))


_VELOCITY = Rule(
    "velocity",
    "v",
    "The velocity keeps a part of its old value and adds the gradient.",
    r"v \leftarrow \mu v + g",
    r"<momentum> \cdot <velocity_before> + <g>",
    "momentum * velocity_before + g",
)


def _average(quantity: str, symbol: str, decay: str, decay_symbol: str) -> Rule:
    square, what = "", "gradients"
    if quantity == "second_moment":
        square, what = "^2", "squared gradients"
    times = " * g * g" if square else " * g"
    return Rule(
        quantity,
        symbol,
        f"The running average of {what} moves a little towards the new one.",
        rf"{symbol} \leftarrow {decay_symbol} {symbol} "
        rf"+ (1 - {decay_symbol}) g{square}",
        rf"<{decay}> \cdot <{quantity}_before> + (1 - <{decay}>) \cdot <g>{square}",
        f"{decay} * {quantity}_before + (1 - {decay}){times}",
    )


def _root(quantity: str, inside: str) -> Rule:
    return Rule(
        "root",
        "r",
        "The root is the typical size of the gradient; epsilon keeps it away from 0.",
        rf"r = \sqrt{{{inside}}} + \epsilon",
        rf"\sqrt{{<{quantity}>}} + <epsilon>",
        f"math.sqrt({quantity}) + epsilon",
    )


def _update(direction: str, symbol: str, words: str) -> Rule:
    return Rule(
        "update",
        r"\Delta\theta",
        f"The change is minus the learning rate times the {words}.",
        rf"\Delta\theta = -\eta \, {symbol}",
        rf"-<rate> \cdot <{direction}>",
        f"-rate * {direction}",
    )


def _measured_update(direction: str, symbol: str, words: str) -> Rule:
    return Rule(
        "update",
        r"\Delta\theta",
        f"The change is minus the learning rate times the {words}, divided by the "
        "typical size of the gradient.",
        rf"\Delta\theta = -\eta \, \frac{{{symbol}}}{{r}}",
        rf"-<rate> \cdot \frac{{<{direction}>}}{{<root>}}",
        f"-rate * ({direction} / root)",
    )


def _corrected(number: int, moment: str, symbol: str) -> tuple[Rule, Rule]:
    power = f"beta{number}_power"
    return (
        Rule(
            power,
            rf"\beta_{number}^t",
            "The power shrinks with every iteration.",
            rf"\beta_{number}^t = \beta_{number}^{{t-1}} \, \beta_{number}",
            rf"<{power}_before> \cdot <beta{number}>",
            f"{power}_before * beta{number}",
        ),
        Rule(
            f"corrected_{moment}",
            rf"\hat{{{symbol}}}",
            "The average started at 0; this corrects for it.",
            rf"\hat{{{symbol}}} = \frac{{{symbol}}}{{1 - \beta_{number}^t}}",
            rf"\frac{{<{moment}>}}{{1 - <{power}>}}",
            f"{moment} / (1 - {power})",
        ),
    )


_ADD_SQUARE = Rule(
    "sum_of_squares",
    "v",
    "The square of the gradient is added to the sum of all earlier ones.",
    r"v \leftarrow v + g^2",
    r"<sum_of_squares_before> + <g>^2",
    "sum_of_squares_before + g * g",
)

_AHEAD = Rule(
    "ahead",
    "h",
    "The gradient plus the velocity's next step: a look ahead.",
    r"h = g + \mu v",
    r"<g> + <momentum> \cdot <velocity>",
    "g + momentum * velocity",
)

RULES: dict[str, tuple[Rule, ...]] = {
    "sgd": (_update("g", "g", "gradient"),),
    "momentum": (_VELOCITY, _update("velocity", "v", "velocity")),
    "nesterov": (_VELOCITY, _AHEAD, _update("ahead", "h", "look ahead")),
    "rmsprop": (
        _average("second_moment", "v", "decay", r"\rho"),
        _root("second_moment", "v"),
        _measured_update("g", "g", "gradient"),
    ),
    "adagrad": (
        _ADD_SQUARE,
        _root("sum_of_squares", "v"),
        _measured_update("g", "g", "gradient"),
    ),
    "adam": (
        _average("first_moment", "m", "beta1", r"\beta_1"),
        _average("second_moment", "v", "beta2", r"\beta_2"),
        *_corrected(1, "first_moment", "m"),
        *_corrected(2, "second_moment", "v"),
        _root("corrected_second_moment", r"\hat{v}"),
        _measured_update("corrected_first_moment", r"\hat{m}", "average gradient"),
    ),
}
"""The rules by optimiser, in the order of its operations."""

"""The rules of the optimisers, step by step for one parameter.

Their sources are named in ``core.optimizers``.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OptimizerStep:
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


_VELOCITY = OptimizerStep(
    "velocity",
    "v",
    "The velocity keeps a part of its old value and adds the gradient.",
    r"v \leftarrow \mu v + g",
    r"<momentum> \cdot <velocity_before> + <g>",
    "momentum * velocity_before + g",
)


_TYPICAL = "the typical size of the gradient"
_ALL_SO_FAR = "the length of all gradients so far"


def _average(
    quantity: str, symbol: str, decay: str, decay_symbol: str
) -> OptimizerStep:
    square, what = "", "gradients"
    if quantity == "second_moment":
        square, what = "^2", "squared gradients"
    times = " * g * g" if square else " * g"
    return OptimizerStep(
        quantity,
        symbol,
        f"The running average of {what} moves a little towards the new one.",
        rf"{symbol} \leftarrow {decay_symbol} {symbol} "
        rf"+ (1 - {decay_symbol}) g{square}",
        rf"<{decay}> \cdot <{quantity}_before> + (1 - <{decay}>) \cdot <g>{square}",
        f"{decay} * {quantity}_before + (1 - {decay}){times}",
    )


def _root(quantity: str, inside: str, what: str = _TYPICAL) -> OptimizerStep:
    return OptimizerStep(
        "root",
        "r",
        f"The root is {what}; epsilon keeps it away from 0.",
        rf"r = \sqrt{{{inside}}} + \epsilon",
        rf"\sqrt{{<{quantity}>}} + <epsilon>",
        f"math.sqrt({quantity}) + epsilon",
    )


def _update(direction: str, symbol: str, words: str) -> OptimizerStep:
    return OptimizerStep(
        "update",
        r"\Delta\theta",
        f"The change is minus the learning rate times the {words}.",
        rf"\Delta\theta = -\eta \, {symbol}",
        rf"-<rate> \cdot <{direction}>",
        f"-rate * {direction}",
    )


def _measured_update(
    direction: str, symbol: str, words: str, what: str = _TYPICAL
) -> OptimizerStep:
    return OptimizerStep(
        "update",
        r"\Delta\theta",
        f"The change is minus the learning rate times the {words}, divided by {what}.",
        rf"\Delta\theta = -\eta \, \frac{{{symbol}}}{{r}}",
        rf"-<rate> \cdot \frac{{<{direction}>}}{{<root>}}",
        f"-rate * ({direction} / root)",
    )


def _corrected(
    number: int, moment: str, symbol: str
) -> tuple[OptimizerStep, OptimizerStep]:
    power = f"beta{number}_power"
    return (
        OptimizerStep(
            power,
            rf"\beta_{number}^t",
            "The power shrinks with every iteration.",
            rf"\beta_{number}^t = \beta_{number}^{{t-1}} \, \beta_{number}",
            rf"<{power}_before> \cdot <beta{number}>",
            f"{power}_before * beta{number}",
        ),
        OptimizerStep(
            f"corrected_{moment}",
            rf"\hat{{{symbol}}}",
            "The average started at 0; this corrects for it.",
            rf"\hat{{{symbol}}} = \frac{{{symbol}}}{{1 - \beta_{number}^t}}",
            rf"\frac{{<{moment}>}}{{1 - <{power}>}}",
            f"{moment} / (1 - {power})",
        ),
    )


_ADD_SQUARE = OptimizerStep(
    "sum_of_squares",
    "v",
    "The square of the gradient is added to the sum of all earlier ones.",
    r"v \leftarrow v + g^2",
    r"<sum_of_squares_before> + <g>^2",
    "sum_of_squares_before + g * g",
)

_AHEAD = OptimizerStep(
    "ahead",
    "h",
    "The gradient plus the velocity's next step: a look ahead.",
    r"h = g + \mu v",
    r"<g> + <momentum> \cdot <velocity>",
    "g + momentum * velocity",
)

_ADAM = (
    _average("first_moment", "m", "beta1", r"\beta_1"),
    _average("second_moment", "v", "beta2", r"\beta_2"),
    *_corrected(1, "first_moment", "m"),
    *_corrected(2, "second_moment", "v"),
    _root("corrected_second_moment", r"\hat{v}"),
)

_DECAYED = (
    OptimizerStep(
        "pull",
        "d",
        "The pull towards 0 is a share of the parameter itself.",
        r"d = \lambda \, \theta",
        r"<weight_decay> \cdot <theta>",
        "weight_decay * theta",
    ),
    OptimizerStep(
        "update",
        r"\Delta\theta",
        "The change is minus the learning rate times the sum of two: the average "
        f"gradient, divided by {_TYPICAL}, and the pull.",
        r"\Delta\theta = -\eta \left( \frac{\hat{m}}{r} + d \right)",
        r"-<rate> \left( \frac{<corrected_first_moment>}{<root>} + <pull> \right)",
        "-rate * (corrected_first_moment / root + pull)",
    ),
)

_RPROP = (
    OptimizerStep(
        "agreement",
        "c",
        "Positive if the gradient has kept its sign, negative if it has turned.",
        r"c = g \, g_{t-1}",
        r"<g> \cdot <previous_gradient_before>",
        "g * previous_gradient_before",
    ),
    OptimizerStep(
        "step_factor",
        "f",
        "The step grows if the sign is kept and shrinks if it has turned.",
        r"f = \gamma_+ \text{ if } c > 0, \; \gamma_- \text{ if } c < 0, "
        r"\text{ otherwise } 1",
        r"<grow> \text{ or } <shrink> \text{ by the sign of } <agreement>",
        "grow if agreement > 0 else shrink if agreement < 0 else 1.0",
    ),
    OptimizerStep(
        "step_size",
        "s",
        "The size of the step in learning rates, from the smallest to the largest.",
        r"s \leftarrow f s, \text{ from } s_{min} \text{ to } s_{max}",
        r"<step_factor> \cdot <step_size_before> \text{ from } <smallest> "
        r"\text{ to } <largest>",
        "min(max(step_factor * step_size_before, smallest), largest)",
    ),
    OptimizerStep(
        "previous_gradient",
        "g_t",
        "A gradient that has turned is dropped: this step waits.",
        r"g_t = 0 \text{ if } c < 0, \text{ otherwise } g",
        r"<g> \text{ unless } <agreement> < 0",
        "0.0 if agreement < 0 else g",
    ),
    OptimizerStep(
        "update",
        r"\Delta\theta",
        "The change is minus the learning rate times the size, in the direction of the "
        "gradient's sign.",
        r"\Delta\theta = -\eta \, s \, sign(g_t)",
        r"-<rate> \cdot <step_size> \cdot sign(<previous_gradient>)",
        "-rate * step_size * ((previous_gradient > 0) - (previous_gradient < 0))",
    ),
)

OPTIMIZER_STEPS: dict[str, tuple[OptimizerStep, ...]] = {
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
        _root("sum_of_squares", "v", _ALL_SO_FAR),
        _measured_update("g", "g", "gradient", _ALL_SO_FAR),
    ),
    "adam": (
        *_ADAM,
        _measured_update("corrected_first_moment", r"\hat{m}", "average gradient"),
    ),
    "adamw": (*_ADAM, *_DECAYED),
    "rprop": _RPROP,
}
"""The rules by optimiser, in the order of its operations."""

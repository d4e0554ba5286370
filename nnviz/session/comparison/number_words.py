"""Writes names and numbers in sentences and tables."""

import re
from collections.abc import Callable, Sequence

from nnviz.core.writing.number_text import compact, percent, significant
from nnviz.session.comparison.spread import Spread

Write = Callable[[float], str]

_SEVERAL = 4


_TITLES = {
    "step_straight_through": "step STE",
    "binary_cross_entropy": "binary cross-entropy",
    "cross_entropy": "cross-entropy",
    "minmax": "0 to 1",
    "warmup": "warm-up",
    "mae": "MAE, absolute",
    "mse": "MSE, squared",
    "huber": "Huber",
    "sgd": "SGD",
    "rmsprop": "RMSProp",
    "adam": "Adam",
    "adagrad": "AdaGrad",
    "adamw": "AdamW",
    "rprop": "Rprop",
    "smallest": "smallest step",
    "largest": "largest step",
    "nesterov": "Nesterov",
    "beta1": "β₁, mean",
    "beta2": "β₂, squares",
    "epsilon": "ε",
}


def title(name: str) -> str:
    """Return the title to show for one of the engine's names."""
    return _TITLES.get(name, name.replace("_", " "))


def quantity_title(name: str) -> str:
    """Return what a program's quantity is called: "ΔW2" for ``update_W2``.

    Quantities that are called in texts what programs call them keep their names.
    """
    found = re.fullmatch(r"(\D+?)(\d*)", name)
    if found is None or found[1] not in _QUANTITIES:
        return name
    return _QUANTITIES[found[1]].format(found[2])


_QUANTITIES = {
    "update_W": "ΔW{}",
    "update_b": "Δb{}",
    "share": "∂C/∂z{}",
    "terms": "parts of the loss",
    "losses": "losses",
    "class_weights": "class weights",
    "data_cost": "average loss",
    "penalty_gradient": "gradient of the penalty {}",
    "hit": "right or wrong",
    "log_total": "logarithm of the sum",
}


def setting_title(name: str) -> str:
    """Return the title to show for a setting of the configuration."""
    words = title(name).replace("optimizer", "optimiser")
    return words.replace("initializer", "initialiser")


def number(value: float) -> str:
    """Write a cost or R2."""
    return significant(value)


def share(value: float) -> str:
    """Write an accuracy or another share: 98.3 %."""
    return percent(value)


def chance(p: float) -> str:
    """Write the p of a test."""
    return "p < 0.001" if p < 0.001 else f"p = {compact(p, 2)}"


def whole(value: float) -> str:
    """Write a number of iterations."""
    return f"{value:,.0f}"


def counted(number: float, thing: str) -> str:
    """Write a number of things: 1 iteration, 2,000 iterations."""
    return f"{number:,.0f} {thing}{'' if number == 1 else 's'}"


def duration(seconds: float) -> str:
    """Write the time of an iteration in a suitable unit."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        # What would be written as 1,000 of a unit is 1 of the next.
        if seconds >= 0.9995 * size:
            return f"{compact(seconds / size, 3)} {unit}"
    return f"{compact(seconds / 1e-6, 3)} µs"


def with_spread(values: Spread, write: Write) -> str:
    """Write a median, with its spread in brackets unless both ends read the same."""
    median, low, high = map(write, (values.median, values.low, values.high))
    if low == high:
        return median
    # A unit is said once: 31.0 to 33.0 %.
    if low.split()[1:] == high.split()[1:]:
        low = low.split()[0]
    return f"{median} ({low} to {high})"


def listed(names: Sequence[str]) -> str:
    """Write names joined with "and"; of many, only the first few."""
    if len(names) > _SEVERAL:
        shown = ", ".join(names[: _SEVERAL - 1])
        return f"{shown} and {len(names) - _SEVERAL + 1} more"
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last

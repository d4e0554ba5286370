"""Detects divergence: at which iteration training diverged, and the likely cause."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nnviz.core.mistakes import find_mistakes
from nnviz.core.operation import Operation
from nnviz.core.trace import Trace
from nnviz.core.types import Floats
from nnviz.core.writing.number_text import compact
from nnviz.session.config import RunConfig
from nnviz.session.settings.defaults import usual_rate

_FAR = 1e6
"""A cost this many times the initial one (or 1, if larger) counts as diverged."""

_LARGE = 20.0
"""Inputs and targets beyond this make every gradient large."""

_MILD = 0.001
"""A strength of regularisation that is stable at any usual learning rate."""


@dataclass(frozen=True, slots=True)
class Cause:
    """The likely cause, as a sentence that ends with what to try.

    ``remedy`` holds the settings to try.
    """

    text: str
    remedy: Mapping[str, object]


def first_divergence(costs: Floats, initial_cost: float) -> int | None:
    """Return the index of the first cost (n,) that is not finite or far too large.

    ``initial_cost`` is that of the training set before the first iteration.
    """
    sound = np.isfinite(costs)
    if np.isfinite(initial_cost):
        sound &= costs <= _FAR * max(1.0, abs(initial_cost))
    return None if sound.all() else int(np.argmin(sound))


def likely_cause(
    trace: Trace, operations: tuple[Operation, ...], config: RunConfig
) -> Cause:
    """Return the likely cause of the divergence in the iteration of a trace."""
    # In the order of what can be told for certain: a mistake, then unscaled data, then
    # a penalty too strong for the learning rate, and only then the rate itself.
    where = _first_not_finite(trace, operations)
    seen = f"{where} is not a finite number" if where else "the cost keeps growing"
    if config.mistakes:
        return Cause(f"{seen}; {_switched_on(config)}", {"mistakes": ()})
    for quantity, setting in (("inputs", "scaling"), ("targets", "target_scaling")):
        largest = float(np.abs(trace[quantity]).max())
        if largest > _LARGE and getattr(config, setting) == "none":
            return Cause(
                f"{seen}; {quantity} reach {compact(largest)}, which makes every "
                f"gradient large: try {setting.replace('_', ' ')} 'standard'",
                {setting: "standard"},
            )
    for name in ("l2", "l1"):
        strength = getattr(config, name)
        if trace.learning_rate * strength > 1.0:
            return Cause(
                f"{seen}; {name.upper()} regularisation of {compact(strength)} makes "
                f"the weights overshoot: try {compact(_MILD)}",
                {name: _MILD},
            )
    activation = _too_steep(trace, where, config)
    if activation is not None:
        return Cause(
            f"{seen}, already with the initial weights; the likely cause is the "
            f"activation '{activation}', whose values grow too large: try 'tanh'",
            {} if config.activation is None else {"activation": "tanh"},
        )
    rate = _smaller_rate(config)
    return Cause(
        f"{seen}; the likely cause is a learning rate of "
        f"{compact(trace.learning_rate)} that overshoots: try {compact(rate)}",
        {"learning_rate": rate},
    )


def _switched_on(config: RunConfig) -> str:
    titles = [f"'{mistake.title}'" for mistake in find_mistakes(config.mistakes)]
    if len(titles) == 1:
        return f"a mistake is switched on: {titles[0]}: switch it off"
    return f"mistakes are switched on: {', '.join(titles)}: switch them off"


def _too_steep(trace: Trace, where: str | None, config: RunConfig) -> str | None:
    """Return the hidden activation before which all was finite in the first iteration.

    With the initial weights, no learning rate has had any effect yet.
    """
    found = re.fullmatch(r"([az])(\d+)", where or "")
    if trace.iteration != 1 or found is None:
        return None
    # What is too large for z was made by the activation of the layer before.
    layer = int(found[2]) - (found[1] == "z")
    activations = config.activations or ()
    return activations[layer - 1] if 1 <= layer <= len(activations) else None


def _smaller_rate(config: RunConfig) -> float:
    """Return a tenth of the learning rate, or the optimiser's usual one if smaller."""
    tenth = float(config.learning_rate or 0.1) / 10.0
    # Rounded, since dividing by ten leaves digits that nobody would type.
    return float(f"{min(tenth, usual_rate(str(config.optimizer))):.6g}")


def _first_not_finite(trace: Trace, operations: tuple[Operation, ...]) -> str | None:
    """Name the first quantity of the iteration that is not finite."""
    for operation in operations:
        for name in operation.produces:
            if name in trace and not np.isfinite(trace[name]).all():
                return name
    return None

"""Whether training has run away, at which iteration, and the likely cause."""

import numpy as np

from nnviz.core.operation import Operation
from nnviz.core.trace import Trace
from nnviz.core.types import Floats

_FAR = 1e6
"""A cost this many times the initial one (or 1, if larger) will not come back."""

_LARGE_INPUT = 20.0


def first_divergence(costs: Floats, initial_cost: float) -> int | None:
    """Return the place of the first cost that is no number or far too large.

    ``initial_cost`` is that of the training part before the first iteration.
    """
    sound = np.isfinite(costs)
    if np.isfinite(initial_cost):
        sound &= costs <= _FAR * max(1.0, abs(initial_cost))
    return None if sound.all() else int(np.argmin(sound))


def likely_cause(trace: Trace, operations: tuple[Operation, ...]) -> str:
    """Say in a sentence what went wrong in a diverged iteration, and what to try."""
    where = _first_not_finite(trace, operations)
    seen = f"{where} is not a finite number" if where else "the cost keeps growing"
    largest = float(np.abs(trace["inputs"]).max())
    if largest > _LARGE_INPUT:
        return (
            f"{seen}; inputs reach {largest:.4g}, which makes every gradient large: "
            "try scaling 'standard'"
        )
    rate = trace.learning_rate
    return (
        f"{seen}; the likely cause is a learning rate of {rate:g} that overshoots: "
        f"try {rate / 10:g}"
    )


def _first_not_finite(trace: Trace, operations: tuple[Operation, ...]) -> str | None:
    """Name the first quantity of the iteration that is not finite."""
    for operation in operations:
        for name in operation.produces:
            if name in trace and not np.isfinite(trace[name]).all():
                return name
    return None

"""A recorded iteration as a moment: its weights, and what nnviz computes from them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.layout import Layout
from nnviz.core.program import Program
from nnviz.core.trace import Trace
from nnviz.core.types import Floats
from nnviz.session.claims.arranging import Claims
from nnviz.session.claims.judging import Judgement


@dataclass(slots=True, eq=False)
class RecordedMoment:
    """A recorded iteration, as far as it has been worked out.

    Attributes
    ----------
    number
        The iteration, from 1.
    weights, biases
        Those with which it was computed, (O, I) and (O,).
    cost
        What its program said, or NaN.
    claims
        All that was recorded; None if there is no batch, so that nothing can be
        computed.
    is_quick
        Whether it can be worked out within milliseconds.
    is_known
        Whether it has been worked out.
    program, trace
        nnviz's iteration on its batch; None if it is too large to be copied.
    lacks
        Why nothing can be computed, in words; "" if it can.
    verdict
        Which recorded quantities are right.
    """

    number: int
    weights: list[Floats]
    biases: list[Floats]
    cost: float = float("nan")
    claims: Claims | None = None
    is_quick: bool = True
    is_known: bool = False
    program: Program | None = None
    trace: Trace | None = None
    lacks: str = ""
    verdict: Judgement | None = None

    @property
    def size(self) -> int:
        """About how many numbers there are in the iteration."""
        claims = self.claims
        return 0 if claims is None else claims.samples * sum(claims.sizes)


def flat(moment: RecordedMoment) -> NDArray[Any]:
    """Return the parameters of a moment as one vector, (P,)."""
    return flat_of(zip(moment.weights, moment.biases, strict=True))


def flat_of(layers: Iterable[tuple[Floats, Floats]]) -> NDArray[Any]:
    """Return the weights (O, I) and biases (O,) of layers as one vector, (P,)."""
    return np.concatenate([np.column_stack(pair).ravel() for pair in layers])


def after_update(moment: RecordedMoment, precision: np.dtype[Any]) -> Floats:
    """Return the parameters after the update, as recorded, or as nnviz has them."""
    claims, trace = moment.claims, moment.trace
    assert claims is not None
    assert trace is not None

    def after(name: str) -> Floats:
        recorded = f"{name}after_update"
        known = recorded in claims.values and recorded not in claims.odd
        return claims.values[recorded] if known else trace.after[name]

    pairs = ((after(f"W{k}"), after(f"b{k}")) for k in claims.layers)
    return flat_of(pairs).astype(precision)


def gradient_of(moment: RecordedMoment, layout: Layout) -> dict[str, Floats]:
    """Return the gradient that nnviz has computed, its norms, and the update."""
    program = moment.program
    if program is None or moment.trace is None:
        return {}
    layers = range(1, len(moment.weights) + 1)
    found = {}
    for name, prefix in (("gradient", "d"), ("update", "update_")):
        if f"{prefix}W1" in moment.trace:
            blocks = [
                (moment.trace[f"{prefix}W{k}"], moment.trace[f"{prefix}b{k}"])
                for k in layers
            ]
            vector = flat_of(blocks)
            vector.flags.writeable = False
            found[name] = vector
    if "gradient" in found:
        found["gradient_norms"] = layout.norms(found["gradient"])
    return found

"""Recorded iterations in their order, as the rules of optimisers look at them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from nnviz.core.types import Floats
from nnviz.session.claims.arranging import Claims


@dataclass(frozen=True, slots=True)
class RecordedSteps:
    """The iterations of one program.

    Attributes
    ----------
    numbers
        The numbers of the iterations.
    claims
        Returns the iteration at a place; None if it has no batch.
    gradients
        Returns the gradients of an iteration by name: ``dW1`` (O, I), ``db1`` (O,), ...
    """

    numbers: Sequence[int]
    claims: Callable[[int], Claims | None]
    gradients: Callable[[Claims], Mapping[str, Floats]]

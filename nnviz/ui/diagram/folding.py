"""Which neurons of a wide layer are shown while it is folded."""

import numpy as np
from numpy.typing import NDArray

from nnviz.core.types import Floats
from nnviz.ui.diagram.state import DiagramState

Indices = NDArray[np.intp]

WIDEST = 16
SHOWN_WHEN_FOLDED = 12


def is_wide(size: int) -> bool:
    """Tell whether a layer of this size is folded unless asked otherwise."""
    return size > WIDEST


def strengths(state: DiagramState, layer: int) -> Floats:
    """Rate each neuron of a layer by the largest edge into it and out of it."""
    total = np.zeros(state.sizes[layer])
    if layer > 0:
        total += _relative(_sizes(state, layer).max(axis=1))
    if layer < state.last:
        total += _relative(_sizes(state, layer + 1).max(axis=0))
    return total


def strongest(
    rated: Floats, count: int, before: Indices | None = None, kept: int | None = None
) -> Indices:
    """Return the ``count`` neurons rated highest, in their own order.

    Parameters
    ----------
    before
        Those shown until now: each stays as long as it is among the best
        ``2 * count``, so that training does not make the columns flicker.
    kept
        A neuron that must be among them: the selected one.
    """
    ranking = np.argsort(-rated, kind="stable")
    preferred = [] if kept is None else [kept]
    if before is not None:
        best = set(ranking[: 2 * count].tolist())
        preferred += [index for index in before.tolist() if index in best]
    chosen = list(dict.fromkeys([*preferred, *ranking.tolist()]))[:count]
    return np.array(sorted(chosen), np.intp)


def _sizes(state: DiagramState, layer: int) -> Floats:
    """Return how much each edge into a layer counts, (O, I)."""
    if state.kind != "check":
        return np.abs(state.edges[layer - 1])
    # Errors that pass are noise: there the weights decide, after all that is wrong.
    weights = state.true_weights(layer)
    sizes = (
        np.zeros_like(state.edges[layer - 1]) if weights is None else np.abs(weights)
    )
    wrong = state.edges[layer - 1] > state.tolerance
    return np.where(wrong, 2.0 * sizes.max(initial=1.0), sizes)


def _relative(values: Floats) -> Floats:
    largest = values.max()
    return values / largest if largest > 0 else values

"""Tells outputs that are dropped at random, of which a check can know nothing."""

import numpy as np

from nnviz.core.errors import InputError
from nnviz.core.functions.activation import Activation
from nnviz.core.types import Floats
from nnviz.session.claims.arranging import Claims
from nnviz.session.claims.right import value_of

_SHARES = (0.02, 0.98)
"""Fewer or more outputs are not dropped by dropout."""

_ALIKE = 1e-3
"""How much the factor of the others may vary, in float32."""

_MOST = 4096
"""So many samples tell."""


def refuse_dropout(claims: Claims, activations: tuple[Activation, ...]) -> None:
    """Check that no hidden layer drops outputs.

    Raises
    ------
    InputError
        If one does: f(z) is 0 in some places, and a multiple of itself in all others.
    """
    hidden = claims.layers[:-1]
    if not any(f"a{layer}" in claims.values for layer in hidden):
        return
    before: Floats = np.asarray(claims.inputs[:_MOST], np.float64)
    for layer in hidden:
        name = f"a{layer}"
        z = before @ claims.weights[layer - 1].T + claims.biases[layer - 1]
        before = value_of(activations[layer - 1], z)
        recorded = claims.values.get(name)
        if recorded is None or name in claims.odd:
            continue
        recorded = np.asarray(recorded[:_MOST], np.float64)
        if _is_dropped(recorded, before):
            raise InputError(
                f"layer {layer} drops some of its outputs at random (dropout), which "
                "cannot be checked: record iterations in which all are kept"
            )
        before = recorded


def _is_dropped(recorded: Floats, outputs: Floats) -> bool:
    there = np.abs(outputs) > _ALIKE * np.abs(outputs).max(initial=0.0)
    dropped = there & (recorded == 0.0)
    share = dropped.sum() / max(1, there.sum())
    if not _SHARES[0] <= share <= _SHARES[1]:
        return False
    kept = recorded[there & ~dropped] / outputs[there & ~dropped]
    return bool(kept.min() > 0.0 and np.ptp(kept) <= _ALIKE * kept.max())

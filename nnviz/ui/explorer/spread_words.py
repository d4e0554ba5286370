"""What becomes of a distribution from layer to layer, in words."""

import math

from nnviz.explain.exploring.input_spread import NetworkSpread
from nnviz.ui.painting.numbers import percent, significant

_STEADY = 0.05
_NOTABLE = 0.1
_NONE = 1e-12
_ONE = 0.995
"""From here on two digits would read 1.0."""


def words_for(spread: NetworkSpread) -> tuple[str, ...]:
    """Say in a few short lines what happens: only what was measured."""
    lines = [_spread_words(spread)]
    last = spread.layers[-1]
    if last.saturated == 1.0:
        lines.append("slope 0 everywhere: all saturated")
    elif last.saturated >= _NOTABLE:
        lines.append(f"{percent(last.saturated, 0)} saturated in layer {last.layer}")
    return tuple(lines)


def _spread_words(spread: NetworkSpread) -> str:
    for layer in spread.layers:
        if math.isnan(layer.a.deviation):
            return f"overflows in layer {layer.layer}"
    same = [s.layer for s in spread.layers if s.a.deviation <= _NONE]
    if same:
        return f"all values equal from layer {same[0]}"
    factor = spread.factor
    if math.isnan(factor):
        return ""
    way = "shrinks" if factor < 1.0 else "grows"
    if abs(factor - 1.0) <= _STEADY:
        way = "holds"
    digits = 3 if factor >= _ONE else 2
    return f"spread {way}: × {significant(factor, digits)} per layer"

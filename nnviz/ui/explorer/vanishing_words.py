"""What becomes of a gradient through many layers, in words."""

import math

from nnviz.explain.exploring.chain import Decline
from nnviz.ui.painting.numbers import significant

_WRITABLE = 300.0
"""Beyond 10 to this power a number is not written in full."""

_STEADY = 1e-9
_CLOSE = 0.02
"""A logarithm this near to 0 is within 5 % of 1."""


def left_over(log: float) -> str:
    """Write a product of which the logarithm is known."""
    if log == -math.inf:
        return "0"
    if math.isnan(log):
        return "–"
    if abs(log) > _WRITABLE:
        return "< 1e−300" if log < 0.0 else "> 1e300"
    return significant(10.0**log, 3)


def words_for(decline: Decline) -> str:
    """Say what happens: only what the numbers show."""
    if decline.undefined:
        return "overflows: no longer a number"
    if decline.vanished_after is not None:
        return _vanishing(decline)
    if decline.exploded_after is not None:
        return f"explodes: above 1e6 after {layers(decline.exploded_after)}"
    per_layer = 10.0 ** (decline.last / decline.layers)
    if abs(decline.last) < _STEADY:
        return "stays the same"
    if abs(decline.last) < _CLOSE:
        return "stays within 5 %"
    way = "shrinks" if decline.last < 0.0 else "grows"
    return f"{way}: × {significant(per_layer, 3)} per layer"


def layers(number: int) -> str:
    """Write a number of layers."""
    return f"{number} layer{'s' * (number != 1)}"


def _vanishing(decline: Decline) -> str:
    if decline.zero_after == decline.vanished_after:
        return f"exactly 0 after {layers(int(decline.zero_after or 0))}"
    below = f"below 1e−6 after {layers(int(decline.vanished_after or 0))}"
    if decline.zero_after is not None:
        return f"{below}, 0 after {decline.zero_after}"
    return f"vanishes: {below}"

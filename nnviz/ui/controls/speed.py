"""Speed as a place on a slider, from one iteration per second to no limit."""

import math

TOP = 100
"""The last place of the slider, which means no limit."""

_FASTEST = 10_000.0
"""Iterations a second at the place before the last."""


def rate_at(place: int) -> float | None:
    """Return iterations a second, or None for no limit.

    Places are spaced evenly in the logarithm and rates rounded to two digits.
    """
    if place >= TOP:
        return None
    rate = _FASTEST ** (max(place, 0) / (TOP - 1))
    return float(f"{rate:.2g}")


def place_of(rate: float | None) -> int:
    """Return the place on the slider that is nearest to a rate."""
    if rate is None:
        return TOP
    place = (TOP - 1) * math.log(max(rate, 1.0)) / math.log(_FASTEST)
    return min(round(place), TOP - 1)


def rate_text(rate: float | None) -> str:
    """Return the rate as it is written beside the slider."""
    return (
        "unlimited"
        if rate is None
        else f"{rate:,.3g}/s"
        if rate < 100
        else (f"{rate:,.0f}/s")
    )

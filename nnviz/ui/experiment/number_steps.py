"""The next number up or down, for arrow keys and the wheel."""

import math
from collections.abc import Callable

Step = Callable[[float, int], float]
"""Takes a value and a direction, 1 or -1, and returns the neighbour."""

_NICE = (1.0, 2.0, 5.0, 10.0)
_SMALLEST = 1e-6


def by_one(value: float, direction: int) -> float:
    """Go to the next whole number, never below 0."""
    return max(value + direction, 0.0)


def by_twentieth(value: float, direction: int) -> float:
    """Go on by 0.05 and stay from 0 to below 1."""
    return min(max(round(value + 0.05 * direction, 2), 0.0), 0.95)


def by_tenth(value: float, direction: int) -> float:
    """Go on by 0.1 and stay from 0 to 1."""
    return min(max(round(value + 0.1 * direction, 1), 0.0), 1.0)


def nice(value: float, direction: int) -> float:
    """Go to the next of ... 0.1, 0.2, 0.5, 1, 2, 5 ...; 0 lies below a millionth."""
    if value <= 0.0:
        return _SMALLEST if direction > 0 else 0.0
    power = math.floor(math.log10(value) + 1e-9)
    ladder = [
        float(f"{digit}e{p}") for p in (power - 1, power) for digit in _NICE[:3]
    ] + [float(f"1e{power + 1}"), float(f"2e{power + 1}")]
    tolerance = value * 1e-9
    if direction > 0:
        return next(step for step in ladder if step > value + tolerance)
    lower = [step for step in ladder if step < value - tolerance]
    return lower[-1] if lower[-1] >= _SMALLEST else 0.0


def nice_whole(value: float, direction: int) -> float:
    """Go to the next of 1, 2, 5, 10, 20 ..., never below 1."""
    return max(round(nice(value, direction)), 1.0)

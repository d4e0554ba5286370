"""Writes the numbers of a comparison in sentences and tables."""

from collections.abc import Callable, Sequence

from nnviz.session.comparison.spread import Spread

Write = Callable[[float], str]

_SEVERAL = 4


def number(value: float) -> str:
    """Write a cost or R2."""
    return f"{value:.4g}"


def share(value: float) -> str:
    """Write an accuracy or another share: 98.25%."""
    return f"{100.0 * value:.4g}%"


def whole(value: float) -> str:
    """Write a number of iterations."""
    return f"{value:,.0f}"


def iterations(done: int) -> str:
    """Write how many iterations: 1 iteration, 2,000 iterations."""
    return f"{done:,} iteration{'' if done == 1 else 's'}"


def duration(seconds: float) -> str:
    """Write the time of an iteration in a suitable unit."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-6:.3g} µs"


def with_spread(values: Spread, write: Write) -> str:
    """Write a median, with its spread in brackets unless both ends read the same."""
    median, low, high = map(write, (values.median, values.low, values.high))
    return median if low == high else f"{median} ({low} to {high})"


def listed(names: Sequence[str]) -> str:
    """Write names joined with "and"; of many, only the first few."""
    if len(names) > _SEVERAL:
        shown = ", ".join(names[: _SEVERAL - 1])
        return f"{shown} and {len(names) - _SEVERAL + 1} more"
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last

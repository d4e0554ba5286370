"""Where the few grid lines of a plot are, and what they say."""

import math
from collections.abc import Callable
from functools import partial

import msgspec

from nnviz.core.writing.number_text import whole_number
from nnviz.views.numbers import amount, compact, short_count


class Tick(msgspec.Struct, frozen=True):
    """A grid line at a place on an axis, with its label."""

    place: float
    label: str


def iteration_ticks(first: float, last: float, count: int) -> list[Tick]:
    """Return at most ``count + 1`` whole iterations between two, evenly spread."""
    step = max(_step(last - first, count), 1.0)
    span = range(math.ceil(first / step), math.floor(last / step) + 1)
    return [Tick(k * step, _iteration(k * step, step)) for k in span]


def value_ticks(low: float, high: float, count: int) -> list[Tick]:
    """Return at most ``count + 1`` round values between two, evenly spread."""
    step = _step(high - low, count)
    digits = 4 + max(0, math.ceil(math.log10(max(abs(low), abs(high)) / step)) - 3)
    span = range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
    write: Callable[[float], str] = partial(compact, digits=min(digits, 12))
    if _LARGE <= max(abs(low), abs(high)) < _HUGE:
        # There is little room beside an axis: 600k, but 600,250 where that is exact.
        brief = all(step * 100 >= abs(k * step) for k in span)
        write = short_count if brief else partial(amount, short=write)
    return [Tick(k * step, write(k * step)) for k in span]


_LARGE, _HUGE = 1e4, 1e12


def decade_ticks(low: float, high: float, count: int) -> list[Tick]:
    """Return ticks on a logarithmic axis; places are exponents of ten.

    Where less than about a decade shows, the lines are at round values instead.
    """
    if high - low < 1.2:
        values = value_ticks(10.0**low, 10.0**high, count)
        return [Tick(math.log10(t.place), t.label) for t in values if t.place > 0.0]
    step = max(math.ceil((high - low) / count), 1)
    span = range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
    return [Tick(k * step, _power(10.0 ** (k * step))) for k in span]


def _power(value: float) -> str:
    """Write a power of ten as the lines of an evenly divided axis are written."""
    return short_count(value) if _LARGE <= value < _HUGE else compact(value)


def _step(span: float, count: int) -> float:
    """Return the smallest of 1, 2, 5, 10, ... that divides a span into ``count``."""
    least = max(span, 1e-300) / max(count, 1)
    scale = 10.0 ** math.floor(math.log10(least))
    return next(f * scale for f in (1.0, 2.0, 5.0, 10.0, 20.0) if f * scale >= least)


def _iteration(value: float, step: float) -> str:
    """Write an iteration short if that loses nothing of the step."""
    exact_enough = value < 1000 or step * 100 >= value
    return short_count(value) if exact_enough else whole_number(round(value), ",")

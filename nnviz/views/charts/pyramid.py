"""The lowest and highest value of any stretch of a long series, without a walk.

Every level holds the minima and maxima of groups of four of the level below, so
that a view of a million values reads about as many numbers as it has pixels.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

Line = tuple[Numbers, Numbers]
"""Iterations and values to connect, (points,) each; NaN is a gap."""

GROUP = 4


class Growing:
    """Numbers in a row, (length,), with room for more."""

    def __init__(self) -> None:
        self._memory = np.empty(256)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    @property
    def values(self) -> Numbers:
        """A view of all numbers so far, (length,)."""
        return self._memory[: self._length]

    def extend(self, values: Numbers) -> None:
        """Append numbers."""
        end = self._length + len(values)
        self._make_room(end)
        self._memory[self._length : end] = values
        self._length = end

    def append(self, value: float) -> None:
        """Append a number, which takes a tenth of the time of an array of one."""
        self._make_room(self._length + 1)
        self._memory[self._length] = value
        self._length += 1

    def _make_room(self, end: int) -> None:
        if end > len(self._memory):
            longer = np.empty(max(end, 2 * len(self._memory)))
            longer[: self._length] = self.values
            self._memory = longer

    def cut(self, length: int) -> None:
        """Forget what comes after the first ``length`` numbers."""
        self._length = min(self._length, length)


@dataclass(frozen=True, slots=True)
class Ranges:
    """Buckets of ``step`` neighbours each, and their extremes.

    ``starts``, ``lows`` and ``highs`` have the shape (buckets,). A bucket without
    a finite value has no extremes: not a number.
    """

    step: int
    starts: Numbers
    lows: Numbers
    highs: Numbers


@dataclass(slots=True)
class _Level:
    lows: Growing = field(default_factory=Growing)
    highs: Growing = field(default_factory=Growing)


class Pyramid:
    """A growing series with its extremes at every scale.

    Infinite values and those that are not numbers are kept, but count as missing
    for the extremes.
    """

    def __init__(self) -> None:
        self._series = Growing()
        self._levels: list[_Level] = []

    def __len__(self) -> int:
        return len(self._series)

    @property
    def values(self) -> Numbers:
        """A view of the series itself, (length,)."""
        return self._series.values

    def extend(self, values: Numbers) -> None:
        """Append values, (count,)."""
        self._series.extend(values)

    def append(self, value: float) -> None:
        """Append a value."""
        self._series.append(value)

    def cut(self, length: int) -> None:
        """Forget what comes after the first ``length`` values."""
        self._series.cut(length)
        for level in self._levels:
            length //= GROUP
            level.lows.cut(length)
            level.highs.cut(length)

    def ranges(self, start: int, stop: int, count: int) -> Ranges:
        """Return at most ``count`` buckets that cover ``start`` to ``stop``.

        Buckets hold a power of two of neighbours and begin at multiples of that, so
        a picture does not flicker while the series grows.

        Parameters
        ----------
        start, stop
            The stretch to cover; anything outside the series is ignored.
        count
            How many buckets the picture has room for, 2 or more.
        """
        # Once for a picture: many values come, one by one, before they are looked at.
        depth = 0
        while self._complete(depth):
            depth += 1
        start, stop = max(start, 0), min(stop, len(self))
        if stop <= start:
            return Ranges(1, np.empty(0), np.empty(0), np.empty(0))
        power = 0
        while -(-stop >> power) - (start >> power) > count:
            power += 1
        first, last = start >> power, -(-stop >> power)
        level, odd = divmod(power, 2)
        lows, highs = self._cells(level, first << odd, last << odd)
        if odd:
            lows, highs = _halved(lows, np.fmin), _halved(highs, np.fmax)
        starts = np.arange(first, last, dtype=float) * (1 << power)
        return Ranges(1 << power, starts, lows, highs)

    def _complete(self, depth: int) -> bool:
        """Add to the level above ``depth`` the groups that are full by now."""
        below = self._extremes(depth)
        done = len(self._levels[depth].lows) if depth < len(self._levels) else 0
        full = len(below[0]) // GROUP
        if full == done:
            return False
        if depth == len(self._levels):
            self._levels.append(_Level())
        level, piece = self._levels[depth], slice(done * GROUP, full * GROUP)
        lows, highs = (cells[piece] for cells in below)
        if depth == 0:
            lows = highs = _finite(lows)
        level.lows.extend(np.fmin.reduce(lows.reshape(-1, GROUP), axis=1))
        level.highs.extend(np.fmax.reduce(highs.reshape(-1, GROUP), axis=1))
        return True

    def _extremes(self, depth: int) -> tuple[Numbers, Numbers]:
        if depth == 0:
            return self.values, self.values
        level = self._levels[depth - 1]
        return level.lows.values, level.highs.values

    def _cells(self, depth: int, first: int, last: int) -> tuple[Numbers, Numbers]:
        """Return the cells of a level, with the one that is not full yet."""
        if depth == 0:
            values = _finite(self.values[first:last])
            return values, values
        if depth > len(self._levels):
            lows = highs = np.empty(0)
        else:
            lows, highs = self._extremes(depth)
        full = len(lows)
        lows, highs = lows[first:last], highs[first:last]
        if last > full and len(self) > full * GROUP**depth:
            rest = self._cells(depth - 1, full * GROUP, (full + 1) * GROUP)
            lows = _followed(lows, np.fmin.reduce(rest[0]))
            highs = _followed(highs, np.fmax.reduce(rest[1]))
        return lows, highs


def zigzag(ranges: Ranges) -> Line:
    """Return the line through the extremes of every bucket, two for each.

    Where a smooth line falls the high comes first, so that it has no saw teeth. In a
    noisy one the low always comes first, which fills the band.
    """
    if ranges.step == 1:
        return ranges.starts, ranges.lows
    places = np.repeat(ranges.starts, 2)
    places[1::2] += ranges.step / 2
    first, second = ranges.lows, ranges.highs
    moves = np.diff(first + second) / 2
    if _total(second - first) < 1.2 * _total(np.abs(moves)):
        falls = np.append(moves, moves[-1:]) < 0.0
        first, second = (
            np.where(falls, second, first),
            np.where(falls, first, second),
        )
    values = np.empty(len(places))
    values[::2], values[1::2] = first, second
    return places, values


def _finite(values: Numbers) -> Numbers:
    """Return the values with the infinite ones as not a number."""
    finite = np.isfinite(values)
    return values if finite.all() else np.where(finite, values, np.nan)


def _halved(cells: Numbers, choose: np.ufunc) -> Numbers:
    """Join neighbours in twos; a last single one stays."""
    pairs: Numbers = choose(cells[: len(cells) // 2 * 2 : 2], cells[1::2])
    return _followed(pairs, cells[-1]) if len(cells) % 2 else pairs


def _followed(cells: Numbers, last: float) -> Numbers:
    """Return cells with one more; several times as fast as ``np.append``."""
    more = np.empty(len(cells) + 1)
    more[:-1], more[-1] = cells, last
    return more


def _total(values: Numbers) -> float:
    """Return the sum of what is a number, (count,)."""
    total = float(np.add.reduce(values))
    # Only then is there something to leave out.
    return total if total == total else float(np.nansum(values))

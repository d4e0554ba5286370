"""Numbers in half as many bytes, with the digits that a page shows of them.

A page shows at most four significant digits, so the upper half of a float64 is enough:
its sign, its exponent and twenty bits of its mantissa. Rounded to that, a number that
lies closely beside a half may show another last digit; then its neighbour is taken,
which shows the right one.
"""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import numpy as np
from numpy.typing import NDArray

from nnviz.core.types import Floats, Indices

SHOWN = 4
"""The most significant digits that a page shows of a number."""
Halves = NDArray[np.int32]
_UPPER, _ROUND = 32, 1 << 31
_NEAR = 2.0**-19
"""How far from a half, relative to a number, another digit may be shown: four times as
much as upper halves are off, and twice as much as a product of two."""
_STEPS = (1, -1, 2, -2)


def halves_of(values: Floats, spare: int = 0) -> Halves:
    """Return the upper halves of numbers that show the same digits, in their shape.

    Parameters
    ----------
    spare
        How many of the lowest bits are zero, 3 at most: for numbers that are shown, and
        never multiplied.
    """
    plain = np.ascontiguousarray(values, np.float64)
    bits = plain.view(np.int64)
    lost = _UPPER + spare
    kept = ((bits + (1 << (lost - 1))) >> lost) << spare
    # What is rounded beyond the largest number, or is not one, is only cut off.
    special = ~np.isfinite(plain) | ~np.isfinite(numbers_of(kept.astype(np.int32)))
    halves = np.where(special, bits >> _UPPER, kept).astype(np.int32)
    _mend(halves, plain, spare)
    return halves


def numbers_of(halves: Halves) -> Floats:
    """Return the numbers whose upper halves these are."""
    return (halves.astype(np.int64) << _UPPER).view(np.float64)


def told_apart(shown: Floats, true: Floats) -> tuple[Indices, NDArray[np.bool_]]:
    """Return where numbers, flat, show other digits than the true ones, and which way.

    ``shown`` may be off by some units of an upper half. The second value tells whether
    the true number is the larger one by magnitude.
    """
    shown, true = shown.ravel(), true.ravel()
    near = _near_a_half(true, (SHOWN,), _NEAR)
    other = [
        at
        for at in near.tolist()
        if not _looks_alike(float(shown[at]), float(true[at]), (SHOWN,))
    ]
    found = np.array(other, np.intp)
    return found, np.abs(true[found]) > np.abs(shown[found])


def _mend(halves: Halves, plain: Floats, spare: int) -> None:
    """Take the neighbour of halves that show another digit."""
    flat, true = halves.reshape(-1), plain.reshape(-1)
    every, step = tuple(range(SHOWN + 1)), 1 << spare
    for at in _near_a_half(true, every, _NEAR * step).tolist():
        start, wanted = int(flat[at]), float(true[at])
        for by in (0, *_STEPS):
            flat[at] = start + by * step
            if _looks_alike(float(numbers_of(flat[at : at + 1])[0]), wanted, every):
                break


@np.errstate(all="ignore")
def _near_a_half(values: Floats, digits: tuple[int, ...], within: float) -> Indices:
    """Return the places of numbers that are near a half of some number of digits."""
    size = np.abs(values)
    known = np.isfinite(size) & (size > 0.0)
    power = np.floor(np.log10(np.where(known, size, 1.0)))
    # Taken apart, as 10**-power itself may be too large.
    scaled = size / 10.0 ** (power / 2) / 10.0 ** (power - power / 2)
    near = np.zeros(size.shape, np.bool_)
    for count in digits:
        # The logarithm may be off by one at powers of ten, which are no halves.
        at = scaled * 10.0 ** (count - 1)
        near |= np.abs(at - np.floor(at) - 0.5) <= within * np.maximum(at, 1.0)
    return np.flatnonzero(near & known)


def _looks_alike(shown: float, true: float, digits: tuple[int, ...]) -> bool:
    """Tell whether a browser writes a number as Python writes the true one."""
    if not np.isfinite(shown):
        return False
    one, other = Decimal(shown), Decimal(true)
    for count in digits:
        unit = Decimal(1).scaleb(other.adjusted() - count + 1)
        # A browser rounds halves up, and Python to what is even.
        if one.copy_abs().quantize(unit, ROUND_HALF_UP) != other.copy_abs().quantize(
            unit, ROUND_HALF_EVEN
        ):
            return False
    return True

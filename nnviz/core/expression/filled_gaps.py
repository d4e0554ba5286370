"""Gaps: single places where a formula has no value, but its function has a limit.

``sin(x) / x`` is 0 / 0 at x = 0, and close to it digits cancel. There the function is
computed as the polynomial through its values a little farther away.
"""

from collections.abc import Sequence as Several
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.polynomial import chebyshev, polynomial

from nnviz.core.types import Floats

_RADII = (0.05, 0.005)
_NODES = 10
"""Points that a polynomial goes through; an even number, so that none is the gap."""

_SMOOTH = 1e-8
"""The largest relative error of the polynomial at other points."""

_ROUNDINGS = 64.0


class Evaluated(Protocol):
    """Evaluates a function of x, or its slope."""

    def run(self, out: Floats, *arrays: Floats) -> None:
        """Evaluate arrays of one shape, x first, into ``out``."""


@dataclass(frozen=True, slots=True)
class FilledGap:
    """A place without a value, and polynomials that stand for function and slope.

    They are polynomials in t = (x - at) / radius, for t from -1 to 1, as coefficients
    in the order of powers.
    """

    at: float
    radius: float
    value: tuple[float, ...]
    slope: tuple[float, ...]

    @property
    def limit(self) -> float:
        """The limit of the function, 0 where only rounding is left."""
        size = max(map(abs, self.value))
        return 0.0 if abs(self.value[0]) <= max(1e-14 * size, 1e-100) else self.value[0]


@dataclass(frozen=True, slots=True)
class Mended:
    """A function or a slope whose gaps are filled by polynomials."""

    of: Evaluated
    gaps: tuple[tuple[float, float, tuple[float, ...]], ...]
    """Place, radius and coefficients of each."""

    def run(self, out: Floats, *arrays: Floats) -> None:
        """Evaluate arrays of one shape, x first, into ``out``."""
        self.of.run(out, *arrays)
        for at, radius, coefficients in self.gaps:
            t = (arrays[0] - at) / radius
            within = np.abs(t) < 1.0
            if within.any():
                out[within] = polynomial.polyval(t[within], coefficients)


def mended(
    value: Evaluated, slope: Evaluated, gaps: Several[FilledGap]
) -> tuple[Mended, Mended]:
    """Return a function and its slope with their gaps filled."""
    return (
        Mended(value, tuple((gap.at, gap.radius, gap.value) for gap in gaps)),
        Mended(slope, tuple((gap.at, gap.radius, gap.slope) for gap in gaps)),
    )


def gap_at(at: float, value: Evaluated, slope: Evaluated) -> FilledGap | None:
    """Return the gap at a place, or None if the function has no smooth limit there."""
    for radius in _RADII:
        gap = _fitted(at, radius, value)
        if gap is not None and _agrees(gap, value, slope):
            return gap
    return None


def _fitted(at: float, radius: float, value: Evaluated) -> FilledGap | None:
    t = chebyshev.chebpts1(_NODES)
    values = np.empty_like(t)
    value.run(values, at + radius * t)
    if not np.isfinite(values).all():
        return None
    coefficients = chebyshev.cheb2poly(chebyshev.chebfit(t, values, _NODES - 1))
    slopes = polynomial.polyder(coefficients) / radius
    return FilledGap(at, radius, tuple(coefficients.tolist()), tuple(slopes.tolist()))


def _agrees(gap: FilledGap, value: Evaluated, slope: Evaluated) -> bool:
    """Tell whether the polynomials agree with the formulas where those have values."""
    sides = np.array([1e-3, 1e-2, 0.1, 0.29, 0.53, 0.77, 0.97])
    t = np.concatenate((-sides, sides))
    x = gap.at + gap.radius * t
    values, slopes = np.empty_like(x), np.empty_like(x)
    value.run(values, x)
    slope.run(slopes, x, values)
    fitted = polynomial.polyval(t, gap.value)
    size = max(1.0, float(np.abs(fitted).max()))
    # Close to the gap the formula itself loses digits, to a divisor such as x^2.
    rounding = _ROUNDINGS * np.finfo(np.float64).eps / (gap.radius * t) ** 2
    right = np.abs(values - fitted) <= size * (_SMOOTH + rounding)
    far = np.abs(t) > 0.25
    tilt = polynomial.polyval(t[far], gap.slope)
    wrong = np.abs(slopes[far] - tilt) > 1e-6 * max(1.0, float(np.abs(tilt).max()))
    return bool(right.all() and not wrong.any() and np.isfinite(slopes[far]).all())

"""Defines when a neuron counts as dead, nearly dead or saturated."""

from functools import cache

import numpy as np

from nnviz.core.functions.activation import Activation
from nnviz.core.types import Floats, Indices

SATURATED_BELOW = 0.01
"""A slope below this share of the function's largest one counts as flat."""

_INACTIVE_BELOW = 0.02
"""An unbounded function that is flat at an |a| below this is off, not saturated."""

NEARLY_DEAD_FROM = 0.99
"""A neuron that is zero for this share of all samples, but not all, is nearly dead."""

REACH = 30.0
"""The largest slope is searched for z from -REACH to REACH."""


def curves(activation: Activation, z: Floats) -> tuple[Floats, Floats]:
    """Return the activation and its slope at z, all (n,).

    For softmax, which needs several neurons, they are those of the first of two, the
    other having z = 0.
    """
    both = np.vstack((z, np.zeros_like(z)))
    a, slope = np.empty_like(both), np.empty_like(both)
    activation.evaluate(both, a)
    activation.slope(both, a, slope)
    return a[0], slope[0]


@cache
def largest_slope(activation: Activation) -> float:
    """Return the largest |slope| for z from -30 to 30."""
    _, slope = curves(activation, np.linspace(-REACH, REACH, 6001))
    return float(np.abs(slope).max())


def slopes(activation: Activation, z: Floats, a: Floats) -> Floats:
    """Return f'(z) for a layer's z and a, all of them (O, N)."""
    slope = np.empty_like(z)
    activation.slope(z, a, slope)
    return slope


def saturated_counts(activation: Activation, slope: Floats, a: Floats) -> Indices:
    """Return the number of samples for which each neuron is saturated, (O,).

    ``slope`` and ``a`` are (O, N). Saturated means that the slope is below 1 % of the
    largest one of the function; if the slope is 0 everywhere, all samples count. A
    relu that puts out 0 is flat too, but inactive, which it is for half of all z when
    all is well: what has no bound on one side and is flat near 0 does not count.
    """
    largest = largest_slope(activation)
    if largest == 0.0:
        return np.full(len(slope), slope.shape[1], np.intp)
    flat = np.abs(slope) < SATURATED_BELOW * largest
    if np.isinf(activation.range).any():
        flat &= np.abs(a) >= _INACTIVE_BELOW
    counts: Indices = np.count_nonzero(flat, 1)
    return counts


def saturated_shares(activation: Activation, z: Floats, a: Floats) -> Floats:
    """Return the share of samples for which each neuron is saturated, (O,).

    ``z`` and ``a`` are (O, N).
    """
    counts = saturated_counts(activation, slopes(activation, z, a), a)
    shares: Floats = counts / z.shape[1]
    return shares


def zero_counts(a: Floats) -> Indices:
    """Return the number of samples for which each neuron of ``a`` (O, N) is 0, (O,)."""
    counts: Indices = a.shape[1] - np.count_nonzero(a, axis=1)
    return counts


def dead(zeros: Indices, samples: int) -> Indices:
    """Return the neurons, from 0, that are zero for all samples, given counts (O,).

    So only a neuron whose function has zeros can die: a sigmoid that is always 1, or an
    elu at -1, is saturated but not dead.
    """
    return np.flatnonzero(zeros == samples)


def nearly_dead(zeros: Indices, samples: int) -> Indices:
    """Return the neurons that are zero for nearly all samples, but not all.

    They are counted from 0, (n,); ``zeros`` are their counts (O,).
    """
    return np.flatnonzero((zeros >= NEARLY_DEAD_FROM * samples) & (zeros < samples))


def dead_neurons(a: Floats) -> Indices:
    """Return the neurons of ``a`` (O, N) that are zero for all samples, from 0."""
    return dead(zero_counts(a), a.shape[1])

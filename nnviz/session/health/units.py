"""When a neuron counts as dead or saturated: the rules, for all who ask."""

from functools import cache

import numpy as np

from nnviz.core.activation import Activation
from nnviz.core.types import Floats, Indices

SATURATED_BELOW = 0.01
"""A slope below this share of the largest one counts as saturated."""

NEARLY_DEAD_FROM = 0.99
"""A neuron that is zero for this share of all samples, but not all, is nearly dead."""

REACH = 30.0
"""Slopes are looked at from minus this z to plus this z."""


def curves(activation: Activation, z: Floats) -> tuple[Floats, Floats]:
    """Return the activation and its slope at z (P,).

    Where neurons share their activation, as in softmax, it is that of one of two, the
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


def flat_counts(activation: Activation, slope: Floats) -> Indices:
    """Return for each neuron (O,) in how many samples its slope (O, N) is nearly 0.

    Nearly 0 is below 1 % of the largest slope of the function. Where the slope is 0
    everywhere, all samples count.
    """
    largest = largest_slope(activation)
    if largest == 0.0:
        return np.full(len(slope), slope.shape[1], np.intp)
    counts: Indices = np.count_nonzero(np.abs(slope) < SATURATED_BELOW * largest, 1)
    return counts


def saturated_shares(activation: Activation, z: Floats, a: Floats) -> Floats:
    """Return for each neuron (O,) the share of samples where its slope is nearly 0."""
    shares: Floats = flat_counts(activation, slopes(activation, z, a)) / z.shape[1]
    return shares


def zero_counts(a: Floats) -> Indices:
    """Return for each neuron (O,) in how many samples of a (O, N) it is zero."""
    counts: Indices = a.shape[1] - np.count_nonzero(a, axis=1)
    return counts


def dead(zeros: Indices, samples: int) -> Indices:
    """Return which neurons, from 0, are zero for all samples, from their counts (O,).

    So a neuron can only die where its function is zero somewhere: a sigmoid that
    always gives 1, or an elu at -1, is saturated and not dead.
    """
    return np.flatnonzero(zeros == samples)


def nearly_dead(zeros: Indices, samples: int) -> Indices:
    """Return which neurons, from 0, are zero for nearly all samples, but not all."""
    return np.flatnonzero((zeros >= NEARLY_DEAD_FROM * samples) & (zeros < samples))


def dead_neurons(a: Floats) -> Indices:
    """Return which neurons of a (O, N) are zero for all samples, counted from 0."""
    return dead(zero_counts(a), a.shape[1])

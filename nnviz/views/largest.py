"""The largest of many sizes, most of which may be zero."""

import numpy as np

from nnviz.core.types import Floats, Indices


def places_of_largest(sizes: Floats, most: int) -> Indices:
    """Return the places of up to ``most`` of the largest sizes (N,), in no order.

    Sizes are at least 0, or not known (NaN), which counts as larger than any.

    Zeros are set aside first: NumPy takes twenty times as long to part values of which
    most are equal, as those that come from the dark pixels of an image.
    """
    there = np.flatnonzero(sizes)
    if len(there) > most:
        return there[np.argpartition(sizes[there], -most)[-most:]]
    rest = np.flatnonzero(sizes == 0.0)[: most - len(there)]
    return np.concatenate((there, rest))

"""Checks that a run fits into memory before anything is allocated."""

from itertools import pairwise

import numpy as np

from nnviz.core.errors import InputError

_VECTORS = 24
"""The most flat vectors of parameters in a run: adam with L1 and L2, checkpoints."""

_ROWS_PER_NEURON = 8
"""Numbers per neuron and sample of a batch: z, a, slope, delta, ..."""


def needed_bytes(
    sizes: tuple[int, ...], batch_size: int, samples: int, precision: str
) -> int:
    """Estimate the bytes that training a network of these layer sizes allocates."""
    parameters = sum(outputs * (inputs + 1) for inputs, outputs in pairwise(sizes))
    rows = batch_size * (sizes[0] + _ROWS_PER_NEURON * sum(sizes[1:]))
    data = samples * (sizes[0] + sizes[-1])
    return (_VECTORS * parameters + rows + data) * np.dtype(precision).itemsize


def check_capacity(
    sizes: tuple[int, ...], batch_size: int, samples: int, precision: str
) -> None:
    """Check that a run does not need more memory than this machine has free.

    Raises
    ------
    InputError
        If it does.
    """
    # Imported here because it delays the program's start.
    import psutil

    needed = needed_bytes(sizes, batch_size, samples, precision)
    free = psutil.virtual_memory().available
    if needed > free:
        network = "-".join(str(size) for size in sizes)
        raise InputError(
            f"training {network} needs about {needed / 2**30:,.1f} GiB of memory, but "
            f"only {free / 2**30:,.1f} GiB are free: use smaller hidden layers or a "
            "smaller batch size"
        )

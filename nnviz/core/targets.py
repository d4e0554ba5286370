"""Converts targets from the forms people have them in to (N, O) numbers."""

import numpy as np

from nnviz.core.errors import InputError
from nnviz.core.types import Floats


def as_targets(targets: Floats, outputs: int) -> Floats:
    """Return targets as (N, outputs) float64.

    Accepts (N, outputs), (N,) for a single output, and (N,) whole numbers from 0 to
    outputs - 1 as classes, which become one-hot rows.

    Raises
    ------
    InputError
        For any other shape, and for classes out of range.
    """
    values = np.asarray(targets)
    if values.ndim == 2 and values.shape[1] == outputs:
        return np.asarray(values, np.float64)
    if values.ndim == 1 and outputs == 1:
        return np.asarray(values, np.float64)[:, None]
    if values.ndim == 1 and np.issubdtype(values.dtype, np.integer):
        if values.size and (values.min() < 0 or values.max() >= outputs):
            raise InputError(
                f"classes range from {values.min()} to {values.max()}, but {outputs} "
                f"outputs stand for the classes 0 to {outputs - 1}"
            )
        one_hot: Floats = np.eye(outputs)[values]
        return one_hot
    raise InputError(
        f"targets of shape {values.shape} do not fit: this network needs "
        f"(samples, {outputs}), or the samples' classes as whole numbers"
    )

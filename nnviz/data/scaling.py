"""Scales columns to a similar size: ``scaled = (values - offset) * factor``."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError, unknown_name
from nnviz.core.types import Floats, Indices
from nnviz.data.dataset import row_blocks

SCALINGS = ("none", "standard", "minmax")

SIGNS = "signs"
"""The scaling by which the targets 0 and 1 of two classes become -1 and 1."""

TARGET_SCALINGS = (*SCALINGS, SIGNS)


@dataclass(frozen=True, slots=True, eq=False)
class Scaling:
    """A linear map of each column: its offset is subtracted, then it is multiplied.

    Parameters
    ----------
    kind
        One of `TARGET_SCALINGS`.
    offset, factor
        Shape (I,) each.
    """

    kind: str
    offset: Floats
    factor: Floats

    def apply(self, values: NDArray[Any], out: Floats | None = None) -> Floats:
        """Scale values of shape (..., I), into `out` if it is given.

        Nothing as large as `values` is allocated besides the result.
        """
        if out is None:
            out = np.empty(values.shape)
        if self.kind == "none":
            out[...] = values
        else:
            np.subtract(values, self.offset, out=out, casting="same_kind")
            np.multiply(out, self.factor, out=out, casting="same_kind")
        return out

    def invert(self, values: NDArray[Any]) -> Floats:
        """Return scaled values of shape (..., I) in their original units."""
        result: Floats = values / self.factor + self.offset
        return result


def fit_scaling(
    kind: str,
    values: NDArray[Any],
    known_range: tuple[float, float] | None = None,
    rows: Indices | None = None,
    names: Sequence[str] = (),
    what: str = "input",
) -> Scaling:
    """Find the offset and factor of each column.

    ``standard`` gives mean 0 and standard deviation 1; ``minmax`` the range from 0 to
    1. A constant column has the factor 1.

    Parameters
    ----------
    kind
        One of `SCALINGS`, or for targets of `TARGET_SCALINGS`.
    values
        Shape (N, I).
    known_range
        The smallest and largest possible value: ``minmax`` uses it for all columns.
    rows
        The rows to fit on, (n,), which are not copied; all by default.
    names, what
        The columns' names, and whether each is an input or a target, for messages.

    Raises
    ------
    InputError
        If the kind is unknown, or a column is too large to be scaled.
    """
    known = TARGET_SCALINGS if what == "target" else SCALINGS
    if kind not in known:
        raise unknown_name("scaling", kind, known)
    columns = values.shape[1]
    if kind == SIGNS:
        return Scaling(kind, np.full(columns, 0.5), np.full(columns, 2.0))
    if kind == "none":
        return Scaling(kind, np.zeros(columns), np.ones(columns))
    if kind == "minmax" and known_range is not None:
        low, high = known_range
        return Scaling(kind, np.full(columns, low), np.full(columns, 1 / (high - low)))
    smallest, largest, offset, factor = _fitted(kind, values, rows)
    usable = np.isfinite(offset) & np.isfinite(factor) & (factor > 0)
    if not usable.all():
        column = int(np.argmin(usable))
        named = f"'{names[column]}'" if names else f"column {column + 1}"
        setting = "scaling" if what == "input" else f"{what} scaling"
        sizes = np.abs(values[:, column] if rows is None else values[rows, column])
        row = int(sizes.argmax()) if rows is None else int(rows[sizes.argmax()])
        raise InputError(
            f"{what} {named} ranges from {smallest[column]:.12g} to "
            f"{largest[column]:.12g}, the farthest in sample {row + 1}, "
            f"which cannot be scaled: use {setting} 'none' or other units"
        )
    return Scaling(kind, offset, factor)


def _fitted(
    kind: str, values: NDArray[Any], rows: Indices | None
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return each column's smallest and largest value, offset and factor."""
    low, high = _extremes(values, rows)
    with np.errstate(all="ignore"):
        offset = low if kind == "minmax" else _mean(values, rows)
        size = high - low if kind == "minmax" else _deviation(values, rows, offset)
        factor = 1 / size
    # A constant column becomes exactly 0: its mean may be off by rounding, and dividing
    # by a deviation that is only rounding would blow that up.
    constant = low == high
    offset = np.where(constant, low, offset)
    factor = np.where(constant, 1.0, factor)
    return low, high, offset, factor


def _extremes(values: NDArray[Any], rows: Indices | None) -> tuple[Floats, Floats]:
    low = np.full(values.shape[1], np.inf)
    high = -low
    for _, block in row_blocks(values, rows):
        np.minimum(low, block.min(axis=0), out=low)
        np.maximum(high, block.max(axis=0), out=high)
    return low, high


def _mean(values: NDArray[Any], rows: Indices | None) -> Floats:
    total = np.zeros(values.shape[1])
    for _, block in row_blocks(values, rows):
        total += block.sum(axis=0, dtype=np.float64)
    return total / (len(values) if rows is None else len(rows))


def _deviation(values: NDArray[Any], rows: Indices | None, mean: Floats) -> Floats:
    # In a second pass over the data: E[x^2] - E[x]^2 would cancel for large means.
    total = np.zeros(values.shape[1])
    for _, block in row_blocks(values, rows):
        total += np.square(block - mean).sum(axis=0)
    return np.asarray(np.sqrt(total / (len(values) if rows is None else len(rows))))

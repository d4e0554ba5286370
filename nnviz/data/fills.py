"""What stands in for missing values, worked out from the training set alone."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.core.types import Floats, Indices
from nnviz.data.dataset import Dataset
from nnviz.data.derived import DERIVED, with_derived
from nnviz.data.fill import Fill

MEDIAN = "median"


def usual_value(values: NDArray[Any], rule: str) -> float | str:
    """Return the median of numbers (n,), or the commonest of numbers or words.

    Of several as common the first in order.
    """
    if rule == MEDIAN and np.issubdtype(values.dtype, np.number):
        return float(np.median(values))
    different, counts = np.unique(values, return_counts=True)
    best: float | str = different[int(counts.argmax())]
    return best


def refilled(dataset: Dataset, train: Indices) -> Dataset:
    """Return a data set whose missing values are filled in by its training rows (n,).

    Inputs that are derived from others are worked out again.
    """
    if not dataset.fills:
        return dataset
    inputs: Floats = np.array(dataset.inputs, np.float64)
    fills = tuple(_refill(dataset, inputs, fill, train) for fill in dataset.fills)
    names = dataset.input_names
    if any(name in DERIVED for name in names[2:]):
        inputs = with_derived(names, inputs[:, :2])
    return replace(dataset, inputs=inputs, fills=fills)


def _refill(dataset: Dataset, inputs: NDArray[Any], fill: Fill, train: Indices) -> Fill:
    """Fill the gaps of one column of inputs (N, I), and return what with."""
    places = np.array([dataset.input_names.index(name) for name in fill.inputs])
    rows = np.array(fill.rows, np.intp)
    known = np.setdiff1d(train, rows)
    if not len(known):
        return fill
    if fill.words:
        best = int(inputs[np.ix_(known, places)].sum(axis=0).argmax())
        inputs[np.ix_(rows, places)] = 0.0
        inputs[rows, places[best]] = 1.0
        return msgspec.structs.replace(fill, value=fill.words[best])
    value = float(usual_value(inputs[known, places[0]], fill.rule))
    inputs[rows, places[0]] = value
    return msgspec.structs.replace(fill, value=value)


def with_fills_of(dataset: Dataset, used: Dataset) -> Dataset:
    """Return a data set that fills gaps in as another one made of it is filled in."""
    return replace(dataset, fills=used.fills) if used.fills else dataset


def value_for(fills: Sequence[Fill], column: str) -> float | str | None:
    """Return what the gaps of a column are filled in with, or None."""
    return next((fill.value for fill in fills if fill.column == column), None)

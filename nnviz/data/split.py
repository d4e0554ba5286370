"""Splits samples into a training part and a test part."""

import numpy as np

from nnviz.core.errors import InputError
from nnviz.core.types import Indices
from nnviz.data.dataset import Dataset


def split_rows(
    dataset: Dataset, test_fraction: float, seed: int
) -> tuple[Indices, Indices]:
    """Return the row numbers of the training part and of the test part, (N,) each.

    If the source has its own test part (``test_count``), that one is used, in the
    source's order, and `test_fraction` and `seed` are ignored; so they are if all rows
    are for training (``untested``). Otherwise rows are drawn
    at random, in classification from every class in proportion, and every class keeps
    at least one row for training. The result is a pure function of the arguments.

    Parameters
    ----------
    dataset
        The data set to split.
    test_fraction
        The share of test rows, from 0 (none) to below 1.
    seed
        The seed of the random choice of rows.

    Raises
    ------
    InputError
        If the fraction is out of range.
    """
    if not 0 <= test_fraction < 1:
        raise InputError(
            f"test fraction {test_fraction}: give a number from 0 to below 1"
        )
    if dataset.untested:
        return np.arange(dataset.samples), np.arange(0)
    if dataset.test_count:
        rows = np.arange(dataset.samples)
        return rows[: -dataset.test_count], rows[-dataset.test_count :]
    order = np.random.default_rng(seed).permutation(dataset.samples)
    groups = np.zeros(dataset.samples, dtype=np.intp)
    if dataset.task == "classification":
        groups = dataset.class_indices()
    return _divide(order, groups[order], test_fraction)


def _divide(
    order: Indices, groups: Indices, test_fraction: float
) -> tuple[Indices, Indices]:
    """Split rows (N,) in random order: the first of every group are for testing."""
    is_test = np.zeros(len(order), dtype=bool)
    for group, count in enumerate(_test_counts(np.bincount(groups), test_fraction)):
        is_test[np.flatnonzero(groups == group)[:count]] = True
    return order[~is_test], order[is_test]


def _test_counts(sizes: Indices, test_fraction: float) -> Indices:
    """Return the number of test rows of each group, (groups,), by largest remainder.

    Every group that has rows keeps one for training.
    """
    wanted = round(test_fraction * int(sizes.sum()))
    shares = test_fraction * sizes
    room = np.maximum(sizes - 1, 0)
    counts: Indices = np.minimum(np.floor(shares).astype(np.intp), room)
    for group in np.argsort(counts - shares, kind="stable"):
        if counts.sum() < wanted and counts[group] < room[group]:
            counts[group] += 1
    return counts

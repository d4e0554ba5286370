"""Splits samples into a training set, a test set and a validation set."""

import numpy as np

from nnviz.core.errors import InputError
from nnviz.core.types import Indices
from nnviz.data.dataset import Dataset


def split_rows(
    dataset: Dataset, test_fraction: float, seed: int
) -> tuple[Indices, Indices]:
    """Return the row numbers of the training set and of the test set, (n,) each.

    A validation set of the source's own is in the training set still. If the source
    has its own test set (``test_count``), that one is used, in the source's order, and
    `test_fraction` and `seed` are ignored. If all rows are for training (``untested``)
    and the fraction is 0, they keep their order. Otherwise rows are drawn at random, in
    classification from every class in proportion, and every class keeps at least one
    row for training. The result is a pure function of the arguments.

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
    if dataset.untested and not test_fraction:
        return np.arange(dataset.samples), np.arange(0)
    if dataset.test_count:
        rows = np.arange(dataset.samples)
        return rows[: -dataset.test_count], rows[-dataset.test_count :]
    held = np.arange(dataset.samples)[dataset.own_validation]
    order = np.random.default_rng(seed).permutation(dataset.samples - len(held))
    groups = np.zeros(dataset.samples, dtype=np.intp)
    if dataset.task == "classification":
        groups = dataset.class_indices()
    training, test = _divide(order, groups[order], test_fraction)
    return np.concatenate((training, held)), test


def split_validation(
    dataset: Dataset, training: Indices, fraction: float, seed: int
) -> tuple[Indices, Indices]:
    """Return the rows that stay for training, and those for validation, (n,) each.

    If the source has its own (``validation_count``), that one is used. Otherwise they
    are drawn at random from the rows for training (N,), in classification from
    every class in proportion, and every class keeps at least one row for training. A
    fraction of 0 leaves everything as it is. The result is a pure function of the
    arguments.

    Parameters
    ----------
    dataset
        The data set.
    training
        Those of its rows that are not for testing.
    fraction
        The share of all rows of the data set, from 0 (none) to below 1; above 0, there
        is at least one row.
    seed
        The seed of the random choice of rows.

    Raises
    ------
    InputError
        If the fraction is out of range, or leaves no row for training.
    """
    said = f"validation fraction {fraction:g}"
    if not 0 <= fraction < 1:
        raise InputError(f"{said}: give a number from 0 to below 1")
    if dataset.validation_count:
        own = np.arange(dataset.samples)[dataset.own_validation]
        return training[~np.isin(training, own)], own
    if not fraction:
        return training, training[:0]
    wanted = max(1, round(fraction * dataset.samples))
    if wanted >= len(training):
        raise InputError(
            f"{said}: {dataset.samples:,} samples, {len(training):,} of them not for "
            "testing, leave none for training: give a smaller fraction or more samples"
        )
    # The same seed draws the test set: another stream keeps the two independent.
    order = np.random.default_rng((seed, 1)).permutation(training)
    groups = np.zeros(len(order), dtype=np.intp)
    if dataset.task == "classification":
        groups = dataset.class_indices()[order]
    _, chosen = _divide(order, groups, wanted / len(order))
    if not len(chosen):
        raise InputError(
            f"{said}: every class needs a sample for training, and there is no other: "
            "give more samples, or 0"
        )
    return training[~np.isin(training, chosen)], chosen


def _divide(
    order: Indices, groups: Indices, fraction: float
) -> tuple[Indices, Indices]:
    """Split rows (N,) in random order: the first of every group are held out."""
    is_held_out = np.zeros(len(order), dtype=bool)
    for group, count in enumerate(_held_out_counts(np.bincount(groups), fraction)):
        is_held_out[np.flatnonzero(groups == group)[:count]] = True
    return order[~is_held_out], order[is_held_out]


def _held_out_counts(sizes: Indices, fraction: float) -> Indices:
    """Return how many rows of each group to hold out, (groups,), by largest remainder.

    Every group that has rows keeps one for training.
    """
    wanted = round(fraction * int(sizes.sum()))
    shares = fraction * sizes
    room = np.maximum(sizes - 1, 0)
    counts: Indices = np.minimum(np.floor(shares).astype(np.intp), room)
    for group in np.argsort(counts - shares, kind="stable"):
        if counts.sum() < wanted and counts[group] < room[group]:
            counts[group] += 1
    return counts

"""What is to be said of samples before they are trained on."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.data.dataset import Dataset, row_blocks
from nnviz.data.remark import Remark, Way

TRUTH_TABLE = "truth-table"
"""The kind of the remark on a table that has every combination of its inputs."""

UNITS_APART = "units-apart"
"""The kind of the remark on inputs of which one varies far more than another."""

FEWEST_TO_SPLIT = 20
"""Samples below which a test set leaves too little of either."""

MOST_COMBINATIONS = 256
"""The most rows of a truth table; a larger one can spare some of them for testing."""

_MOST_LEVELS = 4
"""The most different values of an input of a truth table."""

_FAR_APART = 10_000.0
"""How many times as much one input varies as another that is worth a word."""

_MOST_INPUTS = 200
"""Of more inputs, hardly all have units."""

_USUAL_TEST_FRACTION = 0.2

_IMBALANCE = 0.9
"""The share of the commonest class that is worth a word."""


def with_remarks(
    dataset: Dataset, factors: Sequence[NDArray[Any]] | None = None
) -> Dataset:
    """Return a data set with the remarks of all `RULES` on it.

    A data set whose rows all count is for training as a whole.

    Parameters
    ----------
    dataset
        The samples.
    factors
        The inputs before words became several columns, (N,) each; by default the
        columns of the inputs.

    Raises
    ------
    InputError
        If no input ever changes.
    """
    if dataset.image_shape is None:
        _check_inputs_change(dataset)
    spared = _spared(dataset, factors)
    found = [] if spared is None else [spared]
    if spared is None or spared.kind != TRUTH_TABLE:
        found += (remark for rule in RULES for remark in rule(dataset))
    untested = dataset.untested or spared is not None
    return replace(dataset, untested=untested, remarks=(*dataset.remarks, *found))


def _check_inputs_change(dataset: Dataset) -> None:
    first = dataset.inputs[:1]
    blocks = row_blocks(dataset.inputs)
    if not any((block != first).any() for _, block in blocks):
        raise InputError(
            f"{dataset.source or dataset.name}: there is nothing to learn from: no "
            "input ever changes, all are the same in every row"
        )


def _spared(dataset: Dataset, factors: Sequence[NDArray[Any]] | None) -> Remark | None:
    """Say why no rows are kept for testing, if there is a reason."""
    if dataset.test_count or dataset.untested:
        return None
    rows = dataset.samples
    if factors is None and dataset.image_shape is None:
        factors = list(dataset.inputs.T)
    if factors is not None and _is_truth_table(factors, rows):
        kind = TRUTH_TABLE
        why = "every combination of the inputs is there, and each row counts"
    elif rows < FEWEST_TO_SPLIT:
        kind = "too-small-to-split"
        why = f"{rows} samples are few to keep some of them for testing"
    else:
        return None
    way = Way("keep some for testing", "test_fraction", _USUAL_TEST_FRACTION)
    return Remark(
        kind=kind,
        done=f"{why}: all are trained on unless a test fraction is chosen",
        ways=(way,),
    )


def _is_truth_table(factors: Sequence[NDArray[Any]], rows: int) -> bool:
    """Tell whether a row has all combinations of few values, hardly any twice."""
    # Two values each make the fewest combinations that there can be.
    if len(factors) < 2 or 2 ** len(factors) > rows or rows >= 2 * MOST_COMBINATIONS:
        return False
    codes, combinations = np.zeros(rows, dtype=np.intp), 1
    for factor in factors:
        levels, places = np.unique(factor, return_inverse=True)
        if not 2 <= len(levels) <= _MOST_LEVELS:
            return False
        codes = codes * len(levels) + places.reshape(-1)
        combinations *= len(levels)
    complete = len(np.unique(codes)) == combinations <= MOST_COMBINATIONS
    return complete and 2 * rows <= 3 * combinations


def _classes_of_one(dataset: Dataset) -> Iterator[Remark]:
    if dataset.task != "classification":
        return
    counts = np.bincount(dataset.class_indices(), minlength=len(dataset.class_names))
    alone = [
        name
        for name, count in zip(dataset.class_names, counts, strict=True)
        if count == 1
    ]
    if alone:
        named = ", ".join(f"'{name}'" for name in alone[:4])
        more = ", …" if alone[4:] else ""
        have = "classes have" if len(alone) > 1 else "class has"
        yield Remark(
            kind="class-of-one",
            done=f"{len(alone)} {have} a single sample, which cannot be tested: "
            f"{named}{more}",
        )


def _imbalance(dataset: Dataset) -> Iterator[Remark]:
    if dataset.task != "classification":
        return
    counts = np.bincount(dataset.class_indices(), minlength=len(dataset.class_names))
    share = counts.max() / counts.sum()
    if share >= _IMBALANCE:
        name = dataset.class_names[int(counts.argmax())]
        yield Remark(
            kind="imbalance",
            done=f"{share:.0%} of the samples are of the class '{name}': who always "
            "says so is as often right",
            ways=(Way("let all classes count alike", "class_weights", "balanced"),),
        )


def _units_apart(dataset: Dataset) -> Iterator[Remark]:
    """Say that the numbers of one input are far larger than those of another."""
    if dataset.image_shape is not None or dataset.input_count > _MOST_INPUTS:
        return
    with np.errstate(over="ignore"):
        spread = np.asarray(dataset.inputs, np.float64).std(axis=0)
    # Those of words are 0 and 1 in their own way, and what never changes has none.
    known = [k for k in np.flatnonzero(spread) if "=" not in dataset.input_names[k]]
    if len(known) < 2:
        return
    small, large = min(known, key=spread.item), max(known, key=spread.item)
    times = float(spread[large] / spread[small])
    if not _FAR_APART <= times < np.inf:
        return
    names = dataset.input_names
    yield Remark(
        kind=UNITS_APART,
        done=f"'{names[large]}' varies {_rounded(times)} times as much as "
        f"'{names[small]}': inputs are brought to one scale, unless that is turned off",
        ways=(Way("bring them to 0 to 1", "scaling", "minmax"),),
    )


def _rounded(times: float) -> str:
    """Write how many times with one digit that counts."""
    power = 10.0 ** np.floor(np.log10(times))
    return f"{round(times / power) * power:,.0f}" if times < 1e9 else f"{times:.0e}"


RULES: tuple[Callable[[Dataset], Iterator[Remark]], ...] = (
    _classes_of_one,
    _imbalance,
    _units_apart,
)
"""What is looked for."""

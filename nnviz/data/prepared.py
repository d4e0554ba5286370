"""Prepares a data set for training: splits, scales and converts it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError, unknown_name
from nnviz.core.network import PRECISIONS
from nnviz.core.types import Floats, Indices
from nnviz.data.dataset import Dataset, row_blocks
from nnviz.data.in_use import InUse
from nnviz.data.scaling import Scaling, fit_scaling
from nnviz.data.split import split_rows


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The scaled samples of the training or the test part.

    Parameters
    ----------
    padded
        Shape (N, I + 1): the inputs, and a last column of ones for the biases.
    targets
        Shape (N, O).
    """

    padded: Floats
    targets: Floats

    @property
    def inputs(self) -> Floats:
        """The inputs alone, shape (N, I): a view, not a copy."""
        return self.padded[:, :-1]

    @property
    def samples(self) -> int:
        """N, which is 0 for an empty test part."""
        return len(self.padded)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class PreparedData:
    """Both parts of a data set, and how they were made from it.

    Parameters
    ----------
    dataset
        The data set, in its own units.
    train, test
        The scaled parts, in the chosen precision.
    input_scaling, target_scaling
        The scalings, fitted on the training part only.
    train_rows, test_rows
        For each row of a part, its row in `dataset`, shape (N,).
    """

    dataset: Dataset
    train: Part
    test: Part
    input_scaling: Scaling
    target_scaling: Scaling
    train_rows: Indices
    test_rows: Indices

    def prepared(self, inputs: NDArray[Any], targets: Floats) -> Part:
        """Scale other samples, in the data set's units, as its own are.

        Targets that are not known are NaN.

        Raises
        ------
        InputError
            If a value is too large for the precision.
        """
        precision = self.train.padded.dtype
        padded = np.ones((len(inputs), inputs.shape[1] + 1), precision)
        wanted = np.empty(targets.shape, precision)
        _scale_into(
            padded[:, :-1], self.input_scaling, inputs, np.arange(len(inputs)), "inputs"
        )
        self.target_scaling.apply(targets, out=wanted)
        return Part(padded, wanted)


def prepare(
    dataset: Dataset,
    *,
    test_fraction: float,
    seed: int,
    scaling: str,
    target_scaling: str = "none",
    precision: str,
) -> PreparedData:
    """Split, scale and convert a data set, without copying it except into the result.

    What is in use already, made in the same way from the same data, is shared.

    Parameters
    ----------
    dataset
        The samples, including derived inputs if there are to be any.
    test_fraction, seed
        As in `split_rows`.
    scaling, target_scaling
        One of `SCALINGS`; targets can only be scaled in regression.
    precision
        One of `PRECISIONS`.

    Raises
    ------
    InputError
        If an option is unknown or out of range, or a value is too large for the
        precision.
    """
    if precision not in PRECISIONS:
        raise unknown_name("precision", precision, PRECISIONS)
    if target_scaling != "none" and dataset.task == "classification":
        raise InputError(
            f"target scaling '{target_scaling}': the targets of a classification are "
            f"already 0 and 1: use 'none'"
        )
    how = test_fraction, seed, scaling, target_scaling, precision
    # As long as what was made of them is there, its data are, and so is their identity.
    return _IN_USE.get((id(dataset), *how), lambda: _prepare(dataset, *how))


_IN_USE: InUse[PreparedData] = InUse()


def _prepare(
    dataset: Dataset,
    test_fraction: float,
    seed: int,
    scaling: str,
    target_scaling: str,
    precision: str,
) -> PreparedData:
    train, test = split_rows(dataset, test_fraction, seed)
    inputs = fit_scaling(
        scaling, dataset.inputs, dataset.input_range, train, dataset.input_names
    )
    targets = fit_scaling(
        target_scaling,
        dataset.targets,
        rows=train,
        names=dataset.output_names,
        what="target",
    )

    def part(rows: Indices) -> Part:
        # The last column stays 1: the input of the biases.
        padded = np.ones((len(rows), dataset.input_count + 1), precision)
        wanted = np.empty((len(rows), dataset.output_count), precision)
        _scale_into(padded[:, :-1], inputs, dataset.inputs, rows, "inputs")
        _scale_into(wanted, targets, dataset.targets, rows, "targets")
        padded.flags.writeable = wanted.flags.writeable = False
        return Part(padded, wanted)

    return PreparedData(dataset, part(train), part(test), inputs, targets, train, test)


def _scale_into(
    result: Floats, scaling: Scaling, values: NDArray[Any], rows: Indices, what: str
) -> None:
    """Scale some rows (n,) of values (N, I) straight into ``result`` (n, I)."""
    for start, block in row_blocks(values, rows):
        place = result[start : start + len(block)]
        with np.errstate(over="ignore"):
            scaling.apply(block, out=place)
        if not np.isfinite(place).all():
            remedies = ["scaling 'standard'"] if scaling.kind != "standard" else []
            remedies += ["float64"] if result.dtype != np.float64 else []
            raise InputError(
                f"{what} up to {np.abs(block).max():g} are too large for "
                f"{result.dtype} with scaling '{scaling.kind}': use "
                f"{' or '.join(remedies) or 'other units'}"
            )

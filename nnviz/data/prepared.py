"""Prepares a data set for training: splits, scales and converts it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError, unknown_name
from nnviz.core.network import PRECISIONS
from nnviz.core.types import Floats, Indices
from nnviz.data.dataset import Dataset, row_blocks
from nnviz.data.fills import refilled
from nnviz.data.in_use import InUse
from nnviz.data.readers.raw_table import located
from nnviz.data.scaling import SIGNS, Scaling, fit_scaling
from nnviz.data.split import split_rows, split_validation


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The scaled samples of the training, the test or the validation set.

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
        """N, which is 0 for a part that is empty."""
        return len(self.padded)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class PreparedData:
    """The parts of a data set, and how they were made from it.

    Parameters
    ----------
    dataset
        The data set, in its own units, with gaps filled in by the training set.
    train, test, validation
        The scaled parts, in the chosen precision.
    input_scaling, target_scaling
        The scalings, fitted on the training set only.
    train_rows, test_rows, validation_rows
        For each row of a part, its row in `dataset`, shape (N,).
    """

    dataset: Dataset
    train: Part
    test: Part
    validation: Part
    input_scaling: Scaling
    target_scaling: Scaling
    train_rows: Indices
    test_rows: Indices
    validation_rows: Indices

    @property
    def parts(self) -> tuple[tuple[str, Indices, Part], ...]:
        """The name, the rows (N,) and the samples of each part, in a fixed order."""
        return (
            ("training", self.train_rows, self.train),
            ("test", self.test_rows, self.test),
            ("validation", self.validation_rows, self.validation),
        )

    def part_of(self, row: int) -> str | None:
        """Return the name of the part that has a row of the data set, if one has."""
        names = (name for name, rows, _ in self.parts if bool(np.any(rows == row)))
        return next(names, None)

    @property
    def middle(self) -> float:
        """The output of a network from which on a class or a label is predicted."""
        return 0.0 if self.target_scaling.kind == SIGNS else 0.5

    def prepared(self, inputs: NDArray[Any], targets: Floats) -> Part:
        """Scale other samples, (N, I) and (N, O) in the data set's units, as its own.

        Targets that are not known are NaN.

        Raises
        ------
        InputError
            If a value is too large for the precision.
        """
        precision = self.train.padded.dtype
        padded = np.ones((len(inputs), inputs.shape[1] + 1), precision)
        wanted = np.empty(targets.shape, precision)
        names = self.dataset.input_names
        rows = np.arange(len(inputs))
        _scale_into(padded[:, :-1], self.input_scaling, inputs, rows, names)
        self.target_scaling.apply(targets, out=wanted)
        return Part(padded, wanted)


def prepare(  # noqa: PLR0913 (two of them are options)
    dataset: Dataset,
    *,
    test_fraction: float,
    validation_fraction: float = 0.0,
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
    test_fraction, validation_fraction, seed
        As in `split_rows` and `split_validation`.
    scaling, target_scaling
        One of `SCALINGS`; targets can only be scaled in regression, but for the signs
        of two classes.
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
    two_classes = dataset.task == "classification" and dataset.output_count == 1
    if target_scaling == SIGNS and not two_classes:
        raise InputError(
            f"target scaling '{SIGNS}': is for two classes with a single output: use "
            "'none'"
        )
    if target_scaling not in ("none", SIGNS) and dataset.task != "regression":
        raise InputError(
            f"target scaling '{target_scaling}': the targets of classes and labels are "
            f"already 0 and 1: use 'none'"
        )
    shares = test_fraction, validation_fraction
    how = shares, seed, scaling, target_scaling, precision
    # As long as what was made of them is there, its data are, and so is their identity.
    return _IN_USE.get((id(dataset), *how), lambda: _prepare(dataset, *how))


_IN_USE: InUse[PreparedData] = InUse()


def _prepare(
    dataset: Dataset,
    shares: tuple[float, float],
    seed: int,
    scaling: str,
    target_scaling: str,
    precision: str,
) -> PreparedData:
    """Make the parts; ``shares`` are those of the test and the validation set."""
    train, test = split_rows(dataset, shares[0], seed)
    train, validation = split_validation(dataset, train, shares[1], seed)
    dataset = refilled(dataset, train)
    input_names, output_names = dataset.input_names, dataset.output_names
    with located(Path(dataset.name)):
        inputs = fit_scaling(
            scaling, dataset.inputs, dataset.input_range, train, input_names
        )
        targets = fit_scaling(
            target_scaling,
            dataset.targets,
            rows=train,
            names=output_names,
            what="target",
        )

    def part(rows: Indices) -> Part:
        # The last column stays 1: the input of the biases.
        padded = np.ones((len(rows), dataset.input_count + 1), precision)
        wanted = np.empty((len(rows), dataset.output_count), precision)
        with located(Path(dataset.name)):
            _scale_into(padded[:, :-1], inputs, dataset.inputs, rows, input_names)
            _scale_into(wanted, targets, dataset.targets, rows, output_names, "target")
        padded.flags.writeable = wanted.flags.writeable = False
        return Part(padded, wanted)

    return PreparedData(
        dataset,
        part(train),
        part(test),
        part(validation),
        inputs,
        targets,
        train,
        test,
        validation,
    )


def _scale_into(
    result: Floats,
    scaling: Scaling,
    values: NDArray[Any],
    rows: Indices,
    names: Sequence[str],
    what: str = "input",
) -> None:
    """Scale some rows (n,) of values (N, I) straight into ``result`` (n, I).

    ``names`` are those of the columns, and ``what`` each is, for messages.
    """
    for start, block in row_blocks(values, rows):
        place = result[start : start + len(block)]
        with np.errstate(over="ignore"):
            scaling.apply(block, out=place)
        wrong = ~np.isfinite(place)
        if wrong.any():
            row, column = np.argwhere(wrong)[0]
            setting = "scaling" if what == "input" else f"{what} scaling"
            remedies = [f"{setting} 'standard'"] if scaling.kind != "standard" else []
            remedies += ["float64"] if result.dtype != np.float64 else []
            raise InputError(
                f"sample {rows[start + row] + 1}, {what} '{names[column]}': "
                f"{block[row, column]:g} is too large for {result.dtype} with "
                f"{setting} '{scaling.kind}': use "
                f"{' or '.join(remedies) or 'other units'}"
            )

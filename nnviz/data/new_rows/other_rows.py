"""Rows of another file with the inputs of a data set: predicted, not trained on."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from nnviz.core.types import Floats, Indices
from nnviz.data.dataset import Task
from nnviz.data.derived import with_derived
from nnviz.data.fill import Fill
from nnviz.data.new_rows.written_rows import Written
from nnviz.data.prepared import Part, PreparedData
from nnviz.data.readers.raw_table import shown
from nnviz.data.remark import Remark


class Columns(Protocol):
    """What is known of data: all but their numbers."""

    @property
    def name(self) -> str:
        """What the data are called."""

    @property
    def task(self) -> Task:
        """Whether the targets are classes or values."""

    @property
    def input_names(self) -> tuple[str, ...]:
        """One for each of the I inputs."""

    @property
    def output_names(self) -> tuple[str, ...]:
        """One for each of the O outputs."""

    @property
    def class_names(self) -> tuple[str, ...]:
        """One for each class; none in regression."""

    @property
    def image_shape(self) -> tuple[int, int] | None:
        """Rows and columns of pixels, of images alone."""

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What was noticed about them."""

    @property
    def fills(self) -> tuple[Fill, ...]:
        """What missing values of their inputs are filled in with."""

    @property
    def decimal(self) -> str:
        """The decimal mark in their file."""

    @property
    def input_range(self) -> tuple[float, float] | None:
        """The smallest and largest possible input, if known."""


@dataclass(frozen=True, eq=False)
class OtherRows:
    """N rows of a file, for a network trained on other data.

    Attributes
    ----------
    name
        The file's.
    input_names
        The G inputs they have: those of the data set they were read for.
    inputs, targets
        In the data set's units, without derived inputs, (N, G) and (N, O); targets that
        the file does not have are NaN.
    places
        Which row of the file each is, from 0, (N,).
    faults
        Why the other rows of the file cannot be predicted, by their places.
    written
        All rows of the file as they are written; None if it is no table.
    target
        The column, or what else it is, that the targets are from; "" if there are none.
    filled
        How many gaps were filled in, and what with, by their columns.
    remarks
        What is to be said of how the file was read.
    """

    name: str
    input_names: tuple[str, ...]
    inputs: NDArray[Any]
    targets: Floats
    places: Indices
    faults: dict[int, str] = field(default_factory=dict)
    written: Written | None = None
    target: str = ""
    filled: dict[str, tuple[int, float | str]] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()

    @cached_property
    def total(self) -> int:
        """The number of rows in the file."""
        return len(self.places) + len(self.faults)

    def prepared(self, data: PreparedData) -> Part:
        """Scale the rows as those of a run's data.

        Raises
        ------
        InputError
            If a value is too large for the run's precision.
        """
        given = np.asarray(self.inputs, np.float64)
        inputs = with_derived(data.dataset.input_names, given)
        return data.prepared(inputs, self.targets)

    def filled_words(self) -> list[str]:
        """Say in a line for each column what its gaps were filled in with."""
        return [
            f"{self.name}: {count:,} missing in {shown(name)}, filled in with {value} "
            "as in training"
            for name, (count, value) in self.filled.items()
        ]

    def fault_words(self, most: int) -> list[str]:
        """Say why rows cannot be predicted: of the first few, and how many there are.

        Each is one line; there are none if all can be.
        """
        if not self.faults:
            return []
        count = len(self.faults)
        rows = f"{count:,} of {self.total:,} rows " + ("has" if count == 1 else "have")
        words = [f"{self.name}: {rows} no prediction:"]
        words += [self.faults[place] for place in sorted(self.faults)[:most]]
        return [*words, f"and {count - most:,} more"] if count > most else words

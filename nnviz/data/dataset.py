"""A data set: samples with their targets, and what their columns mean."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import InputError
from nnviz.core.types import Floats, Indices
from nnviz.data.fill import Fill
from nnviz.data.remark import Remark

Task = Literal["classification", "labels", "regression"]
TASKS: tuple[Task, ...] = ("classification", "labels", "regression")
"""One class of several, several labels that each hold or do not, or values."""

MOST_COLUMNS = 100_000
"""The most inputs or targets: each has a name, a box in the window, and a weight."""

CHUNK_ROWS = 2048
"""Rows processed at a time, so that large sets need no large temporary arrays."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, weakref_slot=True)
class Dataset:
    """N samples of I inputs and O targets, in the units of their source.

    Only the first four fields are required; the names follow from the shapes. Arrays
    are kept without a copy if their type allows it, and are read-only here.

    Parameters
    ----------
    inputs
        Shape (N, I): uint8 for images, otherwise float64 (float32 stays float32).
    targets
        Shape (N, O), float64 (float32 stays float32). For classification, one-hot rows,
        or one column of zeros and ones for two classes; for labels, any number of
        columns of zeros and ones; for regression, values.
    input_names, output_names
        One name for each column; those of the outputs are the names of labels.
    class_names
        For classification only: one per one-hot column, two for a single column.
    test_count
        The number of last rows that are the source's own test set; 0 for none.
    validation_count
        The number of rows before those that are its own validation set; 0 for none.
    untested
        Whether all rows are for training unless it is chosen otherwise, because each
        of them counts.
    image_shape
        Rows and columns of pixels, if the inputs are images.
    input_range
        The smallest and largest possible input, if scaling should use them.
    remarks
        What was noticed when it was read, and what was done about it.
    fills
        What its missing values were filled in with.
    decimal
        The decimal mark of the file they are from, in which later rows may be as well.

    Raises
    ------
    InputError
        If shapes disagree, values are not finite, or there is only one class.
    """

    name: str
    task: Task
    inputs: NDArray[Any]
    targets: Floats
    input_names: tuple[str, ...] = ()
    output_names: tuple[str, ...] = ()
    class_names: tuple[str, ...] = ()
    test_count: int = 0
    validation_count: int = 0
    untested: bool = False
    image_shape: tuple[int, int] | None = None
    input_range: tuple[float, float] | None = None
    title: str = ""
    description: str = ""
    source: str = ""
    licence: str = ""
    remarks: tuple[Remark, ...] = ()
    fills: tuple[Fill, ...] = ()
    decimal: str = "."

    def __post_init__(self) -> None:
        if self.task not in TASKS:
            raise self._error(f"its task is '{self.task}': {' or '.join(TASKS)}")
        self._set("inputs", self._columns("inputs", keep=(np.uint8, np.float32)))
        self._set("targets", self._columns("targets", keep=(np.float32,)))
        self._check_counts()
        self._name_columns()
        self._check_finite("input", self.inputs, self.input_names)
        self._check_finite("target", self.targets, self.output_names)
        self._check_fills()
        if self.task == "classification":
            self._check_classes()
        elif self.task == "labels":
            self._check_labels()

    @property
    def nbytes(self) -> int:
        """The memory that inputs and targets take, in bytes."""
        return int(self.inputs.nbytes + self.targets.nbytes)

    @property
    def samples(self) -> int:
        """N, the number of samples."""
        return len(self.inputs)

    @property
    def input_count(self) -> int:
        """I, the number of inputs."""
        return int(self.inputs.shape[1])

    @property
    def output_count(self) -> int:
        """O, the number of target columns and so of a network's outputs."""
        return int(self.targets.shape[1])

    @property
    def own_validation(self) -> slice:
        """The rows of the source's own validation set; none if it has none."""
        end = self.samples - self.test_count
        return slice(end - self.validation_count, end)

    def class_indices(self) -> Indices:
        """Return the class of every sample, shape (N,).

        Raises
        ------
        InputError
            For another task, which has no classes.
        """
        if self.task != "classification":
            raise self._error(f"its task is '{self.task}', which has no classes")
        if self.output_count == 1:
            return (self.targets[:, 0] > 0.5).astype(np.intp)
        indices: Indices = self.targets.argmax(axis=1)
        return indices

    def _error(self, what: str) -> InputError:
        return InputError(f"data set '{self.name}': {what}")

    def _set(self, field: str, value: object) -> None:
        # The class is frozen: its own fields can only be filled in this way.
        object.__setattr__(self, field, value)

    def _columns(self, field: str, keep: tuple[type, ...]) -> NDArray[Any]:
        """Return a field as a read-only array with two dimensions."""
        given = getattr(self, field)
        shape: tuple[int, ...] = getattr(given, "shape", ())
        if len(shape) == 2 and shape[1] > MOST_COLUMNS:
            raise self._error(
                f"{shape[1]:,} columns of {field}: there can be at most "
                f"{MOST_COLUMNS:,}"
            )
        try:
            array = np.asarray(given)
            if array.dtype not in keep:
                array = array.astype(np.float64, copy=False)
        except (TypeError, ValueError) as error:
            raise self._error(f"{field} must be a table of numbers") from error
        if array.ndim == 1:
            array = array[:, np.newaxis]
        if array.ndim != 2 or array.shape[1] == 0:
            raise self._error(
                f"{field} have shape {array.shape}: give one row for each sample and "
                f"at least one column"
            )
        # A view, so that the caller's own array stays writeable.
        view = array.view()
        view.flags.writeable = False
        return view

    def _check_counts(self) -> None:
        rows = len(self.targets)
        if rows != self.samples:
            raise self._error(f"{self.samples} rows of inputs, but {rows} of targets")
        if self.samples < 2:
            raise self._error(f"{self.samples} sample(s): give at least 2")
        if not 0 <= self.test_count < self.samples:
            raise self._error(
                f"test_count {self.test_count} must leave at least one of "
                f"{self.samples} samples for training"
            )
        if not 0 <= self.validation_count < self.samples - self.test_count:
            raise self._error(
                f"validation_count {self.validation_count} must leave at least one of "
                f"{self.samples - self.test_count} samples for training"
            )
        if self.image_shape and np.prod(self.image_shape) != self.input_count:
            raise self._error(
                f"{self.input_count} inputs do not make an image of "
                f"{self.image_shape} pixels"
            )

    def _name_columns(self) -> None:
        """Fill in the names that were not given, and count those that were."""
        self._set("input_names", tuple(self.input_names) or self._default_inputs())
        outputs = self.output_count
        if self.task == "classification":
            classes = 2 if outputs == 1 else outputs
            names = tuple(self.class_names) or tuple(
                f"class {k}" for k in range(classes)
            )
            self._count_names("class_names", names, classes)
            self._set("class_names", names)
            default = names if outputs > 1 else (f"P({names[1]})",)
        else:
            self._count_names("class_names", self.class_names, 0)
            default = tuple(f"y{k}" for k in range(1, outputs + 1))
        self._set("output_names", tuple(self.output_names) or default)
        self._count_names("input_names", self.input_names, self.input_count)
        self._count_names("output_names", self.output_names, outputs)

    def _default_inputs(self) -> tuple[str, ...]:
        if self.image_shape:
            height, width = self.image_shape
            return tuple(f"pixel {r},{c}" for r in range(height) for c in range(width))
        return tuple(f"x{k}" for k in range(1, self.input_count + 1))

    def _count_names(self, field: str, names: tuple[str, ...], needed: int) -> None:
        if len(names) != needed:
            raise self._error(f"{len(names)} {field}, but {needed} are needed")

    def _check_finite(
        self, what: str, values: NDArray[Any], names: tuple[str, ...]
    ) -> None:
        if values.dtype == np.uint8:
            return
        for start, block in row_blocks(values):
            finite = np.isfinite(block)
            if not finite.all():
                row, column = np.argwhere(~finite)[0]
                raise self._error(
                    f"sample {start + row + 1}, {what} '{names[column]}' is "
                    f"{block[row, column]}: all numbers must be finite"
                )

    def _check_fills(self) -> None:
        """Check that what fills gaps fits the inputs, as a damaged file may not."""
        names = frozenset(self.input_names)
        for fill in self.fills:
            rows_fit = all(0 <= row < self.samples for row in fill.rows)
            words_fit = len(fill.words) in (0, len(fill.inputs))
            inputs_fit = bool(fill.inputs) and names.issuperset(fill.inputs)
            if not (rows_fit and words_fit and inputs_fit):
                raise self._error(
                    f"what fills the gaps of '{fill.column}' does not fit its inputs"
                )

    def _check_classes(self) -> None:
        counts = np.zeros(len(self.class_names), dtype=np.intp)
        for start, block in row_blocks(self.targets):
            ones = np.column_stack((1 - block, block)) if block.shape[1] == 1 else block
            wrong = ((ones != 0) & (ones != 1)).any(axis=1) | (ones.sum(axis=1) != 1)
            if wrong.any():
                row = int(wrong.argmax())
                raise self._error(
                    f"sample {start + row + 1} has targets {block[row].tolist()}: give "
                    f"a row with a single 1, or one column of 0 and 1"
                )
            counts += ones.sum(axis=0).astype(np.intp)
        if np.count_nonzero(counts) < 2:
            only = self.class_names[int(counts.argmax())]
            raise self._error(
                f"only one class ('{only}'): give samples of at least two"
            )

    def _check_labels(self) -> None:
        for start, block in row_blocks(self.targets):
            wrong = ~((block == 0) | (block == 1)).all(axis=1)
            if wrong.any():
                row = int(wrong.argmax())
                raise self._error(
                    f"sample {start + row + 1} has targets {block[row].tolist()}: a "
                    "label is 0 or 1"
                )


def is_binary(values: NDArray[Any]) -> bool:
    """Tell whether all values, of any shape, are 0 or 1."""
    return bool(((values == 0) | (values == 1)).all())


def task_named(name: str | None) -> Task | None:
    """Return the task of that name; None stays None."""
    return next((task for task in TASKS if task == name), None)


def row_blocks(
    values: NDArray[Any], rows: Indices | None = None
) -> Iterator[tuple[int, NDArray[Any]]]:
    """Yield (start, block) over the rows of an array (N, ...), or over some rows (n,).

    A block has at most `CHUNK_ROWS` rows.
    """
    count = len(values) if rows is None else len(rows)
    for start in range(0, count, CHUNK_ROWS):
        part = slice(start, start + CHUNK_ROWS)
        yield start, values[part] if rows is None else values[rows[part]]

"""All samples of a run, by their places in one list."""

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.types import Floats, Indices
from nnviz.data.classes import labels_text
from nnviz.data.new_rows.other_rows import OtherRows
from nnviz.data.prepared import Part, PreparedData
from nnviz.session.probe import ProbeSample, sample_of
from nnviz.views.numbers import count
from nnviz.views.output.predictions import predicted_classes

SETS = ("training", "test", "validation")

OTHER = len(SETS)
"""The number of the set that has the rows of another file."""


class SampleList:
    """All samples of a run, by places from 0: the parts of the data, then other rows.

    Parameters
    ----------
    data
        The run's data.
    other
        Rows of another file, with the same part prepared; None if there are none.

    Attributes
    ----------
    rows
        The row of each sample in the data set, or in its file, (N,).
    sets
        0 for the training set, 1 for the test set, 2 for the validation set, 3 for
        other rows, (N,).
    """

    def __init__(
        self, data: PreparedData, other: tuple[OtherRows, Part] | None = None
    ) -> None:
        self.data = data
        self.other = None if other is None else other[0]
        self.part = None if other is None else other[1]
        more = np.arange(0) if self.other is None else self.other.places
        of_sets = (*(rows for _, rows, _ in data.parts), more)
        self.rows: Indices = np.concatenate(of_sets)
        self.sets = np.repeat(np.arange(len(of_sets)), [len(rows) for rows in of_sets])
        self._own = len(self.rows) - len(more)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def classifies(self) -> bool:
        """Whether the targets are classes."""
        return self.data.dataset.task == "classification"

    @property
    def has_labels(self) -> bool:
        """Whether the targets are labels."""
        return self.data.dataset.task == "labels"

    @property
    def judges(self) -> bool:
        """Whether a prediction is right or wrong: values are only near or far."""
        return self.classifies or self.has_labels

    @property
    def words(self) -> tuple[str, ...]:
        """Words that targets and predictions are written with, as far as they are."""
        names = self.data.dataset.output_names
        both = (labels_text(names, np.ones(min(2, len(names)))),)
        return both if self.has_labels else self.data.dataset.class_names

    @property
    def set_names(self) -> dict[int, str]:
        """What the sets are called, by their numbers; empty ones are left out."""
        names = {
            number: f"{name} set"
            for number, (name, rows, _) in enumerate(self.data.parts)
            if len(rows)
        }
        if self.other is not None:
            names[OTHER] = f"rows of {self.other.name}"
        return names

    @cached_property
    def targets(self) -> Floats:
        """In the data set's units, (N, O); NaN where they are not known."""
        own: Floats = self.data.dataset.targets[self.rows[: self._own]]
        return own if self.other is None else np.concatenate((own, self.other.targets))

    @cached_property
    def classes(self) -> Indices:
        """The class of each sample, (N,); -1 where it is not known."""
        unknown = np.isnan(self.targets).any(axis=1)
        return np.where(unknown, -1, predicted_classes(self.targets))

    def input_column(self, column: int) -> NDArray[Any]:
        """Return one input of all samples, in the data set's units, (N,)."""
        own: NDArray[Any] = self.data.dataset.inputs[self.rows[: self._own], column]
        if self.other is None:
            return own
        return np.concatenate((own, self._inputs_of_others[:, column]))

    def inputs(self, place: int) -> NDArray[Any]:
        """Return all inputs of one sample, in the data set's units, (I,)."""
        if place < self._own:
            values: NDArray[Any] = self.data.dataset.inputs[self.rows[place]]
            return values
        others: NDArray[Any] = self._inputs_of_others[place - self._own]
        return others

    @cached_property
    def _inputs_of_others(self) -> Floats:
        assert self.part is not None
        inputs: Floats = self.data.input_scaling.invert(self.part.inputs)
        if self.other is not None:
            inputs[:, : self.other.inputs.shape[1]] = self.other.inputs
        return inputs

    def sample(self, place: int) -> ProbeSample | None:
        """Return a sample to look at."""
        row = int(self.rows[place])
        if self.sets[place] < len(SETS):
            return sample_of(self.data, row)
        if self.other is None or self.part is None:
            return None
        known = not np.isnan(self.targets[place]).any()
        of_part = place - self._own
        return ProbeSample(
            self._name_of_other(place),
            self.part.inputs[of_part],
            self.part.targets[of_part] if known else None,
            -1,
            self.inputs(place),
            self.targets[place] if known else None,
        )

    def place_of(self, sample: ProbeSample) -> int | None:
        """Return where a sample is in the list; None for one that is not in it."""
        if sample.row >= 0:
            found = np.flatnonzero(self.rows[: self._own] == sample.row)
            return int(found[0]) if len(found) else None
        return self._named.get(sample.name)

    @cached_property
    def _named(self) -> dict[str, int]:
        """Where the rows of another file are, by their names."""
        places = range(self._own, len(self))
        return {self._name_of_other(place): place for place in places}

    def _name_of_other(self, place: int) -> str:
        name = "" if self.other is None else self.other.name
        return f"row {count(int(self.rows[place]) + 1)} of {name}"

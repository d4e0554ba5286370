"""The table of all samples: what its columns are, how it is sorted, and its texts."""

from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.core.types import Floats, Indices
from nnviz.data.other_rows import OtherRows
from nnviz.data.prepared import Part, PreparedData
from nnviz.session.probe import ProbeSample, sample_of
from nnviz.session.sample_figures import SampleFigures
from nnviz.views.numbers import amount, compact, count, signed, significant
from nnviz.views.output.predictions import class_shares, predicted_classes
from nnviz.views.readings import Readings

MOST_INPUTS = 40
"""The most inputs that have a column each."""

ColumnKind = Literal[
    "row", "set", "image", "target", "predicted", "error", "share", "loss", "right"
]
_READ = ("row", "target", "predicted", "error", "share", "loss", "right")
_RIGHT = ("\N{BALLOT X}", "\N{CHECK MARK}")
_SETS = ("training", "test")
OTHER = 2
"""The number of the set that has the rows of another file."""

_whole = partial(compact, digits=6)


@dataclass(frozen=True, slots=True)
class SampleColumn:
    """A column: its title, what it shows, and of which output or input it does."""

    title: str
    kind: ColumnKind | Literal["input"]
    place: int = 0
    tip: str = ""


class SampleList:
    """All samples of a run, by places from 0: training set, test set, other rows.

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
        0 for the training set, 1 for the test set, 2 for other rows, (N,).
    """

    def __init__(
        self, data: PreparedData, other: tuple[OtherRows, Part] | None = None
    ) -> None:
        self.data = data
        self.other = None if other is None else other[0]
        self.part = None if other is None else other[1]
        more = 0 if self.part is None else self.part.samples
        of_sets = len(data.train_rows), len(data.test_rows), more
        self.rows: Indices = np.concatenate(
            (data.train_rows, data.test_rows, np.arange(more))
        )
        self.sets = np.repeat((0, 1, OTHER), of_sets)
        self._own = of_sets[0] + of_sets[1]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def classifies(self) -> bool:
        """Whether the targets are classes."""
        return self.data.dataset.task == "classification"

    @property
    def set_names(self) -> dict[int, str]:
        """What the sets are called, by their numbers; empty ones are left out."""
        names = {0: "training set"}
        if len(self.data.test_rows):
            names[1] = "test set"
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
        if self.sets[place] < len(_SETS):
            return sample_of(self.data, row)
        if self.other is None or self.part is None:
            return None
        known = not np.isnan(self.targets[place]).any()
        return ProbeSample(
            self._name_of_other(place),
            self.part.inputs[row],
            self.part.targets[row] if known else None,
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


@dataclass(frozen=True, slots=True)
class SampleOrder:
    """Which samples are listed, and by which column, worst or largest first."""

    column: int
    descending: bool = True
    of_set: int | None = None
    wrong_only: bool = False


class SampleTable:
    """The samples of a run with what the network makes of them.

    Parameters
    ----------
    listed
        The samples.
    figures
        What the network makes of them; None before that is known.
    """

    def __init__(
        self, listed: SampleList, figures: SampleFigures | None = None
    ) -> None:
        self.listed = listed
        known = figures is not None and len(figures.losses) == len(listed)
        self.figures = figures if known else None
        self.columns = _columns(listed)
        self._exact: tuple[int, Floats, float] | None = None

    def correct(self, place: int, outputs: Floats, loss: float) -> None:
        """Show these figures of one sample, as they are shown elsewhere.

        Many samples are added up in another order than one: of the last digits those
        of the lens count. ``outputs`` (O,) are as the network gives them.
        """
        self._exact = place, outputs, loss

    def place_of_column(self, kind: ColumnKind) -> int:
        """Return where the first column of a kind is."""
        return [column.kind for column in self.columns].index(kind)

    @cached_property
    def outputs(self) -> Floats:
        """In the targets' units, (N, O)."""
        found = self._found.outputs
        if self.listed.classifies:
            return found
        return self.listed.data.target_scaling.invert(found)

    @cached_property
    def predicted(self) -> Indices:
        """The class that is predicted for each sample, (N,)."""
        return predicted_classes(self._found.outputs)

    @cached_property
    def shares(self) -> Floats:
        """The share of the predicted class, (N,)."""
        shares = class_shares(self._found.outputs)
        return shares[np.arange(len(shares)), self.predicted]

    @cached_property
    def right(self) -> Indices:
        """1 where the class is right, 0 where not, -1 where nobody knows, (N,)."""
        classes = self.listed.classes
        sound = np.isfinite(self._found.outputs).all(axis=1)
        return np.where(classes < 0, -1, (classes == self.predicted) & sound)

    @property
    def _found(self) -> SampleFigures:
        assert self.figures is not None
        return self.figures

    def summary(self) -> str:
        """Say how many samples there are, and how many are wrong."""
        text = f"{count(len(self.listed))} samples"
        if self.figures is not None and self.listed.classifies:
            text += f", {count(int((self.right == 0).sum()))} wrong"
        return text

    def order(self, wanted: SampleOrder) -> Indices:
        """Return the places of the samples to list, in order."""
        places: Indices = np.arange(len(self.listed))
        if wanted.of_set is not None:
            places = places[self.listed.sets == wanted.of_set]
        if wanted.wrong_only and self.figures is not None and self.listed.classifies:
            places = places[self.right[places] == 0]
        column = self.columns[min(wanted.column, len(self.columns) - 1)]
        keys = self._keys(column)
        if keys is None:
            return places
        keys = keys[places]
        return places[np.argsort(-keys if wanted.descending else keys, kind="stable")]

    def _keys(self, column: SampleColumn) -> Floats | None:
        """Return what a column is sorted by, (N,); None if it cannot be yet."""
        listed, place = self.listed, column.place
        if column.kind == "input":
            return np.asarray(listed.input_column(place), np.float64)
        if column.kind in ("row", "set"):
            keys = listed.rows if column.kind == "row" else listed.sets
            return np.asarray(keys, np.float64)
        if column.kind == "target":
            targets = listed.classes if listed.classifies else listed.targets[:, place]
            return np.asarray(targets, np.float64)
        return None if self.figures is None else self._figure_keys(column)

    def _figure_keys(self, column: SampleColumn) -> Floats | None:
        listed, place = self.listed, column.place
        if column.kind == "loss":
            losses = np.asarray(self._found.losses, np.float64)
            lost = np.isnan(losses) & ~np.isnan(listed.targets).any(axis=1)
            return np.where(lost, np.inf, losses)
        if column.kind == "error":
            return np.abs(self.outputs[:, place] - listed.targets[:, place])
        if column.kind == "right":
            # The sort puts the largest first: wrong before right.
            return -np.asarray(self.right, np.float64)
        if column.kind == "share":
            return np.asarray(self.shares, np.float64)
        if column.kind == "predicted":
            found = self.predicted if listed.classifies else self.outputs[:, place]
            return np.asarray(found, np.float64)
        return None

    def is_right(self, place: int) -> bool | None:
        """Tell whether a sample is classified right; None if that cannot be told."""
        if self.figures is None or not self.listed.classifies:
            return None
        wanted, outputs = int(self.listed.classes[place]), self._outputs_of(place)
        predicted = predicted_classes(outputs[None])[0]
        sound = bool(np.isfinite(outputs).all())
        return None if wanted < 0 else sound and bool(predicted == wanted)

    def pixels(self, place: int) -> NDArray[Any] | None:
        """Return the picture of a sample, (height, width); None if it is none."""
        shape = self.listed.data.dataset.image_shape
        return None if shape is None else self.listed.inputs(place).reshape(shape)

    def text(self, place: int, column: SampleColumn) -> str:
        """Return what a cell says."""
        listed = self.listed
        if column.kind == "row":
            return count(int(listed.rows[place]) + 1)
        if column.kind == "set":
            return (*_SETS, "file")[int(listed.sets[place])]
        if column.kind == "input":
            return amount(float(listed.inputs(place)[column.place]), _whole)
        if column.kind == "target":
            return self._target_text(place, column.place)
        if self.figures is None or column.kind == "image":
            return ""
        if listed.classifies:
            return self._class_text(place, column)
        return self._value_text(place, column)

    def readings(self, place: int) -> Readings:
        """Return the row of a sample; what the network makes of it, with the moment.

        Names are those of the output's table: ``predicted at 40`` after 40 iterations.
        """
        found = Readings()
        if self.figures is not None:
            at = f" at {self.figures.iteration}"
            for column in self.columns:
                if column.kind in _READ:
                    fixed = column.kind in ("row", "target")
                    name = column.title if column.kind == "target" else column.kind
                    name = f"{name}{self._of_output(column)}{'' if fixed else at}"
                    found.note(name, self.text(place, column))
        return found

    def _of_output(self, column: SampleColumn) -> str:
        """Return which output a column is of, where its kind does not say it."""
        names = self.listed.data.dataset.output_names
        several = not self.listed.classifies and len(names) > 1
        said = not several or column.kind not in ("predicted", "error")
        return "" if said else f" {names[column.place]}"

    def _target_text(self, place: int, output: int) -> str:
        if self.listed.classifies:
            wanted = int(self.listed.classes[place])
            return "" if wanted < 0 else self.listed.data.dataset.class_names[wanted]
        target = float(self.listed.targets[place, output])
        return "" if np.isnan(target) else amount(target, _whole)

    def _class_text(self, place: int, column: SampleColumn) -> str:
        if column.kind == "loss":
            return self._loss_text(place)
        outputs = self._outputs_of(place)[None]
        predicted = int(predicted_classes(outputs)[0])
        if column.kind == "share":
            return significant(float(class_shares(outputs)[0, predicted]), 4)
        if column.kind == "right":
            right = self.is_right(place)
            return "" if right is None else _RIGHT[right]
        return self.listed.data.dataset.class_names[predicted]

    def _value_text(self, place: int, column: SampleColumn) -> str:
        if column.kind == "loss":
            return self._loss_text(place)
        found = self.listed.data.target_scaling.invert(self._outputs_of(place)[None])
        predicted = float(found[0, column.place])
        if column.kind == "predicted":
            return amount(predicted, signed)
        error = predicted - float(self.listed.targets[place, column.place])
        return "" if np.isnan(error) else amount(error, partial(signed, plus=True))

    def _loss_text(self, place: int) -> str:
        if np.isnan(self.listed.targets[place]).any():
            return ""
        exact = self._exact
        here = exact is not None and exact[0] == place
        loss = exact[2] if here and exact else float(self._found.losses[place])
        return significant(loss, 4)

    def _outputs_of(self, place: int) -> Floats:
        """Return the outputs of a sample as the network gives them, (O,)."""
        if self._exact is not None and self._exact[0] == place:
            return self._exact[1]
        outputs: Floats = self._found.outputs[place]
        return outputs


def _columns(listed: SampleList) -> tuple[SampleColumn, ...]:
    dataset = listed.data.dataset
    found = [SampleColumn("row", "row", tip="The row in the data set, from 1")]
    if dataset.image_shape is not None:
        found.append(SampleColumn("", "image", tip="What the network sees"))
    if listed.classifies:
        found += [
            SampleColumn("target", "target"),
            SampleColumn("predicted", "predicted", tip="The most probable class"),
            SampleColumn("loss", "loss", tip="The loss of this sample alone"),
            SampleColumn("", "right", tip="Whether the prediction is right"),
            SampleColumn("P", "share", tip="The probability of the predicted class"),
        ]
    else:
        found += list(_value_columns(dataset.output_names))
    found.append(SampleColumn("set", "set", tip="Which set the sample belongs to"))
    if dataset.image_shape is None:
        found += [
            SampleColumn(name, "input", place, f"Input {name}, in the data's units")
            for place, name in enumerate(dataset.input_names[:MOST_INPUTS])
        ]
    return tuple(found)


def _value_columns(names: tuple[str, ...]) -> list[SampleColumn]:
    """Return the columns of a regression: of each output, and the loss."""
    columns = []
    for place, name in enumerate(names):
        columns += [
            SampleColumn(name, "target", place, f"Target of {name}"),
            SampleColumn("predicted", "predicted", place, f"Prediction of {name}"),
            SampleColumn("error", "error", place, "Prediction minus target"),
        ]
    loss = SampleColumn("loss", "loss", tip="The loss of this sample alone")
    return [*columns[:3], loss, *columns[3:]]

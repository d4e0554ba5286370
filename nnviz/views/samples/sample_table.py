"""The table of all samples: what its columns are, how it is sorted, and its texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.types import Floats, Indices
from nnviz.data.classes import labels_text
from nnviz.files.written_table import Cell, WrittenTable
from nnviz.session.sample_figures import SampleFigures
from nnviz.session.scores import labels_of, told_labels
from nnviz.views.numbers import amount, compact, count, signed, significant
from nnviz.views.output.predictions import class_shares, predicted_classes
from nnviz.views.readings import Readings
from nnviz.views.samples.sample_columns import ColumnKind, SampleColumn, columns_of
from nnviz.views.samples.sample_list import SETS, SampleList

_READ = ("row", "target", "predicted", "error", "share", "loss", "right")

_RIGHT = ("\N{BALLOT X}", "\N{CHECK MARK}")

_whole = partial(compact, digits=6)


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
        self.columns = columns_of(listed)
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
        return self.listed.data.target_scaling.invert(self._found.outputs)

    @cached_property
    def predicted(self) -> Indices:
        """The class that is predicted for each sample, (N,)."""
        return predicted_classes(self.outputs)

    @cached_property
    def shares(self) -> Floats:
        """The share of the predicted class, (N,)."""
        shares = class_shares(self.outputs)
        return shares[np.arange(len(shares)), self.predicted]

    @cached_property
    def right(self) -> Indices:
        """1 where the class is right, 0 where not, -1 where nobody knows, (N,).

        Labels are right if all of a sample are.
        """
        if self.listed.has_labels:
            targets = self.listed.targets
            right = (told_labels(self._found.outputs) == targets).all(axis=1)
            return np.where(np.isnan(targets).any(axis=1), -1, right)
        classes = self.listed.classes
        sound = np.isfinite(self._found.outputs).all(axis=1)
        return np.where(classes < 0, -1, (classes == self.predicted) & sound)

    @property
    def _found(self) -> SampleFigures:
        assert self.figures is not None
        return self.figures

    def summary(self, of_set: int | None = None) -> str:
        """Say how many samples there are, of one set or of all, and how many wrong."""
        places: Indices = np.arange(len(self.listed))
        if of_set is not None:
            places = places[self.listed.sets == of_set]
        text = f"{count(len(places))} sample{'s' * (len(places) != 1)}"
        if self.figures is not None and self.listed.judges and len(places):
            right = self.right[places]
            known = (right >= 0).any()
            wrong = f"{count(int((right == 0).sum()))} wrong"
            text += f", {wrong if known else 'without targets'}"
        return text

    def order(self, wanted: SampleOrder) -> Indices:
        """Return the places of the samples to list, in order."""
        places: Indices = np.arange(len(self.listed))
        if wanted.of_set is not None:
            places = places[self.listed.sets == wanted.of_set]
        if wanted.wrong_only and self.figures is not None and self.listed.judges:
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
            if listed.has_labels:
                return np.asarray(listed.targets.sum(axis=1), np.float64)
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
            shares = self.outputs[:, place] if listed.has_labels else self.shares
            return np.asarray(shares, np.float64)
        if column.kind == "predicted":
            if listed.has_labels:
                return np.asarray(labels_of(self.outputs).sum(axis=1), np.float64)
            found = self.predicted if listed.classifies else self.outputs[:, place]
            return np.asarray(found, np.float64)
        return None

    def is_right(self, place: int) -> bool | None:
        """Tell whether a sample is classified right; None if that cannot be told."""
        if self.figures is None or not self.listed.judges:
            return None
        if self.listed.has_labels:
            targets = self.listed.targets[place]
            told = told_labels(self._outputs_of(place))
            return None if np.isnan(targets).any() else bool((told == targets).all())
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
            return (*SETS, "file")[int(listed.sets[place])]
        if column.kind == "input":
            return amount(float(listed.inputs(place)[column.place]), _whole)
        if column.kind == "target":
            return self._target_text(place, column.place)
        if self.figures is None or column.kind == "image":
            return ""
        if listed.has_labels:
            return self._label_text(place, column)
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

    def written(self, places: Indices) -> WrittenTable:
        """Return some samples, in this order, as a table without their pictures."""
        columns = [column for column in self.columns if column.kind != "image"]
        texts = [[self.text(p, c) for p in places.tolist()] for c in columns]
        exact = [
            self._cells(column, places, shown)
            for column, shown in zip(columns, texts, strict=True)
        ]
        return WrittenTable(
            tuple(f"{c.title or c.kind}{self._of_output(c)}" for c in columns),
            tuple(zip(*texts, strict=True)),
            frozenset(k for k, c in enumerate(columns) if self._has_words(c)),
            tuple(zip(*exact, strict=True)),
            self.summary(),
        )

    def _cells(
        self, column: SampleColumn, places: Indices, texts: list[str]
    ) -> Sequence[Cell]:
        """Return a column with all digits of its numbers; what has none is its text."""
        if column.kind == "row":
            return [int(row) + 1 for row in self.listed.rows[places]]
        known = self.figures is not None or column.kind in ("input", "target")
        if self._has_words(column) or not known:
            return texts
        if column.kind == "error":
            wanted = self.listed.targets[:, column.place]
            keys: Floats | None = self.outputs[:, column.place] - wanted
        else:
            keys = self._keys(column)
        numbers = [] if keys is None else keys[places].tolist()
        # What is not known, such as the loss of a sample without a target, is empty.
        return [
            number if text else "" for number, text in zip(numbers, texts, strict=False)
        ]

    def _has_words(self, column: SampleColumn) -> bool:
        judged = self.listed.judges and column.kind in ("target", "predicted")
        return judged or column.kind in ("set", "right")

    def _of_output(self, column: SampleColumn) -> str:
        """Return which output a column is of, where its kind does not say it."""
        names = self.listed.data.dataset.output_names
        if self.listed.has_labels:
            return f" {names[column.place]}" if column.kind == "share" else ""
        several = not self.listed.classifies and len(names) > 1
        said = not several or column.kind not in ("predicted", "error")
        return "" if said else f" {names[column.place]}"

    def _target_text(self, place: int, output: int) -> str:
        if self.listed.classifies:
            wanted = int(self.listed.classes[place])
            return "" if wanted < 0 else self.listed.data.dataset.class_names[wanted]
        if self.listed.has_labels:
            wanted_labels = self.listed.targets[place]
            unknown = bool(np.isnan(wanted_labels).any())
            names = self.listed.data.dataset.output_names
            return "" if unknown else labels_text(names, wanted_labels)
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

    def _label_text(self, place: int, column: SampleColumn) -> str:
        if column.kind == "loss":
            return self._loss_text(place)
        outputs = self._outputs_of(place)
        if column.kind == "share":
            return significant(float(outputs[column.place]), 4)
        if column.kind == "right":
            right = self.is_right(place)
            return "" if right is None else _RIGHT[right]
        return labels_text(self.listed.data.dataset.output_names, labels_of(outputs))

    def _value_text(self, place: int, column: SampleColumn) -> str:
        if column.kind == "loss":
            return self._loss_text(place)
        predicted = float(self._outputs_of(place)[column.place])
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
        """Return the outputs of a sample, in the targets' units, (O,)."""
        outputs: Floats = self._found.outputs[place]
        if self._exact is not None and self._exact[0] == place:
            outputs = self._exact[1]
        return self.listed.data.target_scaling.invert(outputs)

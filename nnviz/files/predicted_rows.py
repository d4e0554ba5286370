"""Predictions of the rows of a file, written as a table beside what they are of."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from nnviz.core.class_scores import (
    ClassScores,
    LabelScores,
    class_scores,
    label_scores,
)
from nnviz.core.types import Floats, Indices
from nnviz.data.new_rows.other_rows import Columns, OtherRows
from nnviz.session.scores import (
    classes_of,
    labels_of,
    r2_of,
    told_classes,
    told_labels,
)

_BLOCK = 1000
"""Rows that are written at once."""

_DIGITS = {"float32": 9, "float64": 17}
"""Digits by which a number of this precision is known again."""


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """What a network says of N rows.

    Attributes
    ----------
    rows
        The rows.
    outputs
        In the targets' units, (N, O).
    like
        What the data were that the network was trained on.
    precision
        That of the network.
    """

    rows: OtherRows
    outputs: Floats
    like: Columns
    precision: str = "float64"

    @property
    def classes(self) -> Indices:
        """The class that is predicted for each row, (N,); -1 without numbers."""
        return told_classes(self.outputs)

    @property
    def lost(self) -> int:
        """How many rows have outputs that are no numbers."""
        return int((~np.isfinite(self.outputs).all(axis=1)).sum())

    def class_scores(self) -> ClassScores | None:
        """Score the classes by the targets, if the file has them."""
        known = self._known
        if self.like.task != "classification" or not len(known):
            return None
        wanted = classes_of(self.rows.targets[known])
        return class_scores(wanted, self.classes[known], len(self.like.class_names))

    def label_scores(self) -> LabelScores | None:
        """Score the labels by the targets, if the file has them."""
        known = self._known
        if self.like.task != "labels" or not len(known):
            return None
        wanted = labels_of(self.rows.targets[known])
        return label_scores(wanted, told_labels(self.outputs[known]))

    def errors(self) -> Floats | None:
        """Return prediction minus target of the rows that have one, (M, O)."""
        known = self._known
        if self.like.task != "regression" or not len(known):
            return None
        errors: Floats = self.outputs[known] - self.rows.targets[known]
        return errors

    @property
    def r2(self) -> float | None:
        """R2 over the rows that have a target; None if these do not vary."""
        known = self._known
        if self.like.task != "regression" or not len(known):
            return None
        return r2_of(self.outputs[known], self.rows.targets[known])

    @property
    def _known(self) -> Indices:
        """The rows that have a target, (M,)."""
        return np.flatnonzero(np.isfinite(self.rows.targets).all(axis=1))

    def table(self, *, probabilities: bool = False) -> Iterator[str]:
        """Yield the text of a CSV file: each row as it is written, then predictions.

        A row without a prediction has empty cells there. Of a file that is no table,
        rows have their number. With ``probabilities``, the share of each class stands
        before the prediction, and that of each label before its own.

        Raises
        ------
        InputError
            If the file with the rows is gone, or has changed.
        """
        written = self.rows.written
        names = ("row",) if written is None else written.names
        yield _text([(*names, *self._headings(names, probabilities))])
        cells = self._numbers() if written is None else written.rows()
        places = {int(place): row for row, place in enumerate(self.rows.places)}
        shares = self._shares() if probabilities else None
        empty = [""] * len(self._headings(names, probabilities))
        numbered = enumerate(cells)
        while block := list(islice(numbered, _BLOCK)):
            lines = []
            for place, line in block:
                row = places.get(place)
                more = empty if row is None else self._cells(row, shares)
                # A row that is short by R's or a frame's own habits stays aligned.
                padded = [*line, *[""] * (len(names) - len(line))]
                lines.append([*padded, *more])
            yield _text(lines)

    def _headings(self, names: Sequence[str], probabilities: bool) -> list[str]:
        classes, outputs = self.like.class_names, self.like.output_names
        if self.like.task == "labels" and probabilities:
            pairs = ((f"P({name})", f"prediction of {name}") for name in outputs)
            return [_new(name, names) for pair in pairs for name in pair]
        found = [f"P({name})" for name in classes] if probabilities else []
        if classes or len(outputs) == 1:
            found.append("prediction")
        else:
            found += [f"prediction of {name}" for name in outputs]
        return [_new(name, names) for name in found]

    def _numbers(self) -> Iterator[list[str]]:
        for place in range(self.rows.total):
            yield [str(place + 1)]

    def _cells(self, row: int, shares: Floats | None) -> list[str]:
        outputs = self.outputs[row]
        if self.like.task == "labels":
            return self._label_cells(outputs, shares)
        if not np.isfinite(outputs).all():
            count = 0 if shares is None else shares.shape[1]
            return [""] * (count + (1 if self.like.class_names else len(outputs)))
        if not self.like.class_names:
            return [self._written(value) for value in outputs.tolist()]
        said = self.like.class_names[int(classes_of(outputs[None])[0])]
        before = [] if shares is None else shares[row].tolist()
        return [*(self._written(share) for share in before), said]

    def _label_cells(self, outputs: Floats, shares: Floats | None) -> list[str]:
        """Write 1 or 0 for each label, after its probability if that is wanted."""
        cells: list[str] = []
        for share, holds in zip(outputs.tolist(), labels_of(outputs), strict=True):
            sound = np.isfinite(share)
            if shares is not None:
                cells.append(self._written(share) if sound else "")
            cells.append(str(int(holds)) if sound else "")
        return cells

    def _written(self, value: float) -> str:
        """Write a number with the digits that the network gives."""
        if self.precision == "float64":
            return repr(value)
        return f"{value:.{_DIGITS[self.precision]}g}"

    def _shares(self) -> Floats:
        """Return one column for each class, (N, K)."""
        if self.outputs.shape[1] > 1 or self.like.task == "labels":
            return self.outputs
        return np.column_stack((1.0 - self.outputs, self.outputs))


def _new(name: str, names: Sequence[str]) -> str:
    """Return a name that is none of those."""
    while name in names:
        name = f"{name} (nnviz)"
    return name


def _text(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()

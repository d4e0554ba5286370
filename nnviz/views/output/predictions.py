"""A network's answers in the units of the data, alone and beside its targets."""

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.core.network import Network
from nnviz.core.types import Floats, Indices
from nnviz.data.dataset import Task
from nnviz.data.prepared import PreparedData
from nnviz.session.scores import classes_of, told_labels


def answers(network: Network, data: PreparedData, rows: Indices) -> Floats:
    """Return the outputs (N, O) for rows of the data set, in the targets' units."""
    return outputs_for(network, data, data.dataset.inputs[rows])


def outputs_for(network: Network, data: PreparedData, inputs: NDArray[Any]) -> Floats:
    """Return the outputs (N, O) for inputs (N, I), both in the data set's units."""
    outputs = network.predict(data.input_scaling.apply(inputs))
    return data.target_scaling.invert(outputs)


def predicted_classes(outputs: Floats) -> Indices:
    """Return the predicted class (N,) of each row of outputs."""
    return classes_of(outputs)


def class_shares(outputs: Floats) -> Floats:
    """Return one column for each class (N, K); a single output p becomes 1 - p, p."""
    if outputs.shape[1] > 1:
        return outputs
    return np.column_stack((1.0 - outputs, outputs))


def part_of(data: PreparedData, row: int) -> str:
    """Return "train", "test" or "validation": the part that has a row of the data."""
    part = data.part_of(row) or "training"
    return "train" if part == "training" else part


def shown_rows(data: PreparedData) -> Indices:
    """Return the rows to judge by: the test set, or the training set without one."""
    return data.test_rows if len(data.test_rows) else data.train_rows


_SPREAD = 0.3
"""How wide the samples of one answer stand, where a label has a width of 1."""


class TableValues(msgspec.Struct, frozen=True, eq=False):
    """Targets and predictions, (N,) or (N, O) each.

    Parameters
    ----------
    rows
        Which row of the data set each is, (N,).
    part
        "train" or "test".
    names
        Class names in classification, otherwise those of labels or outputs.
    task
        Which of the three it is.
    wanted, predicted
        Class numbers (N,), or values (N, O); of labels 0 or 1, and probabilities.
    shares
        The predicted class's share (N,); None for labels and in regression.
    errors
        What a table is sorted by (N,): 1 minus the share of the right class, the
        largest distance of a probability from its label, or the root of the summed
        squares of predicted minus wanted.
    """

    rows: Indices
    part: str
    names: tuple[str, ...]
    task: Task
    wanted: Floats | Indices
    predicted: Floats | Indices
    shares: Floats | None
    errors: Floats

    @property
    def right(self) -> NDArray[np.bool_]:
        """Which classes (N,) or labels (N, O) are right; all are wrong of values."""
        if self.task == "labels":
            told: NDArray[np.bool_] = (
                told_labels(np.asarray(self.predicted)) == self.wanted
            )
            return told
        return np.asarray(self.wanted == self.predicted)

    @property
    def pairs(self) -> tuple[Floats, Floats]:
        """Where samples are in a small picture, across and up, (M,) each.

        In regression they are target and prediction of the first output, (N,). Labels
        stand beside each other from 0 to O, (O N,) samples: at the left of its own
        those for which it does not hold, at the right those for which it does, by
        their probability.
        """
        if self.task == "labels":
            count, labels = self.wanted.shape
            spread = _SPREAD * (np.arange(count) / max(1, count - 1) - 0.5)
            sides = np.where(self.wanted > 0.5, 0.75, 0.25) + spread[:, None]
            across = np.arange(labels) + sides
            return across.T.ravel(), np.asarray(self.predicted, np.float64).T.ravel()
        wanted = np.asarray(self.wanted[:, 0], np.float64)
        return wanted, np.asarray(self.predicted[:, 0], np.float64)


def table_values(network: Network, data: PreparedData, most: int = 2000) -> TableValues:
    """Compare predictions and targets of the test set (else of the training set)."""
    rows = shown_rows(data)[:most]
    part = "test" if len(data.test_rows) else "train"
    outputs = answers(network, data, rows)
    targets = data.dataset.targets[rows]
    if data.dataset.task == "classification":
        return _classes(rows, part, data.dataset.class_names, outputs, targets)
    names, task = data.dataset.output_names, data.dataset.task
    if task == "labels":
        errors = np.abs(outputs - targets).max(axis=1)
    else:
        errors = np.sqrt(np.square(outputs - targets).sum(axis=1))
    return TableValues(rows, part, names, task, targets, outputs, None, errors)


def _classes(
    rows: Indices, part: str, names: tuple[str, ...], outputs: Floats, targets: Floats
) -> TableValues:
    shares, each = class_shares(outputs), np.arange(len(rows))
    wanted, predicted = predicted_classes(targets), predicted_classes(outputs)
    return TableValues(
        rows,
        part,
        names,
        "classification",
        wanted,
        predicted,
        shares[each, predicted],
        1.0 - shares[each, wanted],
    )

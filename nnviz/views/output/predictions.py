"""A network's answers in the units of the data, alone and beside its targets."""

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.core.network import Network
from nnviz.core.types import Floats, Indices
from nnviz.data.prepared import PreparedData
from nnviz.session.scores import classes_of


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
    """Return "train" or "test": the part that contains a row of the data set."""
    return "test" if bool(np.any(data.test_rows == row)) else "train"


def shown_rows(data: PreparedData) -> Indices:
    """Return the rows to judge by: the test part, or the training part without one."""
    return data.test_rows if len(data.test_rows) else data.train_rows


class TableValues(msgspec.Struct, frozen=True, eq=False):
    """Targets and predictions, (N,) or (N, O) each.

    Parameters
    ----------
    rows
        Which row of the data set each is, (N,).
    part
        "train" or "test".
    names
        Class names in classification, output names in regression.
    classification
        Which of the two it is.
    wanted, predicted
        Class numbers (N,), or values (N, O).
    shares
        The predicted class's share (N,); None in regression.
    errors
        What a table is sorted by (N,): 1 minus the share of the right class, or the
        root of the summed squares of predicted minus wanted.
    """

    rows: Indices
    part: str
    names: tuple[str, ...]
    classification: bool
    wanted: Floats | Indices
    predicted: Floats | Indices
    shares: Floats | None
    errors: Floats

    @property
    def pairs(self) -> tuple[Floats, Floats]:
        """Target and prediction of the first output in regression, (N,) each."""
        wanted = np.asarray(self.wanted[:, 0], np.float64)
        return wanted, np.asarray(self.predicted[:, 0], np.float64)


def table_values(network: Network, data: PreparedData, most: int = 2000) -> TableValues:
    """Compare predictions and targets of the test part (else of the training part)."""
    rows = shown_rows(data)[:most]
    part = "test" if len(data.test_rows) else "train"
    outputs = answers(network, data, rows)
    targets = data.dataset.targets[rows]
    if data.dataset.task == "classification":
        return _classes(rows, part, data.dataset.class_names, outputs, targets)
    errors = np.sqrt(np.square(outputs - targets).sum(axis=1))
    names = data.dataset.output_names
    return TableValues(rows, part, names, False, targets, outputs, None, errors)


def _classes(
    rows: Indices, part: str, names: tuple[str, ...], outputs: Floats, targets: Floats
) -> TableValues:
    shares, each = class_shares(outputs), np.arange(len(rows))
    wanted, predicted = predicted_classes(targets), predicted_classes(outputs)
    return TableValues(
        rows,
        part,
        names,
        True,
        wanted,
        predicted,
        shares[each, predicted],
        1.0 - shares[each, wanted],
    )

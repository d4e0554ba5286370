"""Predictions beside targets, one row for each sample."""

import msgspec
import numpy as np

from nnviz.core.network import Network
from nnviz.core.types import Floats, Indices
from nnviz.data.prepared import PreparedData
from nnviz.ui.output.predictions import (
    answers,
    class_shares,
    predicted_classes,
    shown_rows,
)


class TableValues(msgspec.Struct, frozen=True, eq=False):
    """What was wanted and what came out, (N,) or (N, O) each.

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
        What a table is sorted by (N,): 1 minus the share of the wanted class, or
        the root of the summed squares of predicted minus wanted.
    """

    rows: Indices
    part: str
    names: tuple[str, ...]
    classification: bool
    wanted: Floats | Indices
    predicted: Floats | Indices
    shares: Floats | None
    errors: Floats


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

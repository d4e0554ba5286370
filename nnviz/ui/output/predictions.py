"""What a network answers in the units of the data, without any Qt."""

from typing import Any

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
    """Return the class (N,) that each row of outputs stands for."""
    return classes_of(outputs)


def class_shares(outputs: Floats) -> Floats:
    """Return one column for each class (N, K); a single output p becomes 1 - p, p."""
    if outputs.shape[1] > 1:
        return outputs
    return np.column_stack((1.0 - outputs, outputs))


def part_of(data: PreparedData, row: int) -> str:
    """Return "train" or "test": the part that a row of the data set is in."""
    return "test" if bool(np.any(data.test_rows == row)) else "train"


def shown_rows(data: PreparedData) -> Indices:
    """Return the rows to judge by: the test part, or the training part without one."""
    return data.test_rows if len(data.test_rows) else data.train_rows

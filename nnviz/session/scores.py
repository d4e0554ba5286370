"""Scores a network on a set of samples."""

from dataclasses import dataclass

import numpy as np

from nnviz.core.loss import Loss
from nnviz.core.network import Network
from nnviz.core.penalty import Penalty
from nnviz.core.types import Floats, Indices

_CHUNK = 2048

NAMED = 12
"""The number of first samples whose predicted classes are part of a score."""


@dataclass(frozen=True, slots=True)
class Score:
    """Cost, and accuracy (classification) or R2 (regression), over ``samples``.

    The cost includes the penalty, as the cost of a batch does. R2 is 1 minus the ratio
    of the squared error to that of always predicting the mean, averaged over the
    outputs; it is None if the targets do not vary. ``first`` has the predicted classes
    of the first few samples. ``penalty`` is the part of the cost that L1 and L2 add to
    the mean loss; it is not kept in files.
    """

    samples: int
    cost: float
    accuracy: float | None = None
    r2: float | None = None
    first: tuple[int, ...] = ()
    penalty: float = 0.0

    @property
    def measure(self) -> float | None:
        """The accuracy if there is one, else R2."""
        return self.r2 if self.accuracy is None else self.accuracy


def score(
    network: Network,
    loss: Loss,
    penalty: Penalty,
    samples: tuple[Floats, Floats],
    *,
    classification: bool,
) -> Score:
    """Score a network on inputs (N, I) and targets (N, O).

    With several outputs the largest one decides the class; a single output is compared
    with 0.5.
    """
    inputs, targets = samples
    added = penalty.value(network.parameters, network.layout)
    total = added * len(inputs)
    outputs = np.empty_like(targets)
    for start in range(0, len(inputs), _CHUNK):
        rows = slice(start, start + _CHUNK)
        layer = network.output_layer(inputs[rows])
        losses = loss.losses(layer.z, layer.a, targets[rows].T)
        total += float(losses.sum(dtype=np.float64))
        outputs[rows] = layer.a.T
    cost = total / len(inputs)
    if classification:
        # Without this a row of NaN could count as right by accident.
        sound = np.isfinite(outputs).all(axis=1)
        predicted = classes_of(outputs)
        right = sound & (predicted == classes_of(targets))
        first = tuple(predicted[:NAMED].tolist())
        accuracy = float(right.mean())
        return Score(len(inputs), cost, accuracy, first=first, penalty=added)
    return Score(len(inputs), cost, r2=_r2(outputs, targets), penalty=added)


def classes_of(outputs: Floats) -> Indices:
    """Return the class of each row of outputs (N, O), (N,)."""
    if outputs.shape[1] == 1:
        return (outputs[:, 0] >= 0.5).astype(np.intp)
    classes: Indices = outputs.argmax(axis=1)
    return classes


def _r2(outputs: Floats, targets: Floats) -> float | None:
    error = np.square(outputs - targets, dtype=np.float64).sum(axis=0)
    spread = np.square(targets - targets.mean(axis=0), dtype=np.float64).sum(axis=0)
    if not (spread > 0.0).all():
        return None
    return float((1.0 - error / spread).mean())

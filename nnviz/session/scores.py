"""Scores a network on a set of samples."""

from dataclasses import dataclass

import numpy as np

from nnviz.core.class_scores import (
    UNKNOWN,
    ClassScores,
    LabelScores,
    class_scores,
    label_scores,
)
from nnviz.core.functions.loss import Loss
from nnviz.core.network import Network
from nnviz.core.penalty import Penalty
from nnviz.core.types import Floats, Indices
from nnviz.data.dataset import Task
from nnviz.data.prepared import Part, PreparedData

_CHUNK = 2048

NAMED = 12
"""The number of first samples whose predicted classes are part of a score."""


@dataclass(frozen=True, slots=True)
class Score:
    """Cost, and accuracy (classes, labels) or R2 (regression), over ``samples``.

    The cost includes class weights and the penalty, as the cost of a batch does. The
    accuracy of labels is the share of all labels of all samples that are right. R2 is 1
    minus the ratio of the squared error to that of always predicting the mean, averaged
    over the outputs whose targets vary; it is None if none do. ``first`` has the
    predicted classes of the first few samples. ``penalty`` is the part of the cost that
    L1 and L2 add to the mean loss; it is not kept in files.
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
    task: Task,
    middle: float = 0.5,
) -> Score:
    """Score a network on inputs (N, I) and targets (N, O).

    With several outputs the largest one decides the class; a single output, and that of
    a label, is compared with the ``middle`` of its two targets.
    """
    inputs, targets = samples
    added = penalty.value(network.parameters, network.layout)
    total = added * len(inputs)
    outputs = np.empty_like(targets)
    for start in range(0, len(inputs), _CHUNK):
        rows = slice(start, start + _CHUNK)
        layer = network.output_layer(inputs[rows])
        wanted = targets[rows].T
        losses = loss.weighted(loss.losses(layer.z, layer.a, wanted), wanted)
        total += float(losses.sum(dtype=np.float64))
        outputs[rows] = layer.a.T
    cost = total / len(inputs)
    if task == "labels":
        accuracy = float((told_labels(outputs) == labels_of(targets)).mean())
        return Score(len(inputs), cost, accuracy, penalty=added)
    if task == "classification":
        predicted = classes_of(outputs, middle)
        right = told_classes(outputs, middle) == classes_of(targets, middle)
        first = tuple(predicted[:NAMED].tolist())
        accuracy = float(right.mean())
        return Score(len(inputs), cost, accuracy, first=first, penalty=added)
    return Score(len(inputs), cost, r2=r2_of(outputs, targets), penalty=added)


def classes_of(outputs: Floats, middle: float = 0.5) -> Indices:
    """Return the class of each row of outputs (N, O), (N,)."""
    if outputs.shape[1] == 1:
        return (outputs[:, 0] >= middle).astype(np.intp)
    classes: Indices = outputs.argmax(axis=1)
    return classes


def told_classes(outputs: Floats, middle: float = 0.5) -> Indices:
    """Return the class of each row of outputs (N, O), (N,); `UNKNOWN` without numbers.

    A row of NaN could be right by accident otherwise.
    """
    sound = np.isfinite(outputs).all(axis=1)
    return np.where(sound, classes_of(outputs, middle), UNKNOWN)


def labels_of(outputs: Floats) -> Indices:
    """Return which labels hold, 1 or 0, for outputs of shape (N, O)."""
    return (outputs >= 0.5).astype(np.intp)


def told_labels(outputs: Floats) -> Indices:
    """Return which labels hold (N, O); `UNKNOWN` where an output is no number."""
    return np.where(np.isfinite(outputs), labels_of(outputs), UNKNOWN)


@np.errstate(all="ignore")
def class_scores_of(network: Network, data: PreparedData, part: Part) -> ClassScores:
    """Score how a network tells the classes of a part of the data apart."""
    predicted = told_classes(_outputs_of(network, part), data.middle)
    wanted = classes_of(part.targets, data.middle)
    return class_scores(wanted, predicted, len(data.dataset.class_names))


@np.errstate(all="ignore")
def label_scores_of(network: Network, part: Part) -> LabelScores:
    """Score how a network tells the labels of a part."""
    told = told_labels(_outputs_of(network, part))
    return label_scores(labels_of(part.targets), told)


def r2_of(outputs: Floats, targets: Floats) -> float | None:
    """Return R2 over the outputs whose targets (N, O) vary; None if none do."""
    varies = (targets != targets[:1]).any(axis=0)
    if not varies.any():
        return None
    outputs, targets = outputs[:, varies], targets[:, varies]
    error = np.square(outputs - targets, dtype=np.float64).sum(axis=0)
    spread = np.square(targets - targets.mean(axis=0), dtype=np.float64).sum(axis=0)
    if not (spread > 0.0).all():
        return None
    return float((1.0 - error / spread).mean())


def _outputs_of(network: Network, part: Part) -> Floats:
    """Return the outputs for all samples of a part, (N, O)."""
    outputs = np.empty_like(part.targets)
    for start in range(0, part.samples, _CHUNK):
        rows = slice(start, start + _CHUNK)
        outputs[rows] = network.output_layer(part.inputs[rows]).a.T
    return outputs

"""Images and their classes: one sample, the confusion matrix, the mistakes."""

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.core.class_scores import (
    ClassScores,
    LabelScores,
    class_scores,
    label_scores,
)
from nnviz.core.network import Network
from nnviz.core.types import Floats, Indices
from nnviz.data.prepared import PreparedData
from nnviz.session.probe import ProbeSample
from nnviz.session.scores import labels_of, told_classes, told_labels
from nnviz.views.numbers import count, percent
from nnviz.views.output.predictions import (
    answers,
    class_shares,
    outputs_for,
    predicted_classes,
    shown_rows,
)


class SampleValues(msgspec.Struct, frozen=True, eq=False):
    """One image and the network's answer to it.

    Parameters
    ----------
    name
        What the sample is called: "test sample 17".
    pixels
        Shape (height, width), in the data set's units.
    brightest
        The pixel value to show brightest.
    shares
        The outputs as one number for each class, (K,).
    wanted, predicted
        Class numbers; of a picture that nobody has named, ``wanted`` is None.
    quantity
        The program's name for the outputs, if there is one for each class.
    """

    name: str
    pixels: NDArray[Any]
    brightest: float
    shares: Floats
    wanted: int | None
    predicted: int
    quantity: str = ""


class ClassShares(msgspec.Struct, frozen=True, eq=False):
    """A network's answer to one sample.

    Parameters
    ----------
    names
        Of the classes.
    shares
        The share of each class, (K,); None before there is an answer.
    wanted
        The right class; None if it is unknown.
    quantity
        The program's name for the shares, "" if it has none.
    """

    names: tuple[str, ...]
    shares: Floats | None = None
    wanted: int | None = None
    quantity: str = ""


class Confusion(msgspec.Struct, frozen=True, eq=False):
    """How well K classes or labels are told, and in which part: "train" or "test"."""

    scores: ClassScores | LabelScores
    part: str

    @property
    def counts(self) -> Indices:
        """How many samples of each class (row) were predicted as each, (K, K).

        Labels, which are not told apart from each other, have none: (0, 0).
        """
        if isinstance(self.scores, LabelScores):
            return np.zeros((0, 0), np.intp)
        return self.scores.counts

    @property
    def summary(self) -> str:
        """Say how many samples, or labels, are right: "9 of 10 test samples …"."""
        scores = self.scores
        if isinstance(scores, LabelScores):
            return (
                f"all labels right for {percent(scores.exact)} of {self.part} samples; "
                f"labels correct: {percent(scores.accuracy)}"
            )
        right, of = int(scores.counts.trace()), int(scores.samples.sum())
        return (
            f"{count(right)} of {count(of)} {self.part} samples correct: "
            f"{percent(right / max(1, of))}"
        )


class Misclassified(msgspec.Struct, frozen=True, eq=False):
    """A sample predicted as another class, and the share of that class."""

    row: int
    pixels: NDArray[Any]
    wanted: int
    predicted: int
    share: float


class Overview(msgspec.Struct, frozen=True, eq=False):
    """The network's results on all samples of a part.

    Parameters
    ----------
    mistakes
        The most confident first, as many as requested.
    mistake_count
        The number of all mistakes.
    """

    confusion: Confusion
    mistakes: tuple[Misclassified, ...]
    mistake_count: int


@np.errstate(all="ignore")
def sample_values(
    network: Network,
    data: PreparedData,
    sample: ProbeSample,
    known: Floats | None = None,
) -> SampleValues:
    """Return the network's answer to a sample.

    Its outputs (O,) are computed unless they are ``known``.
    """
    if known is None:
        known = network.predict(sample.inputs[None, :])[0]
    outputs = data.target_scaling.invert(np.asarray(known[None, :], np.float64))
    wanted = sample.wanted
    pixels = np.zeros(len(sample.inputs)) if sample.values is None else sample.values
    return SampleValues(
        sample.name,
        pixels.reshape(data.dataset.image_shape),
        brightest(data),
        class_shares(outputs)[0],
        None if wanted is None else _class_of(wanted),
        int(predicted_classes(outputs)[0]),
        f"a{len(network.sizes) - 1}" if outputs.shape[1] > 1 else "",
    )


@np.errstate(all="ignore")
def overview(network: Network, data: PreparedData, most: int = 120) -> Overview:
    """Judge the test set, or the training set where there is no test set."""
    rows = shown_rows(data)
    outputs = answers(network, data, rows)
    part = "test" if len(data.test_rows) else "train"
    if data.dataset.task == "labels":
        wanted_labels = labels_of(data.dataset.targets[rows])
        found = label_scores(wanted_labels, told_labels(outputs))
        return Overview(Confusion(found, part), (), 0)
    wanted = predicted_classes(data.dataset.targets[rows])
    predicted, told = predicted_classes(outputs), told_classes(outputs)
    scores = class_scores(wanted, told, len(data.dataset.class_names))
    shares = class_shares(outputs)[np.arange(len(rows)), predicted]
    wrong = np.flatnonzero(wanted != told)
    surest = wrong[np.argsort(-shares[wrong], kind="stable")][:most]
    shape = data.dataset.image_shape or (data.dataset.input_count,)
    mistakes = tuple(
        Misclassified(
            int(rows[k]),
            data.dataset.inputs[rows[k]].reshape(shape),
            int(wanted[k]),
            int(predicted[k]),
            float(shares[k]),
        )
        for k in surest
    )
    return Overview(Confusion(scores, part), mistakes, len(wrong))


@np.errstate(all="ignore")
def shares_of_drawing(
    network: Network, data: PreparedData, pixels: NDArray[Any]
) -> Floats:
    """Return the share of each class (K,) for pixels (I,) in the data set's units."""
    shares: Floats = class_shares(outputs_for(network, data, pixels[None, :]))[0]
    return shares


def brightest(data: PreparedData) -> float:
    """Return the pixel value that is shown brightest."""
    if data.dataset.input_range is not None:
        return float(data.dataset.input_range[1])
    return float(data.dataset.inputs[: len(data.train_rows)].max()) or 1.0


def _class_of(targets: Floats) -> int:
    return int(predicted_classes(targets[None, :])[0])

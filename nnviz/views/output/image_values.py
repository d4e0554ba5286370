"""Images and their classes: one sample, the confusion matrix, the mistakes."""

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.core.network import Network
from nnviz.core.types import Floats, Indices
from nnviz.data.prepared import PreparedData
from nnviz.session.probe import ProbeSample
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
    """How many samples of each class (row) were predicted as each class (column).

    Parameters
    ----------
    counts
        Shape (K, K).
    part
        "train" or "test".
    """

    counts: Indices
    part: str


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
    outputs, wanted = np.asarray(known[None, :], np.float64), sample.wanted
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
    """Judge the test part, or the training part where there is no test part."""
    rows = shown_rows(data)
    outputs = answers(network, data, rows)
    wanted = predicted_classes(data.dataset.targets[rows])
    predicted = predicted_classes(outputs)
    counts = confusion_counts(wanted, predicted, len(data.dataset.class_names))
    part = "test" if len(data.test_rows) else "train"
    shares = class_shares(outputs)[np.arange(len(rows)), predicted]
    wrong = np.flatnonzero(wanted != predicted)
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
    return Overview(Confusion(counts, part), mistakes, len(wrong))


def confusion_counts(wanted: Indices, predicted: Indices, classes: int) -> Indices:
    """Count pairs of wanted (row) and predicted (column) classes, (K, K)."""
    pairs = np.bincount(wanted * classes + predicted, minlength=classes * classes)
    return pairs.reshape(classes, classes)


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

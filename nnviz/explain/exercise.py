"""An exercise: a number to compute by hand, and what common mistakes would give."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnviz.core.errors import InputError
from nnviz.core.trace import Trace
from nnviz.core.types import Floats
from nnviz.explain.arithmetic.gradient_steps import (
    inputs_over_batch,
    parameter,
    sample_gradients,
)
from nnviz.explain.explanation import Entry
from nnviz.explain.selection import BIAS, Selection
from nnviz.explain.structure import Structure
from nnviz.explain.traced_sample import TracedSample
from nnviz.explain.validate_selection import check_selection

Asked = Literal["z", "a", "delta", "gradient"]


@dataclass(frozen=True, slots=True)
class Slip:
    """A common mistake: its short name, a sentence on it, and the number it gives."""

    name: str
    words: str
    value: float


@dataclass(frozen=True, slots=True)
class Exercise:
    """A number to compute, and the common mistakes to recognise."""

    question: str
    answer: Entry
    slips: tuple[Slip, ...]


def exercise_of(
    trace: Trace, structure: Structure, selection: Selection, asked: Asked
) -> Exercise:
    """Ask for z, a or delta of a neuron, or the gradient of an edge (-1: the bias).

    Raises
    ------
    InputError
        If the selection does not exist or is an input.
    """
    check_selection(trace, structure, selection)
    if selection.layer == 0:
        raise InputError("inputs come from the data: choose a neuron of layer 1 or up")
    moment = TracedSample(trace, structure, selection.sample)
    with np.errstate(all="ignore"):
        if asked == "gradient":
            return _gradient(moment, selection)
        return _of_neuron(moment, selection, asked)


def _of_neuron(
    moment: TracedSample, selection: Selection, asked: Literal["z", "a", "delta"]
) -> Exercise:
    layer, neuron = selection.layer, selection.neuron
    name = moment.structure.neuron_name(layer, neuron)
    answer = moment.of_sample(f"{asked}{layer}", neuron)
    slips = {"z": _z_slips, "a": _a_slips, "delta": _delta_slips}[asked]
    what = {
        "z": "the weighted sum z",
        "a": "the activation a",
        "delta": "delta, dL/dz,",
    }[asked]
    return Exercise(
        f"What is {what} of {name} for sample {moment.sample + 1}?",
        answer,
        (*slips(moment, layer, neuron), _sign(answer.value)),
    )


def _sign(answer: float) -> Slip:
    return Slip("sign", "The size is right, but the sign is wrong.", -answer)


def _transposed(weights: Floats, neuron: int, values: Floats) -> float | None:
    """Return the sum over the wrong axis, which is possible if the weights are square.

    ``weights`` are (O, I) and ``values`` (I,).
    """
    rows, columns = weights.shape
    return float(weights[:, neuron].dot(values)) if rows == columns > 1 else None


def _z_slips(moment: TracedSample, layer: int, neuron: int) -> Iterator[Slip]:
    trace, sources = moment.trace, moment.sources(layer)
    z = float(moment.row(f"z{layer}")[neuron])
    bias = float(trace[f"b{layer}"][neuron])
    # From z itself: the sum without its bias, and with the bias of the wrong sign.
    yield Slip("forgot the bias", "The bias is missing: add it at the end.", z - bias)
    yield Slip("bias subtracted", "Add the bias, do not subtract it.", z - 2.0 * bias)
    wrong = _transposed(trace[f"W{layer}"], neuron, sources)
    if wrong is not None:
        yield Slip(
            "transpose",
            "These are the weights in a column of W: a neuron's weights are a row.",
            wrong + bias,
        )
    yield Slip(
        "activation applied",
        "This is a; z is the sum before the activation function.",
        float(moment.row(f"a{layer}")[neuron]),
    )


def _a_slips(moment: TracedSample, layer: int, neuron: int) -> Iterator[Slip]:
    activation = moment.structure.activation(layer)
    z, bias = moment.row(f"z{layer}"), moment.trace[f"b{layer}"]
    yield Slip(
        "activation not applied",
        f"This is z: apply the activation function {activation.label} to it.",
        float(z[neuron]),
    )
    if activation.name == "softmax":
        yield Slip(
            "not divided",
            "This is the exponential: divide it by the sum of all exponentials.",
            float(moment.row(f"exponentials{layer}")[neuron]),
        )
    # All neurons of the layer at once, as a softmax needs them: (n, 1), one sample.
    without = (z - bias)[:, None]
    a = np.empty_like(without)
    activation.evaluate(without, a)
    yield Slip("forgot the bias", "The bias is missing in z.", float(a[neuron, 0]))


def _delta_slips(moment: TracedSample, layer: int, neuron: int) -> Iterator[Slip]:
    yield Slip(
        "1/m too early",
        "This is delta divided by the batch size: the mean comes later, in the "
        "gradient.",
        float(moment.row(f"delta{layer}")[neuron]) / moment.samples,
    )
    structure = moment.structure
    if layer == structure.last and structure.joint:
        delta = float(moment.row(f"delta{layer}")[neuron])
        a = float(moment.row(f"a{layer}")[neuron])
        # a (1 - a) is the slope of sigmoid, and the diagonal of softmax's Jacobian.
        yield Slip(
            "f' that cancels",
            "It is just a - y: with this loss the slope of the activation cancels.",
            delta * a * (1.0 - a),
        )
        return
    yield Slip(
        "forgot f'",
        "The slope of the activation is missing: multiply by f'(z).",
        float(moment.row(f"da{layer}")[neuron]),
    )
    if layer < structure.last:
        yield from _back_slips(moment, layer, neuron)


def _back_slips(moment: TracedSample, layer: int, neuron: int) -> Iterator[Slip]:
    # Of the transpose the right weights are a row; _transposed takes the column.
    weights = moment.trace[f"W{layer + 1}"].T
    wrong = _transposed(weights, neuron, moment.row(f"delta{layer + 1}"))
    if wrong is None or f"slope{layer}" not in moment.trace:
        return
    yield Slip(
        "transpose",
        "These are the weights into a neuron of the next layer: on the way back, use "
        "the column of W, the weights that leave this neuron.",
        wrong * float(moment.row(f"slope{layer}")[neuron]),
    )


def _gradient(moment: TracedSample, selection: Selection) -> Exercise:
    layer, neuron, column = selection.layer, selection.neuron, selection.column
    name = moment.structure.neuron_name(layer, neuron)
    quantity, index = parameter(layer, neuron, column)
    answer = moment.shared(f"d{quantity}", *index)
    what = "bias" if column == BIAS else f"weight {column + 1}"
    return Exercise(
        f"What is the gradient of the {what} of {name}, averaged over the batch of "
        f"{moment.samples}?",
        answer,
        (*_gradient_slips(moment, selection, answer.value), _sign(answer.value)),
    )


def _gradient_slips(
    moment: TracedSample, selection: Selection, answer: float
) -> Iterator[Slip]:
    layer, neuron, column = selection.layer, selection.neuron, selection.column
    own = sample_gradients(moment, layer, neuron, column)
    # What the penalty adds, 0 without one: slips in the data's part keep it.
    penalty = answer - float(own.mean())
    yield Slip(
        "forgot 1/m",
        f"This is the sum over the batch: divide by its {moment.samples} samples.",
        float(own.sum()) + penalty,
    )
    yield Slip(
        "one sample only",
        "This is the gradient of this sample alone: take the mean over the batch.",
        float(own[moment.sample]),
    )
    if moment.weighted:
        yield Slip(
            "forgot the class weights",
            "Each sample's gradient counts as often as its class weighs.",
            float((own / moment.class_weights).mean()) + penalty,
        )
    if moment.penalized:
        quantity, index = parameter(layer, neuron, column)
        yield Slip(
            "forgot the penalty",
            "The gradient of the penalty is missing.",
            float(moment.trace[f"d{quantity}_data"][index]),
        )
    yield from _slope_slips(moment, selection, penalty)
    weights = moment.trace[f"dW{layer}"]
    if column != BIAS and weights.shape[0] == weights.shape[1]:
        yield Slip(
            "transpose",
            "Row and column are swapped: this is the gradient of another weight.",
            float(weights[column, neuron]),
        )


def _slope_slips(
    moment: TracedSample, selection: Selection, penalty: float
) -> Iterator[Slip]:
    """Yield the mistakes of leaving out f' of this layer, or f of the one before."""
    layer, neuron, column = selection.layer, selection.neuron, selection.column
    trace, weights = moment.trace, moment.class_weights
    if f"slope{layer}" in trace:
        da = trace[f"da{layer}"][:, neuron]
        inputs = inputs_over_batch(moment, layer, column)
        yield Slip(
            "forgot f'",
            "The slope of the activation is missing in delta.",
            float((weights * da * inputs).mean()) + penalty,
        )
    if layer > 1 and column != BIAS:
        z = trace[f"z{layer - 1}"][:, column]
        deltas = trace[f"delta{layer}"][:, neuron]
        yield Slip(
            "activation not applied",
            "The input of this layer is a of the previous layer, not its z.",
            float((weights * deltas * z).mean()) + penalty,
        )

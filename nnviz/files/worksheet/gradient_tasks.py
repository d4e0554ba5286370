"""The gradient tasks of a worksheet."""

from collections.abc import Iterator

import numpy as np

from nnviz.explain.explanation import Entry
from nnviz.explain.gradient_steps import (
    gradient_of,
    parameter,
    parameter_tex,
    sample_gradients,
)
from nnviz.explain.latex_sums import sum_numbers
from nnviz.explain.notation import factor, numbered, of_layer, tex
from nnviz.explain.selection import BIAS
from nnviz.explain.traced_sample import TracedSample
from nnviz.files.worksheet.sheet import Blank, SheetTask, Step, step_of

Place = tuple[int, int, int]
"""Layer, neuron and column of a weight; the column -1 stands for the bias."""

_DELTA = r"\delta"


def gradients(moment: TracedSample) -> SheetTask:
    """Ask for the gradients of all weights and biases."""
    layers = range(1, moment.structure.last + 1)
    places = [place for layer in layers for place in places_of(moment, layer)]
    words = (
        "The gradient of a weight is the delta of its neuron times the weight's input; "
        "the gradient of a bias is the delta itself."
    )
    rules = [
        rf"{_slope('L', (layer, 0, 0))} = {of_layer(_DELTA, layer, 0)} \, "
        rf"{_source_tex(layer, 0)}"
        for layer in layers
    ]
    if moment.samples == 1:
        words += " The batch is this one sample, so its loss L is the cost C."
    else:
        words += (
            " The gradient of the batch is the mean over its samples; the sum over the "
            "other samples is given."
        )
        rules.append(
            r"\frac{\partial C}{\partial w} = \frac{1}{N} \sum_n "
            r"\frac{\partial L_n}{\partial w}"
        )
    blanks = tuple(_gradient(moment, place) for place in places)
    return SheetTask("Gradients", words, tuple(rules), blanks, short=True)


def places_of(moment: TracedSample, layer: int) -> Iterator[Place]:
    """Yield a layer's weights neuron by neuron, each neuron's bias after them."""
    sizes = moment.structure.sizes
    for row in range(sizes[layer]):
        for column in (*range(sizes[layer - 1]), BIAS):
            yield layer, row, column


def _gradient(moment: TracedSample, place: Place) -> Blank:
    (found,) = gradient_of(moment, *place)
    symbol = _slope("C", place)
    if moment.samples > 1:
        steps = _own(moment, place), step_of(found)
        return Blank(symbol, steps, _sum_of_others(moment, place), "others")
    terms = found.terms
    assert terms is not None
    numbers = sum_numbers(symbol, terms)
    step = Step(found.title, found.words, numbers, found.result)
    return Blank(symbol, (step,))


def _own(moment: TracedSample, place: Place) -> Step:
    """Return this sample's own gradient, before the mean over the batch."""
    layer, row, column = place
    delta = moment.of_sample(f"delta{layer}", row)
    value = float(sample_gradients(moment, *place)[moment.sample])
    numbers = tex(delta.value)
    if column != BIAS:
        numbers = (
            rf"{factor(delta.value)} \cdot {factor(moment.source(layer, column).value)}"
        )
    entry = Entry(f"gradient of sample {moment.sample + 1}", value)
    numbers = f"{_slope('L', place)} = {numbers}"
    if column != BIAS:
        numbers += f" = {tex(value)}"
    return Step("This sample's gradient", "", numbers, entry)


def _sum_of_others(moment: TracedSample, place: Place) -> Entry:
    """Return the sum of the gradients of the samples that are not worked out."""
    name, index = parameter(*place)
    others = np.delete(sample_gradients(moment, *place), moment.sample)
    what = f"gradients by {numbered(name, *index)} of the other samples"
    return Entry(what, float(others.sum()))


def _slope(of: str, place: Place) -> str:
    return rf"\frac{{\partial {of}}}{{\partial {parameter_tex(*place)}}}"


def _source_tex(layer: int, column: int) -> str:
    return of_layer("a", layer - 1, column) if layer > 1 else f"x_{{{column + 1}}}"

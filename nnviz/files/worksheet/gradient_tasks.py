"""The gradient tasks of a worksheet."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nnviz.explain.arithmetic.gradient_steps import (
    gradient_of,
    parameter,
    parameter_tex,
    sample_gradients,
)
from nnviz.explain.arithmetic.latex_sums import sum_numbers
from nnviz.explain.explanation import Entry
from nnviz.explain.notation import added, factor, numbered, of_layer, tex
from nnviz.explain.selection import BIAS
from nnviz.explain.traced_sample import TracedSample
from nnviz.files.worksheet.sheet import Blank, SheetTask, Step, step_of

Place = tuple[int, int, int]
"""Layer, neuron and column of a weight; the column -1 stands for the bias."""

_DELTA = r"\delta"
_BOTH = "(C + R)"
"""The cost with the penalty, as training sees it."""


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
    times = moment.structure.loss.weight_tex
    if moment.samples == 1 and moment.weighted:
        words += (
            " The batch is this one sample, so the gradient of the cost is its own "
            "times the weight w of its class."
        )
        rules.append(
            r"\frac{\partial C}{\partial w_{ij}} = w \, "
            r"\frac{\partial L}{\partial w_{ij}}"
        )
    elif moment.samples == 1:
        words += " The batch is this one sample, so its loss L is the cost C."
    else:
        words += (
            " The gradient of the batch is the mean over its samples"
            f"{', each times the weight of its class' if times else ''}; the sum over "
            "the other samples is given."
        )
        place = "w_{ij}" if times else "w"
        rules.append(
            rf"\frac{{\partial C}}{{\partial {place}}} = \frac{{1}}{{N}} \sum_n "
            rf"{times}\frac{{\partial L_n}}{{\partial {place}}}"
        )
    if moment.penalized:
        words += " The slope of the penalty R is added to that of a weight."
        slopes = (rf"\frac{{\partial {of}}}{{\partial w}}" for of in (_BOTH, "C", "R"))
        rules.append("{} = {} + {}".format(*slopes))
    blanks = tuple(_gradient(moment, place) for place in places)
    return SheetTask("Gradients", words, tuple(rules), blanks, short=True)


def places_of(moment: TracedSample, layer: int) -> Iterator[Place]:
    """Yield a layer's weights neuron by neuron, each neuron's bias after them."""
    sizes = moment.structure.sizes
    for row in range(sizes[layer]):
        for column in (*range(sizes[layer - 1]), BIAS):
            yield layer, row, column


def _gradient(moment: TracedSample, place: Place) -> Blank:
    mean, *penalty = gradient_of(moment, *place)
    symbol, rest = _slope("C", place), tuple(map(step_of, penalty))
    answer = _slope(_BOTH, place) if penalty else symbol
    if moment.samples > 1:
        own, others = _own(moment, place), _sum_of_others(moment, place)
        # As the sheet gives it: the sum of the other samples in one number.
        both = added([own.result.value, others.value])
        numbers = (
            rf"{symbol} = \frac{{1}}{{{moment.samples}}} ({both}) "
            rf"= {tex(mean.result.value)}"
        )
        steps = own, replace(step_of(mean), numbers=numbers), *rest
        return Blank(answer, steps, others, "others")
    terms = mean.terms
    assert terms is not None
    numbers = sum_numbers(symbol, terms)
    step = Step(mean.title, mean.words, numbers, mean.result)
    return Blank(answer, (step, *rest))


def _own(moment: TracedSample, place: Place) -> Step:
    """Return this sample's own gradient, before the mean over the batch."""
    layer, row, column = place
    delta = moment.of_sample(f"delta{layer}", row)
    value = float(sample_gradients(moment, *place)[moment.sample])
    factors = [delta.value]
    if column != BIAS:
        factors.append(moment.source(layer, column).value)
    symbol = _slope("L", place)
    if moment.weighted:
        factors.insert(0, moment.per_sample("class_weights").value)
        symbol = rf"w \, {symbol}"
    entry = Entry(f"gradient of sample {moment.sample + 1}", value)
    numbers = f"{symbol} = {tex(delta.value)}"
    if len(factors) > 1:
        product = r" \cdot ".join(factor(each) for each in factors)
        numbers = f"{symbol} = {product} = {tex(value)}"
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

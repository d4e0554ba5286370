"""Explains the gradient of a weight or bias: the mean of the samples' gradients."""

import numpy as np

from nnviz.core.types import Floats
from nnviz.core.writing.number_text import percent
from nnviz.explain.arithmetic.batch_shares import stack_of
from nnviz.explain.arithmetic.latex_sums import mean_numbers, sum_entries
from nnviz.explain.explanation import Calculation, Entry, SampleStack
from nnviz.explain.notation import (
    assigned,
    factor,
    numbered,
    of_layer,
    short,
    tex,
)
from nnviz.explain.selection import BIAS
from nnviz.explain.terms import Terms, weighted_sum
from nnviz.explain.traced_sample import TracedSample
from nnviz.session.comparison.number_words import counted


def gradient_of(
    moment: TracedSample, layer: int, neuron: int, column: int
) -> tuple[Calculation, ...]:
    """Return the mean over the batch; with a penalty also its slope and the sum."""
    if not moment.penalized:
        return (_mean(moment, layer, neuron, column),)
    return (
        _mean(moment, layer, neuron, column),
        _penalty_slope(moment, layer, neuron, column),
        _sum(moment, layer, neuron, column),
    )


def parameter(layer: int, neuron: int, column: int) -> tuple[str, tuple[int, ...]]:
    """Return the name and index of a weight, or with column -1 of the bias."""
    if column == BIAS:
        return f"b{layer}", (neuron,)
    return f"W{layer}", (neuron, column)


def parameter_tex(layer: int, neuron: int, column: int) -> str:
    """Write a weight or bias in LaTeX."""
    if column == BIAS:
        return of_layer("b", layer, neuron)
    return of_layer("w", layer, neuron, column)


def gradient_terms(moment: TracedSample, layer: int, neuron: int, column: int) -> Terms:
    """Return the terms ``share * a`` for every sample; a is 1 for the bias."""
    name, index = parameter(layer, neuron, column)
    suffix = "_data" if moment.penalized else ""
    return weighted_sum(
        moment.sample_names,
        (
            ("share", moment.trace[f"share{layer}"][:, neuron]),
            ("a", inputs_over_batch(moment, layer, column)),
        ),
        None,
        float(moment.trace[f"d{name}{suffix}"][index]),
    )


def sample_gradients(
    moment: TracedSample, layer: int, neuron: int, column: int
) -> Floats:
    """Return ``delta * a`` of every sample, (N,): their mean is the gradient.

    With class weights each is times that of its sample.
    """
    # From delta, not from share: before the division by N, as a person would do it.
    deltas = moment.trace[f"delta{layer}"][:, neuron].astype(np.float64)
    gradients: Floats = deltas * inputs_over_batch(moment, layer, column)
    if moment.weighted:
        gradients *= moment.class_weights
    return gradients


def inputs_over_batch(moment: TracedSample, layer: int, column: int) -> Floats:
    """Return the input of an edge for every sample, (N,); 1 for the bias."""
    if column == BIAS:
        return np.ones(moment.samples)
    values: Floats = moment.trace["inputs" if layer == 1 else f"a{layer - 1}"]
    return values[:, column]


def _mean(moment: TracedSample, layer: int, neuron: int, column: int) -> Calculation:
    name, index = parameter(layer, neuron, column)
    suffix = "_data" if moment.penalized else ""
    result = moment.shared(f"d{name}{suffix}", *index, meaning="gradient of the batch")
    terms = gradient_terms(moment, layer, neuron, column)
    stack = stack_of(moment, sample_gradients(moment, layer, neuron, column))
    symbol = _slope_symbol("C", layer, neuron, column)
    what, one, of_input = "weight", "delta times its input", r" \, a_n"
    if column == BIAS:
        what, one, of_input = "bias", "delta", ""
    if moment.weighted:
        one = f"the weight of its class times {one}"
    own = float(stack.values[moment.sample])
    times = moment.structure.loss.weight_tex
    return Calculation(
        f"Gradient of the {what}",
        f"For each sample it is {one}; the mean over the batch, "
        f"{counted(moment.samples, 'sample')}, is {short(result.value)}. "
        f"{_pull(stack, moment.samples)}",
        rf"{symbol} = \frac{{1}}{{N}} \sum_n {times}\delta_n{of_input}",
        mean_numbers(symbol, stack.values, result.value),
        result,
        (
            Entry(f"gradient of {_sample(moment)}", own, "before the mean"),
            *sum_entries(terms),
        ),
        variable="gradient",
        terms=terms,
        # One bar would show nothing.
        stack=None if moment.trace.probed else stack,
    )


def _sample(moment: TracedSample) -> str:
    return "this sample" if moment.trace.probed else f"sample {moment.sample + 1}"


def _pull(stack: SampleStack, samples: int) -> str:
    """Say which sample contributes most to the mean."""
    if samples == 1:
        return "The batch is this one sample."
    if stack.driver_share == 0.0:
        return "It is 0 for every sample."
    return (
        f"Sample {stack.driver + 1} contributes most, "
        f"{percent(stack.driver_share, 0)} of the sum of all magnitudes."
    )


def _penalty_slope(
    moment: TracedSample, layer: int, neuron: int, column: int
) -> Calculation:
    name, index = parameter(layer, neuron, column)
    penalty, layout = moment.structure.penalty, moment.structure.layout
    place = layout.place_of(layer, neuron, column)
    stored = moment.shared("penalty_gradient", place)
    result = Entry(
        f"penalty gradient of {numbered(name, *index)}",
        stored.value,
        "slope of the penalty",
        stored.cell,
    )
    symbol = _slope_symbol("R", layer, neuron, column)
    if column == BIAS:
        return Calculation(
            "Slope of the penalty",
            "Biases are not penalised: nothing is added.",
            f"{symbol} = 0",
            f"{symbol} = 0",
            result,
            (),
            "penalty_slope = 0.0",
            "penalty_slope",
        )
    weight = moment.shared(name, *index, meaning="weight")
    code = assigned(w=weight.value, l1=penalty.l1, l2=penalty.l2)
    return Calculation(
        "Slope of the penalty",
        f"Regularisation pulls the weight towards 0 and adds {short(result.value)}.",
        rf"{symbol} = \lambda_1 \, \mathrm{{sign}}(w) + \lambda_2 \, w",
        rf"{symbol} = {tex(penalty.l1)} \cdot {factor(float(np.sign(weight.value)))} + "
        rf"{tex(penalty.l2)} \cdot {factor(weight.value)} = {tex(result.value)}",
        result,
        (weight,),
        f"{code}\npenalty_slope = l2 * w + ((w > 0) - (w < 0)) * l1",
        "penalty_slope",
    )


def _sum(moment: TracedSample, layer: int, neuron: int, column: int) -> Calculation:
    name, index = parameter(layer, neuron, column)
    data = moment.shared(f"d{name}_data", *index, meaning="gradient of the data")
    place = moment.structure.layout.place_of(layer, neuron, column)
    penalty = moment.shared("penalty_gradient", place, meaning="of the penalty")
    result = moment.shared(f"d{name}", *index, meaning="gradient")
    return Calculation(
        "Gradient with penalty",
        f"Together they are the gradient that the optimiser uses: "
        f"{short(result.value)}.",
        r"g = \frac{\partial C}{\partial \theta} + \frac{\partial R}{\partial \theta}",
        f"g = {tex(data.value)} + {factor(penalty.value)} = {tex(result.value)}",
        result,
        (data, penalty),
        f"{assigned(data=data.value, penalty_slope=penalty.value)}\n"
        "g = data + penalty_slope",
        "g",
    )


def _slope_symbol(of: str, layer: int, neuron: int, column: int) -> str:
    by = parameter_tex(layer, neuron, column)
    return rf"\frac{{\partial {of}}}{{\partial {by}}}"

"""Explains an edge: a weight, or the bias of a neuron."""

from nnviz.explain.arithmetic.forward import forward_terms
from nnviz.explain.arithmetic.gradient_steps import (
    gradient_of,
    parameter,
    parameter_tex,
)
from nnviz.explain.arithmetic.update import update_of
from nnviz.explain.explanation import Calculation, Entry, Explanation
from nnviz.explain.notation import assigned, factor, numbered, of_layer, short, tex
from nnviz.explain.selection import BIAS, Selection
from nnviz.explain.traced_sample import TracedSample


def explain_edge(moment: TracedSample, selection: Selection) -> Explanation:
    """Explain a weight; column -1 is the bias."""
    place = selection.layer, selection.neuron, selection.column
    name, index = parameter(*place)
    value = moment.shared(name, *index)
    what = "bias" if selection.column == BIAS else "weight"
    target = moment.structure.neuron_name(selection.layer, selection.neuron)
    source = _source_name(moment, selection)
    way = f"from {source} to {target}" if source else f"of {target}"
    begin = f"{numbered(name, *index)} = {short(value.value)}, the {what} {way}, "
    calculations: tuple[Calculation, ...] = ()
    if selection.phase == "forward":
        words = begin + "is part of the weighted sum."
        calculations = (_product(moment, selection),) if source else ()
    elif selection.phase == "loss":
        words = (
            begin
            + "affects the loss only through the outputs"
            + (", and adds to the penalty." if moment.penalized else ".")
        )
    elif selection.phase == "backward":
        words = begin + "gets a gradient from every sample; the mean is its gradient."
        calculations = gradient_of(moment, *place)
    else:
        words = begin + f"changes by the rule of {moment.structure.rule_name}."
        calculations = update_of(moment, *place)
    title = f"{selection.phase.capitalize()}: {what} {numbered(name, *index)}"
    return Explanation(title, words, selection.phase, selection, calculations)


def _source_name(moment: TracedSample, selection: Selection) -> str:
    """Return the name of the neuron or input the edge comes from; "" for a bias."""
    if selection.column == BIAS:
        return ""
    return moment.structure.neuron_name(selection.layer - 1, selection.column)


def _product(moment: TracedSample, selection: Selection) -> Calculation:
    layer, neuron, column = selection.layer, selection.neuron, selection.column
    terms = forward_terms(moment, layer, neuron)
    weight = moment.shared(f"W{layer}", neuron, column, meaning="weight")
    source = moment.source(layer, column)
    z = moment.of_sample(f"z{layer}", neuron, "the sum it is part of")
    product = float(terms.products[column])
    symbol, source_tex = parameter_tex(layer, neuron, column), f"x_{{{column + 1}}}"
    if layer > 1:
        source_tex = of_layer("a", layer - 1, column)
    return Calculation(
        "Contribution",
        f"The input {short(source.value)} times the weight adds {short(product)} to "
        f"z = {short(z.value)}.",
        rf"{symbol} \, {source_tex}",
        rf"{factor(weight.value)} \cdot {factor(source.value)} = {tex(product)}",
        Entry(f"{weight.name} * {source.name}", product, "contribution"),
        (weight, source, z),
        f"{assigned(w=weight.value, x=source.value)}\nproduct = w * x",
        "product",
    )

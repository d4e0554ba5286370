"""Explains the forward pass of a neuron: the weighted sum z, then a = f(z)."""

from nnviz.explain.arithmetic.latex_sums import sum_entries, sum_numbers
from nnviz.explain.arithmetic.softmax_steps import softmax_of
from nnviz.explain.curves import value_numbers, value_python
from nnviz.explain.explanation import Calculation, CurvePoint
from nnviz.explain.notation import of_layer, short
from nnviz.explain.terms import Terms, weighted_sum
from nnviz.explain.traced_sample import TracedSample


def forward_of(
    moment: TracedSample, layer: int, neuron: int
) -> tuple[Calculation, ...]:
    """Return the weighted sum, then the activation (for softmax its five stages)."""
    before = pre_activation(moment, layer, neuron)
    if moment.structure.activation(layer).name == "softmax":
        return (before, *softmax_of(moment, layer, neuron))
    return before, activation(moment, layer, neuron)


def forward_terms(moment: TracedSample, layer: int, neuron: int) -> Terms:
    """Return the terms ``w * x`` for every input of a neuron; the bias is constant."""
    trace = moment.trace
    return weighted_sum(
        moment.structure.sources(layer),
        (
            ("w", trace[f"W{layer}"][neuron]),
            ("x" if layer == 1 else "a", moment.sources(layer)),
        ),
        float(trace[f"b{layer}"][neuron]),
        float(moment.row(f"z{layer}")[neuron]),
    )


def pre_activation(moment: TracedSample, layer: int, neuron: int) -> Calculation:
    """Return ``z = w1 x1 + w2 x2 + ... + b`` with every term."""
    terms = forward_terms(moment, layer, neuron)
    result = moment.of_sample(f"z{layer}", neuron, "pre-activation")
    bias = moment.shared(f"b{layer}", neuron, meaning="bias")
    symbol, source = of_layer("z", layer, neuron), "x" if layer == 1 else "a"
    sources = f"{source}_k" if layer == 1 else rf"{source}^{{({layer - 1})}}_k"
    weights = rf"w^{{({layer})}}_{{{neuron + 1},k}}"
    formula = rf"{symbol} = \sum_k {weights} \, {sources} + " + of_layer(
        "b", layer, neuron
    )
    what = "input"
    if layer > 1:
        what = f"activation of {moment.structure.layer_name(layer - 1)}"
    begin = f"Each {what}, {len(terms):,} in all, is multiplied by its weight; the "
    begin += "products and the bias"
    if len(terms) == 1:
        begin = f"The only {what} is multiplied by its weight; product and bias"
    return Calculation(
        "Weighted sum",
        f"{begin} {short(bias.value)} add up to z = {short(result.value)}.",
        formula,
        sum_numbers(symbol, terms),
        result,
        sum_entries(terms, bias),
        variable="z",
        terms=terms,
    )


def activation(moment: TracedSample, layer: int, neuron: int) -> Calculation:
    """Return ``a = f(z)`` and the point on the curve of f."""
    f = moment.structure.activation(layer)
    z = moment.of_sample(f"z{layer}", neuron, "pre-activation")
    result = moment.of_sample(f"a{layer}", neuron, "activation")
    symbol = of_layer("a", layer, neuron)
    slopes = f"slope{layer}" in moment.trace
    slope = float(moment.row(f"slope{layer}")[neuron]) if slopes else None
    return Calculation(
        f"Activation {f.label}",
        f"The activation function {f.label} turns z = {short(z.value)} into "
        f"a = {short(result.value)}.",
        rf"{symbol} = {f.formula.split('=', 1)[-1].strip()}",
        value_numbers(f.name, symbol, z.value, result.value),
        result,
        (z,),
        value_python(f.name, z.value, result.value),
        "a",
        curve=CurvePoint(f.name, z.value, result.value, slope),
    )

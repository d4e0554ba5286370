"""Explains softmax of a class in the five stages in which training computes it."""

import numpy as np

from nnviz.explain.arithmetic.latex_sums import sum_entries, sum_numbers
from nnviz.explain.explanation import Calculation
from nnviz.explain.notation import assigned, factor, listed, of_layer, short, tex
from nnviz.explain.terms import weighted_sum
from nnviz.explain.traced_sample import TracedSample


def softmax_of(
    moment: TracedSample, layer: int, neuron: int
) -> tuple[Calculation, ...]:
    """Return maximum, difference, exponential, sum and quotient for one class."""
    return (
        _largest(moment, layer),
        _shifted(moment, layer, neuron),
        _exponential(moment, layer, neuron),
        _total(moment, layer),
        _quotient(moment, layer, neuron),
    )


def _largest(moment: TracedSample, layer: int) -> Calculation:
    result = moment.per_sample(f"largest{layer}", "largest z of the layer")
    z = moment.row(f"z{layer}")
    return Calculation(
        "Maximum",
        f"The largest z of the layer is {short(result.value)}. Subtracting it from all "
        "z does not change the quotient, but keeps the exponentials from overflowing.",
        r"m = \max_k z_k",
        rf"m = z_{{{int(z.argmax()) + 1}}} = {tex(result.value)}",
        result,
        tuple(moment.of_sample(f"z{layer}", k) for k in range(len(z))),
        f"z = {listed(z.tolist())}\nm = max(z)",
        "m",
    )


def _shifted(moment: TracedSample, layer: int, neuron: int) -> Calculation:
    z = moment.of_sample(f"z{layer}", neuron)
    m = moment.per_sample(f"largest{layer}")
    result = moment.of_sample(f"shifted{layer}", neuron, "z below the maximum")
    symbol = f"s_{{{neuron + 1}}}"
    return Calculation(
        "Difference to the maximum",
        f"The z of this class is {short(-result.value)} below the largest.",
        rf"{symbol} = z_{{{neuron + 1}}} - m",
        rf"{symbol} = {tex(z.value)} - {factor(m.value)} = {tex(result.value)}",
        result,
        (z, m),
        f"{assigned(z=z.value, m=m.value)}\ns = z - m",
        "s",
    )


def _exponential(moment: TracedSample, layer: int, neuron: int) -> Calculation:
    s = moment.of_sample(f"shifted{layer}", neuron)
    result = moment.of_sample(f"exponentials{layer}", neuron, "exponential")
    symbol = f"e_{{{neuron + 1}}}"
    return Calculation(
        "Exponential",
        f"The exponential makes it positive: {short(result.value)}, at most 1.",
        rf"{symbol} = \exp(s_{{{neuron + 1}}})",
        rf"{symbol} = \exp({tex(s.value)}) = {tex(result.value)}",
        result,
        (s,),
        f"import math\n{assigned(s=s.value)}\ne = math.exp(s)",
        "e",
    )


def _total(moment: TracedSample, layer: int) -> Calculation:
    e = moment.row(f"exponentials{layer}")
    result = moment.per_sample(f"total{layer}", "sum of all exponentials")
    terms = weighted_sum(
        tuple(f"exponentials{layer}[{k}]" for k in range(1, len(e) + 1)),
        (("e", e), ("ones", np.ones_like(e))),
        None,
        result.value,
    )
    return Calculation(
        "Sum of exponentials",
        f"The exponentials of all {len(e)} classes add up to {short(result.value)}.",
        r"S = \sum_k e_k",
        sum_numbers("S", terms),
        result,
        sum_entries(terms),
        variable="S",
        terms=terms,
    )


def _quotient(moment: TracedSample, layer: int, neuron: int) -> Calculation:
    e = moment.of_sample(f"exponentials{layer}", neuron)
    total = moment.per_sample(f"total{layer}")
    result = moment.of_sample(f"a{layer}", neuron, "activation, a probability")
    symbol = of_layer("a", layer, neuron)
    return Calculation(
        "Quotient",
        f"Its share of the sum is its probability: {short(result.value)}.",
        rf"{symbol} = \frac{{e_{{{neuron + 1}}}}}{{S}}",
        rf"{symbol} = \frac{{{tex(e.value)}}}{{{tex(total.value)}}} "
        rf"= {tex(result.value)}",
        result,
        (e, total),
        f"{assigned(e=e.value, S=total.value)}\na = e / S",
        "a",
    )

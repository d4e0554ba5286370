"""Explains the backward pass of a neuron: from the slope of the loss to its delta."""

import numpy as np

from nnviz.explain.arithmetic.joint_slope import joint_delta
from nnviz.explain.arithmetic.latex_sums import sum_entries, sum_numbers
from nnviz.explain.arithmetic.loss_steps import ERROR_TERMS
from nnviz.explain.curves import slope_numbers, slope_python
from nnviz.explain.explanation import Calculation, CurvePoint, Entry
from nnviz.explain.notation import assigned, factor, of_layer, short, tex
from nnviz.explain.terms import Terms, weighted_sum
from nnviz.explain.traced_sample import TracedSample
from nnviz.session.comparison.number_words import counted


def backward_of(
    moment: TracedSample, layer: int, neuron: int
) -> tuple[Calculation, ...]:
    """Return dL/da, f'(z), delta and the sample's share of the batch's mean."""
    structure = moment.structure
    share = _share(moment, layer, neuron)
    if layer == structure.last and structure.joint:
        return *joint_delta(moment, neuron), share
    if layer == structure.last:
        came = _output_slope(moment, neuron)
    else:
        came = (_slope_from_next(moment, layer, neuron),)
    if not structure.activation(layer).elementwise:
        return (*came, _mixed_delta(moment, layer, neuron), share)
    slope, delta = _own_slope(moment, layer, neuron), _delta(moment, layer, neuron)
    return (*came, slope, delta, share)


def backward_terms(moment: TracedSample, layer: int, neuron: int) -> Terms:
    """Return the terms ``w * delta`` for every neuron of the next layer."""
    after, trace = layer + 1, moment.trace
    count = moment.structure.sizes[after]
    return weighted_sum(
        tuple(f"delta{after}[{k}]" for k in range(1, count + 1)),
        (
            ("w", trace[f"W{after}"][:, neuron]),
            ("delta", moment.row(f"delta{after}")),
        ),
        None,
        float(moment.row(f"da{layer}")[neuron]),
    )


def _output_slope(moment: TracedSample, neuron: int) -> tuple[Calculation, ...]:
    loss, last = moment.structure.loss, moment.structure.last
    rule = ERROR_TERMS.get(loss.name)
    if rule is None:
        return ()
    outputs = moment.structure.sizes[last]
    e = moment.of_sample("error", neuron, "error")
    result = moment.of_sample(f"da{last}", neuron, "dL/da, slope of the loss")
    symbol = rf"\frac{{\partial L}}{{\partial {of_layer('a', last, neuron)}}}"
    middle = rule.slope_tex.format(e=factor(e.value), x=tex(e.value), O=outputs)
    return (
        Calculation(
            "Slope of the loss",
            f"If the output rose a little, the loss would change by "
            f"{short(result.value)} times as much.",
            loss.slope_formula,
            f"{symbol} = {middle} = {tex(result.value)}",
            result,
            (e,),
            f"{assigned(e=e.value)}\nO = {outputs}\nda = {rule.slope}",
            "da",
        ),
    )


def _slope_from_next(moment: TracedSample, layer: int, neuron: int) -> Calculation:
    terms = backward_terms(moment, layer, neuron)
    result = moment.of_sample(f"da{layer}", neuron, "dL/da, slope of the loss")
    symbol = rf"\frac{{\partial L}}{{\partial {of_layer('a', layer, neuron)}}}"
    weights = rf"w^{{({layer + 1})}}_{{k,{neuron + 1}}}"
    following = moment.structure.layer_name(layer + 1)
    words = f"deltas of the {len(terms):,} neurons of {following}, each times"
    verb = "add up to"
    if len(terms) == 1:
        words, verb = f"delta of the only neuron of {following}, times", "is"
    return Calculation(
        "Slope from the next layer",
        f"The {words} the weight that leads there, {verb} {short(result.value)}.",
        rf"{symbol} = \sum_k {weights} \, \delta^{{({layer + 1})}}_k",
        sum_numbers(symbol, terms),
        result,
        sum_entries(terms),
        variable="da",
        terms=terms,
    )


def _own_slope(moment: TracedSample, layer: int, neuron: int) -> Calculation:
    f = moment.structure.activation(layer)
    z = moment.of_sample(f"z{layer}", neuron, "pre-activation")
    a = moment.of_sample(f"a{layer}", neuron, "activation")
    result = moment.of_sample(f"slope{layer}", neuron, "f'(z)")
    symbol = rf"f'({of_layer('z', layer, neuron)})"
    stops = ""
    if result.value == 0.0:
        stops = (
            " So nothing passes through: the neuron learns nothing from this sample."
        )
    return Calculation(
        f"Slope of {f.label}",
        f"At z = {short(z.value)} the slope of {f.label} is "
        f"{short(result.value)}.{stops}",
        f.slope_formula,
        slope_numbers(f.name, symbol, z.value, a.value, result.value),
        result,
        (z, a),
        slope_python(f.name, z.value, a.value, result.value),
        "slope",
        curve=CurvePoint(f.name, z.value, a.value, result.value),
    )


def _delta(moment: TracedSample, layer: int, neuron: int) -> Calculation:
    da = moment.of_sample(f"da{layer}", neuron, "dL/da, slope of the loss")
    slope = moment.of_sample(f"slope{layer}", neuron, "f'(z)")
    result = moment.of_sample(f"delta{layer}", neuron, "dL/dz, slope of the loss")
    symbol = of_layer(r"\delta", layer, neuron)
    by_a = rf"\frac{{\partial L}}{{\partial {of_layer('a', layer, neuron)}}}"
    return Calculation(
        "Delta",
        "The chain rule: dL/da times da/dz = f'(z) is "
        f"delta = dL/dz = {short(result.value)}.",
        rf"{symbol} = {by_a} \, f'({of_layer('z', layer, neuron)})",
        rf"{symbol} = {factor(da.value)} \cdot {factor(slope.value)} "
        rf"= {tex(result.value)}",
        result,
        (da, slope),
        f"{assigned(da=da.value, slope=slope.value)}\ndelta = da * slope",
        "delta",
    )


def _mixed_delta(moment: TracedSample, layer: int, neuron: int) -> Calculation:
    """Explain delta through softmax, where every output depends on every z."""
    a, da = moment.row(f"a{layer}"), moment.row(f"da{layer}")
    wide = a.astype(np.float64)
    # da_j / dz_k = a_k ([j = k] - a_j): the column of this neuron's z.
    jacobian = wide[neuron] * ((np.arange(len(a)) == neuron) - wide)
    result = moment.of_sample(f"delta{layer}", neuron, "dL/dz, slope of the loss")
    terms = weighted_sum(
        tuple(f"da{layer}[{k}]" for k in range(1, len(a) + 1)),
        (("J", jacobian), ("da", da)),
        None,
        result.value,
    )
    symbol, k = of_layer(r"\delta", layer, neuron), neuron + 1
    return Calculation(
        "Delta through softmax",
        "This z changes all outputs of the softmax: their slopes dL/da, each times how "
        f"much that output changes, add up to delta = {short(result.value)}.",
        rf"{symbol} = \sum_j a_{{{k}}} ([j = {k}] - a_j) "
        r"\frac{\partial L}{\partial a_j}",
        sum_numbers(symbol, terms),
        result,
        (moment.of_sample(f"a{layer}", neuron), *sum_entries(terms)),
        variable="delta",
        terms=terms,
    )


def _share(moment: TracedSample, layer: int, neuron: int) -> Calculation:
    delta = moment.of_sample(f"delta{layer}", neuron, "dL/dz, slope of the loss")
    result = moment.of_sample(f"share{layer}", neuron, "dC/dz, slope of the cost")
    count = moment.samples
    by_z = of_layer("z", layer, neuron)
    symbol, of_delta = (
        rf"\frac{{\partial C}}{{\partial {by_z}}}",
        of_layer(r"\delta", layer, neuron),
    )
    above, over, times = "1", "1", ""
    given: tuple[Entry, ...] = (delta,)
    code = f"{assigned(delta=delta.value)}\nN = {count}\nshare = delta * (1 / N)"
    if moment.weighted:
        weight = moment.per_sample("class_weights", "of the sample's class")
        above, over, given = tex(weight.value), "w", (delta, weight)
        times = f", times the weight of its class, {short(weight.value)}"
        code = (
            f"{assigned(delta=delta.value, w=weight.value)}\nN = {count}\n"
            "share = delta * (w * (1 / N))"
        )
    return Calculation(
        "Share in the batch",
        f"The cost is the mean over {counted(count, 'sample')}, so this sample "
        f"contributes 1/{count} of its delta{times}: {short(result.value)}.",
        rf"{symbol} = \frac{{{over}}}{{N}} {of_delta}",
        rf"{symbol} = \frac{{{above}}}{{{count}}} \cdot {factor(delta.value)} "
        rf"= {tex(result.value)}",
        result,
        given,
        code,
        "share",
    )

"""Derives the slope a - y of a cross-entropy and its activation by the chain rule.

Training computes the difference directly. The steps before it are computed only here,
in float64, from the sample's outputs and targets.
"""

import math

import numpy as np

from nnviz.core.types import Floats, Indices
from nnviz.explain.agreement import agreement
from nnviz.explain.arithmetic.latex_sums import sum_numbers
from nnviz.explain.curves import slope_numbers, slope_python
from nnviz.explain.explanation import Calculation, CurvePoint, Entry
from nnviz.explain.notation import (
    assigned,
    factor,
    numbered,
    of_layer,
    short,
    tex,
)
from nnviz.explain.terms import weighted_sum
from nnviz.explain.traced_sample import TracedSample

_LOST = 1e4
"""A difference of less than this many last digits of 1 has not four digits left."""


def joint_delta(moment: TracedSample, neuron: int) -> tuple[Calculation, ...]:
    """Return the chain rule from dL/da to the delta ``a - y`` of an output.

    The last step is the delta that training has. It is the only one if the output is so
    close to 0 or 1 that dL/da or da/dz has no value or has lost its digits.
    """
    if moment.structure.activation(moment.structure.last).name == "softmax":
        return _through_softmax(moment, neuron)
    return _through_sigmoid(moment, neuron)


def _through_sigmoid(moment: TracedSample, neuron: int) -> tuple[Calculation, ...]:
    last = moment.structure.last
    a, y = moment.of_sample(f"a{last}", neuron).value, moment.target(neuron).value
    slope = a * (1.0 - a)
    da = (a - y) / slope if slope else math.nan
    if not math.isfinite(da) or _is_saturated(moment, a):
        return (_difference(moment, neuron, _saturated(a, slope)),)
    by_a = Entry(numbered(f"da{last}", neuron), da, "dL/da, slope of the loss")
    by_z = Entry(numbered(f"slope{last}", neuron), slope, "da/dz, slope of the output")
    product = _product(moment, neuron, by_a, by_z)
    words = (
        "In the product, a (1 - a) cancels, and output minus target is left: "
        f"{{}}, {agreement(product.result.value, _delta(moment, neuron).value)}. "
        "Training computes only this difference."
    )
    return (
        _slope_of_logarithms(moment, neuron, by_a),
        _slope_of_sigmoid(moment, neuron, by_z),
        product,
        _difference(moment, neuron, words),
    )


def _is_saturated(moment: TracedSample, a: float) -> bool:
    return 1.0 - a < _LOST * float(np.finfo(moment.structure.precision).eps)


def _saturated(a: float, slope: float) -> str:
    """Return the words for a delta whose two factors are not shown."""
    words = "Output minus target: {}. It is dL/da times da/dz, in which a (1 - a) "
    if not math.isfinite(slope):
        return words + "cancels."
    near = "1" if a > 0.5 else "0"
    lost = "is 0" if slope == 0.0 else "has too few digits left"
    return (
        f"{words}cancels. The two factors are not shown here: a is so close to {near} "
        f"that a (1 - a) {lost}, and dL/da divides by it."
    )


def _slope_of_logarithms(
    moment: TracedSample, neuron: int, result: Entry
) -> Calculation:
    last = moment.structure.last
    a, y = moment.of_sample(f"a{last}", neuron, "output"), moment.target(neuron)
    k, numbers = neuron + 1, tex(a.value)
    return Calculation(
        "Slope of the loss",
        "The slope of ln a is 1/a, and that of ln(1 - a) is -1/(1 - a). So the slope "
        "of L = -y ln a - (1 - y) ln(1 - a) is -y/a + (1 - y)/(1 - a), which over "
        f"a common denominator is (a - y) / (a (1 - a)): {short(result.value)}.",
        rf"\frac{{\partial L}}{{\partial a_{{{k}}}}} = "
        rf"\frac{{a_{{{k}}} - y_{{{k}}}}}{{a_{{{k}}} (1 - a_{{{k}}})}}",
        rf"{_by(of_layer('a', last, neuron))} = "
        rf"\frac{{{numbers} - {factor(y.value)}}}"
        rf"{{{factor(a.value)} (1 - {factor(a.value)})}} = {tex(result.value)}",
        result,
        (a, y),
        f"{assigned(a=a.value, y=y.value)}\nda = (a - y) / (a * (1 - a))",
        "da",
    )


def _slope_of_sigmoid(moment: TracedSample, neuron: int, result: Entry) -> Calculation:
    last = moment.structure.last
    z, a = moment.of_sample(f"z{last}", neuron), moment.of_sample(f"a{last}", neuron)
    f, value = moment.structure.activation(last), result.value
    symbol = rf"\frac{{\partial {of_layer('a', last, neuron)}}}"
    symbol += rf"{{\partial {of_layer('z', last, neuron)}}}"
    return Calculation(
        f"Slope of {f.label}",
        f"How much the output rises with z: at a = {short(a.value)}, a (1 - a) is "
        f"{short(value)}.",
        rf"\frac{{\partial a_{{{neuron + 1}}}}}{{\partial z_{{{neuron + 1}}}}} = "
        rf"a_{{{neuron + 1}}} (1 - a_{{{neuron + 1}}})",
        slope_numbers(f.name, symbol, z.value, a.value, value),
        result,
        (z, a),
        slope_python(f.name, z.value, a.value, value),
        "slope",
        curve=CurvePoint(f.name, z.value, a.value, value),
    )


def _product(moment: TracedSample, neuron: int, da: Entry, slope: Entry) -> Calculation:
    last, k = moment.structure.last, neuron + 1
    result = _derived(moment, neuron, da.value * slope.value)
    a, y = f"a_{{{k}}}", f"y_{{{k}}}"
    return Calculation(
        "Chain rule",
        f"How the loss changes with z: dL/da times da/dz is {short(result.value)}.",
        rf"\frac{{\partial L}}{{\partial z_{{{k}}}}} = "
        rf"\frac{{{a} - {y}}}{{{a} (1 - {a})}} \cdot {a} (1 - {a})",
        rf"{_by(of_layer('z', last, neuron))} = {factor(da.value)} \cdot "
        rf"{factor(slope.value)} = {tex(result.value)}",
        result,
        (da, slope),
        f"{assigned(da=da.value, slope=slope.value)}\ndelta = da * slope",
        "delta",
    )


def _through_softmax(moment: TracedSample, neuron: int) -> tuple[Calculation, ...]:
    last = moment.structure.last
    a, y = _wide(moment.row(f"a{last}")), _wide(moment.row("targets"))
    places = np.flatnonzero(y)
    with np.errstate(all="ignore"):
        da = -y[places] / a[places]
        slopes = a[places] * ((places == neuron) - a[neuron])
    if not len(places) or not np.isfinite([*da, *slopes]).all():
        return (_difference(moment, neuron, _underflown(a[places])),)
    main = int(np.abs(y[places]).argmax())
    added = _sum_over_classes(moment, neuron, places, (da, slopes))
    compared = agreement(added.result.value, _delta(moment, neuron).value)
    why = _what_is_left(y, neuron)
    words = f"{why}: {{}}, {compared}. Training computes only this difference."
    return (
        _slope_of_logarithm(moment, int(places[main]), float(da[main])),
        _slope_of_softmax(moment, (int(places[main]), neuron), float(slopes[main])),
        added,
        _difference(moment, neuron, words),
    )


def _what_is_left(y: Floats, neuron: int) -> str:
    """Say why the sum over the classes is output minus target; ``y`` is (O,)."""
    if np.count_nonzero(y) == 1 and y.max() == 1.0:
        if y[neuron] == 1.0:
            return "With a cancelled, -1 times (1 - a) is left, output minus target 1"
        return "With a cancelled, -1 times (0 - a) is left, output minus target 0"
    if math.isclose(float(y.sum()), 1.0, rel_tol=1e-6):
        return "The targets add up to 1, so the sum is output minus target"
    return "Output minus target, which holds for targets that add up to 1"


def _underflown(true: Floats) -> str:
    """Return the words for a delta whose sum over the classes is not shown."""
    words = "Output minus target: {}. "
    if (true == 0.0).any():
        words += (
            "It is the sum of dL/da times da/dz over the classes, in which a cancels. "
            "The factors are not shown here: the output of the true class is rounded "
            "to 0, and dL/da divides by it."
        )
    return words.rstrip()


def _slope_of_logarithm(moment: TracedSample, true: int, da: float) -> Calculation:
    last = moment.structure.last
    a, y = moment.of_sample(f"a{last}", true, "output"), moment.target(true)
    result = Entry(numbered(f"da{last}", true), da, "dL/da, slope of the loss")
    return Calculation(
        "Slope of the loss",
        "Each class adds -y ln a to the loss, and the slope of ln a is 1/a. For "
        f"{moment.structure.neuron_name(last, true)}, with target {short(y.value)}, "
        f"that is {short(da)}; where the target is 0, it is 0.",
        r"\frac{\partial L}{\partial a_k} = -\frac{y_k}{a_k}",
        rf"{_by(of_layer('a', last, true))} = "
        rf"-\frac{{{tex(y.value)}}}{{{tex(a.value)}}} = {tex(da)}",
        result,
        (a, y),
        f"{assigned(a=a.value, y=y.value)}\nda = -y / a",
        "da",
    )


def _slope_of_softmax(
    moment: TracedSample, place: tuple[int, int], value: float
) -> Calculation:
    """Explain how the output of a class changes with z of a neuron: ``place``."""
    last, (true, neuron) = moment.structure.last, place
    a_k = moment.of_sample(f"a{last}", true, "output")
    a_j = moment.of_sample(f"a{last}", neuron, "output")
    same = true == neuron
    why = (
        "The exponential of this class is above the line and in the sum below: its "
        "output a rises with z, by a (1 - a)"
        if same
        else "The exponential of this class is in the sum that divides that of "
        f"{moment.structure.neuron_name(last, true)}, which therefore falls as z rises"
    )
    symbol = rf"\frac{{\partial {of_layer('a', last, true)}}}"
    symbol += rf"{{\partial {of_layer('z', last, neuron)}}}"
    return Calculation(
        "Slope of softmax",
        f"{why}: {short(value)}. In the formula, [k = j] is 1 if k is j, else 0.",
        r"\frac{\partial a_k}{\partial z_j} = a_k ([k = j] - a_j)",
        rf"{symbol} = {factor(a_k.value)} \cdot ({int(same)} - {factor(a_j.value)}) "
        rf"= {tex(value)}",
        Entry(numbered(f"J{last}", true, neuron), value, "da/dz, slope of the output"),
        (a_k,) if same else (a_k, a_j),
        f"{assigned(a_k=a_k.value, a_j=a_j.value)}\nslope = a_k * ({int(same)} - a_j)",
        "slope",
    )


def _sum_over_classes(
    moment: TracedSample,
    neuron: int,
    places: Indices,
    factors: tuple[Floats, Floats],
) -> Calculation:
    """Add up dL/da times da/dz over the classes whose target is not 0."""
    last, (da, slopes) = moment.structure.last, factors
    names = tuple(numbered(f"da{last}", int(place)) for place in places)
    # The total is that of the products themselves: no rounding of training's is in it.
    value = float(np.add.accumulate(da * slopes)[-1])
    terms = weighted_sum(names, (("da", da), ("J", slopes)), None, value)
    others = len(moment.row("targets")) - len(places)
    rest = "the other class" if others == 1 else f"the other {others} classes"
    zero = f" Of {rest}, dL/da is 0." if others else ""
    return Calculation(
        "Chain rule",
        "This z changes the outputs of all classes, so dL/da times da/dz is added up "
        f"over the classes: {short(value)}.{zero} In every product, a cancels.",
        r"\frac{\partial L}{\partial z_j} = \sum_k -\frac{y_k}{a_k} \cdot "
        r"a_k ([k = j] - a_j)",
        sum_numbers(_by(of_layer("z", last, neuron)), terms),
        _derived(moment, neuron, value),
        variable="delta",
        terms=terms,
    )


def _difference(moment: TracedSample, neuron: int, words: str) -> Calculation:
    """Explain the delta as training computes it; ``words`` have {} for its value."""
    last = moment.structure.last
    a, y = moment.of_sample(f"a{last}", neuron, "output"), moment.target(neuron)
    result = _delta(moment, neuron)
    symbol = of_layer(r"\delta", last, neuron)
    after = ""
    if moment.weighted:
        after = (
            " The weight of the sample's class is no part of its loss: it comes after, "
            "together with 1/N."
        )
    return Calculation(
        "Delta of the output",
        words.format(short(result.value)) + after,
        rf"{symbol} = a_{{{neuron + 1}}} - y_{{{neuron + 1}}}",
        rf"{symbol} = {tex(a.value)} - {factor(y.value)} = {tex(result.value)}",
        result,
        (a, y),
        f"{assigned(a=a.value, y=y.value)}\ndelta = a - y",
        "delta",
    )


def _delta(moment: TracedSample, neuron: int) -> Entry:
    name = f"delta{moment.structure.last}"
    return moment.of_sample(name, neuron, "dL/dz, slope of the loss")


def _derived(moment: TracedSample, neuron: int, value: float) -> Entry:
    name = _delta(moment, neuron).name
    return Entry(f"{name} by the chain rule", value, "dL/dz, slope of the loss")


def _by(symbol: str) -> str:
    return rf"\frac{{\partial L}}{{\partial {symbol}}}"


def _wide(values: Floats) -> Floats:
    wide: Floats = values.astype(np.float64)
    return wide

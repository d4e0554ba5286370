"""Explains the cross-entropies: from the output, and from z as training does it.

The first is the definition and easy to follow. Training computes the same from z, since
an output close to 0 or 1 is rounded, and its logarithm loses digits or is infinite.
"""

import math

from nnviz.explain.agreement import agreement
from nnviz.explain.explanation import Calculation, Entry
from nnviz.explain.notation import assigned, equals, factor, short, tex
from nnviz.explain.traced_sample import TracedSample


def softplus_term(moment: TracedSample, neuron: int) -> tuple[Calculation, ...]:
    """Return an output's term of the binary cross-entropy: from a, then from z."""
    return (
        _from_output(moment, neuron),
        _softplus(moment, neuron),
        _hit(moment, neuron),
        _missed(moment, neuron),
    )


def surprise_term(moment: TracedSample, neuron: int) -> tuple[Calculation, ...]:
    """Return a class's term of the cross-entropy: from a, then from z."""
    return (
        _from_probability(moment, neuron),
        _log_total(moment),
        _surprise(moment, neuron),
        _target_times_surprise(moment, neuron),
    )


def _from_output(moment: TracedSample, neuron: int) -> Calculation:
    """Explain the binary cross-entropy by its definition, for this target."""
    a = moment.of_sample(f"a{moment.structure.last}", neuron, "output")
    y, k = moment.target(neuron), neuron + 1
    value = _binary_cross_entropy(a.value, y.value)
    hit, missed = rf"\ln {factor(a.value)}", rf"\ln(1 - {factor(a.value)})"
    formula = f"-y_{{{k}}} \\ln a_{{{k}}} - (1 - y_{{{k}}}) \\ln(1 - a_{{{k}}})"
    numbers = rf"-{factor(y.value)} \cdot {hit} - (1 - {factor(y.value)}) {missed}"
    code = "-y * ln(a) - (1 - y) * ln(1 - a)"
    words = "The target is between 0 and 1, so both logarithms count"
    if y.value == 1.0:
        formula, numbers, code = rf"-\ln a_{{{k}}}", f"-{hit}", "-ln(a)"
        words = "The target is 1: minus the logarithm of the output a"
    elif y.value == 0.0:
        formula, numbers, code = rf"-\ln(1 - a_{{{k}}})", f"-{missed}", "-ln(1 - a)"
        words = "The target is 0: minus the logarithm of 1 - a"
    return Calculation(
        "Cross-entropy",
        f"{words}, the probability that the network gives to the true answer. It is "
        f"{short(value)}.",
        f"t_{{{k}}} = {formula}",
        f"t_{{{k}}} = {numbers} = {tex(value)}",
        _by_definition(moment, neuron, value),
        (a, y),
        f"{_LN}{assigned(a=a.value, y=y.value)}\nt = {code}",
        "t",
    )


def _from_probability(moment: TracedSample, neuron: int) -> Calculation:
    """Explain a class's term of the cross-entropy by its definition."""
    a = moment.of_sample(f"a{moment.structure.last}", neuron, "output")
    y, k = moment.target(neuron), neuron + 1
    value = _cross_entropy(a.value, y.value)
    words = "The target of this class is 0, so it adds nothing to the loss"
    numbers, code = "0", "0.0"
    if y.value != 0.0:
        words = (
            "Minus the logarithm of the probability that the network gives to this "
            f"class, times the target {short(y.value)}, is {short(value)}"
        )
        weight = "" if y.value == 1.0 else rf"{factor(y.value)} \cdot "
        numbers = rf"-{weight}\ln {factor(a.value)}"
        code = "-y * ln(a)"
    return Calculation(
        "Cross-entropy",
        f"{words}.",
        rf"t_{{{k}}} = -y_{{{k}}} \ln a_{{{k}}}",
        equals(f"t_{{{k}}}", numbers, value),
        _by_definition(moment, neuron, value),
        (a, y),
        f"{_LN}{assigned(a=a.value, y=y.value)}\nt = {code}",
        "t",
    )


_LN = "import math\nln = lambda p: math.log(p) if p > 0 else -math.inf\n"
"""The logarithm in Python, which for a rounded 0 is infinite instead of an error."""


def _ln(p: float) -> float:
    if math.isnan(p):
        return math.nan
    return math.log(p) if p > 0.0 else -math.inf


def _binary_cross_entropy(a: float, y: float) -> float:
    # A factor of 0 leaves its logarithm out, even if that is infinite.
    parts = [-y * _ln(a)] if y != 0.0 else []
    parts += [-(1.0 - y) * _ln(1.0 - a)] if y != 1.0 else []
    return sum(parts)


def _cross_entropy(a: float, y: float) -> float:
    return -y * _ln(a) if y != 0.0 else 0.0


def _by_definition(moment: TracedSample, neuron: int, value: float) -> Entry:
    name = moment.of_sample("terms", neuron).name
    return Entry(f"{name} from a", value, "by definition, from the output")


def _comparison(by_definition: float, trained: float) -> str:
    """Say how the number from z compares with the one from the rounded output."""
    if math.isinf(by_definition) and math.isfinite(trained):
        return (
            "Computed from a, it would be infinite: a is rounded so far that the "
            "logarithm is that of 0"
        )
    return f"Computed from a, it is {agreement(by_definition, trained)}"


def _softplus(moment: TracedSample, neuron: int) -> Calculation:
    last = moment.structure.last
    z = moment.of_sample(f"z{last}", neuron)
    result = moment.of_sample(f"softplus{last}", neuron)
    return Calculation(
        "Softplus",
        "Training computes the same number directly from z. It then stays finite and "
        "exact however confident the output is; an a close to 0 or 1 is rounded, so "
        "that its logarithm loses digits or is infinite. First, the loss of this "
        "output if its target were 0.",
        r"s = \ln(1 + e^{z}) = -\ln(1 - a)",
        rf"s = \ln(1 + e^{{{tex(z.value)}}}) = {tex(result.value)}",
        result,
        (z,),
        f"import math\n{assigned(z=z.value)}\n"
        "s = max(z, 0.0) + math.log1p(math.exp(-abs(z)))",
        "s",
    )


def _hit(moment: TracedSample, neuron: int) -> Calculation:
    last = moment.structure.last
    z, y = moment.of_sample(f"z{last}", neuron), moment.target(neuron)
    result = moment.of_sample(f"hit{last}", neuron)
    return Calculation(
        "Target times z",
        f"Where the target is 1, z is subtracted, since -ln a is s - z: "
        f"{short(result.value)}.",
        "h = y z",
        rf"h = {tex(y.value)} \cdot {factor(z.value)} = {tex(result.value)}",
        result,
        (z, y),
        f"{assigned(y=y.value, z=z.value)}\nh = y * z",
        "h",
    )


def _missed(moment: TracedSample, neuron: int) -> Calculation:
    last = moment.structure.last
    s = moment.of_sample(f"softplus{last}", neuron)
    h = moment.of_sample(f"hit{last}", neuron)
    plain = _from_output(moment, neuron).result.value
    result = moment.of_sample("terms", neuron, "what this output adds to the loss")
    return Calculation(
        "Term of the loss",
        f"The cross-entropy of this output is {short(result.value)}: minus the "
        "logarithm of the probability that it gave to the true answer. "
        f"{_comparison(plain, result.value)}.",
        r"t = s - h = -y \ln a - (1 - y) \ln(1 - a)",
        rf"t = {tex(s.value)} - {factor(h.value)} = {tex(result.value)}",
        result,
        (s, h),
        f"{assigned(s=s.value, h=h.value)}\nt = s - h",
        "t",
    )


def _log_total(moment: TracedSample) -> Calculation:
    last = moment.structure.last
    total = moment.per_sample(f"total{last}")
    result = moment.per_sample(f"log_total{last}")
    return Calculation(
        "Logarithm of the sum",
        "Training computes the same without a division: -ln(e/S) is ln S - ln e, which "
        "stays finite and exact even if a is rounded to 0. The logarithm of the sum of "
        f"the exponentials is {short(result.value)}.",
        r"\ell = \ln S",
        rf"\ell = \ln {tex(total.value)} = {tex(result.value)}",
        result,
        (total,),
        f"import math\n{assigned(S=total.value)}\nlog_total = math.log(S)",
        "log_total",
    )


def _surprise(moment: TracedSample, neuron: int) -> Calculation:
    last = moment.structure.last
    log_total = moment.per_sample(f"log_total{last}")
    s = moment.of_sample(f"shifted{last}", neuron)
    result = moment.of_sample(f"surprise{last}", neuron, "minus ln a")
    k = neuron + 1
    return Calculation(
        "Surprise",
        f"Minus the logarithm of the predicted probability: {short(result.value)}. The "
        "less likely the class, the larger it is.",
        rf"-\ln a_{{{k}}} = \ln S - s_{{{k}}}",
        rf"-\ln a_{{{k}}} = {tex(log_total.value)} - {factor(s.value)} "
        rf"= {tex(result.value)}",
        result,
        (log_total, s),
        f"{assigned(log_total=log_total.value, s=s.value)}\nsurprise = log_total - s",
        "surprise",
    )


def _target_times_surprise(moment: TracedSample, neuron: int) -> Calculation:
    surprise = moment.of_sample(f"surprise{moment.structure.last}", neuron)
    y, k = moment.target(neuron), neuron + 1
    plain = _from_probability(moment, neuron).result.value
    result = moment.of_sample("terms", neuron, "what this output adds to the loss")
    return Calculation(
        "Term of the loss",
        f"Only the true class counts: this one adds {short(result.value)} to the loss. "
        f"{_comparison(plain, result.value)}.",
        rf"t_{{{k}}} = -y_{{{k}}} \ln a_{{{k}}}",
        rf"t_{{{k}}} = {tex(y.value)} \cdot {factor(surprise.value)} "
        rf"= {tex(result.value)}",
        result,
        (y, surprise),
        f"{assigned(y=y.value, surprise=surprise.value)}\nt = y * surprise",
        "t",
    )

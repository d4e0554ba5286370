"""Explains the cross-entropies, computed from z together with their activation."""

from nnviz.explain.explanation import Calculation
from nnviz.explain.notation import assigned, factor, short, tex
from nnviz.explain.traced_sample import TracedSample


def softplus_term(moment: TracedSample, neuron: int) -> tuple[Calculation, ...]:
    """Return an output's term of the binary cross-entropy, in three steps."""
    return _softplus(moment, neuron), _hit(moment, neuron), _missed(moment, neuron)


def surprise_term(moment: TracedSample, neuron: int) -> tuple[Calculation, ...]:
    """Return a class's term of the cross-entropy, in three steps."""
    return (
        _log_total(moment),
        _surprise(moment, neuron),
        _target_times_surprise(moment, neuron),
    )


def _softplus(moment: TracedSample, neuron: int) -> Calculation:
    last = moment.structure.last
    z = moment.of_sample(f"z{last}", neuron)
    result = moment.of_sample(f"softplus{last}", neuron)
    return Calculation(
        "Softplus",
        "The loss of this output if its target were 0. It is computed directly from z, "
        "so it stays finite however confident the output is.",
        r"s = \ln(1 + e^{z})",
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
        f"Where the target is 1, z is subtracted: {short(result.value)}.",
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
    result = moment.of_sample("terms", neuron, "what this output adds to the loss")
    return Calculation(
        "Term of the loss",
        f"The cross-entropy of this output is {short(result.value)}: minus the "
        "logarithm of the probability that it gave to the true answer.",
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
        f"The logarithm of the sum of the exponentials is {short(result.value)}.",
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
    y = moment.target(neuron)
    result = moment.of_sample("terms", neuron, "what this output adds to the loss")
    k = neuron + 1
    return Calculation(
        "Term of the loss",
        f"Only the true class counts: this one adds {short(result.value)} to the loss.",
        rf"t_{{{k}}} = -y_{{{k}}} \ln a_{{{k}}}",
        rf"t_{{{k}}} = {tex(y.value)} \cdot {factor(surprise.value)} "
        rf"= {tex(result.value)}",
        result,
        (y, surprise),
        f"{assigned(y=y.value, surprise=surprise.value)}\nt = y * surprise",
        "t",
    )

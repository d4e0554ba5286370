"""Explains the loss: each output's term, and the loss of the sample."""

from dataclasses import dataclass

import numpy as np

from nnviz.core.passes.loss_pass import weight_formula
from nnviz.explain.arithmetic.joint_loss import softplus_term, surprise_term
from nnviz.explain.arithmetic.latex_sums import mean_numbers, sum_entries, sum_numbers
from nnviz.explain.explanation import Calculation
from nnviz.explain.notation import assigned, factor, short, tex
from nnviz.explain.terms import weighted_sum
from nnviz.explain.traced_sample import TracedSample


@dataclass(frozen=True, slots=True)
class ErrorTerm:
    """A loss of the error e alone: its term and its slope dL/da, for O outputs.

    In LaTeX {e} is the error, in brackets if negative, and {x} without them.
    ``far_tex`` replaces ``value_tex`` if the error is larger than 1.
    """

    value: str
    slope: str
    value_tex: str
    slope_tex: str
    far_tex: str = ""

    def value_numbers(self, error: float) -> str:
        """Write the term in LaTeX with its error in place."""
        far = self.far_tex and abs(error) > 1.0
        template = self.far_tex if far else self.value_tex
        return template.format(e=factor(error), x=tex(error))


ERROR_TERMS: dict[str, ErrorTerm] = {
    "mse": ErrorTerm("e * e", "e * (2 / O)", "{e}^2", r"\frac{{2}}{{{O}}} \cdot {e}"),
    "mae": ErrorTerm(
        "abs(e)",
        "(e > 0) / O - (e < 0) / O",
        "|{x}|",
        r"\frac{{1}}{{{O}}} \, \mathrm{{sign}} {e}",
    ),
    "huber": ErrorTerm(
        "0.5 * e * e if abs(e) <= 1 else abs(e) - 0.5",
        "max(-1.0, min(1.0, e)) * (1 / O)",
        r"\frac{{1}}{{2}} \cdot {e}^2",
        r"\frac{{1}}{{{O}}} \max(-1, \min(1, {x}))",
        r"|{x}| - \frac{{1}}{{2}}",
    ),
}
"""Terms by loss. Losses with a joint form have their stages in the trace."""


def output_term(moment: TracedSample, neuron: int) -> tuple[Calculation, ...]:
    """Return how an output's term of the loss is computed."""
    name, last = moment.structure.loss.name, moment.structure.last
    if f"softplus{last}" in moment.trace:
        return softplus_term(moment, neuron)
    if f"surprise{last}" in moment.trace:
        return surprise_term(moment, neuron)
    return _error(moment, neuron), *_error_term(moment, neuron, name)


def sample_loss(moment: TracedSample) -> Calculation:
    """Return the loss of the sample: the sum or the mean of its outputs' terms."""
    loss, terms = moment.structure.loss, moment.row("terms")
    result = moment.per_sample("losses", "loss of this sample")
    weight = loss.output_weights(moment.trace["terms"].T)[0]
    laid_out = weighted_sum(
        tuple(f"terms[{k}]" for k in range(1, len(terms) + 1)),
        (("t", terms), ("weight", weight)),
        None,
        result.value,
    )
    verb = "mean" if loss.averages_outputs else "sum"
    words = f"The loss of the sample is the {verb} of the terms of {len(terms)} outputs"
    if len(terms) == 1:
        words = "There is one output, so its term is the loss of the sample"
    numbers = sum_numbers("L", laid_out)
    if loss.averages_outputs:
        numbers = mean_numbers("L", terms, result.value)
    return Calculation(
        "Loss of the sample",
        f"{words}: {short(result.value)}.",
        r"L = \frac{1}{O} \sum_k t_k" if loss.averages_outputs else r"L = \sum_k t_k",
        numbers,
        result,
        sum_entries(laid_out),
        variable="L",
        terms=laid_out,
    )


def class_weight(moment: TracedSample) -> tuple[Calculation, ...]:
    """Return how much the sample counts, if the classes have weights."""
    if not moment.weighted:
        return ()
    loss, targets = moment.structure.loss, moment.row("targets")
    result = moment.per_sample("class_weights", "of the class that the sample has")
    weights = np.array(loss.class_weights, targets.dtype)
    names = moment.structure.class_names
    if len(targets) == 1:
        targets = np.append(1.0 - targets, targets)
    laid_out = weighted_sum(
        names or tuple(f"c[{k}]" for k in range(1, len(weights) + 1)),
        (("c", weights), ("y", targets)),
        None,
        result.value,
    )
    its = f", {names[int(targets.argmax())]}," if names else ""
    return (
        Calculation(
            "Class weight",
            f"A sample of this class{its} counts {short(result.value)} times in the "
            "cost, and so does its gradient.",
            weight_formula(loss),
            sum_numbers("w", laid_out),
            result,
            sum_entries(laid_out),
            variable="w",
            terms=laid_out,
        ),
    )


def _error(moment: TracedSample, neuron: int) -> Calculation:
    a = moment.of_sample(f"a{moment.structure.last}", neuron, "output")
    y = moment.target(neuron)
    result = moment.of_sample("error", neuron, "error")
    symbol = f"e_{{{neuron + 1}}}"
    return Calculation(
        "Error",
        f"The output is {short(a.value)} and the target {short(y.value)}: the error is "
        f"{short(result.value)}.",
        rf"{symbol} = a_{{{neuron + 1}}} - y_{{{neuron + 1}}}",
        rf"{symbol} = {tex(a.value)} - {factor(y.value)} = {tex(result.value)}",
        result,
        (a, y),
        f"{assigned(a=a.value, y=y.value)}\ne = a - y",
        "e",
    )


def _error_term(
    moment: TracedSample, neuron: int, name: str
) -> tuple[Calculation, ...]:
    e = moment.of_sample("error", neuron)
    result = moment.of_sample("terms", neuron, "what this output adds to the loss")
    rule = ERROR_TERMS.get(name)
    if rule is None:
        return ()
    symbol, form = f"t_{{{neuron + 1}}}", moment.structure.loss.form
    formula = getattr(form, "term_formula", "").replace("_k", f"_{{{neuron + 1}}}")
    middle = rule.value_numbers(e.value)
    return (
        Calculation(
            "Term of the loss",
            f"An error of {short(e.value)} adds {short(result.value)} to the loss.",
            formula,
            f"{symbol} = {middle} = {tex(result.value)}",
            result,
            (e,),
            f"{assigned(e=e.value)}\nt = {rule.value}",
            "t",
        ),
    )

"""Explains the cost of a batch: the average of its losses, and the penalty."""

import numpy as np

from nnviz.core.network import Network
from nnviz.core.trace import Trace
from nnviz.core.types import Floats
from nnviz.core.writing.number_text import percent
from nnviz.explain.arithmetic.batch_shares import stack_of
from nnviz.explain.arithmetic.latex_sums import mean_numbers, sum_entries
from nnviz.explain.explanation import Calculation, Entry, SampleStack
from nnviz.explain.notation import assigned, factor, short, tex
from nnviz.explain.structure import Structure
from nnviz.explain.terms import weighted_sum
from nnviz.explain.traced_sample import TracedSample
from nnviz.session.comparison.number_words import counted


def cost_of(moment: TracedSample) -> tuple[Calculation, ...]:
    """Return the average of the losses; with a penalty also its value and the sum."""
    if not moment.penalized:
        return (_average(moment, "cost"),)
    return (
        _average(moment, "data_cost"),
        _penalty(moment),
        _with_penalty(moment),
    )


def predicted_change(trace: Trace, structure: Structure) -> float:
    """Return g · Δθ over all parameters: the first-order change of the cost."""
    names = structure.layout.named(np.empty(structure.layout.count))
    return sum(
        float(np.vdot(trace[f"d{name}"], trace[f"update_{name}"])) for name in names
    )


def network_after(trace: Trace, structure: Structure) -> Network:
    """Return a network with the parameters after the update."""
    # Initialised with zeros, since drawing numbers to overwrite them takes time.
    network = Network(
        structure.sizes,
        structure.activations,
        initializer="zeros",
        precision=structure.precision,
    )
    for name, values in structure.layout.named(network.parameters).items():
        values[...] = trace.after[name]
    return network


def cost_after(trace: Trace, structure: Structure) -> float:
    """Return the cost of the same batch after the update, by another forward pass."""
    network = network_after(trace, structure)
    with np.errstate(all="ignore"):
        output = network.output_layer(trace["inputs"])
        # Losses take a row per output; the trace has a row per sample.
        losses = structure.loss.losses(output.z, output.a, trace["targets"].T)
        penalty = structure.penalty.value(network.parameters, network.layout)
        losses = structure.loss.weighted(losses, trace["targets"].T)
        return float(losses.mean()) + penalty


def _average(moment: TracedSample, name: str) -> Calculation:
    losses, count = moment.trace["losses"], moment.samples
    result = moment.shared(name, meaning="average loss of the batch")
    # In the precision of training, whose 1/N is rounded to it.
    weight = np.full(count, 1.0 / count, losses.dtype) * moment.class_weights
    counts, times = losses, ""
    if moment.weighted:
        counts = losses * moment.class_weights
        times = ", each times the weight of its class,"
    terms = weighted_sum(
        moment.sample_names, (("loss", losses), ("weight", weight)), None, result.value
    )
    stack: SampleStack | None = None
    weights = moment.class_weights if moment.weighted else None
    title = "Cost of this sample alone"
    words = f"One sample is its own average: its loss, {short(result.value)}."
    if moment.weighted:
        words = (
            "One sample is its own average: its loss times the weight of its class, "
            f"{short(result.value)}."
        )
    if not moment.trace.probed:
        stack = stack_of(moment, counts)
        title = "Cost of the batch"
        words = (
            f"The losses of the {counted(count, 'sample')} of the batch{times} are "
            f"{short(result.value)} on average. Sample {stack.driver + 1} of "
            f"the batch contributes most, {percent(stack.driver_share, 0)}."
        )
    return Calculation(
        title,
        words,
        moment.structure.loss.cost_formula,
        mean_numbers("C", losses, result.value, weights),
        result,
        sum_entries(terms),
        variable="C",
        terms=terms,
        stack=stack,
    )


def _penalty(moment: TracedSample) -> Calculation:
    penalty, structure = moment.structure.penalty, moment.structure
    result = moment.shared("penalty", meaning="penalty on large weights")
    weights = [moment.trace[f"W{layer}"] for layer in range(1, structure.last + 1)]
    sizes = sum(float(np.abs(w.astype(np.float64)).sum()) for w in weights)
    squares = sum(float(np.square(w.astype(np.float64)).sum()) for w in weights)
    values = assigned(
        l1=penalty.l1, l2=penalty.l2, sum_of_sizes=sizes, sum_of_squares=squares
    )
    return Calculation(
        "Penalty",
        f"Regularisation adds {short(result.value)} for the size of the weights; "
        "biases are not penalised.",
        r"R = \lambda_1 \sum |w| + \frac{\lambda_2}{2} \sum w^2",
        rf"R = {tex(penalty.l1)} \cdot {factor(sizes)} + "
        rf"\frac{{{tex(penalty.l2)}}}{{2}} \cdot {factor(squares)} "
        rf"= {tex(result.value)}",
        result,
        (),
        f"{values}\nR = l1 * sum_of_sizes + l2 / 2 * sum_of_squares",
        "R",
    )


def _with_penalty(moment: TracedSample) -> Calculation:
    data = moment.shared("data_cost", meaning="average loss of the batch")
    penalty = moment.shared("penalty", meaning="penalty")
    result = moment.shared("cost", meaning="cost of the batch")
    return Calculation(
        "Cost with penalty",
        f"Together they are the cost that training reduces: {short(result.value)}.",
        f"{moment.structure.loss.cost_formula} + R",
        f"C = {tex(data.value)} + {tex(penalty.value)} = {tex(result.value)}",
        result,
        (data, penalty),
        f"{assigned(data_cost=data.value, R=penalty.value)}\nC = data_cost + R",
        "C",
    )


def change_of_cost(moment: TracedSample) -> Calculation:
    """Return the change of cost that the gradient predicts, beside the actual one."""
    trace, structure = moment.trace, moment.structure
    cost = moment.shared("cost", meaning="cost before the update")
    reached = cost_after(trace, structure)
    predicted = predicted_change(trace, structure)
    return Calculation(
        "Change of the cost",
        f"The gradient predicts that the update changes the cost by "
        f"{short(predicted)}; on the same batch it changed by "
        f"{short(reached - cost.value)}. The closer the two, the less the slope "
        "changed along the step.",
        r"\Delta C \approx \sum_\theta \frac{\partial C}{\partial \theta} \Delta\theta",
        rf"\Delta C \approx {tex(predicted)}",
        Entry("predicted change", predicted, "sum of gradient times update"),
        (
            cost,
            Entry("cost after", reached, "cost of the same batch after the update"),
            Entry("change", reached - cost.value, "the actual change"),
        ),
        _predicted_python(trace, structure),
        "change",
    )


def _predicted_python(trace: Trace, structure: Structure) -> str:
    """Write the prediction layer by layer; a list of all weights would be too long."""
    parts: list[float] = []
    for layer in range(1, structure.last + 1):
        for name in (f"W{layer}", f"b{layer}"):
            gradient: Floats = trace[f"d{name}"]
            parts.append(float(np.vdot(gradient, trace[f"update_{name}"])))
    return (
        "# gradient times update: weights and biases of each layer\n"
        f"parts = {parts!r}\nchange = 0.0\nfor part in parts:\n    change += part"
    )

"""The tasks of a worksheet, in the order of the arithmetic of an iteration."""

from dataclasses import replace

from nnviz.explain.arithmetic.forward import forward_of
from nnviz.explain.arithmetic.gradient_steps import parameter, parameter_tex
from nnviz.explain.arithmetic.loss_steps import output_term, sample_loss
from nnviz.explain.explain import explain
from nnviz.explain.explanation import Calculation, Entry
from nnviz.explain.notation import factor, of_layer, short, tex
from nnviz.explain.selection import edge, loss, neuron
from nnviz.explain.traced_sample import TracedSample
from nnviz.files.worksheet.gradient_tasks import gradients, places_of
from nnviz.files.worksheet.second_pass import second_pass
from nnviz.files.worksheet.sheet import Blank, SheetTask, Step, step_of
from nnviz.session.comparison.number_words import title as named

Given = tuple[tuple[str, tuple[Entry, ...]], ...]

_NOTHING: Given = ()


def tasks_of(moment: TracedSample, *, listed: bool = False) -> tuple[SheetTask, ...]:
    """Return all tasks: forward, loss, backward, gradients, update, and forward again.

    ``listed`` weights and biases are given with the forward tasks. The update of an
    optimiser with a memory cannot be worked out from a sheet alone.
    """
    last = moment.structure.last
    layers = range(1, last + 1)
    plain = moment.structure.optimizer.name == "sgd"
    return (
        *(
            replace(
                _forward(moment, layer), given=_weights(moment, layer) if listed else ()
            )
            for layer in layers
        ),
        _loss(moment),
        *(_deltas(moment, layer) for layer in reversed(layers)),
        gradients(moment),
        *((_update(moment), *second_pass(moment)) if plain else ()),
    )


def _forward(moment: TracedSample, layer: int) -> SheetTask:
    blanks: list[Blank] = []
    rules: tuple[str, ...] = ()
    for row in range(moment.structure.sizes[layer]):
        z, *rest = forward_of(moment, layer, row)
        blanks += [
            Blank(of_layer("z", layer, row), (step_of(z),)),
            Blank(of_layer("a", layer, row), tuple(step_of(each) for each in rest)),
        ]
        rules = rules or (z.formula, *_distinct(rest))
    f = moment.structure.activation(layer).label
    return SheetTask(
        f"Forward through {moment.structure.layer_name(layer)}",
        "Work out the weighted sum z of each neuron, then its activation a with the "
        f"activation function {f}.",
        rules,
        tuple(blanks),
    )


def _weights(moment: TracedSample, layer: int) -> Given:
    """Return the weights and the bias of each neuron of a layer."""
    sources = range(moment.structure.sizes[layer - 1])
    return tuple(
        (
            of_layer("w", layer, row),
            (
                *(
                    Entry(
                        moment.source(layer, column).name,
                        moment.shared(f"W{layer}", row, column).value,
                    )
                    for column in sources
                ),
                Entry("b", moment.shared(f"b{layer}", row).value),
            ),
        )
        for row in range(moment.structure.sizes[layer])
    )


def _loss(moment: TracedSample) -> SheetTask:
    structure = moment.structure
    outputs = range(structure.sizes[-1])
    if structure.joint:
        steps: tuple[Step, ...] = (_joint_loss(moment),)
    else:
        found = [each for k in outputs for each in output_term(moment, k)]
        steps = tuple(step_of(each) for each in (*found, sample_loss(moment)))
    blanks = [Blank("L", steps)]
    rules: tuple[str, ...] = (structure.loss.formula,)
    words, given = "How wrong is the output?", _NOTHING
    if moment.samples > 1 or moment.weighted:
        average = explain(
            moment.trace, structure, loss(sample=moment.sample)
        ).calculations[-1]
        blanks.append(Blank("C", (step_of(average),)))
        rules = (*rules, average.formula)
    if moment.samples > 1:
        words += " The cost is the mean over the batch; the losses of the other "
        words += "samples are given."
        given = (("L", _others(moment, "loss", moment.trace["losses"].tolist())),)
    if moment.weighted:
        weights = moment.class_weights.tolist()
        words += " In the cost, each loss counts times the weight w of its class: "
        words += f"that of this sample is {short(weights[moment.sample])}."
        others = _others(moment, "class weight", weights)
        given = (*given, ("w", others)) if others else given
    return SheetTask(
        f"Loss ({named(structure.loss.name)})", words, rules, (*blanks,), given=given
    )


def _joint_loss(moment: TracedSample) -> Step:
    """Write a cross-entropy as it is worked out by hand, from the outputs.

    Training computes it from z, which is exact for large z too; with the few digits of
    a worksheet the two agree.
    """
    found, structure = sample_loss(moment), moment.structure
    outputs, wanted = moment.row(f"a{structure.last}"), moment.row("targets")
    single = structure.loss.name == "binary_cross_entropy"
    parts = []
    for a, y in zip(outputs.tolist(), wanted.tolist(), strict=True):
        if y == 1.0:
            parts.append(rf"\ln {factor(a)}")
        elif single:
            parts.append(rf"\ln(1 - {tex(a)})")
    numbers = rf"L = -{parts[0]}" if len(parts) == 1 else f"L = -({' + '.join(parts)})"
    words = "Only the true class counts: the loss is minus the logarithm of the "
    words += "probability the network gives it."
    if single and len(parts) > 1:
        words = "Each label counts by itself, and the loss is their sum: minus the "
        words += "logarithm of the probability the network gives to what is so."
    return Step(
        found.title, words, f"{numbers} = {tex(found.result.value)}", found.result
    )


def _deltas(moment: TracedSample, layer: int) -> SheetTask:
    blanks: list[Blank] = []
    rules: tuple[str, ...] = ()
    for row in range(moment.structure.sizes[layer]):
        found = _explained(moment, layer, row)
        names = [each.result.name for each in found]
        upto = found[: names.index(f"delta{layer}[{row + 1}]") + 1]
        # What training does not compute itself is a derivation, not to be worked out.
        upto = tuple(each for each in upto if each.result.cell is not None)
        steps = tuple(step_of(each) for each in upto)
        blanks.append(Blank(of_layer(r"\delta", layer, row), steps))
        rules = rules or _distinct(upto)
    words = "The chain rule starts at the loss: how does it change with z?"
    name = moment.structure.layer_name
    if layer < moment.structure.last:
        words = (
            f"The deltas of {name(layer + 1)} flow back through the weights (from "
            "before the update), and are multiplied by the slope of the activation."
        )
    return SheetTask(f"Deltas of {name(layer)}", words, rules, tuple(blanks))


def _explained(moment: TracedSample, layer: int, row: int) -> tuple[Calculation, ...]:
    chosen = neuron(layer, row, "backward", moment.sample)
    return explain(moment.trace, moment.structure, chosen).calculations


def _update(moment: TracedSample) -> SheetTask:
    layers = range(1, moment.structure.last + 1)
    blanks: list[Blank] = []
    rules: tuple[str, ...] = ()
    for place in (place for layer in layers for place in places_of(moment, layer)):
        layer, row, column = place
        chosen = edge(layer, row, column, "update", moment.sample)
        found = explain(moment.trace, moment.structure, chosen).calculations[:-1]
        name, index = parameter(*place)
        before = moment.shared(name, *index, meaning="before")
        steps = tuple(step_of(each) for each in found)
        blanks.append(Blank(parameter_tex(*place), steps, before))
        rules = rules or (
            r"\Delta\theta = -\eta \, \frac{\partial C}{\partial \theta}",
            r"\theta \leftarrow \theta + \Delta\theta",
        )
    return SheetTask(
        "New weights and biases",
        "Gradient descent: every weight and bias takes one step against its gradient, "
        f"with learning rate {short(moment.trace.learning_rate)}.",
        rules,
        tuple(blanks),
        short=True,
    )


def _others(moment: TracedSample, what: str, values: list[float]) -> tuple[Entry, ...]:
    """Return the numbers of the samples that are not worked out."""
    return tuple(
        Entry(f"{what} of sample {row + 1}", value)
        for row, value in enumerate(values)
        if row != moment.sample
    )


def _distinct(found: tuple[Calculation, ...] | list[Calculation]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.formula for each in found))

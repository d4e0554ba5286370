"""The explanations of a layer, of a sample, and of the loss."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from nnviz.core.types import Floats
from nnviz.data.classes import labels_text
from nnviz.explain.arithmetic.backward import backward_of
from nnviz.explain.arithmetic.cost import change_of_cost, cost_of
from nnviz.explain.arithmetic.joint_slope import joint_delta
from nnviz.explain.arithmetic.loss_steps import class_weight, output_term, sample_loss
from nnviz.explain.arithmetic.matrices import layer_formula, sample_formula
from nnviz.explain.explanation import Calculation, Explanation
from nnviz.explain.notation import short
from nnviz.explain.number_table import NumberColumn, NumberTable
from nnviz.explain.selection import Selection
from nnviz.explain.traced_sample import TracedSample
from nnviz.session.comparison.number_words import counted
from nnviz.session.comparison.number_words import title as named
from nnviz.session.scores import classes_of, labels_of

_FEW = 3
"""The most outputs that are explained one by one."""

_MEANINGS = {
    "z": "weighted sum",
    "a": "activation",
    "da": "dL/da, slope of the loss",
    "slope": "f'(z)",
    "delta": "dL/dz, slope of the loss",
    "share": "dC/dz, slope of the cost",
}

_SHOWN = {
    "forward": ("z", "a"),
    "loss": ("z", "a"),
    "backward": ("da", "slope", "delta", "share"),
}


def explain_layer(moment: TracedSample, selection: Selection) -> Explanation:
    """Explain a layer: a row for each of its neurons."""
    layer, phase = selection.layer, selection.phase
    names = _neuron_names(moment, layer)
    title = f"{phase.capitalize()}: {moment.structure.layer_name(layer)}"
    if layer == 0:
        columns: tuple[NumberColumn, ...] = (
            NumberColumn("input", moment.row("inputs")),
        )
    elif phase == "update":
        columns = _update_columns(moment, layer)
    else:
        columns = _columns(moment, layer, _SHOWN[phase])
    words, table = _layer_words(moment, selection), NumberTable(names, columns)
    formulas = layer_formula(moment, selection)
    return Explanation(title, words, phase, selection, (), table, *formulas)


def _neuron_names(moment: TracedSample, layer: int) -> tuple[str, ...]:
    """Return short names of a layer's neurons, because the title names the layer."""
    structure = moment.structure
    if layer == 0:
        return structure.sources(1)
    if layer == structure.last and structure.output_names:
        return structure.output_names
    return tuple(f"neuron {k}" for k in range(1, structure.sizes[layer] + 1))


def explain_sample(moment: TracedSample, selection: Selection) -> Explanation:
    """Explain a sample: its inputs, its outputs, and how wrong they are."""
    structure, phase = moment.structure, selection.phase
    probed, row = moment.trace.probed, int(moment.trace.rows[moment.sample])
    # Of batches recorded elsewhere the row may be unknown.
    named = f"Training sample {row + 1}" if row >= 0 else "A sample of the batch"
    name = probed.capitalize() or named
    place = probed or f"sample {moment.sample + 1} of the batch"
    title = f"{phase.capitalize()}: {place}"
    outputs = _output_table(moment)
    loss = moment.per_sample("losses")
    words = (
        f"{name}, from {counted(structure.sizes[0], 'input')} to "
        f"{counted(structure.sizes[-1], 'output')}, with a loss of {short(loss.value)}."
    )
    calculations: tuple[Calculation, ...] = ()
    if phase == "loss":
        calculations = (sample_loss(moment), *class_weight(moment))
    if phase == "update" and not probed:
        words += " The update is computed from all samples of the batch together."
    notes = () if structure.task == "regression" else (_verdict(moment),)
    formulas = sample_formula(moment)
    return Explanation(
        title, words, phase, selection, calculations, outputs, *formulas, notes
    )


def explain_loss(moment: TracedSample, selection: Selection) -> Explanation:
    """Explain the loss of a sample and the cost of the batch."""
    phase, structure = selection.phase, moment.structure
    title = f"{phase.capitalize()}: {named(structure.loss.name)}"
    outputs = _outputs_shown(moment)
    if phase == "update":
        words = "The update is meant to reduce the cost; this shows whether it did."
        return Explanation(title, words, phase, selection, (change_of_cost(moment),))
    if phase == "backward":
        words = "The backward pass starts here: how the loss changes with each output."
        calculations: Sequence[Calculation] = _slopes_of_loss(moment, outputs)
    else:
        words = structure.loss.lesson
        calculations = [
            *_each_once(each for k in outputs for each in output_term(moment, k)),
            sample_loss(moment),
            *class_weight(moment),
            *cost_of(moment),
        ]
    table = _output_table(moment)
    return Explanation(title, words, phase, selection, tuple(calculations), table)


def _slopes_of_loss(moment: TracedSample, outputs: Sequence[int]) -> list[Calculation]:
    """Return the slope of the loss at each output, derived for the first of them."""
    last = moment.structure.last
    if not moment.structure.joint:
        return [backward_of(moment, last, k)[0] for k in outputs]
    first, *others = (joint_delta(moment, k) for k in outputs)
    return [*first, *(each[-1] for each in others)]


def _each_once(calculations: Iterable[Calculation]) -> Iterator[Calculation]:
    """Yield each calculation once: outputs share some of them."""
    seen = set()
    for calculation in calculations:
        if calculation.result.name not in seen:
            seen.add(calculation.result.name)
            yield calculation


def _outputs_shown(moment: TracedSample) -> Sequence[int]:
    """Return all outputs, or, if there are many, the one with the largest loss term."""
    terms = moment.row("terms")
    return range(len(terms)) if len(terms) <= _FEW else [int(terms.argmax())]


def _columns(
    moment: TracedSample, layer: int, quantities: Sequence[str]
) -> tuple[NumberColumn, ...]:
    """Return columns for those of the quantities that the iteration computed."""
    return tuple(
        NumberColumn(name, moment.row(f"{name}{layer}"), _MEANINGS[name])
        for name in quantities
        if f"{name}{layer}" in moment.trace
    )


def _update_columns(moment: TracedSample, layer: int) -> tuple[NumberColumn, ...]:
    trace = moment.trace
    moved = np.linalg.norm(trace[f"update_W{layer}"], axis=1)
    lengths = np.linalg.norm(trace[f"W{layer}"], axis=1)
    return (
        NumberColumn("weights", lengths, "norm of the weights before"),
        NumberColumn("Δ weights", moved, "norm of their change"),
        NumberColumn("bias", trace[f"b{layer}"], "before"),
        NumberColumn("Δ bias", trace[f"update_b{layer}"], "its change"),
    )


def _layer_words(moment: TracedSample, selection: Selection) -> str:
    layer, structure = selection.layer, moment.structure
    if layer == 0:
        return "The inputs of the sample, as prepared from the data."
    if selection.phase == "update":
        return (
            "How far the update moves each neuron: the change of its bias, and the "
            "norm of the change of its weights."
        )
    inputs, f = structure.sizes[layer - 1], structure.activation(layer).label
    if selection.phase == "loss":
        return "Only the outputs have targets: the loss is computed from them alone."
    if selection.phase == "backward":
        return (
            "Each neuron's delta says how the loss of this sample changes with its z."
        )
    return (
        f"{counted(structure.sizes[layer], 'neuron')}: each takes a weighted sum of "
        f"{counted(inputs, 'input')} and applies {f}."
    )


def _output_table(moment: TracedSample) -> NumberTable:
    structure = moment.structure
    last = structure.last
    names = structure.output_names or tuple(
        f"output {k}" for k in range(1, structure.sizes[-1] + 1)
    )
    output: Floats = moment.row(f"a{last}")
    return NumberTable(
        names,
        (
            NumberColumn("output", output, "activation"),
            NumberColumn("target", moment.row("targets"), "what it should be"),
            NumberColumn("adds to loss", moment.row("terms")),
            NumberColumn("delta", moment.row(f"delta{last}"), _MEANINGS["delta"]),
        ),
    )


def _verdict(moment: TracedSample) -> str:
    """Say which class or labels the network predicts, and which are right."""
    names = moment.structure.class_names
    output, wanted = moment.row(f"a{moment.structure.last}"), moment.row("targets")
    if not np.isfinite(output).all():
        return "The outputs are no numbers, so the network predicts nothing."
    if moment.structure.task == "labels":
        labels = moment.structure.output_names
        said, right = (labels_text(labels, labels_of(row)) for row in (output, wanted))
        end = "which is right" if said == right else f"but it is {right}"
        return f"A label holds from one half on: the network predicts {said}, {end}."
    both = np.stack((output, wanted))
    taken, true = classes_of(both, moment.structure.middle).tolist()
    end = "which is right" if taken == true else f"but it is {names[true]}"
    return f"The network predicts {names[taken]}, {end}."

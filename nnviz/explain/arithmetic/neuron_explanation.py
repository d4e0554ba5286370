"""Explains a neuron in each phase."""

import numpy as np

from nnviz.core.types import Floats
from nnviz.explain.arithmetic.backward import backward_of
from nnviz.explain.arithmetic.forward import forward_of
from nnviz.explain.arithmetic.gradient_steps import gradient_of
from nnviz.explain.arithmetic.loss_steps import output_term, sample_loss
from nnviz.explain.arithmetic.update import update_of
from nnviz.explain.explanation import Calculation, Explanation
from nnviz.explain.number_table import NumberColumn, NumberTable
from nnviz.explain.selection import BIAS, Selection
from nnviz.explain.traced_sample import TracedSample


def explain_neuron(moment: TracedSample, selection: Selection) -> Explanation:
    """Explain a neuron; one of layer 0 is an input."""
    if selection.layer == 0:
        return _explain_input(moment, selection)
    by_phase = {
        "forward": _forward,
        "loss": _loss,
        "backward": _backward,
        "update": _update,
    }
    return by_phase[selection.phase](moment, selection)


def _named(moment: TracedSample, selection: Selection) -> str:
    return moment.structure.neuron_name(selection.layer, selection.neuron)


def _sentence(name: str, words: str) -> str:
    return f"{name[:1].upper()}{name[1:]} {words}"


def _explanation(
    selection: Selection,
    texts: tuple[str, str],
    calculations: tuple[Calculation, ...] = (),
    table: NumberTable | None = None,
) -> Explanation:
    title, words = texts
    return Explanation(title, words, selection.phase, selection, calculations, table)


def _explain_input(moment: TracedSample, selection: Selection) -> Explanation:
    entry = moment.source(1, selection.neuron)
    return _explanation(
        selection,
        (
            f"Input {entry.name}",
            f"Input {entry.name} of sample {moment.sample + 1} is "
            f"{entry.value + 0.0!r}. Inputs come from the data: nothing is computed or "
            "learned here.",
        ),
    )


def _forward(moment: TracedSample, selection: Selection) -> Explanation:
    name = _named(moment, selection)
    f = moment.structure.activation(selection.layer).label
    return _explanation(
        selection,
        (
            f"Forward: {name}",
            _sentence(
                name,
                "takes the weighted sum of its inputs and adds its bias; the "
                f"activation function {f} turns the result into its output.",
            ),
        ),
        forward_of(moment, selection.layer, selection.neuron),
    )


def _loss(moment: TracedSample, selection: Selection) -> Explanation:
    name = _named(moment, selection)
    title = f"Loss: {name}"
    if selection.layer < moment.structure.last:
        words = _sentence(
            name, "is not part of the loss itself: only the outputs have targets."
        )
        return _explanation(selection, (title, words))
    words = _sentence(name, "is compared with its target.")
    calculations = (*output_term(moment, selection.neuron), sample_loss(moment))
    return _explanation(selection, (title, words), calculations)


def _backward(moment: TracedSample, selection: Selection) -> Explanation:
    layer, neuron = selection.layer, selection.neuron
    name = _named(moment, selection)
    words = _sentence(
        name,
        "gets its delta: how the loss changes with its z. Multiplied by the inputs and "
        "averaged over the batch, that is the gradient of its weights and bias.",
    )
    calculations = (
        *backward_of(moment, layer, neuron),
        *gradient_of(moment, layer, neuron, BIAS),
    )
    delta = moment.row(f"delta{layer}")[neuron]
    table = NumberTable(
        (*moment.structure.sources(layer), "bias"),
        (
            NumberColumn("weight", _with_bias(moment, selection, "W", "b"), "before"),
            NumberColumn(
                "input", np.append(moment.sources(layer), 1.0), "of this sample"
            ),
            NumberColumn(
                "own gradient",
                np.append(moment.sources(layer), 1.0) * float(delta),
                "of this sample: delta times input",
            ),
            NumberColumn(
                "gradient", _with_bias(moment, selection, "dW", "db"), "of batch"
            ),
        ),
    )
    return _explanation(selection, (f"Backward: {name}", words), calculations, table)


def _update(moment: TracedSample, selection: Selection) -> Explanation:
    layer, neuron = selection.layer, selection.neuron
    rule = moment.structure.rule_name
    name = _named(moment, selection)
    words = _sentence(
        name,
        f"gets new weights and a new bias by the rule of {rule}. The steps are "
        "shown for its bias; the table has all of them.",
    )
    after = moment.trace.after
    table = NumberTable(
        (*moment.structure.sources(layer), "bias"),
        (
            NumberColumn("before", _with_bias(moment, selection, "W", "b")),
            NumberColumn("gradient", _with_bias(moment, selection, "dW", "db")),
            NumberColumn(
                "change", _with_bias(moment, selection, "update_W", "update_b")
            ),
            NumberColumn(
                "after",
                np.append(after[f"W{layer}"][neuron], after[f"b{layer}"][neuron]),
            ),
        ),
    )
    calculations = update_of(moment, layer, neuron, BIAS)
    return _explanation(selection, (f"Update: {name}", words), calculations, table)


def _with_bias(
    moment: TracedSample, selection: Selection, weights: str, biases: str
) -> Floats:
    """Return a neuron's numbers for its weights, then for its bias, (I + 1,)."""
    layer, neuron, trace = selection.layer, selection.neuron, moment.trace
    row: Floats = np.append(
        trace[f"{weights}{layer}"][neuron], trace[f"{biases}{layer}"][neuron]
    )
    return row

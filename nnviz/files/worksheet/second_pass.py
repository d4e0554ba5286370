"""The last tasks of a worksheet: the same sample again, through the new network."""

from dataclasses import replace

import numpy as np

from nnviz.core.passes.memory import Batch
from nnviz.core.program import compile_program
from nnviz.core.trace import Trace, quantities_of
from nnviz.explain.arithmetic.cost import network_after
from nnviz.explain.arithmetic.forward import forward_of
from nnviz.explain.explain import explain
from nnviz.explain.explanation import Entry
from nnviz.explain.notation import added, of_layer, short, tex
from nnviz.explain.selection import loss
from nnviz.explain.traced_sample import TracedSample
from nnviz.files.worksheet.sheet import Blank, SheetTask, Step, step_of

_AFTER = "after the update"


def second_pass(moment: TracedSample) -> tuple[SheetTask, ...]:
    """Return the second forward pass, and the question whether the loss is less."""
    return _forward_again(after_update(moment)), _check(moment)


def after_update(moment: TracedSample) -> TracedSample:
    """Return the sample in the iteration's own program, with the new parameters."""
    trace, structure = moment.trace, moment.structure
    network = network_after(trace, structure)
    program = compile_program(network, structure.loss, batch=1)
    inputs = np.append(moment.row("inputs"), 1.0)[None, :]
    program.load(Batch(inputs, moment.row("targets")[:, None]), np.array([0]))
    with np.errstate(all="ignore"):
        # Its learning rate is 0: the new parameters stay.
        program.run()
    quantities = quantities_of(program.workspace, structure.layout, network.parameters)
    again = Trace(
        trace.iteration,
        trace.epoch,
        trace.rows[moment.sample : moment.sample + 1],
        0.0,
        quantities,
        trace.after,
        {},
        probed=_AFTER,
    )
    return TracedSample(again, structure)


def _forward_again(moment: TracedSample) -> SheetTask:
    structure = moment.structure
    blanks = []
    for layer in range(1, structure.last + 1):
        for row in range(structure.sizes[layer]):
            steps = tuple(step_of(each) for each in forward_of(moment, layer, row))
            last = replace(steps[-1], result=_renamed(steps[-1].result))
            blanks.append(Blank(of_layer("a", layer, row), (*steps[:-1], last)))
    return SheetTask(
        "Forward again, with the new weights",
        "Work out the activations of the same sample once more, now with the new "
        "weights and biases.",
        (),
        tuple(blanks),
    )


def _renamed(entry: Entry) -> Entry:
    """Return a number of the second pass, which no trace of training has."""
    return Entry(f"{entry.name} {_AFTER}", entry.value)


def _check(moment: TracedSample) -> SheetTask:
    chosen = loss("update", moment.sample)
    (found,) = explain(moment.trace, moment.structure, chosen).calculations
    before = moment.per_sample("losses").value
    reached = after_update(moment).per_sample("losses").value
    change = reached - before
    now = Step(
        "Loss of the second pass",
        f"With the new weights the loss of the sample is {short(reached)}.",
        f"L = {tex(reached)}",
        Entry(f"loss {_AFTER}", reached),
    )
    step = Step(
        "Change of the loss",
        "The loss of the second pass less that of the first.",
        rf"\Delta L = {added([reached, before * -1.0])} = {tex(change)}",
        Entry("change of the loss", change),
    )
    words = (
        "By how much should the cost change, to first order? And by how much did the "
        "loss of this sample?"
    )
    if moment.samples > 1:
        words += " The step was made for the whole batch, so the two may differ."
    return SheetTask(
        "Was it worth it?",
        words,
        (found.formula,),
        (
            Blank(r"\Delta C", (step_of(found),)),
            Blank("L", (now,)),
            Blank(r"\Delta L", (step,)),
        ),
    )

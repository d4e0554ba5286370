"""Explains whatever is selected: the entry point of this package."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from nnviz.core.operation import Phase
from nnviz.core.trace import Trace
from nnviz.explain.arithmetic.aggregates import (
    explain_layer,
    explain_loss,
    explain_sample,
)
from nnviz.explain.arithmetic.edge_explanation import explain_edge
from nnviz.explain.arithmetic.neuron_explanation import explain_neuron
from nnviz.explain.explanation import Explanation
from nnviz.explain.mistake_notes import with_mistake
from nnviz.explain.selection import Kind, Selection
from nnviz.explain.structure import Structure
from nnviz.explain.traced_sample import TracedSample
from nnviz.explain.validate_selection import check_selection

_BY_KIND: dict[Kind, Callable[[TracedSample, Selection], Explanation]] = {
    "neuron": explain_neuron,
    "edge": explain_edge,
    "layer": explain_layer,
    "sample": explain_sample,
    "loss": explain_loss,
}

_PROBED: dict[Phase, str] = {
    "backward": (
        "This is the gradient of this one sample. Training averages it over the "
        "samples of a batch: step into an iteration to see that."
    ),
    "update": (
        "This is the update that this one sample would cause. No weight has been "
        "changed: step into an iteration to see the update of a batch."
    ),
}
"""What to know of a phase when it was run on one sample alone, without training."""

_NO_TARGET = (
    "Nobody has said what the right answer is: without a target there is no loss, no "
    "gradient and no update."
)


def explain(trace: Trace, structure: Structure, selection: Selection) -> Explanation:
    """Explain a neuron, edge, layer, sample or loss in one phase of an iteration.

    Raises
    ------
    InputError
        If the selection does not exist in this network or batch.
    """
    check_selection(trace, structure, selection)
    moment = TracedSample(trace, structure, selection.sample)
    # The numbers of a run that diverged overflow; they are shown all the same.
    with np.errstate(all="ignore"):
        found = _BY_KIND[selection.kind](moment, selection)
    return with_mistake(_with_probe(found, trace), trace, structure)


def _with_probe(found: Explanation, trace: Trace) -> Explanation:
    """Add a note that no iteration did this, where that could be taken for granted."""
    if not trace.probed:
        return found
    note = _PROBED.get(found.phase) if "losses" in trace else _NO_TARGET
    return found if note is None else replace(found, notes=(*found.notes, note))

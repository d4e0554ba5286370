"""Checks that a selection exists."""

from nnviz.core.errors import InputError
from nnviz.core.trace import Trace
from nnviz.explain.selection import BIAS, Selection
from nnviz.explain.structure import Structure


def check_selection(trace: Trace, structure: Structure, selection: Selection) -> None:
    """Check that the network and the batch of a trace have what is selected.

    Raises
    ------
    InputError
        If they do not; the message says what there is.
    """
    check_place(structure, selection, len(trace.rows), trace.iteration)
    forward = selection.phase == "forward" and selection.kind not in ("sample", "loss")
    if not forward and "losses" not in trace:
        raise InputError(
            "this sample has no target: without one there is only a forward pass, of a "
            "layer, a neuron or an edge"
        )


def check_place(
    structure: Structure, selection: Selection, samples: int, iteration: int
) -> None:
    """Check a selection for an iteration that has not been done yet.

    ``samples`` is the size of its batch.

    Raises
    ------
    InputError
        If the network or the batch do not have what is selected.
    """
    if not 0 <= selection.sample < samples:
        raise InputError(
            f"sample {selection.sample + 1}: the batch of iteration "
            f"{iteration} has samples 1 to {samples}"
        )
    if selection.kind in ("sample", "loss"):
        return
    first = 0 if selection.kind != "edge" else 1
    if not first <= selection.layer <= structure.last:
        raise InputError(
            f"layer {selection.layer}: this network has layers {first} to "
            f"{structure.last}" + (", 0 being the inputs" if first == 0 else "")
        )
    if selection.kind == "layer":
        return
    size = structure.sizes[selection.layer]
    if not 0 <= selection.neuron < size:
        raise InputError(
            f"neuron {selection.neuron + 1}: {structure.layer_name(selection.layer)} "
            f"has neurons 1 to {size}"
        )
    if selection.kind == "edge":
        _check_column(structure, selection)


def _check_column(structure: Structure, selection: Selection) -> None:
    inputs = structure.sizes[selection.layer - 1]
    if not BIAS <= selection.column < inputs:
        raise InputError(
            f"weight {selection.column + 1}: neurons of "
            f"{structure.layer_name(selection.layer)} have weights 1 to {inputs}"
        )

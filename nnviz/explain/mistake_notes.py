"""Adds notes and warnings to an explanation while a mistake is switched on.

Explanations give the right rule. Where the program used a wrong one, its numbers need
not be what the rule gives.
"""

import re
from dataclasses import replace

from nnviz.core.activation import Activation
from nnviz.core.mistake import Mistake
from nnviz.core.mistakes import MISTAKES
from nnviz.core.operation import Phase
from nnviz.core.trace import Trace
from nnviz.explain.explanation import Explanation
from nnviz.explain.selection import Selection
from nnviz.explain.structure import Structure

_PHASES: dict[str, tuple[Phase, ...]] = {
    "z": ("forward",),
    "shifted": ("forward", "loss"),
    "slope": ("backward",),
    "da": ("backward",),
    "share": ("backward",),
    "db": ("backward",),
    "W": ("update",),
}
"""The phases in which each quantity that a mistake can change is shown."""

_EVERYWHERE = ("share", "W")
"""Quantities that one operation computes for all layers at once."""

_NAMES = {
    "shifted": "the exponents of {}",
    "share": "the average over the batch",
    "W": "the new weights and biases",
    "z": "the inputs of {}",
}


def with_mistake(found: Explanation, trace: Trace, structure: Structure) -> Explanation:
    """Add a note that a mistake was on: a warning if it is made right there."""
    mistake = MISTAKES.get(str(trace.settings.get("mistake")))
    quantity = None
    if mistake is not None:
        quantity = mistake.find(structure, structure.loss)
    if mistake is None or quantity is None:
        return found
    kind, layer = _split(quantity)
    where = _NAMES.get(kind, "{0}").format(
        structure.layer_name(layer) if kind in _NAMES else quantity
    )
    if _is_here(kind, layer, structure, found.selection):
        return replace(found, warning=_here(mistake, where))
    note = (
        f"A mistake is on, but not here: “{mistake.title}”, in {where}. The "
        "explanation here holds, with the numbers that the mistake leads to."
    )
    return replace(found, notes=(*found.notes, note))


def _here(mistake: Mistake, where: str) -> str:
    return (
        f"A mistake is on, and it is made here: “{mistake.title}”. The rule below is "
        f"the right one; the program computes {where} by another, so its numbers may "
        "differ from what the rule gives."
    )


def _split(quantity: str) -> tuple[str, int]:
    parts = re.fullmatch(r"([A-Za-z]+)(\d+)", quantity)
    return (parts[1], int(parts[2])) if parts else (quantity, 0)


def _is_here(kind: str, layer: int, structure: Structure, selection: Selection) -> bool:
    if selection.phase not in _PHASES.get(kind, ()):
        return False
    if selection.kind in ("sample", "loss") or kind in _EVERYWHERE:
        return True
    if kind == "slope":
        return selection.layer in _alike(layer, structure)
    return selection.layer == layer


def _alike(layer: int, structure: Structure) -> range:
    """Return the layers whose slopes are computed together with those of a layer."""
    # Neighbours with the same activation share one operation, and so the mistake in it.
    f: Activation = structure.activation(layer)
    last = layer
    while last < structure.last and structure.activation(last + 1) == f:
        last += 1
    # Together with its loss the output layer needs no slope of its own.
    if last == structure.last and structure.joint:
        last -= 1
    return range(layer, last + 1)

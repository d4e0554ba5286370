"""Adds notes and warnings to an explanation while mistakes are switched on.

Explanations give the right rule. Where the program used a wrong one, its numbers need
not be what the rule gives.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from nnviz.core.functions.activation import Activation
from nnviz.core.mistake import Mistake
from nnviz.core.mistakes import find_mistakes
from nnviz.core.operation import Phase
from nnviz.core.trace import Trace
from nnviz.explain.explanation import Explanation
from nnviz.explain.selection import Selection
from nnviz.explain.structure import Structure
from nnviz.session.comparison.number_words import listed

_PHASES: dict[str, tuple[Phase, ...]] = {
    "z": ("forward",),
    "shifted": ("forward", "loss"),
    "slope": ("backward",),
    "da": ("backward",),
    "delta": ("backward",),
    "share": ("backward",),
    "dW": ("backward",),
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
    """Add a note on each mistake that was on: a warning if it is made right there."""
    warnings, notes = [], list(found.notes)
    for mistake in find_mistakes(trace.settings.get("mistakes", ())):
        quantities = mistake.find(structure, structure.loss)
        here = [q for q in quantities if _is_here(q, structure, found.selection)]
        if here:
            warnings.append(_here(mistake, _where(here, structure)))
        elif quantities:
            notes.append(
                f"A mistake is on, but not here: “{mistake.title}”, in "
                f"{_where(quantities, structure)}. The explanation here holds, with "
                "the numbers that the mistake leads to."
            )
    return replace(
        found, warning=" ".join(warnings) or found.warning, notes=tuple(notes)
    )


def _where(quantities: Sequence[str], structure: Structure) -> str:
    """Name the places of a mistake: "db1 and db2"."""
    names = []
    for quantity in quantities:
        kind, layer = _split(quantity)
        known = _NAMES.get(kind)
        name = quantity if known is None else known.format(structure.layer_name(layer))
        names.append(name)
    return listed(names)


def _here(mistake: Mistake, where: str) -> str:
    return (
        f"A mistake is on, and it is made here: “{mistake.title}”. The rule below is "
        f"the right one; the program computes {where} by another, so its numbers may "
        "differ from what the rule gives."
    )


def _split(quantity: str) -> tuple[str, int]:
    parts = re.fullmatch(r"([A-Za-z]+)(\d+)", quantity)
    return (parts[1], int(parts[2])) if parts else (quantity, 0)


def _is_here(quantity: str, structure: Structure, selection: Selection) -> bool:
    kind, layer = _split(quantity)
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

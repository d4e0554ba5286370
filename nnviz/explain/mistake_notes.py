"""What must be said of an explanation while a mistake is switched on.

Explanations tell the right rule. Where the program was made to work by another one,
the numbers are its own and need not be what the rule gives.
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
"""Where each quantity that a mistake can change is worked out."""

_EVERYWHERE = ("share", "W")
"""Quantities that one operation makes for all layers at once."""

_NAMES = {
    "shifted": "the exponents of layer {}",
    "share": "the average over the batch",
    "W": "the new weights and biases",
    "z": "what layer {} takes in",
}


def with_mistake(found: Explanation, trace: Trace, structure: Structure) -> Explanation:
    """Say of an explanation that a mistake was on, loudly if it sits right there."""
    mistake = MISTAKES.get(str(trace.settings.get("mistake")))
    quantity = None
    if mistake is not None:
        quantity = mistake.find(structure, structure.loss)
    if mistake is None or quantity is None:
        return found
    kind, layer = _split(quantity)
    where = _NAMES.get(kind, "{0}").format(layer if kind in _NAMES else quantity)
    if _is_here(kind, layer, structure, found.selection):
        return replace(found, warning=_here(mistake, where))
    note = (
        f"A mistake is on, but not here: “{mistake.title}”, in {where}. What is said "
        "here is what the program does, with the numbers that the mistake leads to."
    )
    return replace(found, notes=(*found.notes, note))


def _here(mistake: Mistake, where: str) -> str:
    return (
        f"A mistake is on, and it sits here: “{mistake.title}”. The rule below is the "
        f"right one; the program works out {where} by another, so that its numbers "
        "need not be what the rule gives."
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
    """Return the layers whose slopes are worked out together with those of one."""
    f: Activation = structure.activation(layer)
    last = layer
    while last < structure.last and structure.activation(last + 1) == f:
        last += 1
    if last == structure.last and structure.joint:
        last -= 1
    return range(layer, last + 1)
